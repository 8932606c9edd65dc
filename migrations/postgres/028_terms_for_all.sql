-- What the platform keeps, and from how much on it pays, reaches every device, so that figures and requests that are made
-- offline go by the same terms as the cloud. The table is the first that travels and is nobody's: sync_table has no owner
-- column for it, every signed-in account reads all of it, and a change of it lights the beacon of everybody who has a device.

-- Up Migration
-- The rows that are there count as inserted: version 0 means a row that no cloud has seen.
ALTER TABLE revenue_terms
  ADD COLUMN row_version bigint NOT NULL DEFAULT 1,
  ADD COLUMN _fv jsonb NOT NULL DEFAULT '{"*": [1, ""]}';
ALTER TABLE revenue_terms ALTER COLUMN row_version SET DEFAULT 0, ALTER COLUMN _fv SET DEFAULT '{}';
ALTER TABLE revenue_terms REPLICA IDENTITY FULL;

CREATE OR REPLACE VIEW sync_table AS
  SELECT * FROM (VALUES
    ('users', 'id'), ('user_profiles', 'id'), ('notifications', 'user_id'),
    ('morgys', 'creator_id'), ('morgy_knowledge', 'owner_id'), ('morgy_templates', 'owner_id'), ('mcp_exports', 'user_id'),
    ('morgy_reviews', 'owner_id'), ('morgy_analytics', 'owner_id'),
    ('marketplace_listings', 'creator_id'), ('morgy_purchases', 'creator_id'), ('creator_payouts', 'creator_id'),
    ('projects', 'user_id'), ('teams', 'owner_id'), ('agents', 'creator_id'), ('agent_skills', 'owner_id'),
    ('agent_versions', 'owner_id'), ('agent_instances', 'user_id'), ('team_agents', 'owner_id'), ('sessions', 'user_id'),
    ('messages', 'owner_id'), ('agent_reviews', 'owner_id'), ('credit_balances', 'user_id'),
    ('credit_transactions', 'user_id'), ('creator_earnings', 'creator_id'),
    ('conversations', 'user_id'), ('chat_messages', 'user_id'), ('message_attachments', 'owner_id'),
    ('licenses', 'user_id'), ('trials', 'user_id'), ('plugin_submissions', 'user_id'),
    ('workspaces', 'user_id'), ('foundations', 'owner_id'), ('icp_profiles', 'owner_id'), ('campaigns', 'owner_id'),
    ('moves', 'owner_id'), ('muse_assets', 'owner_id'), ('blackbox_strategies', 'owner_id'), ('daily_wins', 'owner_id'),
    ('agent_executions', 'owner_id'), ('onboarding_sessions', 'owner_id'),
    ('subscriptions', 'user_id'), ('subscription_history', 'user_id'), ('payment_history', 'user_id'), ('payments', 'user_id'),
    ('usage_quotas', 'user_id'), ('user_usage', 'user_id'), ('usage_events', 'user_id'), ('usage_aggregates', 'user_id'),
    ('usage_records', 'user_id'), ('usage_daily_aggregates', 'user_id'),
    ('sync_device', 'owner_id'), ('sync_conflict', 'owner_id'), ('sync_beacon', 'owner_id'),
    ('revenue_terms', NULL)
  ) AS t (table_name, owner_column);

-- For what is counted and never merged: the version alone. sync_stamp compares whole rows to say who changed which column,
-- which is the larger part of what lighting a beacon costs, and nobody asks it of a beacon.
CREATE FUNCTION sync_count() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  NEW.row_version := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE OLD.row_version + 1 END;
  NEW._fv := CASE TG_OP WHEN 'INSERT' THEN '{"*": [1, ""]}' ELSE OLD._fv END;
  RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION sync_count() FROM PUBLIC;
DROP TRIGGER zz_sync_stamp ON sync_beacon;
CREATE TRIGGER zz_sync_stamp BEFORE INSERT OR UPDATE ON sync_beacon FOR EACH ROW EXECUTE FUNCTION sync_count();

-- Without an argument: for everybody who has a device, which costs an update each. Terms change about once a year.
CREATE OR REPLACE FUNCTION light_beacon() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  seen text := coalesce(current_setting('sync.beacon_seen', true), '');
  touched record := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  this_run constant text := extract(epoch FROM pg_postmaster_start_time()) || '/' || pg_relation_filenode('public.sync_beacon');
  row_owner uuid;
  owners uuid[];
  mark text;
BEGIN
  IF TG_NARGS = 0 THEN
    row_owner := NULL;
  ELSIF TG_ARGV[0] = 'owner_id' THEN
    row_owner := touched.owner_id;
  ELSIF TG_ARGV[0] = 'user_id' THEN
    row_owner := touched.user_id;
  ELSIF TG_ARGV[0] = 'creator_id' THEN
    row_owner := touched.creator_id;
  ELSE
    row_owner := touched.id;
  END IF;
  mark := '|' || TG_TABLE_NAME || ':' || coalesce(row_owner::text, 'all');
  IF position(mark IN seen) > 0 THEN
    RETURN NULL;
  END IF;
  -- A list that is too long to search is forgotten; the only cost is a second tick.
  PERFORM set_config('sync.beacon_seen', CASE WHEN length(seen) > 4000 THEN mark ELSE seen || mark END, true);
  IF TG_NARGS > 0 THEN
    owners := ARRAY[row_owner];
  ELSE
    -- Whoever lights a beacon now commits first, or comes after this transaction: a device that is just being registered
    -- would otherwise read the old rows and not hear of the new ones.
    LOCK TABLE public.sync_beacon IN SHARE ROW EXCLUSIVE MODE;
    owners := ARRAY(SELECT DISTINCT d.owner_id FROM public.sync_device d WHERE d.revoked_at IS NULL ORDER BY d.owner_id);
  END IF;
  INSERT INTO public.sync_beacon AS b (owner_id, tables, run)
    SELECT u.id, jsonb_build_object(TG_TABLE_NAME, 1), this_run FROM public.users u WHERE u.id = ANY (owners)
    ON CONFLICT (owner_id) DO UPDATE SET
      tables = b.tables || jsonb_build_object(TG_TABLE_NAME, coalesce((b.tables ->> TG_TABLE_NAME)::bigint, 0) + 1),
      era = CASE WHEN b.run = this_run THEN b.era ELSE gen_random_uuid() END,
      past = CASE
        WHEN b.run = this_run THEN b.past
        ELSE CASE WHEN jsonb_array_length(b.past) >= 30 THEN b.past - 0 ELSE b.past END
          || jsonb_build_array(jsonb_build_array(b.era, b.row_version))
        END,
      run = this_run,
      updated_at = now();
  RETURN NULL;
END
$$;

CREATE TRIGGER zz_sync_stamp BEFORE INSERT OR UPDATE ON revenue_terms FOR EACH ROW EXECUTE FUNCTION sync_stamp();
CREATE CONSTRAINT TRIGGER light_beacon AFTER INSERT OR UPDATE OR DELETE ON revenue_terms
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION light_beacon();
ALTER PUBLICATION electric_publication_default ADD TABLE revenue_terms;
-- A request is judged by the terms of the UTC day, as a sale is and as a device does, not of the server's own.
ALTER FUNCTION guard_payout() SET timezone = 'UTC';

-- Down Migration
ALTER FUNCTION guard_payout() RESET timezone;
DROP TRIGGER zz_sync_stamp ON sync_beacon;
DROP FUNCTION sync_count();
CREATE TRIGGER zz_sync_stamp BEFORE INSERT OR UPDATE ON sync_beacon FOR EACH ROW EXECUTE FUNCTION sync_stamp();
ALTER PUBLICATION electric_publication_default DROP TABLE revenue_terms;
DROP TRIGGER light_beacon ON revenue_terms;
DROP TRIGGER zz_sync_stamp ON revenue_terms;
CREATE OR REPLACE FUNCTION light_beacon() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  seen text := coalesce(current_setting('sync.beacon_seen', true), '');
  touched record := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  this_run constant text := extract(epoch FROM pg_postmaster_start_time()) || '/' || pg_relation_filenode('public.sync_beacon');
  row_owner uuid;
  mark text;
BEGIN
  IF TG_ARGV[0] = 'owner_id' THEN
    row_owner := touched.owner_id;
  ELSIF TG_ARGV[0] = 'user_id' THEN
    row_owner := touched.user_id;
  ELSIF TG_ARGV[0] = 'creator_id' THEN
    row_owner := touched.creator_id;
  ELSE
    row_owner := touched.id;
  END IF;
  mark := '|' || TG_TABLE_NAME || ':' || row_owner;
  IF position(mark IN seen) > 0 THEN
    RETURN NULL;
  END IF;
  -- A list that is too long to search is forgotten; the only cost is a second tick.
  PERFORM set_config('sync.beacon_seen', CASE WHEN length(seen) > 4000 THEN mark ELSE seen || mark END, true);
  INSERT INTO public.sync_beacon AS b (owner_id, tables, run)
    SELECT u.id, jsonb_build_object(TG_TABLE_NAME, 1), this_run FROM public.users u WHERE u.id = row_owner
    ON CONFLICT (owner_id) DO UPDATE SET
      tables = b.tables || jsonb_build_object(TG_TABLE_NAME, coalesce((b.tables ->> TG_TABLE_NAME)::bigint, 0) + 1),
      era = CASE WHEN b.run = this_run THEN b.era ELSE gen_random_uuid() END,
      past = CASE
        WHEN b.run = this_run THEN b.past
        ELSE CASE WHEN jsonb_array_length(b.past) >= 30 THEN b.past - 0 ELSE b.past END
          || jsonb_build_array(jsonb_build_array(b.era, b.row_version))
        END,
      run = this_run,
      updated_at = now();
  RETURN NULL;
END
$$;

CREATE OR REPLACE VIEW sync_table AS
  SELECT * FROM (VALUES
    ('users', 'id'), ('user_profiles', 'id'), ('notifications', 'user_id'),
    ('morgys', 'creator_id'), ('morgy_knowledge', 'owner_id'), ('morgy_templates', 'owner_id'), ('mcp_exports', 'user_id'),
    ('morgy_reviews', 'owner_id'), ('morgy_analytics', 'owner_id'),
    ('marketplace_listings', 'creator_id'), ('morgy_purchases', 'creator_id'), ('creator_payouts', 'creator_id'),
    ('projects', 'user_id'), ('teams', 'owner_id'), ('agents', 'creator_id'), ('agent_skills', 'owner_id'),
    ('agent_versions', 'owner_id'), ('agent_instances', 'user_id'), ('team_agents', 'owner_id'), ('sessions', 'user_id'),
    ('messages', 'owner_id'), ('agent_reviews', 'owner_id'), ('credit_balances', 'user_id'),
    ('credit_transactions', 'user_id'), ('creator_earnings', 'creator_id'),
    ('conversations', 'user_id'), ('chat_messages', 'user_id'), ('message_attachments', 'owner_id'),
    ('licenses', 'user_id'), ('trials', 'user_id'), ('plugin_submissions', 'user_id'),
    ('workspaces', 'user_id'), ('foundations', 'owner_id'), ('icp_profiles', 'owner_id'), ('campaigns', 'owner_id'),
    ('moves', 'owner_id'), ('muse_assets', 'owner_id'), ('blackbox_strategies', 'owner_id'), ('daily_wins', 'owner_id'),
    ('agent_executions', 'owner_id'), ('onboarding_sessions', 'owner_id'),
    ('subscriptions', 'user_id'), ('subscription_history', 'user_id'), ('payment_history', 'user_id'), ('payments', 'user_id'),
    ('usage_quotas', 'user_id'), ('user_usage', 'user_id'), ('usage_events', 'user_id'), ('usage_aggregates', 'user_id'),
    ('usage_records', 'user_id'), ('usage_daily_aggregates', 'user_id'),
    ('sync_device', 'owner_id'), ('sync_conflict', 'owner_id'), ('sync_beacon', 'owner_id')
  ) AS t (table_name, owner_column);

ALTER TABLE revenue_terms REPLICA IDENTITY DEFAULT;
ALTER TABLE revenue_terms DROP COLUMN _fv, DROP COLUMN row_version;
