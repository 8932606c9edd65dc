-- What is counted: rate limits, quotas, logs, events and their roll-ups.

-- Up Migration
-- One table for documents 1 and 3. window_seconds is part of the key: at midnight an endpoint's one-minute window and
-- its one-day window start together.
CREATE TABLE rate_limits (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  endpoint text NOT NULL,
  window_start timestamptz NOT NULL DEFAULT now(),
  window_seconds integer NOT NULL DEFAULT 60 CHECK (window_seconds > 0),
  request_count integer NOT NULL DEFAULT 0 CHECK (request_count >= 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (user_id, endpoint, window_start, window_seconds)
);
-- The document's index on user_id is the prefix of the one that UNIQUE makes.
CREATE INDEX idx_rate_limits_endpoint ON rate_limits (endpoint);
CREATE INDEX idx_rate_limits_window ON rate_limits (window_start);

CREATE TABLE usage_quotas (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  month text NOT NULL CHECK (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  messages_used integer NOT NULL DEFAULT 0 CHECK (messages_used >= 0),
  tokens_used bigint NOT NULL DEFAULT 0 CHECK (tokens_used >= 0),
  tools_used jsonb NOT NULL DEFAULT '{}',
  cost_usd numeric(10,4) NOT NULL DEFAULT 0 CHECK (cost_usd >= 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (user_id, month)
);
-- The document's index on user_id is the prefix of the one that UNIQUE makes.
CREATE INDEX idx_usage_quotas_month ON usage_quotas (month);

CREATE TABLE user_usage (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  action_type text NOT NULL,
  tokens_used integer NOT NULL DEFAULT 0 CHECK (tokens_used >= 0),
  cost_usd numeric(10,4) NOT NULL DEFAULT 0 CHECK (cost_usd >= 0),
  metadata jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_user_usage_user_created ON user_usage (user_id, created_at DESC);
CREATE INDEX idx_user_usage_action_type ON user_usage (action_type);
CREATE INDEX idx_user_usage_created ON user_usage (created_at DESC);

-- One append-only table for documents 2 (a hired agent's session) and 4 (a plugin).
CREATE TABLE usage_events (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id),
  instance_id uuid REFERENCES agent_instances (id),
  session_id uuid REFERENCES sessions (id),
  plugin_id text REFERENCES plugins (id),
  event_type text NOT NULL DEFAULT 'session_usage'
    CHECK (event_type IN ('session_usage', 'issue_processed', 'agent_executed', 'command_used')),
  event_data jsonb,
  compute_seconds integer NOT NULL DEFAULT 0 CHECK (compute_seconds >= 0),
  input_tokens integer NOT NULL DEFAULT 0 CHECK (input_tokens >= 0),
  output_tokens integer NOT NULL DEFAULT 0 CHECK (output_tokens >= 0),
  credits_consumed integer CHECK (credits_consumed >= 0),
  cost_usd numeric(10,6) NOT NULL DEFAULT 0 CHECK (cost_usd >= 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT usage_events_kind_check CHECK (
    CASE WHEN event_type = 'session_usage'
      THEN instance_id IS NOT NULL AND plugin_id IS NULL
      ELSE plugin_id IS NOT NULL AND instance_id IS NULL AND session_id IS NULL
    END
  )
);
CREATE INDEX idx_usage_user_created ON usage_events (user_id, created_at);
CREATE INDEX idx_usage_events_plugin ON usage_events (plugin_id, created_at) WHERE plugin_id IS NOT NULL;
CREATE INDEX idx_usage_events_instance ON usage_events (instance_id) WHERE instance_id IS NOT NULL;
CREATE INDEX idx_usage_events_session ON usage_events (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX idx_usage_events_data ON usage_events USING gin (event_data);

CREATE TABLE usage_aggregates (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  plugin_id text NOT NULL REFERENCES plugins (id),
  period text NOT NULL CHECK (period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  issues integer NOT NULL DEFAULT 0 CHECK (issues >= 0),
  tokens bigint NOT NULL DEFAULT 0 CHECK (tokens >= 0),
  agent_executions jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (user_id, plugin_id, period)
);
CREATE INDEX idx_usage_aggregates_plugin ON usage_aggregates (plugin_id);

CREATE TABLE usage_records (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  date date NOT NULL,
  tokens_used integer NOT NULL DEFAULT 0 CHECK (tokens_used >= 0),
  cost_usd numeric(10,6) NOT NULL DEFAULT 0 CHECK (cost_usd >= 0),
  agent_usage jsonb NOT NULL DEFAULT '{}',
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (user_id, date)
);
-- idx_usage_records_user_date: the one that UNIQUE makes serves it.

CREATE TABLE usage_logs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  endpoint text NOT NULL,
  method text NOT NULL,
  status_code integer NOT NULL CHECK (status_code BETWEEN 100 AND 599),
  tokens integer NOT NULL DEFAULT 0 CHECK (tokens >= 0),
  provider text,
  model text,
  estimated_cost numeric(10,6) CHECK (estimated_cost >= 0),
  response_time_ms integer CHECK (response_time_ms >= 0),
  error_message text,
  error_code text,
  metadata jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_usage_logs_user_created ON usage_logs (user_id, created_at DESC);

CREATE TABLE usage_daily_aggregates (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  date date NOT NULL,
  message_count integer NOT NULL DEFAULT 0 CHECK (message_count >= 0),
  conversation_count integer NOT NULL DEFAULT 0 CHECK (conversation_count >= 0),
  total_tokens bigint NOT NULL DEFAULT 0 CHECK (total_tokens >= 0),
  total_estimated_cost numeric(10,6) NOT NULL DEFAULT 0 CHECK (total_estimated_cost >= 0),
  model_usage jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (user_id, date)
);
CREATE INDEX idx_usage_daily_aggregates_date ON usage_daily_aggregates (date);

CREATE TABLE analytics_events (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid REFERENCES users (id) ON DELETE SET NULL,
  event_type text NOT NULL,
  event_data jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_analytics_events_user_created ON analytics_events (user_id, created_at DESC);
CREATE INDEX idx_analytics_events_type ON analytics_events (event_type);
-- daily_cleanup deletes by age.
CREATE INDEX idx_analytics_events_created ON analytics_events (created_at);

-- Down Migration
DROP TABLE analytics_events;
DROP TABLE usage_daily_aggregates;
DROP TABLE usage_logs;
DROP TABLE usage_records;
DROP TABLE usage_aggregates;
DROP TABLE usage_events;
DROP TABLE user_usage;
DROP TABLE usage_quotas;
DROP TABLE rate_limits;
