-- Subscriptions and payments.

-- Up Migration
-- One table for documents 4 and 5: plugin_id is null for a plan of the platform, plan is null for a plugin.
-- Each kind keeps its own document's spelling of the states.
CREATE TABLE subscriptions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  plugin_id text REFERENCES plugins (id),
  plan text CHECK (plan IN ('free', 'starter', 'growth', 'enterprise')),
  tier text CHECK (tier IN ('free', 'pro', 'enterprise', 'addon')),
  license_key text,
  status text NOT NULL DEFAULT 'active',
  price_inr numeric(10,2) CHECK (price_inr >= 0),
  billing_cycle text CHECK (billing_cycle IN ('monthly', 'annual')),
  current_period_start timestamptz,
  current_period_end timestamptz,
  trial_ends_at timestamptz,
  cancel_at_period_end boolean NOT NULL DEFAULT false,
  stripe_customer_id text,
  stripe_subscription_id text UNIQUE,
  phonepe_subscription_id text UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT subscriptions_kind_check CHECK (num_nonnulls(plugin_id, plan) = 1),
  CONSTRAINT subscriptions_licence_check CHECK (plugin_id IS NULL OR num_nonnulls(tier, license_key) = 2),
  CONSTRAINT subscriptions_no_licence_check CHECK (plan IS NULL OR num_nonnulls(tier, license_key) = 0),
  CONSTRAINT subscriptions_status_check CHECK (
    CASE WHEN plugin_id IS NULL
      THEN status IN ('active', 'cancelled', 'past_due', 'trialing')
      ELSE status IN ('active', 'canceled', 'past_due', 'trial')
    END
  ),
  CHECK (current_period_end >= current_period_start)
);
CREATE INDEX idx_subscriptions_user ON subscriptions (user_id, id);
CREATE INDEX idx_subscriptions_plugin ON subscriptions (plugin_id) WHERE plugin_id IS NOT NULL;
CREATE INDEX idx_subscriptions_status ON subscriptions (status);
CREATE UNIQUE INDEX subscriptions_live_plugin_key ON subscriptions (user_id, plugin_id)
  WHERE plugin_id IS NOT NULL AND status <> 'canceled';
CREATE UNIQUE INDEX subscriptions_live_plan_key ON subscriptions (user_id)
  WHERE plan IS NOT NULL AND status <> 'cancelled';

CREATE TABLE subscription_history (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  stripe_subscription_id text,
  stripe_customer_id text,
  tier text NOT NULL,
  status text NOT NULL,
  amount numeric(10,2) CHECK (amount >= 0),
  currency text NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$'),
  period_start timestamptz NOT NULL,
  period_end timestamptz NOT NULL,
  metadata jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (period_end >= period_start)
);
CREATE INDEX idx_subscription_history_user ON subscription_history (user_id, created_at DESC);

CREATE TABLE payment_history (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  stripe_payment_intent_id text UNIQUE,
  amount numeric(10,2) NOT NULL,
  currency text NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$'),
  status text NOT NULL,
  description text,
  metadata jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_payment_history_user ON payment_history (user_id, created_at DESC);

CREATE TABLE payments (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  amount_inr numeric(10,2) NOT NULL CHECK (amount_inr >= 0),
  gst_amount numeric(10,2) CHECK (gst_amount >= 0),
  total_amount numeric(10,2),
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'processing', 'completed', 'failed', 'refunded')),
  phonepe_transaction_id text,
  phonepe_merchant_transaction_id text UNIQUE,
  payment_method text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  completed_at timestamptz,
  CHECK (total_amount = amount_inr + gst_amount)
);
CREATE INDEX idx_payments_user ON payments (user_id, created_at DESC);

-- Down Migration
DROP TABLE payments;
DROP TABLE payment_history;
DROP TABLE subscription_history;
DROP TABLE subscriptions;
