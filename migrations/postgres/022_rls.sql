-- Row level security on every table: nothing is allowed that is not allowed here, and the grants of the next migration
-- say which columns. (SELECT auth.uid()) is evaluated once a statement instead of once a row.

-- Up Migration
DO $$
DECLARE
  t text;
BEGIN
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    -- Not left to BYPASSRLS, which a hosted server may not let us give the role.
    EXECUTE format('CREATE POLICY service ON %I TO service_role USING (true) WITH CHECK (true)', t);
  END LOOP;
  -- An admin sees accounts, market and money, and nobody's private work: no knowledge, prompts of others, chats, keys,
  -- secrets or foundations.
  FOREACH t IN ARRAY ARRAY[
    'users', 'user_profiles', 'waitlist', 'morgys', 'morgy_reviews', 'morgy_analytics', 'marketplace_listings', 'morgy_purchases',
    'creator_payouts', 'agents', 'agent_skills', 'agent_versions', 'agent_instances', 'sessions', 'purchases', 'credit_balances',
    'credit_transactions', 'creator_earnings', 'user_feedback', 'moderation_logs', 'user_violations', 'licenses', 'trials',
    'revoked_licenses', 'plugin_submissions', 'logs', 'subscriptions', 'subscription_history', 'payment_history', 'payments',
    'rate_limits', 'usage_quotas', 'user_usage', 'usage_events', 'usage_aggregates', 'usage_records', 'usage_logs',
    'usage_daily_aggregates', 'analytics_events', 'audit_log'
  ] LOOP
    EXECUTE format('CREATE POLICY admin_reads ON %I FOR SELECT TO authenticated USING ((SELECT is_admin()))', t);
  END LOOP;
  -- One's own rows, to read only: what the service counts, charges and grants.
  FOR t IN SELECT unnest(ARRAY[
    'usage_quotas', 'user_usage', 'rate_limits', 'usage_events', 'usage_aggregates', 'usage_records', 'usage_logs',
    'usage_daily_aggregates', 'analytics_events', 'credit_balances', 'credit_transactions', 'licenses', 'trials',
    'subscription_history', 'payment_history', 'payments', 'user_violations'
  ]) LOOP
    EXECUTE format('CREATE POLICY own_read ON %I FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()))', t);
  END LOOP;
  -- One's own rows, all operations (as far as the grants go).
  FOR t IN SELECT unnest(ARRAY['api_keys', 'projects', 'notifications', 'conversations', 'workspaces']) LOOP
    EXECUTE format(
      'CREATE POLICY own ON %I TO authenticated USING (user_id = (SELECT auth.uid())) WITH CHECK (user_id = (SELECT auth.uid()))', t);
  END LOOP;
  -- Children whose owner_id the trigger keeps equal to their ancestor's owner.
  FOR t IN SELECT unnest(ARRAY['morgy_knowledge', 'morgy_templates', 'teams', 'agent_skills', 'agent_versions', 'message_attachments']) LOOP
    EXECUTE format(
      'CREATE POLICY own ON %I TO authenticated USING (owner_id = (SELECT auth.uid())) WITH CHECK (owner_id = (SELECT auth.uid()))', t);
  END LOOP;
  FOR t IN SELECT unnest(ARRAY['knowledge_chunks', 'morgy_analytics', 'sync_beacon', 'sync_result']) LOOP
    EXECUTE format('CREATE POLICY own_read ON %I FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()))', t);
  END LOOP;
  -- Document 5: one policy for everything in a workspace.
  FOR t IN SELECT unnest(ARRAY[
    'foundations', 'icp_profiles', 'campaigns', 'moves', 'muse_assets', 'blackbox_strategies', 'daily_wins',
    'agent_executions', 'onboarding_sessions'
  ]) LOOP
    EXECUTE format(
      'CREATE POLICY own_workspace ON %I TO authenticated USING (user_owns_workspace(workspace_id)) WITH CHECK (user_owns_workspace(workspace_id))', t);
  END LOOP;
END
$$;

-- Identity
CREATE POLICY own_read ON users FOR SELECT TO authenticated USING (id = (SELECT auth.uid()));
CREATE POLICY own_update ON users FOR UPDATE TO authenticated USING (id = (SELECT auth.uid())) WITH CHECK (id = (SELECT auth.uid()));
CREATE POLICY own_read ON user_profiles FOR SELECT TO authenticated USING (id = (SELECT auth.uid()));
CREATE POLICY own_update ON user_profiles FOR UPDATE TO authenticated USING (id = (SELECT auth.uid())) WITH CHECK (id = (SELECT auth.uid()));
CREATE POLICY own_read ON waitlist FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
CREATE POLICY anyone_joins ON waitlist FOR INSERT TO anon, authenticated WITH CHECK (user_id IS NULL AND converted_to_user_at IS NULL);

-- Morgys
CREATE POLICY own ON morgys TO authenticated
  USING (creator_id = (SELECT auth.uid())) WITH CHECK (creator_id = (SELECT auth.uid()));
CREATE POLICY public_read ON morgys FOR SELECT TO anon, authenticated USING (is_public AND is_active AND deleted_at IS NULL);
CREATE POLICY own_read ON mcp_exports FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
CREATE POLICY own_insert ON mcp_exports FOR INSERT TO authenticated
  WITH CHECK (user_id = (SELECT auth.uid()) AND user_owns_morgy(morgy_id));
CREATE POLICY own_update ON mcp_exports FOR UPDATE TO authenticated
  USING (user_id = (SELECT auth.uid()) AND user_owns_morgy(morgy_id)) WITH CHECK (user_id = (SELECT auth.uid()) AND user_owns_morgy(morgy_id));
CREATE POLICY anyone_reads ON morgy_reviews FOR SELECT TO anon, authenticated USING (deleted_at IS NULL OR user_id = (SELECT auth.uid()));
CREATE POLICY buyer_reviews ON morgy_reviews FOR INSERT TO authenticated
  WITH CHECK (user_id = (SELECT auth.uid()) AND owner_id <> (SELECT auth.uid()) AND user_has_bought_morgy(morgy_id));
CREATE POLICY own_update ON morgy_reviews FOR UPDATE TO authenticated
  USING (user_id = (SELECT auth.uid())) WITH CHECK (user_id = (SELECT auth.uid()) AND user_has_bought_morgy(morgy_id));
CREATE POLICY own_delete ON morgy_reviews FOR DELETE TO authenticated USING (user_id = (SELECT auth.uid()));

-- Market
CREATE POLICY anyone_reads ON revenue_terms FOR SELECT TO anon, authenticated USING (true);
CREATE POLICY admin_adds ON revenue_terms FOR INSERT TO authenticated WITH CHECK ((SELECT is_admin()));
CREATE POLICY own ON marketplace_listings TO authenticated
  USING (creator_id = (SELECT auth.uid())) WITH CHECK (creator_id = (SELECT auth.uid()));
CREATE POLICY public_read ON marketplace_listings FOR SELECT TO anon, authenticated
  USING (status = 'approved' AND visibility = 'public' AND deleted_at IS NULL);
CREATE POLICY admin_decides ON marketplace_listings FOR UPDATE TO authenticated
  USING ((SELECT is_admin())) WITH CHECK ((SELECT is_admin()));
CREATE POLICY party_reads ON morgy_purchases FOR SELECT TO authenticated
  USING (buyer_id = (SELECT auth.uid()) OR creator_id = (SELECT auth.uid()));
CREATE POLICY own_read ON creator_payouts FOR SELECT TO authenticated USING (creator_id = (SELECT auth.uid()));
CREATE POLICY own_request ON creator_payouts FOR INSERT TO authenticated WITH CHECK (creator_id = (SELECT auth.uid()));

-- Hired agents
CREATE POLICY own ON agents TO authenticated USING (creator_id = (SELECT auth.uid())) WITH CHECK (creator_id = (SELECT auth.uid()));
CREATE POLICY public_read ON agents FOR SELECT TO anon, authenticated USING (status = 'published' AND deleted_at IS NULL);
CREATE POLICY admin_decides ON agents FOR UPDATE TO authenticated USING ((SELECT is_admin())) WITH CHECK ((SELECT is_admin()));
CREATE POLICY own_read ON agent_instances FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
CREATE POLICY own_update ON agent_instances FOR UPDATE TO authenticated USING (user_id = (SELECT auth.uid()))
  WITH CHECK (user_id = (SELECT auth.uid()) AND (team_id IS NULL OR EXISTS (SELECT 1 FROM teams t WHERE t.id = team_id)));
CREATE POLICY own ON team_agents TO authenticated USING (owner_id = (SELECT auth.uid()))
  WITH CHECK (owner_id = (SELECT auth.uid()) AND EXISTS (SELECT 1 FROM agent_instances i WHERE i.id = instance_id AND i.user_id = (SELECT auth.uid())));
CREATE POLICY own ON sessions TO authenticated USING (user_id = (SELECT auth.uid()))
  WITH CHECK (user_id = (SELECT auth.uid()) AND EXISTS (SELECT 1 FROM agent_instances i WHERE i.id = instance_id AND i.user_id = (SELECT auth.uid())));
CREATE POLICY own_read ON messages FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE POLICY own_insert ON messages FOR INSERT TO authenticated WITH CHECK (owner_id = (SELECT auth.uid()) AND role = 'user');
CREATE POLICY own ON relay_connections TO authenticated
  USING (EXISTS (SELECT 1 FROM agent_instances i WHERE i.id = instance_id AND i.user_id = (SELECT auth.uid())))
  WITH CHECK (EXISTS (SELECT 1 FROM agent_instances i WHERE i.id = instance_id AND i.user_id = (SELECT auth.uid())));
CREATE POLICY own ON ssh_configs TO authenticated USING (user_id = (SELECT auth.uid()))
  WITH CHECK (user_id = (SELECT auth.uid()) AND EXISTS (SELECT 1 FROM agent_instances i WHERE i.id = instance_id AND i.user_id = (SELECT auth.uid())));
CREATE POLICY anyone_reads ON agent_reviews FOR SELECT TO anon, authenticated USING (deleted_at IS NULL OR user_id = (SELECT auth.uid()));
CREATE POLICY hirer_reviews ON agent_reviews FOR INSERT TO authenticated
  WITH CHECK (user_id = (SELECT auth.uid()) AND owner_id <> (SELECT auth.uid()) AND user_has_hired_agent(agent_id));
CREATE POLICY own_update ON agent_reviews FOR UPDATE TO authenticated
  USING (user_id = (SELECT auth.uid())) WITH CHECK (user_id = (SELECT auth.uid()) AND user_has_hired_agent(agent_id));
CREATE POLICY own_delete ON agent_reviews FOR DELETE TO authenticated USING (user_id = (SELECT auth.uid()));
CREATE POLICY own_read ON purchases FOR SELECT TO authenticated USING (buyer_id = (SELECT auth.uid()));
CREATE POLICY own_read ON creator_earnings FOR SELECT TO authenticated USING (creator_id = (SELECT auth.uid()));

-- Chat
CREATE POLICY own ON chat_messages TO authenticated USING (user_id = (SELECT auth.uid()))
  WITH CHECK (user_id = (SELECT auth.uid()) AND EXISTS (SELECT 1 FROM conversations c WHERE c.id = conversation_id AND c.user_id = (SELECT auth.uid())));
CREATE POLICY own_read ON user_feedback FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
CREATE POLICY own_insert ON user_feedback FOR INSERT TO authenticated WITH CHECK (user_id = (SELECT auth.uid())
  AND (conversation_id IS NULL OR EXISTS (SELECT 1 FROM conversations c WHERE c.id = conversation_id AND c.user_id = (SELECT auth.uid()))));
CREATE POLICY admin_reviews ON moderation_logs FOR UPDATE TO authenticated USING ((SELECT is_admin())) WITH CHECK ((SELECT is_admin()));
CREATE POLICY admin_records ON user_violations FOR INSERT TO authenticated WITH CHECK ((SELECT is_admin()));

-- Plugins
CREATE POLICY anyone_reads ON plugins FOR SELECT TO anon, authenticated USING (true);
CREATE POLICY author_update ON plugins FOR UPDATE TO authenticated USING (author_id = (SELECT auth.uid())) WITH CHECK (author_id = (SELECT auth.uid()));
CREATE POLICY admin_all ON plugins TO authenticated USING ((SELECT is_admin())) WITH CHECK ((SELECT is_admin()));
CREATE POLICY own_read ON plugin_submissions FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
CREATE POLICY own_insert ON plugin_submissions FOR INSERT TO authenticated WITH CHECK (user_id = (SELECT auth.uid()) AND status = 'pending_review');
CREATE POLICY own_update ON plugin_submissions FOR UPDATE TO authenticated
  USING (user_id = (SELECT auth.uid()) AND status = 'pending_review') WITH CHECK (user_id = (SELECT auth.uid()));
CREATE POLICY admin_decides ON plugin_submissions FOR UPDATE TO authenticated USING ((SELECT is_admin())) WITH CHECK ((SELECT is_admin()));
CREATE POLICY anyone_reads ON plugin_reviews FOR SELECT TO anon, authenticated USING (deleted_at IS NULL OR user_id = (SELECT auth.uid()));
CREATE POLICY holder_reviews ON plugin_reviews FOR INSERT TO authenticated
  WITH CHECK (user_id = (SELECT auth.uid()) AND user_has_plugin(plugin_id)
    AND NOT EXISTS (SELECT 1 FROM plugins p WHERE p.id = plugin_id AND p.author_id = (SELECT auth.uid())));
CREATE POLICY own_update ON plugin_reviews FOR UPDATE TO authenticated
  USING (user_id = (SELECT auth.uid())) WITH CHECK (user_id = (SELECT auth.uid()) AND user_has_plugin(plugin_id));
CREATE POLICY own_delete ON plugin_reviews FOR DELETE TO authenticated USING (user_id = (SELECT auth.uid()));
CREATE POLICY admin_revokes ON revoked_licenses FOR INSERT TO authenticated WITH CHECK ((SELECT is_admin()));

-- Billing: a person sees a subscription and may let it run out; nothing else.
CREATE POLICY own_read ON subscriptions FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
CREATE POLICY own_cancel ON subscriptions FOR UPDATE TO authenticated USING (user_id = (SELECT auth.uid())) WITH CHECK (user_id = (SELECT auth.uid()));

-- Sync
CREATE POLICY own_read ON sync_device FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE POLICY own_insert ON sync_device FOR INSERT TO authenticated WITH CHECK (owner_id = (SELECT auth.uid()));
CREATE POLICY own_update ON sync_device FOR UPDATE TO authenticated USING (owner_id = (SELECT auth.uid())) WITH CHECK (owner_id = (SELECT auth.uid()));
CREATE POLICY own_read ON sync_conflict FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE POLICY own_update ON sync_conflict FOR UPDATE TO authenticated USING (owner_id = (SELECT auth.uid())) WITH CHECK (owner_id = (SELECT auth.uid()));

-- What one did oneself can be looked up.
CREATE POLICY own_read ON audit_log FOR SELECT TO authenticated USING (actor_id = (SELECT auth.uid()));

-- Down Migration
DO $$
DECLARE
  p record;
BEGIN
  FOR p IN SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP POLICY %I ON %I', p.policyname, p.tablename);
  END LOOP;
  FOR p IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', p.tablename);
  END LOOP;
END
$$;
