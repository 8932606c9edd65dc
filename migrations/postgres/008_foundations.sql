-- A workspace and the marketing behind its Morgys: foundation, ideal customers, campaigns, moves, assets.
-- campaigns come before moves, which refer to them (the document had them the other way round).
-- Every workspace_id is NOT NULL and every table has updated_at.
-- The document's vector indexes are in the vectors migration, as HNSW: ivfflat built on an empty table finds poor lists.

-- Up Migration
CREATE TABLE workspaces (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name text NOT NULL CHECK (length(name) >= 1),
  slug text UNIQUE,
  settings jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
CREATE INDEX idx_workspaces_user ON workspaces (user_id, id);

CREATE TABLE foundations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  workspace_id uuid NOT NULL UNIQUE REFERENCES workspaces (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  company_name text,
  website_url text,
  industry text,
  company_stage text CHECK (company_stage IN ('idea', 'mvp', 'growth', 'scale', 'enterprise')),
  truth_sheet jsonb NOT NULL DEFAULT '{}',
  market_research jsonb NOT NULL DEFAULT '{}',
  competitors jsonb NOT NULL DEFAULT '[]',
  positioning jsonb NOT NULL DEFAULT '{}',
  brand_voice text,
  messaging_guardrails jsonb NOT NULL DEFAULT '[]',
  soundbite_library jsonb NOT NULL DEFAULT '{}',
  message_hierarchy jsonb NOT NULL DEFAULT '{}',
  summary text,
  onboarding_completed boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
-- idx_foundations_workspace: the one that UNIQUE makes serves it.
CREATE INDEX idx_foundations_owner ON foundations (owner_id, id);

CREATE TABLE icp_profiles (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name text NOT NULL,
  tagline text,
  code text,
  is_primary boolean NOT NULL DEFAULT false,
  is_secondary boolean NOT NULL DEFAULT false,
  demographics jsonb NOT NULL DEFAULT '{}',
  psychographics jsonb NOT NULL DEFAULT '{}',
  behaviors jsonb NOT NULL DEFAULT '{}',
  market_sophistication jsonb NOT NULL DEFAULT '{}',
  scores jsonb NOT NULL DEFAULT '{}',
  summary text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  CHECK (NOT (is_primary AND is_secondary))
);
CREATE INDEX idx_icp_profiles_workspace ON icp_profiles (workspace_id);
CREATE INDEX idx_icp_profiles_owner ON icp_profiles (owner_id, id);
CREATE UNIQUE INDEX icp_profiles_primary_key ON icp_profiles (workspace_id) WHERE is_primary AND deleted_at IS NULL;

CREATE TABLE campaigns (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name text NOT NULL,
  objective text CHECK (objective IN ('market_entry', 'revenue_scaling', 'brand_pivot', 'product_launch', 'awareness', 'lead_gen', 'retention')),
  status text NOT NULL DEFAULT 'planning' CHECK (status IN ('planning', 'scheduled', 'active', 'paused', 'completed', 'cancelled')),
  goal text,
  target_icp_id uuid REFERENCES icp_profiles (id) ON DELETE SET NULL,
  channels text[] NOT NULL DEFAULT '{}',
  duration_days integer CHECK (duration_days > 0),
  intensity text CHECK (intensity IN ('sprint', 'marathon')),
  phases jsonb NOT NULL DEFAULT '[]',
  progress integer NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
  start_date date,
  end_date date,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  CHECK (end_date >= start_date)
);
CREATE INDEX idx_campaigns_workspace ON campaigns (workspace_id);
CREATE INDEX idx_campaigns_owner ON campaigns (owner_id, id);
CREATE INDEX idx_campaigns_target_icp ON campaigns (target_icp_id) WHERE target_icp_id IS NOT NULL;

CREATE TABLE moves (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  campaign_id uuid REFERENCES campaigns (id) ON DELETE SET NULL,
  name text NOT NULL,
  category text NOT NULL CHECK (category IN ('ignite', 'capture', 'authority', 'repair', 'rally')),
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'scheduled', 'active', 'paused', 'completed', 'cancelled')),
  goal text,
  target_icp_id uuid REFERENCES icp_profiles (id) ON DELETE SET NULL,
  channels text[] NOT NULL DEFAULT '{}',
  duration_days integer NOT NULL DEFAULT 7 CHECK (duration_days > 0),
  execution jsonb NOT NULL DEFAULT '[]',
  progress integer NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
  current_day integer NOT NULL DEFAULT 0 CHECK (current_day >= 0),
  source text NOT NULL DEFAULT 'manual' CHECK (source IN ('manual', 'blackbox', 'campaign', 'daily_wins')),
  context text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
CREATE INDEX idx_moves_workspace ON moves (workspace_id);
CREATE INDEX idx_moves_campaign ON moves (campaign_id);
CREATE INDEX idx_moves_owner ON moves (owner_id, id);
CREATE INDEX idx_moves_target_icp ON moves (target_icp_id) WHERE target_icp_id IS NOT NULL;

CREATE TABLE muse_assets (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  title text NOT NULL,
  type text NOT NULL CHECK (type IN ('email', 'social', 'script', 'blog', 'ad', 'carousel', 'landing', 'other')),
  content text NOT NULL,
  tags text[] NOT NULL DEFAULT '{}',
  tone text,
  version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
  parent_id uuid REFERENCES muse_assets (id) ON DELETE SET NULL,
  move_id uuid REFERENCES moves (id) ON DELETE SET NULL,
  source text NOT NULL DEFAULT 'muse' CHECK (source IN ('muse', 'template', 'import', 'move')),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  CHECK (parent_id IS DISTINCT FROM id)
);
CREATE INDEX idx_muse_assets_workspace ON muse_assets (workspace_id);
CREATE INDEX idx_muse_assets_owner ON muse_assets (owner_id, id);
CREATE INDEX idx_muse_assets_parent ON muse_assets (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX idx_muse_assets_move ON muse_assets (move_id) WHERE move_id IS NOT NULL;

CREATE TABLE blackbox_strategies (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name text NOT NULL,
  focus_area text NOT NULL CHECK (focus_area IN ('acquisition', 'retention', 'revenue', 'brand_equity', 'virality')),
  outcome text,
  risk_level integer CHECK (risk_level BETWEEN 1 AND 10),
  phases jsonb NOT NULL DEFAULT '[]',
  execution_steps text[] NOT NULL DEFAULT '{}',
  expected_upside text,
  potential_downside text,
  time_to_result text,
  status text NOT NULL DEFAULT 'generated' CHECK (status IN ('generated', 'reviewing', 'accepted', 'executed', 'completed', 'discarded')),
  move_id uuid REFERENCES moves (id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
CREATE INDEX idx_blackbox_strategies_workspace ON blackbox_strategies (workspace_id);
CREATE INDEX idx_blackbox_strategies_owner ON blackbox_strategies (owner_id, id);
CREATE INDEX idx_blackbox_strategies_move ON blackbox_strategies (move_id) WHERE move_id IS NOT NULL;

CREATE TABLE daily_wins (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  topic text NOT NULL,
  angle text,
  hook text NOT NULL,
  outline text[] NOT NULL DEFAULT '{}',
  platform text,
  trend_source text,
  relevance_score numeric(3,2) CHECK (relevance_score BETWEEN 0 AND 1),
  status text NOT NULL DEFAULT 'generated' CHECK (status IN ('generated', 'saved', 'posted', 'skipped')),
  posted_at timestamptz,
  generated_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
CREATE INDEX idx_daily_wins_workspace ON daily_wins (workspace_id);
CREATE INDEX idx_daily_wins_owner ON daily_wins (owner_id, id);

CREATE TABLE agent_executions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  user_id uuid REFERENCES users (id) ON DELETE SET NULL,
  request_type text NOT NULL,
  request_data jsonb,
  agents_invoked text[] NOT NULL DEFAULT '{}',
  tools_used text[] NOT NULL DEFAULT '{}',
  output jsonb,
  success boolean,
  error text,
  tokens_input integer CHECK (tokens_input >= 0),
  tokens_output integer CHECK (tokens_output >= 0),
  total_cost numeric(10,6) CHECK (total_cost >= 0),
  started_at timestamptz NOT NULL DEFAULT now(),
  completed_at timestamptz,
  duration_ms integer CHECK (duration_ms >= 0),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_agent_executions_workspace ON agent_executions (workspace_id);
CREATE INDEX idx_agent_executions_owner ON agent_executions (owner_id, id);
CREATE INDEX idx_agent_executions_user ON agent_executions (user_id);

CREATE TABLE onboarding_sessions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  current_step integer NOT NULL DEFAULT 1 CHECK (current_step BETWEEN 1 AND 24),
  completed_steps integer[] NOT NULL DEFAULT '{}',
  evidence jsonb NOT NULL DEFAULT '[]',
  step_data jsonb NOT NULL DEFAULT '{}',
  status text NOT NULL DEFAULT 'in_progress' CHECK (status IN ('in_progress', 'completed', 'abandoned')),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_onboarding_sessions_workspace ON onboarding_sessions (workspace_id);
CREATE INDEX idx_onboarding_sessions_owner ON onboarding_sessions (owner_id, id);

-- Down Migration
DROP TABLE onboarding_sessions;
DROP TABLE agent_executions;
DROP TABLE daily_wins;
DROP TABLE blackbox_strategies;
DROP TABLE muse_assets;
DROP TABLE moves;
DROP TABLE campaigns;
DROP TABLE icp_profiles;
DROP TABLE foundations;
DROP TABLE workspaces;
