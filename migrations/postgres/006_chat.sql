-- Conversations with a model, their attachments, feedback and moderation.

-- Up Migration
CREATE TABLE conversations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  title varchar(255),
  model text,
  provider text,
  system_prompt text,
  temperature double precision NOT NULL DEFAULT 0.7 CHECK (temperature BETWEEN 0 AND 2),
  max_tokens integer NOT NULL DEFAULT 2048 CHECK (max_tokens > 0),
  settings jsonb NOT NULL DEFAULT '{}',
  tags text[] NOT NULL DEFAULT '{}',
  is_starred boolean NOT NULL DEFAULT false,
  is_archived boolean NOT NULL DEFAULT false,
  last_message_at timestamptz,
  message_count integer NOT NULL DEFAULT 0 CHECK (message_count >= 0),
  total_tokens bigint NOT NULL DEFAULT 0 CHECK (total_tokens >= 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
CREATE INDEX idx_conversations_user_id ON conversations (user_id, id);
CREATE INDEX idx_conversations_last_message_at ON conversations (user_id, last_message_at DESC);
CREATE INDEX idx_conversations_is_archived ON conversations (user_id, is_archived);

CREATE TABLE chat_messages (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  conversation_id uuid NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  role text NOT NULL CHECK (role IN ('user', 'assistant', 'system', 'tool')),
  content text NOT NULL,
  model text,
  prompt_tokens integer NOT NULL DEFAULT 0 CHECK (prompt_tokens >= 0),
  completion_tokens integer NOT NULL DEFAULT 0 CHECK (completion_tokens >= 0),
  token_count integer NOT NULL DEFAULT 0 CHECK (token_count >= 0),
  response_time_ms integer CHECK (response_time_ms >= 0),
  finish_reason text,
  tool_calls jsonb,
  rating integer CHECK (rating BETWEEN 1 AND 5),
  metadata jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
CREATE INDEX idx_chat_messages_conversation_id ON chat_messages (conversation_id, created_at);
CREATE INDEX idx_chat_messages_created_at ON chat_messages (created_at);
CREATE INDEX idx_chat_messages_user ON chat_messages (user_id, id);
-- idx_chat_messages_content_search: in the search migration, over the generated column.

CREATE TABLE message_attachments (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  message_id uuid NOT NULL REFERENCES chat_messages (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  file_name text NOT NULL,
  file_type text,
  file_size bigint CHECK (file_size >= 0),
  storage_path text NOT NULL,
  mime_type text,
  width integer CHECK (width > 0),
  height integer CHECK (height > 0),
  duration_seconds double precision CHECK (duration_seconds >= 0),
  metadata jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_message_attachments_message ON message_attachments (message_id);
CREATE INDEX idx_message_attachments_owner ON message_attachments (owner_id, id);

CREATE TABLE user_feedback (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid REFERENCES users (id) ON DELETE SET NULL,
  feedback_type text NOT NULL CHECK (feedback_type IN ('bug', 'feature_request', 'general')),
  message text NOT NULL,
  rating integer CHECK (rating BETWEEN 1 AND 5),
  conversation_id uuid REFERENCES conversations (id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_user_feedback_user ON user_feedback (user_id);
CREATE INDEX idx_user_feedback_conversation ON user_feedback (conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX idx_user_feedback_created ON user_feedback (created_at DESC);

CREATE TABLE moderation_logs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  message_id uuid REFERENCES chat_messages (id) ON DELETE SET NULL,
  content text NOT NULL,
  flagged boolean NOT NULL DEFAULT false,
  categories jsonb NOT NULL DEFAULT '{}',
  scores jsonb NOT NULL DEFAULT '{}',
  action_taken text NOT NULL DEFAULT 'none' CHECK (action_taken IN ('none', 'warning', 'blocked', 'deleted')),
  reviewed_by uuid REFERENCES users (id) ON DELETE SET NULL,
  reviewed_at timestamptz,
  notes text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_moderation_logs_user ON moderation_logs (user_id);
CREATE INDEX idx_moderation_logs_message ON moderation_logs (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX idx_moderation_logs_reviewer ON moderation_logs (reviewed_by) WHERE reviewed_by IS NOT NULL;
CREATE INDEX idx_moderation_logs_flagged ON moderation_logs (created_at DESC) WHERE flagged;

CREATE TABLE user_violations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  violation_type text NOT NULL CHECK (violation_type IN ('content', 'rate_limit', 'abuse', 'payment', 'other')),
  severity text NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
  description text,
  action_taken text NOT NULL DEFAULT 'none' CHECK (action_taken IN ('none', 'warning', 'temporary_ban', 'permanent_ban')),
  expires_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_user_violations_user ON user_violations (user_id, created_at DESC);

-- Down Migration
DROP TABLE user_violations;
DROP TABLE moderation_logs;
DROP TABLE user_feedback;
DROP TABLE message_attachments;
DROP TABLE chat_messages;
DROP TABLE conversations;
