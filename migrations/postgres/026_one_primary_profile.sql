-- A workspace has one primary customer profile. Two devices may each choose one while they are offline; the one that was
-- made first keeps the mark (ids are made in order of time), so that every device and the cloud come to the same answer
-- whatever arrives first, and no one's change is refused for it.

-- Up Migration
CREATE FUNCTION keep_one_primary_profile() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  other constant uuid := (SELECT p.id FROM public.icp_profiles p
    WHERE p.workspace_id = NEW.workspace_id AND p.is_primary AND p.deleted_at IS NULL AND p.id <> NEW.id);
BEGIN
  IF other < NEW.id THEN
    NEW.is_primary := false;
  ELSIF other IS NOT NULL THEN
    UPDATE public.icp_profiles SET is_primary = false WHERE id = other;
  END IF;
  RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION keep_one_primary_profile() FROM PUBLIC;
-- By its name it comes before the trigger that stamps versions, which has to see the value that stays.
CREATE TRIGGER a_one_primary_profile BEFORE INSERT OR UPDATE OF is_primary, deleted_at, workspace_id ON icp_profiles
  FOR EACH ROW WHEN (NEW.is_primary AND NEW.deleted_at IS NULL) EXECUTE FUNCTION keep_one_primary_profile();

-- Down Migration
DROP FUNCTION keep_one_primary_profile() CASCADE;
