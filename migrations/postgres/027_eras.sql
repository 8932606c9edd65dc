-- A cloud that is put back to an earlier day looks like any other, and its row versions begin to name other values. So
-- the beacon says in which era it counts: an era is one run of the database server over one table of beacons, and a new
-- one begins with the first change after the server was started or the table was filled anew. The end of each past era
-- is kept. A device remembers the last era and version it saw of its owner's beacon; where the cloud's past does not
-- reach that far, the cloud has forgotten something, and the device puts it back (docs/sync.md).

-- Up Migration
ALTER TABLE sync_beacon
  ADD COLUMN era uuid DEFAULT gen_random_uuid(),
  ADD COLUMN run text NOT NULL DEFAULT '',
  ADD COLUMN past jsonb NOT NULL DEFAULT '[]';
COMMENT ON COLUMN sync_beacon.run IS 'when the server was started and which file holds this table: another value begins another era';
COMMENT ON COLUMN sync_beacon.past IS '[[era, the beacon''s version at its end], ...], the last 30';

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

-- A conflict that the cloud has forgotten comes back from a device that has it, under the number that it had; the device's
-- numbers may have been given to others since.
ALTER TABLE sync_conflict DROP CONSTRAINT sync_conflict_device_id_number_key;
CREATE INDEX idx_sync_conflict_device ON sync_conflict (device_id, number);
CREATE FUNCTION put_back_conflict(p_id uuid, p_row jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  version bigint;
BEGIN
  INSERT INTO public.sync_conflict (id, owner_id, table_name, row_id, device_id, number, kind, columns, base, mine, theirs,
      resolution, resolved_at, created_at)
    SELECT p_id, auth.uid(), c.table_name, c.row_id, c.device_id, c.number, c.kind, c.columns, c.base, c.mine, c.theirs,
        c.resolution, c.resolved_at, c.created_at
      FROM jsonb_populate_record(NULL::public.sync_conflict, p_row) AS c
    ON CONFLICT (id) DO NOTHING;
  -- Another device may have been sooner. Null: the id is someone else's.
  SELECT k.row_version INTO version FROM public.sync_conflict k WHERE k.id = p_id AND k.owner_id = auth.uid();
  RETURN version;
END
$$;
REVOKE ALL ON FUNCTION put_back_conflict(uuid, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION put_back_conflict(uuid, jsonb) TO authenticated, service_role;

-- Down Migration
DROP FUNCTION put_back_conflict(uuid, jsonb);
DROP INDEX idx_sync_conflict_device;
ALTER TABLE sync_conflict ADD CONSTRAINT sync_conflict_device_id_number_key UNIQUE (device_id, number);
CREATE OR REPLACE FUNCTION light_beacon() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
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
ALTER TABLE sync_beacon DROP COLUMN past, DROP COLUMN run, DROP COLUMN era;
