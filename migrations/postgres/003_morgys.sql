-- Morgys and what belongs to one: knowledge, templates, exports, reviews, daily figures.
-- `owner_id` repeats the Morgy's creator so that a device can ask for its rows by one column; a trigger keeps it true.

-- Up Migration
CREATE TABLE morgys (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  creator_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name varchar(255) NOT NULL CHECK (length(name) >= 3),
  description text,
  category text NOT NULL
    CHECK (category IN ('business', 'social', 'research', 'technical', 'creative', 'custom', 'assistant', 'analyst')),
  tags text[] NOT NULL DEFAULT '{}',
  ai_config jsonb NOT NULL DEFAULT '{}',
  personality jsonb NOT NULL DEFAULT '{}',
  appearance jsonb NOT NULL DEFAULT '{}',
  capabilities jsonb NOT NULL DEFAULT '{}',
  knowledge_base jsonb NOT NULL DEFAULT '{}',
  is_public boolean NOT NULL DEFAULT false,
  is_active boolean NOT NULL DEFAULT true,
  license_type text NOT NULL DEFAULT 'free' CHECK (license_type IN ('free', 'paid', 'subscription')),
  price numeric(10,2) NOT NULL DEFAULT 0 CHECK (price BETWEEN 0 AND 999.99),
  is_premium boolean NOT NULL DEFAULT false,
  version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
  view_count integer NOT NULL DEFAULT 0 CHECK (view_count >= 0),
  total_purchases integer NOT NULL DEFAULT 0 CHECK (total_purchases >= 0),
  total_revenue numeric(12,2) NOT NULL DEFAULT 0 CHECK (total_revenue >= 0),
  rating numeric(3,2) NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5),
  review_count integer NOT NULL DEFAULT 0 CHECK (review_count >= 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  published_at timestamptz,
  deleted_at timestamptz
);
COMMENT ON COLUMN morgys.total_revenue IS 'sum of what buyers paid for completed purchases, before the platform fee, in USD';
CREATE INDEX idx_morgys_creator ON morgys (creator_id, id);
-- The market's pages: the best rated first, of all and of one category.
CREATE INDEX idx_morgys_public ON morgys (is_public, rating DESC, id) WHERE is_public AND is_active AND deleted_at IS NULL;
CREATE INDEX idx_morgys_public_category ON morgys (category, rating DESC, id) WHERE is_public AND is_active AND deleted_at IS NULL;
CREATE INDEX idx_morgys_category ON morgys (category);
CREATE INDEX idx_morgys_rating ON morgys (rating DESC);
CREATE INDEX idx_morgys_purchases ON morgys (total_purchases DESC);
CREATE INDEX idx_morgys_created ON morgys (created_at DESC);
CREATE INDEX idx_morgys_tags ON morgys USING gin (tags);

CREATE TABLE morgy_knowledge (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  morgy_id uuid NOT NULL REFERENCES morgys (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  title varchar(255) NOT NULL CHECK (length(title) >= 1),
  content text NOT NULL,
  source_type text NOT NULL CHECK (source_type IN ('file', 'url', 'text', 'api')),
  source_url text,
  metadata jsonb NOT NULL DEFAULT '{}',
  chunks integer NOT NULL DEFAULT 0 CHECK (chunks >= 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
CREATE INDEX idx_morgy_knowledge_morgy ON morgy_knowledge (morgy_id);
CREATE INDEX idx_morgy_knowledge_source_type ON morgy_knowledge (source_type);
CREATE INDEX idx_morgy_knowledge_owner ON morgy_knowledge (owner_id, id);

-- The cloud's own chunks of a document, for semantic search; the vectors migration gives them an embedding.
-- They never travel: each side cuts and embeds for itself.
CREATE TABLE knowledge_chunks (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  knowledge_id uuid NOT NULL REFERENCES morgy_knowledge (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  position integer NOT NULL CHECK (position >= 0),
  content text NOT NULL,
  content_sha256 text NOT NULL CHECK (content_sha256 ~ '^[0-9a-f]{64}$'),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (knowledge_id, position)
);
CREATE INDEX idx_knowledge_chunks_owner ON knowledge_chunks (owner_id);

CREATE TABLE morgy_templates (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  morgy_id uuid NOT NULL REFERENCES morgys (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  title varchar(255) NOT NULL CHECK (length(title) >= 1),
  description text,
  arguments jsonb NOT NULL DEFAULT '[]',
  text text NOT NULL,
  position integer NOT NULL DEFAULT 0 CHECK (position >= 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
CREATE INDEX idx_morgy_templates_morgy ON morgy_templates (morgy_id, position);
CREATE INDEX idx_morgy_templates_owner ON morgy_templates (owner_id, id);

CREATE TABLE mcp_exports (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  morgy_id uuid NOT NULL REFERENCES morgys (id) ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  share_id text NOT NULL UNIQUE CHECK (share_id ~ '^[0-9a-f]{32}$'),
  share_url text NOT NULL,
  include_knowledge boolean NOT NULL DEFAULT true,
  include_templates boolean NOT NULL DEFAULT true,
  downloads integer NOT NULL DEFAULT 0 CHECK (downloads >= 0),
  created_at timestamptz NOT NULL DEFAULT now()
);
-- The document's index on share_id is the one that UNIQUE makes.
CREATE INDEX idx_mcp_exports_morgy ON mcp_exports (morgy_id);
CREATE INDEX idx_mcp_exports_user ON mcp_exports (user_id, id);

CREATE TABLE morgy_reviews (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  morgy_id uuid NOT NULL REFERENCES morgys (id) ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  rating integer NOT NULL CHECK (rating BETWEEN 1 AND 5),
  comment text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  UNIQUE (morgy_id, user_id)
);
COMMENT ON COLUMN morgy_reviews.owner_id IS 'the creator of the Morgy, on whose device the review shows; user_id wrote it';
-- The newest reviews of a Morgy; it serves as the document's index on morgy_id.
CREATE INDEX idx_morgy_reviews_morgy ON morgy_reviews (morgy_id, created_at DESC);
CREATE INDEX idx_morgy_reviews_user ON morgy_reviews (user_id);
CREATE INDEX idx_morgy_reviews_owner ON morgy_reviews (owner_id, id);

CREATE TABLE morgy_analytics (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  morgy_id uuid NOT NULL REFERENCES morgys (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  date date NOT NULL,
  views integer NOT NULL DEFAULT 0 CHECK (views >= 0),
  purchases integer NOT NULL DEFAULT 0 CHECK (purchases >= 0),
  revenue numeric(12,2) NOT NULL DEFAULT 0 CHECK (revenue >= 0),
  messages_sent integer NOT NULL DEFAULT 0 CHECK (messages_sent >= 0),
  unique_users integer NOT NULL DEFAULT 0 CHECK (unique_users >= 0),
  UNIQUE (morgy_id, date)
);
CREATE INDEX idx_morgy_analytics_morgy_date ON morgy_analytics (morgy_id, date DESC);
CREATE INDEX idx_morgy_analytics_owner ON morgy_analytics (owner_id, id);

-- Down Migration
DROP TABLE morgy_analytics;
DROP TABLE morgy_reviews;
DROP TABLE mcp_exports;
DROP TABLE morgy_templates;
DROP TABLE knowledge_chunks;
DROP TABLE morgy_knowledge;
DROP TABLE morgys;
