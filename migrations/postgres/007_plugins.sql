-- The plugin marketplace: plugins, licences, trials, submissions, reviews, the service's log.

-- Up Migration
CREATE TABLE plugins (
  id text PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9-]*$'),
  name text NOT NULL,
  display_name text NOT NULL,
  source text NOT NULL CHECK (source ~ '^[^/\s]+/[^/\s]+$'),
  version text NOT NULL,
  tier text NOT NULL CHECK (tier IN ('free', 'pro', 'enterprise', 'addon')),
  price integer NOT NULL DEFAULT 0 CHECK (price >= 0),
  currency text NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$'),
  billing_period text CHECK (billing_period IN ('monthly', 'yearly', 'one-time')),
  author_id uuid REFERENCES users (id) ON DELETE SET NULL,
  description text,
  features jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(features) = 'array'),
  limitations jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(limitations) = 'object'),
  categories text[] NOT NULL DEFAULT '{}',
  verified boolean NOT NULL DEFAULT false,
  featured boolean NOT NULL DEFAULT false,
  downloads integer NOT NULL DEFAULT 0 CHECK (downloads >= 0),
  rating numeric(3,2) NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5),
  requires_plugin text REFERENCES plugins (id),
  trial_period integer CHECK (trial_period > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK (requires_plugin IS DISTINCT FROM id)
);
COMMENT ON COLUMN plugins.price IS 'cents of currency';
COMMENT ON COLUMN plugins.trial_period IS 'days';
CREATE INDEX idx_plugins_tier ON plugins (tier);
CREATE INDEX idx_plugins_author ON plugins (author_id);
CREATE INDEX idx_plugins_downloads ON plugins (downloads DESC);
CREATE INDEX idx_plugins_rating ON plugins (rating DESC);
CREATE INDEX idx_plugins_created ON plugins (created_at DESC);
CREATE INDEX idx_plugins_categories ON plugins USING gin (categories);
CREATE INDEX idx_plugins_features ON plugins USING gin (features);
CREATE INDEX idx_plugins_requires ON plugins (requires_plugin) WHERE requires_plugin IS NOT NULL;

CREATE TABLE licenses (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  plugin_id text NOT NULL REFERENCES plugins (id),
  license_key text NOT NULL UNIQUE,
  tier text NOT NULL CHECK (tier IN ('free', 'pro', 'enterprise', 'addon')),
  features jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(features) = 'array'),
  limitations jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(limitations) = 'object'),
  issued_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  revoked boolean NOT NULL DEFAULT false,
  revoked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (revoked = (revoked_at IS NOT NULL))
);
CREATE INDEX idx_licenses_user ON licenses (user_id, id);
CREATE INDEX idx_licenses_plugin ON licenses (plugin_id);

CREATE TABLE trials (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  plugin_id text NOT NULL REFERENCES plugins (id),
  license_key text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (user_id, plugin_id),
  CHECK (expires_at > started_at)
);
CREATE INDEX idx_trials_plugin ON trials (plugin_id);

CREATE TABLE revoked_licenses (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  license_key text NOT NULL UNIQUE,
  reason text,
  revoked_at timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE plugin_submissions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  plugin_data jsonb NOT NULL CHECK (jsonb_typeof(plugin_data) = 'object'),
  quality_score integer CHECK (quality_score BETWEEN 0 AND 100),
  security_scan jsonb,
  status text NOT NULL DEFAULT 'pending_review' CHECK (status IN ('pending_review', 'approved', 'rejected')),
  review_notes text,
  submitted_at timestamptz NOT NULL DEFAULT now(),
  reviewed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- the document's pass mark
  CONSTRAINT plugin_submissions_quality_check CHECK (status <> 'approved' OR (quality_score IS NOT NULL AND quality_score >= 80))
);
CREATE INDEX idx_plugin_submissions_user ON plugin_submissions (user_id, id);
CREATE INDEX idx_plugin_submissions_status ON plugin_submissions (status);

CREATE TABLE plugin_reviews (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  plugin_id text NOT NULL REFERENCES plugins (id) ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  rating integer NOT NULL CHECK (rating BETWEEN 1 AND 5),
  comment text,
  created_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  UNIQUE (plugin_id, user_id)
);
CREATE INDEX idx_plugin_reviews_user ON plugin_reviews (user_id);

CREATE TABLE logs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  level text NOT NULL CHECK (level IN ('info', 'warn', 'error')),
  message text NOT NULL,
  data jsonb,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_logs_level_created ON logs (level, created_at DESC);
CREATE INDEX idx_logs_data ON logs USING gin (data);

-- Down Migration
DROP TABLE logs;
DROP TABLE plugin_reviews;
DROP TABLE plugin_submissions;
DROP TABLE revoked_licenses;
DROP TABLE trials;
DROP TABLE licenses;
DROP TABLE plugins;
