-- A foreign key is checked without row level security, so by itself it would let a row of one workspace point into
-- another. The same for the version chain of an asset.

-- Up Migration
-- Arguments: column, table that it points to. A row that is not there yet is left to the foreign key.
CREATE FUNCTION require_same_workspace() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  target constant uuid := (to_jsonb(NEW) ->> TG_ARGV[0])::uuid;
  elsewhere boolean;
BEGIN
  EXECUTE format('SELECT workspace_id <> $1 FROM public.%I WHERE id = $2', TG_ARGV[1])
    INTO elsewhere USING NEW.workspace_id, target;
  IF elsewhere THEN
    RAISE EXCEPTION '%.% has to name a row of the same workspace', TG_TABLE_NAME, TG_ARGV[0]
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_same_workspace';
  END IF;
  RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION require_same_workspace() FROM PUBLIC;
DO $$
DECLARE
  r record;
BEGIN
  FOR r IN SELECT * FROM (VALUES
    ('campaigns', 'target_icp_id', 'icp_profiles'), ('moves', 'target_icp_id', 'icp_profiles'), ('moves', 'campaign_id', 'campaigns'),
    ('muse_assets', 'parent_id', 'muse_assets'), ('muse_assets', 'move_id', 'moves'), ('blackbox_strategies', 'move_id', 'moves')
  ) AS t (child, col, parent) LOOP
    EXECUTE format(
      'CREATE TRIGGER same_workspace_%s BEFORE INSERT OR UPDATE OF %I, workspace_id ON %I FOR EACH ROW
         WHEN (NEW.%I IS NOT NULL) EXECUTE FUNCTION require_same_workspace(%L, %L)',
      r.col, r.col, r.child, r.col, r.col, r.parent);
  END LOOP;
END
$$;

-- Down Migration
DROP FUNCTION require_same_workspace() CASCADE;
