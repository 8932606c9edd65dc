-- Chat: statistics kept by triggers, search, lists, events, the daily clean-up.

-- Up Migration
-- Conversation, profile and day follow the messages. A message in the trash no longer counts in its conversation; what a
-- person sent and what it cost stays counted.
CREATE FUNCTION count_chat_message() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  was_there constant boolean := TG_OP <> 'INSERT' AND OLD.deleted_at IS NULL;
  is_there constant boolean := TG_OP <> 'DELETE' AND NEW.deleted_at IS NULL;
  messages constant integer := is_there::integer - was_there::integer;
  tokens constant bigint := CASE WHEN is_there THEN NEW.token_count ELSE 0 END - CASE WHEN was_there THEN OLD.token_count ELSE 0 END;
  today constant date := (now() AT TIME ZONE 'UTC')::date;
  label text;
BEGIN
  IF messages <> 0 OR tokens <> 0 THEN
    UPDATE public.conversations SET
        message_count = message_count + messages,
        total_tokens = total_tokens + tokens,
        last_message_at = CASE WHEN TG_OP = 'INSERT' THEN greatest(last_message_at, NEW.created_at) ELSE last_message_at END
      WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.conversation_id ELSE NEW.conversation_id END;
  END IF;
  IF TG_OP = 'INSERT' THEN
    label := coalesce(NEW.model, 'unknown');
    INSERT INTO public.usage_daily_aggregates AS d (user_id, date, message_count, total_tokens, model_usage)
      VALUES (NEW.user_id, today, 1, NEW.token_count, jsonb_build_object(label, NEW.token_count))
      ON CONFLICT (user_id, date) DO UPDATE SET
        message_count = d.message_count + 1,
        total_tokens = d.total_tokens + excluded.total_tokens,
        model_usage = d.model_usage || jsonb_build_object(label, coalesce((d.model_usage ->> label)::bigint, 0) + NEW.token_count);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER count_chat_message AFTER INSERT OR DELETE OR UPDATE OF deleted_at, token_count ON chat_messages
  FOR EACH ROW EXECUTE FUNCTION count_chat_message();

-- The day's count starts again with the first message after midnight UTC.
CREATE FUNCTION update_user_last_seen() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  sent constant integer := (NEW.role = 'user')::integer;
BEGIN
  UPDATE public.user_profiles SET
      daily_message_count = sent + CASE
        WHEN (last_seen_at AT TIME ZONE 'UTC')::date = (now() AT TIME ZONE 'UTC')::date THEN daily_message_count ELSE 0 END,
      total_message_count = total_message_count + sent,
      last_seen_at = now()
    WHERE id = NEW.user_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER update_user_last_seen AFTER INSERT ON chat_messages FOR EACH ROW EXECUTE FUNCTION update_user_last_seen();

CREATE FUNCTION track_new_conversation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO public.analytics_events (user_id, event_type, event_data)
    VALUES (NEW.user_id, 'conversation_created', jsonb_build_object('conversation_id', NEW.id, 'model', NEW.model));
  INSERT INTO public.usage_daily_aggregates AS d (user_id, date, conversation_count)
    VALUES (NEW.user_id, (now() AT TIME ZONE 'UTC')::date, 1)
    ON CONFLICT (user_id, date) DO UPDATE SET conversation_count = d.conversation_count + 1;
  RETURN NULL;
END
$$;
CREATE TRIGGER track_new_conversation AFTER INSERT ON conversations FOR EACH ROW EXECUTE FUNCTION track_new_conversation();

CREATE FUNCTION track_event(p_event_type text, p_event_data jsonb DEFAULT '{}') RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  entry uuid;
BEGIN
  IF length(p_event_type) NOT BETWEEN 1 AND 100 OR length(p_event_data::text) > 8192 THEN
    RAISE EXCEPTION 'an event has a name of 1 to 100 characters and at most 8 kB of data' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  INSERT INTO public.analytics_events (user_id, event_type, event_data)
    VALUES (auth.uid(), p_event_type, coalesce(p_event_data, '{}')) RETURNING id INTO entry;
  RETURN entry;
END
$$;

CREATE FUNCTION get_user_stats(p_user_id uuid)
RETURNS TABLE (total_conversations bigint, total_messages bigint, conversations_this_week bigint, messages_today bigint, total_tokens_used bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  PERFORM public.require_self(p_user_id);
  RETURN QUERY
    SELECT c.everything, m.everything, c.this_week, m.today, m.tokens
    FROM (SELECT count(*) AS everything, count(*) FILTER (WHERE created_at >= now() - interval '7 days') AS this_week
        FROM public.conversations WHERE user_id = p_user_id AND deleted_at IS NULL) AS c,
      (SELECT count(*) AS everything,
          count(*) FILTER (WHERE created_at >= date_trunc('day', now(), 'UTC')) AS today,
          coalesce(sum(token_count), 0)::bigint AS tokens
        FROM public.chat_messages WHERE user_id = p_user_id AND deleted_at IS NULL) AS m;
END
$$;

-- The caller's own messages and nobody else's, whatever is asked.
CREATE FUNCTION search_messages(p_query text, p_limit integer DEFAULT 20, p_offset integer DEFAULT 0)
RETURNS TABLE (message_id uuid, conversation_id uuid, title text, snippet text, rank real, created_at timestamptz)
LANGUAGE sql STABLE SET search_path = '' AS $$
  SELECT m.id, m.conversation_id, c.title::text,
    ts_headline('english', left(m.content, 20000), q, 'MaxFragments=1, MaxWords=30, MinWords=10, StartSel=**, StopSel=**'),
    ts_rank(m.search, q), m.created_at
  FROM websearch_to_tsquery('english', p_query) AS q
  JOIN public.chat_messages m ON m.search @@ q
  JOIN public.conversations c ON c.id = m.conversation_id
  WHERE m.user_id = (SELECT auth.uid()) AND c.user_id = (SELECT auth.uid())
    AND m.deleted_at IS NULL AND c.deleted_at IS NULL
  ORDER BY ts_rank(m.search, q) DESC, m.created_at DESC, m.id
  LIMIT least(greatest(p_limit, 0), 100) OFFSET greatest(p_offset, 0)
$$;

CREATE FUNCTION get_conversations_with_last_message(
  p_limit integer DEFAULT 20, p_offset integer DEFAULT 0, p_include_archived boolean DEFAULT false
) RETURNS TABLE (
  id uuid, title text, model text, is_starred boolean, is_archived boolean, message_count integer,
  last_message_at timestamptz, last_message text, last_message_role text
) LANGUAGE sql STABLE SET search_path = '' AS $$
  SELECT c.id, c.title::text, c.model, c.is_starred, c.is_archived, c.message_count, c.last_message_at, m.preview, m.role
  FROM public.conversations c
  LEFT JOIN LATERAL (
    SELECT left(content, 200) AS preview, role FROM public.chat_messages
      WHERE conversation_id = c.id AND deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 1
  ) AS m ON true
  WHERE c.user_id = (SELECT auth.uid()) AND c.deleted_at IS NULL AND (p_include_archived OR NOT c.is_archived)
  ORDER BY c.is_starred DESC, coalesce(c.last_message_at, c.created_at) DESC, c.id
  LIMIT least(greatest(p_limit, 0), 100) OFFSET greatest(p_offset, 0)
$$;

-- Once a day, by a scheduler. Says how many rows of each kind went.
CREATE FUNCTION daily_cleanup() RETURNS jsonb LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  events integer;
  read_notifications integer;
  counters integer;
  answers integer;
BEGIN
  DELETE FROM public.analytics_events WHERE created_at < now() - interval '30 days';
  GET DIAGNOSTICS events = ROW_COUNT;
  DELETE FROM public.notifications WHERE is_read AND created_at < now() - interval '7 days';
  GET DIAGNOSTICS read_notifications = ROW_COUNT;
  UPDATE public.user_profiles SET daily_message_count = 0
    WHERE daily_message_count > 0 AND last_seen_at < date_trunc('day', now(), 'UTC');
  GET DIAGNOSTICS counters = ROW_COUNT;
  DELETE FROM public.sync_result r USING public.sync_device d WHERE d.id = r.device_id AND r.number <= d.confirmed_number;
  GET DIAGNOSTICS answers = ROW_COUNT;
  RETURN jsonb_build_object('analytics_events', events, 'notifications', read_notifications, 'daily_counters', counters,
    'sync_results', answers, 'rate_limits', public.cleanup_old_rate_limits());
END
$$;

-- Down Migration
DROP FUNCTION daily_cleanup();
DROP FUNCTION get_conversations_with_last_message(integer, integer, boolean);
DROP FUNCTION search_messages(text, integer, integer);
DROP FUNCTION get_user_stats(uuid);
DROP FUNCTION track_event(text, jsonb);
DROP TRIGGER track_new_conversation ON conversations;
DROP FUNCTION track_new_conversation();
DROP TRIGGER update_user_last_seen ON chat_messages;
DROP FUNCTION update_user_last_seen();
DROP TRIGGER count_chat_message ON chat_messages;
DROP FUNCTION count_chat_message();
