/** The device's own tables: capture, outbox, derived search data, drafts, settings. */

export const deviceTables = `
-- One row: what the capture triggers stamp on a change. Outside a studio transaction it says so.
CREATE TABLE store_context (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  tx INTEGER NOT NULL,
  capture INTEGER NOT NULL CHECK (capture IN (0, 1)),
  label TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('do', 'undo', 'redo', 'record', 'remote', 'outside')),
  target INTEGER,
  batch TEXT
) STRICT;
INSERT INTO store_context VALUES (1, 1, 1, 'Changed outside the studio', 'outside', NULL, NULL);

CREATE TABLE history_tx (
  tx INTEGER PRIMARY KEY,
  at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  label TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- For undo and redo: the transaction taken back or brought back.
  target INTEGER,
  -- Transactions of one batch (an import) are undone together.
  batch TEXT,
  -- 1: can be redone; 2: undone, and out of reach since something new was done on top.
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1, 2))
) STRICT;
CREATE INDEX history_tx_batch ON history_tx (batch) WHERE batch IS NOT NULL;
CREATE INDEX history_tx_stack ON history_tx (kind, undone, tx);

CREATE TABLE history (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tx INTEGER NOT NULL,
  table_name TEXT NOT NULL,
  row_id TEXT NOT NULL,
  operation TEXT NOT NULL CHECK (operation IN ('insert', 'update', 'delete')),
  before TEXT,
  after TEXT,
  base_version INTEGER,
  base_fv TEXT
) STRICT;
CREATE INDEX history_of_row ON history (table_name, row_id, id);
CREATE INDEX history_of_tx ON history (tx);

-- What the cloud has not answered yet. The change itself is the history entry: one copy of it.
CREATE TABLE sync_outbox (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  history_id INTEGER NOT NULL UNIQUE REFERENCES history (id)
) STRICT;

CREATE TRIGGER history_names_its_transaction AFTER INSERT ON history
WHEN NOT EXISTS (SELECT 1 FROM history_tx WHERE tx = NEW.tx) BEGIN
  UPDATE history_tx SET undone = 2 WHERE kind = 'do' AND undone = 1 AND (SELECT kind FROM store_context) = 'do';
  INSERT INTO history_tx (tx, label, kind, target, batch) SELECT NEW.tx, label, kind, target, batch FROM store_context;
END;
CREATE TRIGGER outbox_follows_history AFTER INSERT ON history
WHEN (SELECT kind FROM store_context) <> 'remote' BEGIN
  INSERT INTO sync_outbox (history_id) VALUES (NEW.id);
END;


-- Facts about this database: device_id, owner_id, schema fingerprint.
CREATE TABLE sync_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- What lists, filters and searches need of a document without reading its text, kept by triggers whoever writes.
CREATE TABLE knowledge_facts (
  document_id TEXT PRIMARY KEY,
  morgy_id TEXT NOT NULL,
  title TEXT NOT NULL,
  source_type TEXT NOT NULL,
  source_url TEXT,
  -- The metadata without its two long parts (pages, chunk_overrides).
  facts TEXT NOT NULL,
  sha256 TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX knowledge_facts_of_morgy ON knowledge_facts (morgy_id, sha256);

-- Documents whose chunks may no longer be what their text gives: filled by triggers, emptied by whoever derives the chunks.
-- A number is never used twice, so that a change made meanwhile is seen.
CREATE TABLE chunk_queue (number INTEGER PRIMARY KEY AUTOINCREMENT, document_id TEXT NOT NULL UNIQUE) STRICT;

CREATE TRIGGER knowledge_facts_insert AFTER INSERT ON morgy_knowledge BEGIN
  DELETE FROM knowledge_facts WHERE document_id = NEW.id;
  INSERT INTO knowledge_facts VALUES (
    NEW.id, NEW.morgy_id, NEW.title, NEW.source_type, NEW.source_url,
    json_remove(NEW.metadata, '$.pages', '$.chunk_overrides'), json_extract(NEW.metadata, '$.sha256'),
    NEW.created_at, NEW.updated_at, NEW.deleted_at);
  DELETE FROM chunk_queue WHERE document_id = NEW.id;
  INSERT INTO chunk_queue (document_id) VALUES (NEW.id);
END;
CREATE TRIGGER knowledge_facts_update AFTER UPDATE ON morgy_knowledge BEGIN
  UPDATE knowledge_facts SET
    morgy_id = NEW.morgy_id, title = NEW.title, source_type = NEW.source_type, source_url = NEW.source_url,
    facts = json_remove(NEW.metadata, '$.pages', '$.chunk_overrides'), sha256 = json_extract(NEW.metadata, '$.sha256'),
    created_at = NEW.created_at, updated_at = NEW.updated_at, deleted_at = NEW.deleted_at
  WHERE document_id = NEW.id;
END;
CREATE TRIGGER knowledge_facts_delete AFTER DELETE ON morgy_knowledge BEGIN
  DELETE FROM knowledge_facts WHERE document_id = OLD.id;
  DELETE FROM chunk_queue WHERE document_id = OLD.id;
  INSERT INTO chunk_queue (document_id) VALUES (OLD.id);
END;
CREATE TRIGGER chunk_queue_update AFTER UPDATE OF content, title, morgy_id, metadata ON morgy_knowledge
WHEN OLD.content IS NOT NEW.content OR OLD.title IS NOT NEW.title OR OLD.morgy_id IS NOT NEW.morgy_id
  OR json_extract(OLD.metadata, '$.chunk_overrides') IS NOT json_extract(NEW.metadata, '$.chunk_overrides')
  OR json_extract(OLD.metadata, '$.pages') IS NOT json_extract(NEW.metadata, '$.pages') BEGIN
  DELETE FROM chunk_queue WHERE document_id = NEW.id;
  INSERT INTO chunk_queue (document_id) VALUES (NEW.id);
END;

-- Derived from morgy_knowledge; made anew by doctor. One row a chunk that a person sees. No foreign key: a document that is
-- gone for good is no longer found at once, and its chunks are cleared away in slices by the queue.
CREATE TABLE chunks (
  id INTEGER PRIMARY KEY,
  document_id TEXT NOT NULL,
  morgy_id TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  key TEXT NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  page INTEGER,
  tokens INTEGER NOT NULL,
  excluded INTEGER NOT NULL DEFAULT 0 CHECK (excluded IN (0, 1)),
  pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
  edited INTEGER NOT NULL DEFAULT 0 CHECK (edited IN (0, 1)),
  title TEXT NOT NULL,
  -- Headings above, outermost first, joined by a line break.
  heading_path TEXT NOT NULL,
  text TEXT NOT NULL,
  UNIQUE (document_id, key)
) STRICT;
CREATE INDEX chunks_of_document ON chunks (document_id, ordinal);

-- What the chunks of one document come to, written with them.
CREATE TABLE chunk_totals (
  document_id TEXT PRIMARY KEY,
  chunks INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  excluded INTEGER NOT NULL,
  pinned INTEGER NOT NULL,
  -- A person's changes that no longer fit the text.
  orphaned TEXT NOT NULL CHECK (json_valid(orphaned)),
  -- SHA-256 over title, keys and flags: equal exactly where a search would answer alike.
  fingerprint TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- An excluded chunk is not in the full-text index at all. The scope column holds one word for the Morgy and one for the
-- document, so that a search over some of them is an intersection of posting lists. The 0 at their ends keeps the stemmer off.
CREATE VIEW chunks_indexed AS
  SELECT id, title, heading_path, text,
    'm' || replace(morgy_id, '-', '') || '0 d' || replace(document_id, '-', '') || '0' AS scope
  FROM chunks WHERE excluded = 0;
CREATE VIRTUAL TABLE chunks_fts USING fts5 (
  title, heading_path, text, scope,
  content = 'chunks_indexed', content_rowid = 'id',
  tokenize = "porter unicode61 remove_diacritics 2",
  prefix = '2 3'
);
CREATE VIRTUAL TABLE chunks_terms USING fts5vocab ('chunks_fts', 'row');
CREATE VIRTUAL TABLE chunks_places USING fts5vocab ('chunks_fts', 'instance');
CREATE TRIGGER chunks_fts_insert AFTER INSERT ON chunks WHEN NEW.excluded = 0 BEGIN
  INSERT INTO chunks_fts (rowid, title, heading_path, text, scope) VALUES (NEW.id, NEW.title, NEW.heading_path, NEW.text,
    'm' || replace(NEW.morgy_id, '-', '') || '0 d' || replace(NEW.document_id, '-', '') || '0');
END;
CREATE TRIGGER chunks_fts_delete AFTER DELETE ON chunks WHEN OLD.excluded = 0 BEGIN
  INSERT INTO chunks_fts (chunks_fts, rowid, title, heading_path, text, scope)
  VALUES ('delete', OLD.id, OLD.title, OLD.heading_path, OLD.text,
    'm' || replace(OLD.morgy_id, '-', '') || '0 d' || replace(OLD.document_id, '-', '') || '0');
END;
CREATE TRIGGER chunks_fts_update AFTER UPDATE OF title, heading_path, text, excluded, morgy_id, document_id ON chunks
WHEN OLD.title IS NOT NEW.title OR OLD.heading_path IS NOT NEW.heading_path OR OLD.text IS NOT NEW.text
  OR OLD.excluded IS NOT NEW.excluded OR OLD.morgy_id IS NOT NEW.morgy_id OR OLD.document_id IS NOT NEW.document_id BEGIN
  INSERT INTO chunks_fts (chunks_fts, rowid, title, heading_path, text, scope)
  SELECT 'delete', OLD.id, OLD.title, OLD.heading_path, OLD.text,
    'm' || replace(OLD.morgy_id, '-', '') || '0 d' || replace(OLD.document_id, '-', '') || '0' WHERE OLD.excluded = 0;
  INSERT INTO chunks_fts (rowid, title, heading_path, text, scope)
  SELECT NEW.id, NEW.title, NEW.heading_path, NEW.text,
    'm' || replace(NEW.morgy_id, '-', '') || '0 d' || replace(NEW.document_id, '-', '') || '0' WHERE NEW.excluded = 0;
END;

-- Where a document's source is on this device. Never synced: it may hold a path of this machine.
CREATE TABLE knowledge_sources (
  document_id TEXT PRIMARY KEY REFERENCES morgy_knowledge (id) ON DELETE CASCADE,
  source TEXT NOT NULL CHECK (json_valid(source)),
  -- What identifies the source: its path, or the URL.
  place TEXT NOT NULL,
  etag TEXT,
  last_modified TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX knowledge_sources_of_place ON knowledge_sources (place);

CREATE TABLE import_jobs (
  id TEXT PRIMARY KEY,
  morgy_id TEXT NOT NULL REFERENCES morgys (id) ON DELETE CASCADE,
  label TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'done', 'cancelled')),
  created_at TEXT NOT NULL,
  -- The running program that works on it, so that a second one on the same database keeps its hands off.
  holder TEXT,
  held_until TEXT
) STRICT;
CREATE TABLE import_items (
  id TEXT PRIMARY KEY,
  job_id TEXT NOT NULL REFERENCES import_jobs (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  name TEXT NOT NULL,
  -- {"kind":"path","path":…} | {"kind":"folder",…} | {"kind":"url",…} | {"kind":"api",…}; never a secret
  source TEXT NOT NULL CHECK (json_valid(source)),
  -- The path or URL: one job reads each once.
  place TEXT NOT NULL,
  state TEXT NOT NULL,
  size INTEGER NOT NULL DEFAULT 0,
  document_id TEXT,
  code TEXT,
  message TEXT,
  UNIQUE (job_id, place)
) STRICT;
CREATE INDEX import_items_of_job ON import_items (job_id, ordinal);
CREATE INDEX import_items_by_state ON import_items (job_id, state, ordinal, size);

CREATE TABLE retrieval_questions (
  id TEXT PRIMARY KEY,
  morgy_id TEXT NOT NULL REFERENCES morgys (id) ON DELETE CASCADE,
  question TEXT NOT NULL,
  expected TEXT NOT NULL CHECK (json_valid(expected)),
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX retrieval_questions_of_morgy ON retrieval_questions (morgy_id);
CREATE TABLE retrieval_runs (
  id TEXT PRIMARY KEY,
  morgy_id TEXT NOT NULL REFERENCES morgys (id) ON DELETE CASCADE,
  at TEXT NOT NULL,
  result TEXT NOT NULL CHECK (json_valid(result))
) STRICT;
CREATE INDEX retrieval_runs_of_morgy ON retrieval_runs (morgy_id, at);

-- What mcp_exports has no column for: the file, its manifest's facts, what was in it, and the result of its check.
CREATE TABLE export_files (
  export_id TEXT PRIMARY KEY REFERENCES mcp_exports (id) ON DELETE CASCADE,
  version TEXT NOT NULL,
  file_name TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  content_sha256 TEXT NOT NULL,
  report TEXT NOT NULL CHECK (json_valid(report)),
  contents TEXT NOT NULL CHECK (json_valid(contents))
) STRICT;

CREATE TABLE drafts (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value)),
  updated_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL CHECK (json_valid(value))) STRICT, WITHOUT ROWID;
CREATE TABLE notices (
  id TEXT PRIMARY KEY,
  at TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'error')),
  message TEXT NOT NULL
) STRICT;
`;
