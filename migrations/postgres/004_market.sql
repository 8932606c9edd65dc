-- Selling Morgys: the terms, listings, purchases and payouts.

-- Up Migration
-- What the platform keeps, by kind of product and date. Each sale stores the rate that it was made under.
CREATE TABLE revenue_terms (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  product_kind text NOT NULL CHECK (product_kind IN ('morgy', 'hired_agent', 'plugin')),
  platform_rate numeric(5,4) NOT NULL CHECK (platform_rate BETWEEN 0 AND 1),
  payout_minimum numeric(10,2) NOT NULL CHECK (payout_minimum >= 0),
  currency text NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$'),
  effective_from date NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (product_kind, effective_from)
);
INSERT INTO revenue_terms (id, product_kind, platform_rate, payout_minimum, effective_from) VALUES
  ('01900000-0000-7000-8000-000000000001', 'morgy', 0.30, 50.00, '2020-01-01'),
  ('01900000-0000-7000-8000-000000000002', 'hired_agent', 0.15, 25.00, '2020-01-01'),
  ('01900000-0000-7000-8000-000000000003', 'plugin', 0.20, 50.00, '2020-01-01');

CREATE TABLE marketplace_listings (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  morgy_id uuid NOT NULL UNIQUE REFERENCES morgys (id) ON DELETE CASCADE,
  creator_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'pending', 'approved', 'rejected', 'archived')),
  visibility text NOT NULL DEFAULT 'private' CHECK (visibility IN ('private', 'public', 'unlisted')),
  pricing_model text NOT NULL DEFAULT 'free' CHECK (pricing_model IN ('free', 'one_time', 'subscription', 'usage_based')),
  price numeric(10,2) NOT NULL DEFAULT 0 CHECK (price BETWEEN 0 AND 999.99),
  views integer NOT NULL DEFAULT 0 CHECK (views >= 0),
  purchases integer NOT NULL DEFAULT 0 CHECK (purchases >= 0),
  rating numeric(3,2) NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
-- The document's index on morgy_id is the one that UNIQUE makes.
CREATE INDEX idx_marketplace_listings_creator ON marketplace_listings (creator_id, id);
CREATE INDEX idx_marketplace_listings_status ON marketplace_listings (status);
CREATE INDEX idx_marketplace_listings_visibility ON marketplace_listings (visibility);
CREATE INDEX idx_marketplace_listings_rating ON marketplace_listings (rating DESC);
-- What the market shows, the best rated first, without walking past what it does not show.
CREATE INDEX idx_marketplace_listings_shown ON marketplace_listings (rating DESC, id)
  WHERE status = 'approved' AND visibility = 'public' AND deleted_at IS NULL;

CREATE TABLE morgy_purchases (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  morgy_id uuid NOT NULL REFERENCES morgys (id),
  buyer_id uuid NOT NULL REFERENCES users (id),
  creator_id uuid NOT NULL REFERENCES users (id),
  purchase_type text NOT NULL CHECK (purchase_type IN ('one_time', 'subscription')),
  price numeric(10,2) NOT NULL CHECK (price >= 0),
  currency text NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$'),
  platform_rate numeric(5,4) NOT NULL CHECK (platform_rate BETWEEN 0 AND 1),
  platform_fee numeric(10,2) NOT NULL CHECK (platform_fee >= 0),
  creator_revenue numeric(10,2) NOT NULL CHECK (creator_revenue >= 0),
  payment_status text NOT NULL DEFAULT 'pending' CHECK (payment_status IN ('pending', 'completed', 'failed', 'refunded')),
  stripe_payment_id text UNIQUE,
  subscription_status text CHECK (subscription_status IN ('active', 'cancelled', 'expired', 'past_due')),
  subscription_start timestamptz,
  subscription_end timestamptz,
  stripe_subscription_id text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (buyer_id, morgy_id),
  CHECK (buyer_id <> creator_id),
  CONSTRAINT morgy_purchases_split_check CHECK (platform_fee + creator_revenue = price)
);
-- The document's index on buyer_id is the prefix of the one that UNIQUE makes.
CREATE INDEX idx_morgy_purchases_morgy ON morgy_purchases (morgy_id);
CREATE INDEX idx_morgy_purchases_creator ON morgy_purchases (creator_id, created_at DESC);
CREATE INDEX idx_morgy_purchases_status ON morgy_purchases (payment_status);
CREATE INDEX idx_morgy_purchases_subscription ON morgy_purchases (stripe_subscription_id) WHERE stripe_subscription_id IS NOT NULL;

CREATE TABLE creator_payouts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  creator_id uuid NOT NULL REFERENCES users (id),
  amount numeric(10,2) NOT NULL CHECK (amount > 0),
  currency text NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$'),
  period_start date NOT NULL,
  period_end date NOT NULL,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'processing', 'paid', 'failed')),
  stripe_payout_id text UNIQUE,
  paid_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (period_end >= period_start)
);
CREATE INDEX idx_creator_payouts_creator ON creator_payouts (creator_id, created_at DESC);
CREATE INDEX idx_creator_payouts_status ON creator_payouts (status);

-- Down Migration
DROP TABLE creator_payouts;
DROP TABLE morgy_purchases;
DROP TABLE marketplace_listings;
DROP TABLE revenue_terms;
