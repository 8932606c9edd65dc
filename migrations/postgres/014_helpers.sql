-- Small questions that policies, triggers and functions ask: who calls, may they, is it theirs.

-- Up Migration
-- True for the gateway's service role and for maintenance, false for a signed-in or anonymous person. It reads the role
-- that the session took on, so it answers the same inside a SECURITY DEFINER function.
CREATE FUNCTION acts_as_service() RETURNS boolean LANGUAGE sql STABLE SET search_path = '' AS $$
  SELECT coalesce(nullif(current_setting('role', true), 'none'), session_user::text)
    NOT IN ('anon', 'authenticated', 'authenticator')
$$;

-- SECURITY DEFINER: a policy of users that read users itself would ask itself again without end.
CREATE FUNCTION is_admin() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT EXISTS (SELECT 1 FROM public.users WHERE id = (SELECT auth.uid()) AND role = 'admin')
$$;

CREATE FUNCTION user_owns_workspace(p_workspace_id uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT EXISTS (SELECT 1 FROM public.workspaces WHERE id = p_workspace_id AND user_id = (SELECT auth.uid()))
$$;

CREATE FUNCTION user_owns_morgy(p_morgy_id uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT EXISTS (SELECT 1 FROM public.morgys WHERE id = p_morgy_id AND creator_id = (SELECT auth.uid()))
$$;

CREATE FUNCTION user_has_bought_morgy(p_morgy_id uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT EXISTS (
    SELECT 1 FROM public.morgy_purchases
      WHERE morgy_id = p_morgy_id AND buyer_id = (SELECT auth.uid()) AND payment_status = 'completed')
$$;

CREATE FUNCTION user_has_hired_agent(p_agent_id uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT EXISTS (SELECT 1 FROM public.agent_instances WHERE agent_id = p_agent_id AND user_id = (SELECT auth.uid()))
$$;

-- A plugin that costs nothing is everyone's; any other takes a licence that is not revoked.
CREATE FUNCTION user_has_plugin(p_plugin_id text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT EXISTS (SELECT 1 FROM public.plugins WHERE id = p_plugin_id AND tier = 'free' AND price = 0)
    OR EXISTS (
      SELECT 1 FROM public.licenses
        WHERE plugin_id = p_plugin_id AND user_id = (SELECT auth.uid()) AND NOT revoked)
$$;

-- For functions that take a user: only about oneself, unless the service or an admin asks.
CREATE FUNCTION require_self(p_user_id uuid) RETURNS void LANGUAGE plpgsql STABLE SET search_path = '' AS $$
BEGIN
  IF p_user_id IS DISTINCT FROM auth.uid() AND NOT public.acts_as_service() AND NOT public.is_admin() THEN
    RAISE EXCEPTION 'only the person concerned, an admin or the service may ask this' USING ERRCODE = 'insufficient_privilege';
  END IF;
END
$$;

-- Licence checks ask about one key; the list itself stays closed.
CREATE FUNCTION is_license_revoked(p_license_key text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT EXISTS (SELECT 1 FROM public.revoked_licenses WHERE license_key = p_license_key)
    OR EXISTS (SELECT 1 FROM public.licenses WHERE license_key = p_license_key AND revoked)
$$;

-- Down Migration
DROP FUNCTION is_license_revoked(text);
DROP FUNCTION require_self(uuid);
DROP FUNCTION user_has_plugin(text);
DROP FUNCTION user_has_hired_agent(uuid);
DROP FUNCTION user_has_bought_morgy(uuid);
DROP FUNCTION user_owns_morgy(uuid);
DROP FUNCTION user_owns_workspace(uuid);
DROP FUNCTION is_admin();
DROP FUNCTION acts_as_service();
