-- A workspace has one foundation and one onboarding session. Their ids follow from the workspace's, here and on a device,
-- so that a device which makes them before it has heard of the cloud's makes the same rows.

-- Up Migration
-- A name-based UUID (version 3, RFC 9562) whose namespace is the workspace: what a device calls v3(part, workspace).
CREATE FUNCTION workspace_part_id(p_workspace uuid, p_part text) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = '' AS $$
  -- Version 3, and the two bits of the variant: each hex digit as 8, 9, a or b.
  SELECT overlay(overlay(digest PLACING '3' FROM 13)
    PLACING substr('89ab89ab89ab89ab', strpos('0123456789abcdef', substr(digest, 17, 1)), 1) FROM 17)::uuid
  FROM (SELECT md5(decode(replace(p_workspace::text, '-', ''), 'hex') || convert_to(p_part, 'UTF8')) AS digest) AS hashed
$$;
REVOKE ALL ON FUNCTION workspace_part_id(uuid, text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION handle_new_user() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  called constant text := coalesce(NEW.display_name, NEW.full_name, NEW.name, split_part(NEW.email, '@', 1));
  workspace uuid := gen_random_uuid();
BEGIN
  INSERT INTO public.user_profiles (id, display_name, full_name, email, avatar_url)
    VALUES (NEW.id, called, NEW.full_name, NEW.email, NEW.avatar_url);
  INSERT INTO public.workspaces (id, user_id, name) VALUES (workspace, NEW.id, called || '''s workspace');
  INSERT INTO public.foundations (id, workspace_id, owner_id)
    VALUES (public.workspace_part_id(workspace, 'foundation'), workspace, NEW.id);
  INSERT INTO public.onboarding_sessions (id, workspace_id, owner_id)
    VALUES (public.workspace_part_id(workspace, 'onboarding'), workspace, NEW.id);
  INSERT INTO public.credit_transactions (user_id, type, amount, credit_type, description)
    VALUES (NEW.id, 'free_trial', 100, 'topup', 'to try hired agents');
  UPDATE public.waitlist SET converted_to_user_at = now(), user_id = NEW.id WHERE email = NEW.email AND user_id IS NULL;
  RETURN NULL;
END
$$;

-- Down Migration
CREATE OR REPLACE FUNCTION handle_new_user() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  called constant text := coalesce(NEW.display_name, NEW.full_name, NEW.name, split_part(NEW.email, '@', 1));
  workspace uuid := gen_random_uuid();
BEGIN
  INSERT INTO public.user_profiles (id, display_name, full_name, email, avatar_url)
    VALUES (NEW.id, called, NEW.full_name, NEW.email, NEW.avatar_url);
  INSERT INTO public.workspaces (id, user_id, name) VALUES (workspace, NEW.id, called || '''s workspace');
  INSERT INTO public.foundations (workspace_id, owner_id) VALUES (workspace, NEW.id);
  INSERT INTO public.onboarding_sessions (workspace_id, owner_id) VALUES (workspace, NEW.id);
  INSERT INTO public.credit_transactions (user_id, type, amount, credit_type, description)
    VALUES (NEW.id, 'free_trial', 100, 'topup', 'to try hired agents');
  UPDATE public.waitlist SET converted_to_user_at = now(), user_id = NEW.id WHERE email = NEW.email AND user_id IS NULL;
  RETURN NULL;
END
$$;
DROP FUNCTION workspace_part_id(uuid, text);
