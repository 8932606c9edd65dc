-- Rate limits and monthly quotas (documents 1 and 3), plugin usage (document 4), API key rules.

-- Up Migration
-- Document 1: counts a call and says whether it is within p_max a window. A call over the limit is not counted.
-- The window's length has no default here: with it, two arguments would name both this function and the next.
CREATE FUNCTION check_rate_limit(p_user_id uuid, p_endpoint text, p_window_minutes integer, p_max integer DEFAULT 60)
RETURNS boolean LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF p_window_minutes < 1 OR p_max < 0 THEN
    RAISE EXCEPTION 'a window is at least a minute and a limit is not negative' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  INSERT INTO public.rate_limits AS r (user_id, endpoint, window_start, window_seconds, request_count)
    SELECT p_user_id, p_endpoint, date_bin(make_interval(mins => p_window_minutes), now(), 'epoch'), p_window_minutes * 60, 1
      WHERE p_max > 0
    ON CONFLICT (user_id, endpoint, window_start, window_seconds)
      DO UPDATE SET request_count = r.request_count + 1 WHERE r.request_count < p_max;
  RETURN FOUND;
END
$$;

-- Document 3: 'messages' and 'conversations' by the day, from midnight UTC. A path ('/...') is an endpoint of document 1
-- with its usual 60 a minute. Anything else is an error.
CREATE FUNCTION check_rate_limit(p_user_id uuid, p_type text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  a_day constant integer := 1440;
BEGIN
  PERFORM public.require_self(p_user_id);
  CASE
    WHEN p_type = 'messages' THEN RETURN public.check_rate_limit(p_user_id, p_type, a_day, 100);
    WHEN p_type = 'conversations' THEN RETURN public.check_rate_limit(p_user_id, p_type, a_day, 10);
    WHEN p_type LIKE '/%' AND public.acts_as_service() THEN RETURN public.check_rate_limit(p_user_id, p_type, 1, 60);
    ELSE
      RAISE EXCEPTION 'there is no rate limit "%"', p_type
        USING ERRCODE = 'invalid_parameter_value', HINT = 'Use messages or conversations.';
  END CASE;
END
$$;

CREATE FUNCTION cleanup_old_rate_limits() RETURNS integer LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  removed integer;
BEGIN
  DELETE FROM public.rate_limits WHERE window_start < now() - greatest(make_interval(secs => window_seconds), interval '1 day');
  GET DIAGNOSTICS removed = ROW_COUNT;
  RETURN removed;
END
$$;

-- Logs an action and adds it to the month.
CREATE FUNCTION track_user_usage(
  p_user_id uuid, p_action_type text, p_tokens integer DEFAULT 0, p_cost numeric DEFAULT 0, p_metadata jsonb DEFAULT '{}'
) RETURNS uuid LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  entry uuid;
  tool constant text := CASE WHEN p_action_type = 'tool_used' THEN p_metadata ->> 'tool_name' END;
BEGIN
  INSERT INTO public.user_usage (user_id, action_type, tokens_used, cost_usd, metadata)
    VALUES (p_user_id, p_action_type, p_tokens, p_cost, coalesce(p_metadata, '{}'))
    RETURNING id INTO entry;
  INSERT INTO public.usage_quotas AS q (user_id, month, messages_used, tokens_used, cost_usd, tools_used)
    VALUES (p_user_id, to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM'), (p_action_type = 'message_sent')::integer, p_tokens, p_cost,
      CASE WHEN tool IS NULL THEN '{}' ELSE jsonb_build_object(tool, 1) END)
    ON CONFLICT (user_id, month) DO UPDATE SET
      messages_used = q.messages_used + excluded.messages_used,
      tokens_used = q.tokens_used + excluded.tokens_used,
      cost_usd = q.cost_usd + excluded.cost_usd,
      tools_used = CASE WHEN tool IS NULL THEN q.tools_used
        ELSE q.tools_used || jsonb_build_object(tool, coalesce((q.tools_used ->> tool)::integer, 0) + 1) END;
  RETURN entry;
END
$$;

-- Document 1 limits free, pro and business; the one users table has document 5's tiers. Starter stands where pro did,
-- growth and enterprise where business did.
CREATE FUNCTION get_user_current_usage(p_user_id uuid)
RETURNS TABLE (month text, messages_used integer, tokens_used bigint, tools_used jsonb, cost_usd numeric, messages_limit integer, tokens_limit bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
#variable_conflict use_column
DECLARE
  this_month constant text := to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM');
BEGIN
  PERFORM public.require_self(p_user_id);
  RETURN QUERY
    SELECT this_month, coalesce(q.messages_used, 0), coalesce(q.tokens_used, 0), coalesce(q.tools_used, '{}'),
      coalesce(q.cost_usd, 0), l.messages, l.tokens
    FROM public.users u
    JOIN (VALUES ('free', 100, 100000::bigint), ('starter', 1000, 1000000), ('growth', 10000, 10000000), ('enterprise', 10000, 10000000))
      AS l (tier, messages, tokens) ON l.tier = u.subscription_tier
    LEFT JOIN public.usage_quotas q ON q.user_id = u.id AND q.month = this_month
    WHERE u.id = p_user_id;
END
$$;

CREATE FUNCTION can_user_perform_action(p_user_id uuid) RETURNS boolean LANGUAGE sql STABLE SET search_path = '' AS $$
  SELECT coalesce(bool_and(messages_used < messages_limit AND tokens_used < tokens_limit), false)
    FROM public.get_user_current_usage(p_user_id)
$$;

CREATE FUNCTION increment_usage(p_user_id uuid, p_plugin_id text, p_period text, p_metric text, p_increment integer DEFAULT 1)
RETURNS void LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF p_metric NOT IN ('issues', 'tokens') OR p_increment < 0 THEN
    RAISE EXCEPTION 'usage counts issues or tokens, upwards; not "%" by %', p_metric, p_increment USING ERRCODE = 'invalid_parameter_value';
  END IF;
  INSERT INTO public.usage_aggregates AS a (user_id, plugin_id, period, issues, tokens)
    VALUES (p_user_id, p_plugin_id, p_period,
      CASE p_metric WHEN 'issues' THEN p_increment ELSE 0 END, CASE p_metric WHEN 'tokens' THEN p_increment ELSE 0 END)
    ON CONFLICT (user_id, plugin_id, period) DO UPDATE
      SET issues = a.issues + excluded.issues, tokens = a.tokens + excluded.tokens;
END
$$;

CREATE FUNCTION increment_agent_execution(p_user_id uuid, p_plugin_id text, p_period text, p_agent_name text)
RETURNS void LANGUAGE sql SET search_path = '' AS $$
  INSERT INTO public.usage_aggregates AS a (user_id, plugin_id, period, agent_executions)
    VALUES (p_user_id, p_plugin_id, p_period, jsonb_build_object(p_agent_name, 1))
    ON CONFLICT (user_id, plugin_id, period) DO UPDATE SET agent_executions = a.agent_executions
      || jsonb_build_object(p_agent_name, coalesce((a.agent_executions ->> p_agent_name)::integer, 0) + 1)
$$;

-- At most ten active keys a person, counted under a lock; a revoked key stays revoked; a key's identity never changes.
CREATE FUNCTION guard_api_key() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.is_active AND NOT OLD.is_active THEN
      RAISE EXCEPTION 'a revoked key stays revoked; make a new one' USING ERRCODE = 'check_violation', CONSTRAINT = 'api_keys_revoked';
    END IF;
    IF (NEW.user_id, NEW.key_hash, NEW.key_prefix) IS DISTINCT FROM (OLD.user_id, OLD.key_hash, OLD.key_prefix) THEN
      RAISE EXCEPTION 'a key keeps its owner and its hash' USING ERRCODE = 'check_violation', CONSTRAINT = 'api_keys_identity';
    END IF;
    RETURN NEW;
  END IF;
  PERFORM 1 FROM public.users WHERE id = NEW.user_id FOR NO KEY UPDATE;
  IF NEW.is_active AND (SELECT count(*) FROM public.api_keys WHERE user_id = NEW.user_id AND is_active) >= 10 THEN
    RAISE EXCEPTION 'ten active keys are the most; revoke one first' USING ERRCODE = 'check_violation', CONSTRAINT = 'api_keys_ten_active';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard_api_key BEFORE INSERT OR UPDATE ON api_keys FOR EACH ROW EXECUTE FUNCTION guard_api_key();

-- Down Migration
DROP TRIGGER guard_api_key ON api_keys;
DROP FUNCTION guard_api_key();
DROP FUNCTION increment_agent_execution(uuid, text, text, text);
DROP FUNCTION increment_usage(uuid, text, text, text, integer);
DROP FUNCTION can_user_perform_action(uuid);
DROP FUNCTION get_user_current_usage(uuid);
DROP FUNCTION track_user_usage(uuid, text, integer, numeric, jsonb);
DROP FUNCTION cleanup_old_rate_limits();
DROP FUNCTION check_rate_limit(uuid, text);
DROP FUNCTION check_rate_limit(uuid, text, integer, integer);
