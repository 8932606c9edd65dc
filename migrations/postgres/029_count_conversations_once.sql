-- New conversations are counted once a statement. Counted row by row, a statement of many updates one row of the day over
-- and over, and each update passes over all versions that those before it left: 10,000 took twenty times as long as 1,000.

-- Up Migration
DROP TRIGGER track_new_conversation ON conversations;
CREATE OR REPLACE FUNCTION track_new_conversation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO public.analytics_events (user_id, event_type, event_data)
    SELECT n.user_id, 'conversation_created', jsonb_build_object('conversation_id', n.id, 'model', n.model) FROM made AS n;
  -- In one order, so that two statements for the same people do not wait for each other.
  INSERT INTO public.usage_daily_aggregates AS d (user_id, date, conversation_count)
    SELECT n.user_id, (now() AT TIME ZONE 'UTC')::date, count(*) FROM made AS n GROUP BY n.user_id ORDER BY n.user_id
    ON CONFLICT (user_id, date) DO UPDATE SET conversation_count = d.conversation_count + excluded.conversation_count;
  RETURN NULL;
END
$$;
CREATE TRIGGER track_new_conversation AFTER INSERT ON conversations REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION track_new_conversation();

-- Down Migration
DROP TRIGGER track_new_conversation ON conversations;
CREATE OR REPLACE FUNCTION track_new_conversation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
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
