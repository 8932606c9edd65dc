-- Who changed what, when: one append-only table that one generic trigger fills.

-- Up Migration
CREATE TABLE audit_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor_id uuid,
  actor_role text NOT NULL,
  table_name text NOT NULL,
  row_id text NOT NULL,
  operation text NOT NULL CHECK (operation IN ('INSERT', 'UPDATE', 'DELETE')),
  before jsonb,
  after jsonb,
  CHECK ((operation = 'INSERT') = (before IS NULL)),
  CHECK ((operation = 'DELETE') = (after IS NULL))
);
COMMENT ON COLUMN audit_log.actor_id IS 'auth.uid() of the writer; null for the service and for maintenance';
COMMENT ON COLUMN audit_log.before IS 'of an update only the columns that changed, as they were; never a secret';
CREATE INDEX idx_audit_log_row ON audit_log (table_name, row_id, at DESC);
CREATE INDEX idx_audit_log_actor ON audit_log (actor_id, at DESC);
CREATE INDEX idx_audit_log_at ON audit_log USING brin (at);

-- Long text stays in its table, and the entry says how long it was and is: a log that repeats every document would
-- outgrow all others.
-- Argument: 'content' where the table has such a column.
CREATE FUNCTION write_audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  -- bookkeeping, derived values, secrets, bulk
  left_out constant text[] := ARRAY['row_version', '_fv', 'updated_at', 'search', 'summary_embedding', 'embedding',
    'key_hash', 'license_key', 'secret_ref', 'content'];
  old_row jsonb;
  new_row jsonb;
  row_key text;
  -- stands for a changed content in the entry
  old_content jsonb := '{}';
  new_content jsonb := '{}';
BEGIN
  IF TG_NARGS > 0 THEN
    IF TG_OP = 'UPDATE' THEN
      IF NEW.content IS DISTINCT FROM OLD.content THEN
        old_content := jsonb_build_object('content_length', length(OLD.content));
        new_content := jsonb_build_object('content_length', length(NEW.content));
      END IF;
    END IF;
    -- too long to turn into JSON first and leave out then
    IF TG_OP <> 'INSERT' THEN
      OLD.content := NULL;
    END IF;
    IF TG_OP <> 'DELETE' THEN
      NEW.content := NULL;
    END IF;
  END IF;
  old_row := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - left_out END;
  new_row := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - left_out END;
  row_key := coalesce(new_row, old_row) ->> 'id';
  IF TG_OP = 'UPDATE' THEN
    SELECT jsonb_object_agg(n.key, old_row -> n.key), jsonb_object_agg(n.key, n.value) INTO old_row, new_row
      FROM jsonb_each(new_row) AS n WHERE n.value IS DISTINCT FROM old_row -> n.key;
    old_row := coalesce(old_row, '{}') || old_content;
    new_row := coalesce(new_row, '{}') || new_content;
    IF new_row = '{}' THEN
      RETURN NULL;
    END IF;
  END IF;
  INSERT INTO public.audit_log (actor_id, actor_role, table_name, row_id, operation, before, after)
    VALUES (auth.uid(), coalesce(nullif(current_setting('role', true), 'none'), session_user), TG_TABLE_NAME, row_key,
      TG_OP, old_row, new_row);
  RETURN NULL;
END
$$;

CREATE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: a row that was written stays as it is', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();

-- Where identity, rights, money, publication or authored work changes. Left out: counters, events and logs, which are
-- records already, and what a machine writes many times a minute.
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY[
    'users', 'user_profiles', 'api_keys', 'morgys', 'morgy_knowledge', 'morgy_templates', 'mcp_exports', 'morgy_reviews',
    'revenue_terms', 'marketplace_listings', 'morgy_purchases', 'creator_payouts',
    'agents', 'agent_skills', 'agent_versions', 'agent_reviews', 'ssh_configs', 'relay_connections', 'purchases', 'creator_earnings',
    'moderation_logs', 'user_violations', 'plugins', 'licenses', 'trials', 'revoked_licenses', 'plugin_submissions', 'plugin_reviews',
    'workspaces', 'foundations', 'icp_profiles', 'campaigns', 'moves', 'muse_assets', 'blackbox_strategies',
    'subscriptions', 'payments', 'payment_history', 'sync_device'
  ] LOOP
    EXECUTE format(
      'CREATE TRIGGER write_audit AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION write_audit(%s)', t,
      CASE WHEN EXISTS (
        SELECT 1 FROM pg_attribute WHERE attrelid = t::regclass AND attname = 'content' AND NOT attisdropped
      ) THEN quote_literal('content') END);
  END LOOP;
END
$$;

-- Down Migration
DO $$
DECLARE
  t regclass;
BEGIN
  FOR t IN SELECT tgrelid FROM pg_trigger WHERE tgname = 'write_audit' LOOP
    EXECUTE format('DROP TRIGGER write_audit ON %s', t);
  END LOOP;
END
$$;
DROP TABLE audit_log;
DROP FUNCTION forbid_change();
DROP FUNCTION write_audit();
