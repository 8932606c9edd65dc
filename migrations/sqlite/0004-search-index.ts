/** What search by meaning keeps: the language model, a vector a chunk, and the word index as it was last saved. */

export const searchIndexTables = `
-- Documents whose chunks the search index may not have yet: filled by triggers, in the transaction that wrote the chunks.
-- A number is never used twice, so that a change made while one is worked in is seen.
CREATE TABLE search_changes (number INTEGER PRIMARY KEY AUTOINCREMENT, document_id TEXT NOT NULL UNIQUE) STRICT;
CREATE TRIGGER search_changes_insert AFTER INSERT ON chunk_totals BEGIN
  DELETE FROM search_changes WHERE document_id = NEW.document_id;
  INSERT INTO search_changes (document_id) VALUES (NEW.document_id);
END;
CREATE TRIGGER search_changes_delete AFTER DELETE ON chunk_totals BEGIN
  DELETE FROM search_changes WHERE document_id = OLD.document_id;
  INSERT INTO search_changes (document_id) VALUES (OLD.document_id);
END;
INSERT INTO search_changes (document_id) SELECT document_id FROM chunk_totals;

-- A vector names its model: those of another model are not comparable and are not read.
CREATE TABLE search_models (
  id TEXT PRIMARY KEY,
  dimensions INTEGER NOT NULL,
  trained_on INTEGER NOT NULL,
  made_at TEXT NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE TABLE chunk_vectors (
  chunk_id INTEGER PRIMARY KEY,
  model_id TEXT NOT NULL,
  -- int8 components; times the scale they have unit length. Scale 0: no word of the chunk is known to the model.
  scale REAL NOT NULL,
  vector BLOB NOT NULL
) STRICT;
CREATE TRIGGER chunk_vectors_delete AFTER DELETE ON chunks BEGIN
  DELETE FROM chunk_vectors WHERE chunk_id = OLD.id;
END;
CREATE TRIGGER chunk_vectors_update AFTER UPDATE OF title, heading_path, text, document_id ON chunks
WHEN OLD.title IS NOT NEW.title OR OLD.heading_path IS NOT NEW.heading_path OR OLD.text IS NOT NEW.text
  OR OLD.document_id IS NOT NEW.document_id BEGIN
  DELETE FROM chunk_vectors WHERE chunk_id = OLD.id;
END;

-- The word index in parts of some hundred kilobytes, so that writing one holds nobody up. A revision is whole once
-- search_state names it.
CREATE TABLE search_parts (
  revision TEXT NOT NULL,
  part INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (revision, part)
) STRICT, WITHOUT ROWID;
CREATE TABLE search_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  revision TEXT,
  -- The last of search_changes that the revision has worked in.
  through INTEGER NOT NULL,
  model_id TEXT
) STRICT;
INSERT INTO search_state VALUES (1, NULL, 0, NULL);

CREATE INDEX knowledge_facts_dead ON knowledge_facts (document_id) WHERE deleted_at IS NOT NULL;
`;
