-- The three roles and the auth helpers that every later policy names, as Supabase has them.
-- On Supabase they exist already and are left as they are; anywhere else a stand-in is made.

-- Up Migration
DO $$
DECLARE
  missing text;
BEGIN
  -- Roles belong to the cluster: another database, or another migration at the same moment, may have made them.
  FOREACH missing IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = missing) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', missing);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;
      END;
    END IF;
  END LOOP;
  IF NOT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = 'auth') THEN
    CREATE SCHEMA auth;
    COMMENT ON SCHEMA auth IS 'stand-in for the auth schema of Supabase';
    EXECUTE $fn$
      CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $body$
        SELECT coalesce(
          nullif(current_setting('request.jwt.claim.sub', true), ''),
          nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
        )::uuid
      $body$
    $fn$;
    EXECUTE $fn$
      CREATE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE AS $body$
        SELECT coalesce(
          nullif(current_setting('request.jwt.claim.role', true), ''),
          nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
        )
      $body$
    $fn$;
    EXECUTE $fn$
      CREATE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE AS $body$
        SELECT coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb, '{}'::jsonb)
      $body$
    $fn$;
    GRANT USAGE ON SCHEMA auth TO anon, authenticated, service_role;
  END IF;
END
$$;
GRANT USAGE ON SCHEMA public TO anon, authenticated, service_role;

-- Down Migration
-- The roles stay: they belong to the whole cluster, and another database may rely on them.
REVOKE USAGE ON SCHEMA public FROM anon, authenticated, service_role;
DO $$
BEGIN
  IF obj_description(to_regnamespace('auth'), 'pg_namespace') = 'stand-in for the auth schema of Supabase' THEN
    DROP FUNCTION auth.jwt();
    DROP FUNCTION auth.role();
    DROP FUNCTION auth.uid();
    DROP SCHEMA auth;
  END IF;
END
$$;
