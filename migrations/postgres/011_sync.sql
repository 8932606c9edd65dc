-- What synchronisation needs of the cloud (docs/sync.md): versions by row and by column, one owner column on every
-- table that a device holds, the device ledger, conflicts, the beacon, and the publication that shapes are read from.

-- Up Migration
-- A device and how far its numbered mutations were taken. The row itself is a shape: it carries its own log position.
CREATE TABLE sync_device (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name text NOT NULL DEFAULT '',
  schema_version integer NOT NULL DEFAULT 1 CHECK (schema_version >= 1),
  last_number bigint NOT NULL DEFAULT 0 CHECK (last_number >= 0),
  last_lsn bigint NOT NULL DEFAULT 0 CHECK (last_lsn >= 0),
  confirmed_number bigint NOT NULL DEFAULT 0 CHECK (confirmed_number BETWEEN 0 AND last_number),
  last_seen_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN sync_device.last_lsn IS 'write-ahead log position at the last mutation taken, as a number';
CREATE INDEX idx_sync_device_owner ON sync_device (owner_id, id);

-- The answer to each mutation, kept until the device confirms it, so that a repeated request gets the same answer.
CREATE TABLE sync_result (
  device_id uuid NOT NULL REFERENCES sync_device (id) ON DELETE CASCADE,
  number bigint NOT NULL CHECK (number > 0),
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  content_sha256 text NOT NULL CHECK (content_sha256 ~ '^[0-9a-f]{64}$'),
  outcome text NOT NULL CHECK (outcome IN ('applied', 'merged', 'conflicted', 'rejected')),
  table_name text NOT NULL,
  row_id uuid NOT NULL,
  row_version bigint,
  code text,
  message text,
  answer jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (device_id, number),
  CHECK ((outcome = 'rejected') = (code IS NOT NULL))
);
COMMENT ON COLUMN sync_result.content_sha256 IS 'of the mutation, so that one number used for two contents is noticed';
CREATE INDEX idx_sync_result_owner ON sync_result (owner_id);

-- Two edits of one column that could not both stand. The row holds what won; this holds all three sides.
CREATE TABLE sync_conflict (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  table_name text NOT NULL,
  row_id uuid NOT NULL,
  device_id uuid NOT NULL,
  number bigint NOT NULL CHECK (number > 0),
  kind text NOT NULL DEFAULT 'edit' CHECK (kind IN ('edit', 'delete')),
  columns text[] NOT NULL DEFAULT '{}',
  base jsonb NOT NULL DEFAULT '{}',
  mine jsonb NOT NULL DEFAULT '{}',
  theirs jsonb NOT NULL DEFAULT '{}',
  resolution text NOT NULL DEFAULT 'open' CHECK (resolution IN ('open', 'kept', 'taken', 'edited')),
  resolved_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (device_id, number)
);
COMMENT ON COLUMN sync_conflict.mine IS 'what the device of device_id wrote; theirs is what the cloud held';
CREATE INDEX idx_sync_conflict_owner ON sync_conflict (owner_id, created_at DESC);
CREATE INDEX idx_sync_conflict_open ON sync_conflict (owner_id) WHERE resolution = 'open';

-- One row an owner: how often each of the owner's tables changed. A device that keeps only its busiest shapes live reads
-- here which of the others to fetch.
CREATE TABLE sync_beacon (
  owner_id uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  tables jsonb NOT NULL DEFAULT '{}',
  updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN sync_beacon.tables IS 'table name -> number of transactions that changed it for this owner';

-- Every table that reaches a device, and the column that says whose row it is.
CREATE VIEW sync_table AS
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

-- The child tables whose owner_id repeats an ancestor's owner.
CREATE VIEW sync_owner_rule AS
  SELECT * FROM (VALUES
    ('morgy_knowledge', 'morgy_id', 'morgys', 'creator_id'),
    ('morgy_templates', 'morgy_id', 'morgys', 'creator_id'),
    ('morgy_reviews', 'morgy_id', 'morgys', 'creator_id'),
    ('morgy_analytics', 'morgy_id', 'morgys', 'creator_id'),
    ('knowledge_chunks', 'knowledge_id', 'morgy_knowledge', 'owner_id'),
    ('teams', 'project_id', 'projects', 'user_id'),
    ('team_agents', 'team_id', 'teams', 'owner_id'),
    ('agent_skills', 'agent_id', 'agents', 'creator_id'),
    ('agent_versions', 'agent_id', 'agents', 'creator_id'),
    ('agent_reviews', 'agent_id', 'agents', 'creator_id'),
    ('messages', 'session_id', 'sessions', 'user_id'),
    ('message_attachments', 'message_id', 'chat_messages', 'user_id'),
    ('foundations', 'workspace_id', 'workspaces', 'user_id'),
    ('icp_profiles', 'workspace_id', 'workspaces', 'user_id'),
    ('campaigns', 'workspace_id', 'workspaces', 'user_id'),
    ('moves', 'workspace_id', 'workspaces', 'user_id'),
    ('muse_assets', 'workspace_id', 'workspaces', 'user_id'),
    ('blackbox_strategies', 'workspace_id', 'workspaces', 'user_id'),
    ('daily_wins', 'workspace_id', 'workspaces', 'user_id'),
    ('agent_executions', 'workspace_id', 'workspaces', 'user_id'),
    ('onboarding_sessions', 'workspace_id', 'workspaces', 'user_id')
  ) AS t (child, child_column, parent, parent_owner);

-- For every writer, plain SQL included: raises the row's version and notes, for each column that changed, the version
-- and the device that changed it. A column without an entry of its own is as old as '*', the insert. Columns that a
-- machine derives are no one's edit. The gateway names its device in the setting sync.device.
-- Argument: 'content' where the table has such a column. It can be megabytes long, so it is compared by itself and not
-- turned into JSON with the others.
CREATE FUNCTION sync_stamp() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  derived constant text[] := ARRAY['row_version', '_fv', 'updated_at', 'search', 'summary_embedding'];
  device constant text := coalesce(current_setting('sync.device', true), '');
  old_row record;
  new_row record;
  before_row jsonb;
  changed jsonb;
  content_changed boolean := false;
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.row_version := 1;
    NEW._fv := jsonb_build_object('*', jsonb_build_array(1, device));
    RETURN NEW;
  END IF;
  NEW.row_version := OLD.row_version + 1;
  old_row := OLD;
  new_row := NEW;
  IF TG_NARGS > 0 THEN
    content_changed := NEW.content IS DISTINCT FROM OLD.content;
    old_row.content := '';
    new_row.content := '';
  END IF;
  before_row := to_jsonb(old_row);
  SELECT jsonb_object_agg(n.key, jsonb_build_array(NEW.row_version, device)) INTO changed
    FROM jsonb_each(to_jsonb(new_row) - derived) AS n
    WHERE n.value IS DISTINCT FROM before_row -> n.key;
  IF content_changed THEN
    changed := coalesce(changed, '{}') || jsonb_build_object('content', jsonb_build_array(NEW.row_version, device));
  END IF;
  NEW._fv := OLD._fv || coalesce(changed, '{}');
  RETURN NEW;
END
$$;

-- Arguments: own column, parent table, the parent's owner column. It looks as the table's owner, so that a parent that
-- row level security hides is still the one that decides. Within a transaction a child may come before its parent
-- (foreign keys can be deferred); it then belongs to the caller until spread_owner sets it right.
CREATE FUNCTION keep_owner() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  owner uuid;
BEGIN
  EXECUTE format('SELECT %I FROM public.%I WHERE id = ($1).%I', TG_ARGV[2], TG_ARGV[1], TG_ARGV[0]) INTO owner USING NEW;
  NEW.owner_id := coalesce(owner, auth.uid(), NEW.owner_id);
  RETURN NEW;
END
$$;

-- Arguments: own owner column, then child table and child column in turn.
CREATE FUNCTION spread_owner() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  new_owner uuid;
  old_owner uuid;
BEGIN
  -- One statement a name: only the one that runs is looked up in the row.
  IF TG_ARGV[0] = 'creator_id' THEN
    new_owner := NEW.creator_id;
  ELSIF TG_ARGV[0] = 'user_id' THEN
    new_owner := NEW.user_id;
  ELSE
    new_owner := NEW.owner_id;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF TG_ARGV[0] = 'creator_id' THEN
      old_owner := OLD.creator_id;
    ELSIF TG_ARGV[0] = 'user_id' THEN
      old_owner := OLD.user_id;
    ELSE
      old_owner := OLD.owner_id;
    END IF;
    IF new_owner = old_owner THEN
      RETURN NULL;
    END IF;
  END IF;
  FOR i IN 1 .. TG_NARGS - 1 BY 2 LOOP
    EXECUTE format('UPDATE public.%I SET owner_id = $1 WHERE %I = $2 AND owner_id <> $1', TG_ARGV[i], TG_ARGV[i + 1])
      USING new_owner, NEW.id;
  END LOOP;
  RETURN NULL;
END
$$;

-- Argument: own owner column. Deferred to the end of the transaction, so that the beacon's row is the last lock taken
-- and two transactions of one owner cannot wait for each other.
CREATE FUNCTION light_beacon() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  seen text := coalesce(current_setting('sync.beacon_seen', true), '');
  touched record := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
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
  INSERT INTO public.sync_beacon AS b (owner_id, tables)
    SELECT u.id, jsonb_build_object(TG_TABLE_NAME, 1) FROM public.users u WHERE u.id = row_owner
    ON CONFLICT (owner_id) DO UPDATE SET
      tables = b.tables || jsonb_build_object(TG_TABLE_NAME, coalesce((b.tables ->> TG_TABLE_NAME)::bigint, 0) + 1),
      updated_at = now();
  RETURN NULL;
END
$$;

DO $$
DECLARE
  t record;
  wide text;
BEGIN
  FOR t IN SELECT * FROM sync_table LOOP
    EXECUTE format(
      'ALTER TABLE %I ADD COLUMN row_version bigint NOT NULL DEFAULT 0, ADD COLUMN _fv jsonb NOT NULL DEFAULT ''{}''',
      t.table_name);
    EXECUTE format('ALTER TABLE %I REPLICA IDENTITY FULL', t.table_name);
    -- Named to run after every other BEFORE trigger: those may change columns too.
    EXECUTE format(
      'CREATE TRIGGER zz_sync_stamp BEFORE INSERT OR UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION sync_stamp(%s)',
      t.table_name,
      CASE WHEN EXISTS (
        SELECT 1 FROM pg_attribute WHERE attrelid = t.table_name::regclass AND attname = 'content' AND NOT attisdropped
      ) THEN quote_literal('content') END);
    IF t.table_name <> 'sync_beacon' THEN
      EXECUTE format(
        'CREATE CONSTRAINT TRIGGER light_beacon AFTER INSERT OR UPDATE OR DELETE ON %I
           DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION light_beacon(%L)',
        t.table_name, t.owner_column);
    END IF;
  END LOOP;
  FOR t IN SELECT * FROM sync_owner_rule LOOP
    EXECUTE format(
      'CREATE TRIGGER keep_owner BEFORE INSERT OR UPDATE OF owner_id, %I ON %I FOR EACH ROW EXECUTE FUNCTION keep_owner(%L, %L, %L)',
      t.child_column, t.child, t.child_column, t.parent, t.parent_owner);
  END LOOP;
  FOR t IN
    SELECT parent, parent_owner, string_agg(format('%L, %L', child, child_column), ', ' ORDER BY child) AS children
      FROM sync_owner_rule GROUP BY parent, parent_owner
  LOOP
    EXECUTE format(
      'CREATE TRIGGER spread_owner AFTER INSERT OR UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION spread_owner(%L, %s)',
      t.parent, t.parent_owner, t.children);
  END LOOP;
  -- A device's first fetch asks for its rows page by page: WHERE <owner> = $1 AND id > $2 ORDER BY id. Where the tables'
  -- own migrations have no index of that order and a person can have many rows, one is made here.
  FOREACH wide IN ARRAY ARRAY[
    'notifications', 'morgy_purchases', 'credit_transactions', 'creator_earnings', 'user_usage', 'usage_events', 'sync_conflict'
  ] LOOP
    EXECUTE format('CREATE INDEX %I ON %I (%I, id)', 'idx_' || wide || '_snapshot', wide,
      (SELECT s.owner_column FROM sync_table s WHERE s.table_name = wide));
  END LOOP;
  -- Mutations of one local transaction may arrive child first; whoever applies them defers the checks to the commit.
  FOR t IN SELECT conrelid::regclass AS relation, conname FROM pg_constraint
    WHERE contype = 'f' AND connamespace = 'public'::regnamespace
  LOOP
    EXECUTE format('ALTER TABLE %s ALTER CONSTRAINT %I DEFERRABLE INITIALLY IMMEDIATE', t.relation, t.conname);
  END LOOP;
  -- The name that Electric looks for. From version 18 on, a generated column of a table whose replica identity is FULL
  -- has to be published; older servers never publish one.
  EXECUTE format(
    'CREATE PUBLICATION electric_publication_default FOR TABLE %s%s',
    (SELECT string_agg(quote_ident(table_name), ', ' ORDER BY table_name) FROM sync_table),
    CASE WHEN current_setting('server_version_num')::int >= 180000 THEN ' WITH (publish_generated_columns = stored)' ELSE '' END);
END
$$;

-- Down Migration
DROP PUBLICATION electric_publication_default;
DO $$
DECLARE
  t record;
BEGIN
  FOR t IN SELECT conrelid::regclass AS relation, conname FROM pg_constraint
    WHERE contype = 'f' AND connamespace = 'public'::regnamespace
  LOOP
    EXECUTE format('ALTER TABLE %s ALTER CONSTRAINT %I NOT DEFERRABLE', t.relation, t.conname);
  END LOOP;
  FOR t IN SELECT indexrelid::regclass AS index FROM pg_index JOIN pg_class c ON c.oid = indexrelid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relname LIKE 'idx\_%\_snapshot'
  LOOP
    EXECUTE format('DROP INDEX %s', t.index);
  END LOOP;
  FOR t IN SELECT DISTINCT parent FROM sync_owner_rule LOOP
    EXECUTE format('DROP TRIGGER spread_owner ON %I', t.parent);
  END LOOP;
  FOR t IN SELECT child FROM sync_owner_rule LOOP
    EXECUTE format('DROP TRIGGER keep_owner ON %I', t.child);
  END LOOP;
  FOR t IN SELECT * FROM sync_table LOOP
    EXECUTE format('DROP TRIGGER IF EXISTS light_beacon ON %I', t.table_name);
    EXECUTE format('DROP TRIGGER zz_sync_stamp ON %I', t.table_name);
    EXECUTE format('ALTER TABLE %I REPLICA IDENTITY DEFAULT', t.table_name);
    EXECUTE format('ALTER TABLE %I DROP COLUMN _fv, DROP COLUMN row_version', t.table_name);
  END LOOP;
END
$$;
DROP FUNCTION light_beacon();
DROP FUNCTION spread_owner();
DROP FUNCTION keep_owner();
DROP FUNCTION sync_stamp();
DROP VIEW sync_owner_rule;
DROP VIEW sync_table;
DROP TABLE sync_beacon;
DROP TABLE sync_conflict;
DROP TABLE sync_result;
DROP TABLE sync_device;
