-- Who a person is: accounts, chat profiles, API keys, notifications, the waiting list.

-- Up Migration
-- One table for the users of documents 2, 4 and 5.
CREATE TABLE users (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email text NOT NULL UNIQUE,
  name text,
  display_name text,
  full_name text,
  avatar_url text,
  role text NOT NULL DEFAULT 'user' CHECK (role IN ('user', 'creator', 'admin')),
  subscription_tier text NOT NULL DEFAULT 'free' CHECK (subscription_tier IN ('free', 'starter', 'growth', 'enterprise')),
  budget_limit_monthly numeric(10,4) NOT NULL DEFAULT 10.00 CHECK (budget_limit_monthly >= 0),
  stripe_customer_id text UNIQUE,
  stripe_connect_account_id text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN users.budget_limit_monthly IS 'AI spending limit in USD a month';

CREATE TABLE user_profiles (
  id uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  username text UNIQUE,
  display_name text,
  full_name text,
  email text,
  avatar_url text,
  bio text,
  subscription_tier text NOT NULL DEFAULT 'free' CHECK (subscription_tier IN ('free', 'plus', 'pro', 'enterprise')),
  subscription_status text NOT NULL DEFAULT 'active'
    CHECK (subscription_status IN ('active', 'canceled', 'past_due', 'trialing', 'paused')),
  stripe_customer_id text,
  stripe_subscription_id text,
  trial_ends_at timestamptz,
  daily_message_count integer NOT NULL DEFAULT 0 CHECK (daily_message_count >= 0),
  total_message_count bigint NOT NULL DEFAULT 0 CHECK (total_message_count >= 0),
  settings jsonb NOT NULL DEFAULT '{}',
  last_seen_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
-- active_users_summary counts by it.
CREATE INDEX idx_user_profiles_last_seen ON user_profiles (last_seen_at);

CREATE TABLE api_keys (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  key_prefix text NOT NULL CHECK (key_prefix ~ '^morg_[0-9a-f]{8}$'),
  key_hash text NOT NULL UNIQUE CHECK (key_hash ~ '^[0-9a-f]{64}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  scopes jsonb NOT NULL DEFAULT '[]' CHECK (
    jsonb_typeof(scopes) = 'array'
    AND scopes <@ '["morgys:read", "morgys:write", "morgys:delete", "marketplace:read", "marketplace:purchase", "analytics:read", "knowledge:read", "knowledge:write", "mcp:export"]'::jsonb
  ),
  is_active boolean NOT NULL DEFAULT true,
  last_used_at timestamptz,
  expires_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN api_keys.key_hash IS 'SHA-256 of the whole key, as hex; the key itself is never stored';
COMMENT ON COLUMN api_keys.key_prefix IS 'the first 13 characters of the key, for people to tell keys apart';
-- The document's index on key_hash is the one that UNIQUE makes.
CREATE INDEX idx_api_keys_user ON api_keys (user_id);
CREATE INDEX idx_api_keys_active ON api_keys (user_id) WHERE is_active;

CREATE TABLE notifications (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  type text NOT NULL CHECK (type IN ('system', 'feature', 'limit_warning')),
  title text NOT NULL,
  message text NOT NULL,
  is_read boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_notifications_user_created ON notifications (user_id, created_at DESC);
CREATE INDEX idx_notifications_unread ON notifications (user_id, created_at DESC) WHERE NOT is_read;
-- daily_cleanup deletes read notifications by age.
CREATE INDEX idx_notifications_read_created ON notifications (created_at) WHERE is_read;

CREATE TABLE waitlist (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email text NOT NULL UNIQUE,
  referral_source text,
  interested_in text[] NOT NULL DEFAULT '{}',
  converted_to_user_at timestamptz,
  user_id uuid REFERENCES users (id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_waitlist_user ON waitlist (user_id) WHERE user_id IS NOT NULL;

-- Down Migration
DROP TABLE waitlist;
DROP TABLE notifications;
DROP TABLE api_keys;
DROP TABLE user_profiles;
DROP TABLE users;
