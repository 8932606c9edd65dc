-- Which columns a person may read, and which they may write in rows that the policies let through. What is not named is
-- not granted: role, tier, amounts paid, counters, ratings, revenue, credits and every other column of the service.
-- created_at may come with a new row, for display; no decision is taken by it.

-- Up Migration
DO $$
DECLARE
  o record;
BEGIN
  -- Supabase gives its roles everything on new objects by default; here nothing is given by default.
  FOR o IN SELECT c.oid::regclass AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'S')
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
  LOOP
    EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, anon, authenticated, service_role', o.name);
  END LOOP;
  FOR o IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC, anon, authenticated, service_role', o.name);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO service_role', o.name);
  END LOOP;
  FOR o IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO service_role', o.name);
  END LOOP;
END
$$;
-- Records that stay as they are, for the service too.
REVOKE INSERT, UPDATE, DELETE ON audit_log FROM service_role;
REVOKE UPDATE, DELETE ON credit_transactions, usage_events, revenue_terms FROM service_role;
REVOKE INSERT, UPDATE, DELETE ON credit_balances FROM service_role;
-- SELECT ... FOR UPDATE takes the right to update a column; the balance's own trigger keeps its credits as they are.
GRANT INSERT (user_id), UPDATE (updated_at) ON credit_balances TO service_role;
GRANT SELECT ON sync_table, sync_owner_rule, creator_analytics, morgy_revenue, active_users_summary, feature_usage TO service_role;

-- Functions that a person calls; they act on the caller only, or ask who calls.
GRANT EXECUTE ON FUNCTION acts_as_service(), is_admin(), search_public_morgys(text, text, integer, integer) TO anon, authenticated;
GRANT EXECUTE ON FUNCTION
  user_owns_workspace(uuid), user_owns_morgy(uuid), user_has_bought_morgy(uuid), user_has_hired_agent(uuid), user_has_plugin(text),
  require_self(uuid), is_license_revoked(text), creator_balance(uuid, text), request_payout(numeric, text),
  check_rate_limit(uuid, text), get_user_current_usage(uuid), can_user_perform_action(uuid), track_event(text, jsonb),
  get_user_stats(uuid), search_messages(text, integer, integer), get_conversations_with_last_message(integer, integer, boolean),
  set_user_role(uuid, text), set_user_tier(uuid, text)
  TO authenticated;

-- Reading. A Morgy's revenue is not for everyone who may see the Morgy, and a key's hash is for nobody: both tables are
-- granted by column. One's own revenue is in morgy_revenue and creator_analytics.
GRANT SELECT (id, creator_id, name, description, category, tags, ai_config, personality, appearance, capabilities,
  knowledge_base, is_public, is_active, license_type, price, is_premium, version, view_count, total_purchases, rating,
  review_count, created_at, updated_at, published_at, deleted_at, row_version, _fv, search) ON morgys TO anon, authenticated;
GRANT SELECT (id, user_id, key_prefix, name, scopes, is_active, last_used_at, expires_at, created_at) ON api_keys TO authenticated;
GRANT SELECT ON marketplace_listings, agents, plugins, morgy_reviews, agent_reviews, plugin_reviews, revenue_terms TO anon, authenticated;
GRANT SELECT ON
  users, user_profiles, notifications, waitlist, morgy_knowledge, knowledge_chunks, morgy_templates, mcp_exports, morgy_analytics,
  morgy_purchases, creator_payouts, projects, teams, agent_skills, agent_versions, agent_instances, team_agents, sessions, messages,
  relay_connections, ssh_configs, purchases, credit_balances, credit_transactions, creator_earnings, conversations, chat_messages,
  message_attachments, user_feedback, moderation_logs, user_violations, licenses, trials, revoked_licenses, plugin_submissions, logs,
  workspaces, foundations, icp_profiles, campaigns, moves, muse_assets, blackbox_strategies, daily_wins, agent_executions,
  onboarding_sessions, subscriptions, subscription_history, payment_history, payments, rate_limits, usage_quotas, user_usage,
  usage_events, usage_aggregates, usage_records, usage_logs, usage_daily_aggregates, analytics_events,
  sync_device, sync_result, sync_conflict, sync_beacon, audit_log, creator_analytics, morgy_revenue, active_users_summary, feature_usage
  TO authenticated;

-- Writing: identity
GRANT UPDATE (name, display_name, full_name, avatar_url) ON users TO authenticated;
GRANT UPDATE (username, display_name, full_name, avatar_url, bio, settings) ON user_profiles TO authenticated;
GRANT INSERT (id, user_id, key_prefix, key_hash, name, scopes, expires_at), UPDATE (name, is_active), DELETE ON api_keys TO authenticated;
GRANT UPDATE (is_read), DELETE ON notifications TO authenticated;
GRANT INSERT (email, referral_source, interested_in) ON waitlist TO anon, authenticated;

-- Writing: Morgys
GRANT INSERT (id, creator_id, name, description, category, tags, ai_config, personality, appearance, capabilities,
    knowledge_base, is_public, is_active, license_type, price, version, created_at, deleted_at),
  UPDATE (name, description, category, tags, ai_config, personality, appearance, capabilities, knowledge_base, is_public,
    is_active, license_type, price, version, deleted_at),
  DELETE ON morgys TO authenticated;
GRANT INSERT (id, morgy_id, owner_id, title, content, source_type, source_url, metadata, chunks, created_at, deleted_at),
  UPDATE (title, content, source_type, source_url, metadata, chunks, deleted_at), DELETE ON morgy_knowledge TO authenticated;
GRANT INSERT (id, morgy_id, owner_id, title, description, arguments, text, position, created_at, deleted_at),
  UPDATE (title, description, arguments, text, position, deleted_at), DELETE ON morgy_templates TO authenticated;
GRANT INSERT (id, morgy_id, user_id, share_id, share_url, include_knowledge, include_templates, created_at),
  UPDATE (share_url, include_knowledge, include_templates) ON mcp_exports TO authenticated;
GRANT INSERT (id, morgy_id, user_id, owner_id, rating, comment, created_at, deleted_at),
  UPDATE (rating, comment, deleted_at), DELETE ON morgy_reviews TO authenticated;

-- Writing: market. Which states a listing may be put in is guard_status's to say.
GRANT INSERT (id, morgy_id, creator_id, status, visibility, pricing_model, price, created_at, deleted_at),
  UPDATE (status, visibility, pricing_model, price, deleted_at), DELETE ON marketplace_listings TO authenticated;
GRANT INSERT (id, creator_id, amount, currency, period_start, period_end, created_at) ON creator_payouts TO authenticated;
GRANT INSERT (id, product_kind, platform_rate, payout_minimum, currency, effective_from) ON revenue_terms TO authenticated;

-- Writing: hired agents
GRANT INSERT (id, user_id, name, description, created_at, deleted_at), UPDATE (name, description, deleted_at), DELETE ON projects TO authenticated;
GRANT INSERT (id, project_id, owner_id, name, created_at, deleted_at), UPDATE (name, deleted_at), DELETE ON teams TO authenticated;
GRANT INSERT (id, team_id, instance_id, owner_id, created_at), DELETE ON team_agents TO authenticated;
GRANT INSERT (id, creator_id, slug, name, tagline, description, icon_url, category, status, pricing_model, credits_per_session,
    github_repo_url, openclaw_version, supported_relays, supported_models, tags, created_at, deleted_at),
  UPDATE (slug, name, tagline, description, icon_url, category, status, pricing_model, credits_per_session, github_repo_url,
    openclaw_version, supported_relays, supported_models, tags, deleted_at),
  DELETE ON agents TO authenticated;
GRANT INSERT (id, agent_id, owner_id, slug, name, description, permissions, skill_content, content_sha256, created_at, deleted_at),
  UPDATE (name, description, permissions, skill_content, content_sha256, deleted_at), DELETE ON agent_skills TO authenticated;
GRANT INSERT (id, agent_id, owner_id, version, docker_image, changelog, created_at), UPDATE (changelog) ON agent_versions TO authenticated;
GRANT UPDATE (team_id, display_name, model_preference, config, workspace_files) ON agent_instances TO authenticated;
GRANT INSERT (id, instance_id, user_id, relay), UPDATE (ended_at) ON sessions TO authenticated;
GRANT INSERT (id, session_id, owner_id, role, content) ON messages TO authenticated;
GRANT INSERT (id, instance_id, relay, external_user_id, external_chat_id, config), UPDATE (external_chat_id, config, status),
  DELETE ON relay_connections TO authenticated;
GRANT INSERT (id, user_id, instance_id, host, port, username, secret_ref, allow, deny),
  UPDATE (host, port, username, secret_ref, allow, deny), DELETE ON ssh_configs TO authenticated;
GRANT INSERT (id, agent_id, user_id, owner_id, rating, content, created_at, deleted_at),
  UPDATE (rating, content, deleted_at), DELETE ON agent_reviews TO authenticated;

-- Writing: chat
GRANT INSERT (id, user_id, title, model, provider, system_prompt, temperature, max_tokens, settings, tags, is_starred, is_archived, created_at, deleted_at),
  UPDATE (title, model, provider, system_prompt, temperature, max_tokens, settings, tags, is_starred, is_archived, deleted_at),
  DELETE ON conversations TO authenticated;
GRANT INSERT (id, conversation_id, user_id, role, content, model, prompt_tokens, completion_tokens, token_count, response_time_ms,
    finish_reason, tool_calls, rating, metadata, created_at, deleted_at),
  UPDATE (rating, deleted_at) ON chat_messages TO authenticated;
GRANT INSERT (id, message_id, owner_id, file_name, file_type, file_size, storage_path, mime_type, width, height, duration_seconds, metadata, created_at),
  DELETE ON message_attachments TO authenticated;
GRANT INSERT (id, user_id, feedback_type, message, rating, conversation_id) ON user_feedback TO authenticated;
GRANT UPDATE (action_taken, reviewed_by, reviewed_at, notes) ON moderation_logs TO authenticated;
GRANT INSERT (id, user_id, violation_type, severity, description, action_taken, expires_at) ON user_violations TO authenticated;

-- Writing: plugins. guard_admin_columns keeps an author from the columns that only an admin sets.
GRANT INSERT (id, name, display_name, source, version, tier, price, currency, billing_period, author_id, description, features,
    limitations, categories, verified, featured, requires_plugin, trial_period),
  UPDATE (name, display_name, source, version, tier, price, currency, billing_period, author_id, description, features,
    limitations, categories, verified, featured, requires_plugin, trial_period),
  DELETE ON plugins TO authenticated;
GRANT INSERT (id, user_id, plugin_data, created_at), UPDATE (plugin_data, quality_score, security_scan, status, review_notes, reviewed_at)
  ON plugin_submissions TO authenticated;
GRANT INSERT (id, plugin_id, user_id, rating, comment, created_at, deleted_at),
  UPDATE (rating, comment, deleted_at), DELETE ON plugin_reviews TO authenticated;
GRANT INSERT (license_key, reason) ON revoked_licenses TO authenticated;

-- Writing: workspaces and foundations
GRANT INSERT (id, user_id, name, slug, settings, created_at, deleted_at), UPDATE (name, slug, settings, deleted_at), DELETE ON workspaces TO authenticated;
GRANT INSERT (id, workspace_id, owner_id, company_name, website_url, industry, company_stage, truth_sheet, market_research, competitors, positioning,
    brand_voice, messaging_guardrails, soundbite_library, message_hierarchy, summary, onboarding_completed, created_at, deleted_at),
  UPDATE (company_name, website_url, industry, company_stage, truth_sheet, market_research, competitors, positioning, brand_voice,
    messaging_guardrails, soundbite_library, message_hierarchy, summary, onboarding_completed, deleted_at),
  DELETE ON foundations TO authenticated;
GRANT INSERT (id, workspace_id, owner_id, name, tagline, code, is_primary, is_secondary, demographics, psychographics, behaviors,
    market_sophistication, scores, summary, created_at, deleted_at),
  UPDATE (name, tagline, code, is_primary, is_secondary, demographics, psychographics, behaviors, market_sophistication, scores, summary, deleted_at),
  DELETE ON icp_profiles TO authenticated;
GRANT INSERT (id, workspace_id, owner_id, name, objective, status, goal, target_icp_id, channels, duration_days, intensity, phases, progress,
    start_date, end_date, created_at, deleted_at),
  UPDATE (name, objective, status, goal, target_icp_id, channels, duration_days, intensity, phases, progress, start_date, end_date, deleted_at),
  DELETE ON campaigns TO authenticated;
GRANT INSERT (id, workspace_id, owner_id, campaign_id, name, category, status, goal, target_icp_id, channels, duration_days, execution, progress,
    current_day, source, context, created_at, deleted_at),
  UPDATE (campaign_id, name, category, status, goal, target_icp_id, channels, duration_days, execution, progress, current_day, source, context, deleted_at),
  DELETE ON moves TO authenticated;
GRANT INSERT (id, workspace_id, owner_id, title, type, content, tags, tone, version, parent_id, move_id, source, created_at, deleted_at),
  UPDATE (title, type, content, tags, tone, version, parent_id, move_id, source, deleted_at), DELETE ON muse_assets TO authenticated;
GRANT INSERT (id, workspace_id, owner_id, name, focus_area, outcome, risk_level, phases, execution_steps, expected_upside, potential_downside,
    time_to_result, status, move_id, created_at, deleted_at),
  UPDATE (name, focus_area, outcome, risk_level, phases, execution_steps, expected_upside, potential_downside, time_to_result, status, move_id, deleted_at),
  DELETE ON blackbox_strategies TO authenticated;
GRANT INSERT (id, workspace_id, owner_id, topic, angle, hook, outline, platform, trend_source, relevance_score, status, posted_at, generated_at, deleted_at),
  UPDATE (topic, angle, hook, outline, platform, trend_source, relevance_score, status, posted_at, deleted_at), DELETE ON daily_wins TO authenticated;
GRANT INSERT (id, workspace_id, owner_id, current_step, completed_steps, evidence, step_data, status, created_at),
  UPDATE (current_step, completed_steps, evidence, step_data, status), DELETE ON onboarding_sessions TO authenticated;

-- Writing: billing and sync
GRANT UPDATE (cancel_at_period_end) ON subscriptions TO authenticated;
GRANT INSERT (id, owner_id, name, schema_version), UPDATE (name, schema_version) ON sync_device TO authenticated;
GRANT UPDATE (resolution, resolved_at) ON sync_conflict TO authenticated;

-- Down Migration
DO $$
DECLARE
  o record;
BEGIN
  FOR o IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM anon, authenticated, service_role', o.name);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO PUBLIC', o.name);
  END LOOP;
  -- Taking a table's rights back takes those on its columns with it.
  FOR o IN SELECT c.oid::regclass AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'S')
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
  LOOP
    EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, anon, authenticated, service_role', o.name);
  END LOOP;
END
$$;
