-- Full-text search: a generated column and a GIN index on each table that people search.
-- The title weighs most. Content beyond 200,000 characters is not indexed: a tsvector holds at most 1 MB.

-- Up Migration
ALTER TABLE morgys ADD COLUMN search tsvector GENERATED ALWAYS AS (
  setweight(to_tsvector('english', name), 'A') || setweight(to_tsvector('english', coalesce(description, '')), 'B')
) STORED;
CREATE INDEX idx_morgys_search ON morgys USING gin (search);

ALTER TABLE agents ADD COLUMN search tsvector GENERATED ALWAYS AS (
  to_tsvector('english', name || ' ' || tagline || ' ' || description)
) STORED;
CREATE INDEX idx_agents_search ON agents USING gin (search);

ALTER TABLE plugins ADD COLUMN search tsvector GENERATED ALWAYS AS (
  setweight(to_tsvector('english', display_name), 'A') || setweight(to_tsvector('english', coalesce(description, '')), 'B')
) STORED;
CREATE INDEX idx_plugins_search ON plugins USING gin (search);

ALTER TABLE chat_messages ADD COLUMN search tsvector GENERATED ALWAYS AS (
  to_tsvector('english', left(content, 200000))
) STORED;
CREATE INDEX idx_chat_messages_content_search ON chat_messages USING gin (search);

ALTER TABLE morgy_knowledge ADD COLUMN search tsvector GENERATED ALWAYS AS (
  setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', left(content, 200000)), 'B')
) STORED;
CREATE INDEX idx_morgy_knowledge_search ON morgy_knowledge USING gin (search);

-- The market's search. SECURITY DEFINER, with the policy's own condition inside: @@ is not leakproof, so under row level
-- security it may not choose the rows, and a search would read every public Morgy.
CREATE FUNCTION search_public_morgys(p_query text, p_category text DEFAULT NULL, p_limit integer DEFAULT 20, p_offset integer DEFAULT 0)
RETURNS TABLE (morgy_id uuid, creator_id uuid, name text, description text, category text, price numeric, rating numeric, review_count integer, rank real)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT m.id, m.creator_id, m.name::text, m.description, m.category, m.price, m.rating, m.review_count, ts_rank(m.search, q)
  FROM websearch_to_tsquery('english', p_query) AS q
  JOIN public.morgys m ON m.search @@ q
  WHERE m.is_public AND m.is_active AND m.deleted_at IS NULL AND (p_category IS NULL OR m.category = p_category)
  ORDER BY ts_rank(m.search, q) DESC, m.rating DESC, m.id
  LIMIT least(greatest(p_limit, 0), 100) OFFSET greatest(p_offset, 0)
$$;

-- Down Migration
DROP FUNCTION search_public_morgys(text, text, integer, integer);
ALTER TABLE morgy_knowledge DROP COLUMN search;
ALTER TABLE chat_messages DROP COLUMN search;
ALTER TABLE plugins DROP COLUMN search;
ALTER TABLE agents DROP COLUMN search;
ALTER TABLE morgys DROP COLUMN search;
