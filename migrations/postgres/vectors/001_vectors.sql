-- Embeddings of 384 numbers for semantic search, where the server has pgvector. No device needs them.
-- HNSW in place of the document's ivfflat: it needs no rows to be built from and keeps its recall as rows come.

-- Up Migration
CREATE EXTENSION IF NOT EXISTS vector;
ALTER TABLE foundations ADD COLUMN summary_embedding vector(384);
ALTER TABLE icp_profiles ADD COLUMN summary_embedding vector(384);
ALTER TABLE knowledge_chunks ADD COLUMN embedding vector(384);
CREATE INDEX idx_foundations_embedding ON foundations USING hnsw (summary_embedding vector_cosine_ops);
CREATE INDEX idx_icp_profiles_embedding ON icp_profiles USING hnsw (summary_embedding vector_cosine_ops);
CREATE INDEX idx_knowledge_chunks_embedding ON knowledge_chunks USING hnsw (embedding vector_cosine_ops);

-- Nearest chunks of one Morgy, the caller's own only: row level security of knowledge_chunks applies.
CREATE FUNCTION match_knowledge_chunks(p_morgy_id uuid, p_query vector(384), p_limit integer DEFAULT 10)
RETURNS TABLE (chunk_id uuid, knowledge_id uuid, content text, similarity double precision)
LANGUAGE sql STABLE SET search_path = public, extensions AS $$
  SELECT c.id, c.knowledge_id, c.content, 1 - (c.embedding <=> p_query)
    FROM knowledge_chunks c JOIN morgy_knowledge k ON k.id = c.knowledge_id
    WHERE k.morgy_id = p_morgy_id AND k.deleted_at IS NULL AND c.embedding IS NOT NULL
    ORDER BY c.embedding <=> p_query
    LIMIT least(greatest(p_limit, 1), 100)
$$;
REVOKE ALL ON FUNCTION match_knowledge_chunks(uuid, vector, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION match_knowledge_chunks(uuid, vector, integer) TO authenticated, service_role;

-- Down Migration
-- The extension stays: others may use it, and it changes nothing by itself.
DROP FUNCTION match_knowledge_chunks(uuid, vector, integer);
ALTER TABLE knowledge_chunks DROP COLUMN embedding;
ALTER TABLE icp_profiles DROP COLUMN summary_embedding;
ALTER TABLE foundations DROP COLUMN summary_embedding;
