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

-- Down Migration
ALTER TABLE morgy_knowledge DROP COLUMN search;
ALTER TABLE chat_messages DROP COLUMN search;
ALTER TABLE plugins DROP COLUMN search;
ALTER TABLE agents DROP COLUMN search;
ALTER TABLE morgys DROP COLUMN search;
