-- What signing up makes, and what only an admin decides.

-- Up Migration
-- A workspace, an empty foundation, an onboarding session, a chat profile and 100 free credits.
CREATE FUNCTION handle_new_user() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
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
CREATE TRIGGER handle_new_user AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION handle_new_user();

CREATE FUNCTION welcome_new_user() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO public.notifications (user_id, type, title, message)
    VALUES (NEW.id, 'system', 'Welcome', 'Your workspace is ready. Start with your first Morgy, or with your foundation.');
  RETURN NULL;
END
$$;
CREATE TRIGGER welcome_new_user AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION welcome_new_user();

-- Where Supabase keeps accounts, a new account is a new user.
CREATE FUNCTION handle_new_auth_user() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO public.users (id, email, full_name, avatar_url)
    VALUES (NEW.id, NEW.email, to_jsonb(NEW) #>> '{raw_user_meta_data,full_name}', to_jsonb(NEW) #>> '{raw_user_meta_data,avatar_url}')
    ON CONFLICT (id) DO NOTHING;
  RETURN NULL;
END
$$;
DO $$
BEGIN
  IF to_regclass('auth.users') IS NOT NULL THEN
    CREATE TRIGGER handle_new_auth_user AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION public.handle_new_auth_user();
  END IF;
END
$$;

-- Arguments: columns that only an admin or the service may set. An insert by anyone else has to leave them as they
-- would be by themselves, which the grants see to; this guards updates.
CREATE FUNCTION guard_admin_columns() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  old_row constant jsonb := to_jsonb(OLD);
  new_row constant jsonb := to_jsonb(NEW);
  guarded text;
BEGIN
  FOREACH guarded IN ARRAY TG_ARGV LOOP
    IF new_row -> guarded IS DISTINCT FROM old_row -> guarded AND NOT public.acts_as_service() AND NOT public.is_admin() THEN
      RAISE EXCEPTION 'only an admin sets % of %', guarded, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
  END LOOP;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard_admin_columns BEFORE UPDATE ON plugins FOR EACH ROW
  EXECUTE FUNCTION guard_admin_columns('tier', 'price', 'currency', 'billing_period', 'author_id', 'verified', 'featured', 'requires_plugin', 'trial_period');
CREATE TRIGGER guard_admin_columns BEFORE UPDATE ON plugin_submissions FOR EACH ROW
  EXECUTE FUNCTION guard_admin_columns('quality_score', 'security_scan', 'status', 'review_notes', 'reviewed_at');

-- Arguments: the states that a creator may choose. Any other is an admin's to set; a row that is already in it may stay.
CREATE FUNCTION guard_status() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF NOT (NEW.status = ANY (TG_ARGV)) AND (TG_OP = 'INSERT' OR NEW.status IS DISTINCT FROM OLD.status)
    AND NOT public.acts_as_service() AND NOT public.is_admin()
  THEN
    RAISE EXCEPTION 'only an admin sets % to "%"', TG_TABLE_NAME, NEW.status
      USING ERRCODE = 'insufficient_privilege', HINT = 'You may choose ' || array_to_string(TG_ARGV, ' or ') || '.';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard_status BEFORE INSERT OR UPDATE ON marketplace_listings FOR EACH ROW EXECUTE FUNCTION guard_status('draft', 'pending');
CREATE TRIGGER guard_status BEFORE INSERT OR UPDATE ON agents FOR EACH ROW EXECUTE FUNCTION guard_status('draft', 'review', 'archived');

-- A listing belongs to whoever made the Morgy.
CREATE FUNCTION keep_listing_creator() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  NEW.creator_id := coalesce((SELECT creator_id FROM public.morgys WHERE id = NEW.morgy_id), NEW.creator_id);
  RETURN NEW;
END
$$;
CREATE TRIGGER keep_listing_creator BEFORE INSERT OR UPDATE OF morgy_id, creator_id ON marketplace_listings
  FOR EACH ROW EXECUTE FUNCTION keep_listing_creator();

-- No grant lets a person write these two columns; an admin goes through here.
CREATE FUNCTION set_user_role(p_user_id uuid, p_role text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  IF NOT public.acts_as_service() AND NOT public.is_admin() THEN
    RAISE EXCEPTION 'only an admin sets a role' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE public.users SET role = p_role WHERE id = p_user_id;
END
$$;
CREATE FUNCTION set_user_tier(p_user_id uuid, p_tier text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  IF NOT public.acts_as_service() AND NOT public.is_admin() THEN
    RAISE EXCEPTION 'only an admin sets a tier' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE public.users SET subscription_tier = p_tier WHERE id = p_user_id;
END
$$;

-- Down Migration
DROP FUNCTION set_user_tier(uuid, text);
DROP FUNCTION set_user_role(uuid, text);
DROP TRIGGER keep_listing_creator ON marketplace_listings;
DROP FUNCTION keep_listing_creator();
DROP TRIGGER guard_status ON agents;
DROP TRIGGER guard_status ON marketplace_listings;
DROP FUNCTION guard_status();
DROP TRIGGER guard_admin_columns ON plugin_submissions;
DROP TRIGGER guard_admin_columns ON plugins;
DROP FUNCTION guard_admin_columns();
DO $$
BEGIN
  IF to_regclass('auth.users') IS NOT NULL THEN
    DROP TRIGGER handle_new_auth_user ON auth.users;
  END IF;
END
$$;
DROP FUNCTION handle_new_auth_user();
DROP TRIGGER welcome_new_user ON users;
DROP FUNCTION welcome_new_user();
DROP TRIGGER handle_new_user ON users;
DROP FUNCTION handle_new_user();
