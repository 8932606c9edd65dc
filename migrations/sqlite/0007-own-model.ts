/** The language model that a person chose for this device, and the vector that it gave each chunk. */
export const ownModel = `
-- One row where a model was chosen. Only its place and what it was then are kept, never the model itself.
CREATE TABLE own_model (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- From the bytes of the model and of what belongs to it: changed files are another model.
  model_id TEXT NOT NULL,
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  -- The person stopped the reading of the passages.
  paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
  chosen_at TEXT NOT NULL
) STRICT;

-- Numbers are never used twice, so that a reader sees what came since.
CREATE TABLE own_vectors (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  chunk_id INTEGER NOT NULL UNIQUE,
  model_id TEXT NOT NULL,
  -- 384 int8 components; times the scale they have unit length.
  scale REAL NOT NULL,
  vector BLOB NOT NULL
) STRICT;
CREATE TRIGGER own_vectors_delete AFTER DELETE ON chunks BEGIN
  DELETE FROM own_vectors WHERE chunk_id = OLD.id;
END;
CREATE TRIGGER own_vectors_update AFTER UPDATE OF title, heading_path, text, document_id ON chunks
WHEN OLD.title IS NOT NEW.title OR OLD.heading_path IS NOT NEW.heading_path OR OLD.text IS NOT NEW.text
  OR OLD.document_id IS NOT NEW.document_id BEGIN
  DELETE FROM own_vectors WHERE chunk_id = OLD.id;
END;
`;
