-- Hired agents: listings, a person's instances and teams, sessions, credits, earnings.

-- Up Migration
CREATE TABLE projects (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name text NOT NULL,
  description text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
CREATE INDEX idx_projects_user ON projects (user_id, id);

CREATE TABLE teams (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  project_id uuid NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
CREATE INDEX idx_teams_project ON teams (project_id);
CREATE INDEX idx_teams_owner ON teams (owner_id, id);

CREATE TABLE agents (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  creator_id uuid NOT NULL REFERENCES users (id),
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9-]{2,60}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 2 AND 50),
  tagline text NOT NULL CHECK (length(tagline) BETWEEN 10 AND 120),
  description text NOT NULL CHECK (length(description) BETWEEN 20 AND 2000),
  icon_url text,
  category text NOT NULL
    CHECK (category IN ('productivity', 'research', 'writing', 'coding', 'business', 'creative', 'personal')),
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'review', 'published', 'rejected', 'archived')),
  pricing_model text NOT NULL DEFAULT 'per_session' CHECK (pricing_model IN ('per_session', 'per_task', 'free')),
  credits_per_session integer CHECK (credits_per_session > 0),
  github_repo_url text NOT NULL,
  docker_image text,
  openclaw_version text,
  fly_machine_size text NOT NULL DEFAULT 'shared-cpu-1x',
  fly_machine_memory_mb integer NOT NULL DEFAULT 512 CHECK (fly_machine_memory_mb > 0),
  total_hires integer NOT NULL DEFAULT 0 CHECK (total_hires >= 0),
  avg_rating numeric(2,1) NOT NULL DEFAULT 0 CHECK (avg_rating BETWEEN 0 AND 5),
  total_reviews integer NOT NULL DEFAULT 0 CHECK (total_reviews >= 0),
  supported_relays text[] NOT NULL DEFAULT '{}' CHECK (supported_relays <@ ARRAY['web', 'telegram', 'whatsapp', 'slack', 'discord']),
  supported_models text[] NOT NULL DEFAULT '{}',
  tags text[] NOT NULL DEFAULT '{}' CHECK (cardinality(tags) <= 10),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  published_at timestamptz,
  deleted_at timestamptz,
  -- null exactly where a session costs nothing
  CHECK ((pricing_model = 'free') = (credits_per_session IS NULL))
);
CREATE INDEX idx_agents_status_category ON agents (status, category);
CREATE INDEX idx_agents_creator ON agents (creator_id, id);
-- idx_agents_slug: the one that UNIQUE makes serves it; a second would only cost writes.
-- idx_agents_search: in the search migration, over the generated column.

CREATE TABLE agent_skills (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  agent_id uuid NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  slug text NOT NULL,
  name text NOT NULL,
  description text,
  permissions text[] NOT NULL DEFAULT '{}',
  skill_content text NOT NULL,
  content_sha256 text CHECK (content_sha256 ~ '^[0-9a-f]{64}$'),
  signature text,
  signed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  UNIQUE (agent_id, slug)
);
CREATE INDEX idx_agent_skills_owner ON agent_skills (owner_id, id);

CREATE TABLE agent_versions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  agent_id uuid NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  version text NOT NULL CHECK (version ~ '^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$'),
  docker_image text NOT NULL,
  changelog text,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (agent_id, version)
);
CREATE INDEX idx_agent_versions_owner ON agent_versions (owner_id, id);

CREATE TABLE agent_instances (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  agent_id uuid NOT NULL REFERENCES agents (id),
  team_id uuid REFERENCES teams (id) ON DELETE SET NULL,
  fly_app_name text NOT NULL,
  fly_machine_id text NOT NULL,
  fly_volume_id text,
  region text NOT NULL DEFAULT 'iad',
  status text NOT NULL DEFAULT 'provisioning'
    CHECK (status IN ('provisioning', 'running', 'suspended', 'stopped', 'error', 'destroying', 'destroyed')),
  last_active_at timestamptz,
  error_message text,
  display_name text,
  model_preference text,
  config jsonb NOT NULL DEFAULT '{}',
  workspace_files jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
-- The document's plain UNIQUE(user_id, agent_id) kept a person from hiring an agent again after letting it go.
CREATE UNIQUE INDEX agent_instances_user_agent_key ON agent_instances (user_id, agent_id) WHERE status <> 'destroyed';
CREATE INDEX idx_instances_user ON agent_instances (user_id, id);
CREATE INDEX idx_instances_status ON agent_instances (status);
CREATE INDEX idx_instances_fly ON agent_instances (fly_machine_id);
CREATE INDEX idx_instances_agent ON agent_instances (agent_id);
CREATE INDEX idx_instances_team ON agent_instances (team_id) WHERE team_id IS NOT NULL;

CREATE TABLE team_agents (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  team_id uuid NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
  instance_id uuid NOT NULL REFERENCES agent_instances (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (team_id, instance_id)
);
CREATE INDEX idx_team_agents_instance ON team_agents (instance_id);
CREATE INDEX idx_team_agents_owner ON team_agents (owner_id, id);

CREATE TABLE sessions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  instance_id uuid NOT NULL REFERENCES agent_instances (id) ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES users (id),
  relay text NOT NULL DEFAULT 'web' CHECK (relay IN ('web', 'telegram', 'whatsapp', 'slack', 'discord')),
  started_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  total_credits_consumed integer NOT NULL DEFAULT 0 CHECK (total_credits_consumed >= 0),
  total_input_tokens integer NOT NULL DEFAULT 0 CHECK (total_input_tokens >= 0),
  total_output_tokens integer NOT NULL DEFAULT 0 CHECK (total_output_tokens >= 0),
  compute_seconds integer NOT NULL DEFAULT 0 CHECK (compute_seconds >= 0)
);
CREATE INDEX idx_sessions_instance ON sessions (instance_id);
CREATE INDEX idx_sessions_user ON sessions (user_id, id);

CREATE TABLE messages (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  session_id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  role text NOT NULL CHECK (role IN ('user', 'assistant', 'system', 'tool')),
  content text NOT NULL,
  tool_use jsonb,
  tokens_used integer NOT NULL DEFAULT 0 CHECK (tokens_used >= 0),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_messages_session_created ON messages (session_id, created_at);
CREATE INDEX idx_messages_owner ON messages (owner_id, id);

CREATE TABLE relay_connections (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  instance_id uuid NOT NULL REFERENCES agent_instances (id) ON DELETE CASCADE,
  relay text NOT NULL CHECK (relay IN ('telegram', 'whatsapp', 'slack', 'discord')),
  external_user_id text NOT NULL,
  external_chat_id text,
  config jsonb,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused', 'disconnected', 'error')),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (relay, external_user_id)
);
-- idx_relay_external: the one that UNIQUE makes serves it.
CREATE INDEX idx_relay_instance ON relay_connections (instance_id);

CREATE TABLE ssh_configs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  instance_id uuid NOT NULL REFERENCES agent_instances (id) ON DELETE CASCADE,
  host text NOT NULL,
  port integer NOT NULL DEFAULT 22 CHECK (port BETWEEN 1 AND 65535),
  username text NOT NULL,
  secret_ref text NOT NULL CHECK (secret_ref !~ 'PRIVATE KEY'),
  allow text[] NOT NULL DEFAULT '{}',
  deny text[] NOT NULL DEFAULT '{}',
  status text NOT NULL DEFAULT 'configured' CHECK (status IN ('configured', 'connected', 'disconnected', 'revoked')),
  last_connected_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN ssh_configs.secret_ref IS 'where the vault keeps the key; never the key';
CREATE INDEX idx_ssh_configs_user ON ssh_configs (user_id);
CREATE INDEX idx_ssh_configs_instance ON ssh_configs (instance_id);

CREATE TABLE agent_reviews (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  agent_id uuid NOT NULL REFERENCES agents (id),
  user_id uuid NOT NULL REFERENCES users (id),
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  rating integer NOT NULL CHECK (rating BETWEEN 1 AND 5),
  content text,
  created_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  UNIQUE (agent_id, user_id)
);
COMMENT ON COLUMN agent_reviews.owner_id IS 'the creator of the agent, on whose device the review shows; user_id wrote it';
CREATE INDEX idx_reviews_agent ON agent_reviews (agent_id);
CREATE INDEX idx_reviews_user ON agent_reviews (user_id);
CREATE INDEX idx_reviews_owner ON agent_reviews (owner_id, id);

CREATE TABLE purchases (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  buyer_id uuid NOT NULL REFERENCES users (id),
  agent_id uuid NOT NULL REFERENCES agents (id),
  instance_id uuid REFERENCES agent_instances (id) ON DELETE SET NULL,
  credits integer NOT NULL DEFAULT 0 CHECK (credits >= 0),
  amount_cents integer NOT NULL DEFAULT 0 CHECK (amount_cents >= 0),
  currency text NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$'),
  stripe_payment_id text UNIQUE,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'active', 'failed', 'refunded')),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_purchases_buyer ON purchases (buyer_id, created_at DESC);
CREATE INDEX idx_purchases_agent ON purchases (agent_id);
CREATE INDEX idx_purchases_instance ON purchases (instance_id) WHERE instance_id IS NOT NULL;

CREATE TABLE credit_balances (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE,
  subscription_credits integer NOT NULL DEFAULT 0 CHECK (subscription_credits >= 0),
  topup_credits integer NOT NULL DEFAULT 0 CHECK (topup_credits >= 0),
  updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE credit_balances IS 'the sum of credit_transactions by kind; only a ledger row may change it. 1 credit = 0.01 USD';

CREATE TABLE credit_transactions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id),
  type text NOT NULL CHECK (type IN ('subscription_refresh', 'topup_purchase', 'session_deduct', 'free_trial', 'refund')),
  amount integer NOT NULL CHECK (amount <> 0),
  credit_type text NOT NULL CHECK (credit_type IN ('subscription', 'topup')),
  description text,
  session_id uuid REFERENCES sessions (id),
  stripe_payment_id text,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (type <> 'session_deduct' OR amount < 0),
  CHECK (type NOT IN ('topup_purchase', 'free_trial') OR amount > 0)
);
CREATE INDEX idx_credit_transactions_user ON credit_transactions (user_id, created_at DESC);
CREATE INDEX idx_credit_transactions_session ON credit_transactions (session_id) WHERE session_id IS NOT NULL;
-- A payment provider repeats its calls; the second one must not credit again.
CREATE UNIQUE INDEX credit_transactions_payment_key
  ON credit_transactions (stripe_payment_id, type, credit_type) WHERE stripe_payment_id IS NOT NULL;

CREATE TABLE creator_earnings (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  creator_id uuid NOT NULL REFERENCES users (id),
  agent_id uuid NOT NULL REFERENCES agents (id),
  session_id uuid REFERENCES sessions (id),
  gross_revenue numeric(10,4) NOT NULL CHECK (gross_revenue >= 0),
  compute_cost numeric(10,6) NOT NULL CHECK (compute_cost >= 0),
  creator_amount numeric(10,4) NOT NULL CHECK (creator_amount >= 0),
  platform_amount numeric(10,4) NOT NULL CHECK (platform_amount >= 0),
  creator_rate numeric(3,2) NOT NULL DEFAULT 0.85 CHECK (creator_rate BETWEEN 0 AND 1),
  currency text NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$'),
  paid_out boolean NOT NULL DEFAULT false,
  paid_out_at timestamptz,
  stripe_transfer_id text,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT creator_earnings_split_check CHECK (creator_amount + platform_amount = gross_revenue),
  CHECK (paid_out = (paid_out_at IS NOT NULL))
);
CREATE INDEX idx_earnings_creator_paid ON creator_earnings (creator_id, paid_out);
CREATE INDEX idx_earnings_agent ON creator_earnings (agent_id);
-- One settlement a session.
CREATE UNIQUE INDEX creator_earnings_session_key ON creator_earnings (session_id) WHERE session_id IS NOT NULL;

-- Down Migration
DROP TABLE creator_earnings;
DROP TABLE credit_transactions;
DROP TABLE credit_balances;
DROP TABLE purchases;
DROP TABLE agent_reviews;
DROP TABLE ssh_configs;
DROP TABLE relay_connections;
DROP TABLE messages;
DROP TABLE sessions;
DROP TABLE team_agents;
DROP TABLE agent_instances;
DROP TABLE agent_versions;
DROP TABLE agent_skills;
DROP TABLE agents;
DROP TABLE teams;
DROP TABLE projects;
