/** The device's own tables: capture, outbox, derived search data, drafts, settings. The catalogue's tables come before. */
export const deviceTables = `
-- One row: what the capture triggers stamp on a change. Outside a studio transaction it says so.
CREATE TABLE store_context (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  tx INTEGER NOT NULL,
  capture INTEGER NOT NULL CHECK (capture IN (0, 1)),
  label TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('do', 'undo', 'redo', 'remote', 'outside')),
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
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
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
  INSERT INTO history_tx (tx, label, kind, target, batch) SELECT NEW.tx, label, kind, target, batch FROM store_context;
END;
CREATE TRIGGER outbox_follows_history AFTER INSERT ON history
WHEN (SELECT kind FROM store_context) <> 'remote' BEGIN
  INSERT INTO sync_outbox (history_id) VALUES (NEW.id);
END;

-- Facts about this database: device_id, owner_id, schema fingerprint.
CREATE TABLE sync_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Derived from morgy_knowledge; made anew by doctor. One row a chunk that a person sees.
CREATE TABLE chunks (
  id INTEGER PRIMARY KEY,
  document_id TEXT NOT NULL REFERENCES morgy_knowledge (id) ON DELETE CASCADE,
  morgy_id TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  key TEXT NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  page INTEGER,
  title TEXT NOT NULL,
  -- Headings above, outermost first, joined by a line break.
  heading_path TEXT NOT NULL,
  text TEXT NOT NULL,
  tokens INTEGER NOT NULL,
  excluded INTEGER NOT NULL DEFAULT 0,
  pinned INTEGER NOT NULL DEFAULT 0,
  edited INTEGER NOT NULL DEFAULT 0,
  UNIQUE (document_id, key)
) STRICT;
CREATE INDEX chunks_of_document ON chunks (document_id, ordinal);
CREATE INDEX chunks_of_morgy ON chunks (morgy_id);

CREATE VIRTUAL TABLE chunks_fts USING fts5 (
  title, heading_path, text,
  content = 'chunks', content_rowid = 'id',
  tokenize = "porter unicode61 remove_diacritics 2",
  prefix = '2 3'
);
CREATE VIRTUAL TABLE chunks_terms USING fts5vocab ('chunks_fts', 'row');
CREATE TRIGGER chunks_fts_insert AFTER INSERT ON chunks BEGIN
  INSERT INTO chunks_fts (rowid, title, heading_path, text) VALUES (NEW.id, NEW.title, NEW.heading_path, NEW.text);
END;
CREATE TRIGGER chunks_fts_delete AFTER DELETE ON chunks BEGIN
  INSERT INTO chunks_fts (chunks_fts, rowid, title, heading_path, text)
  VALUES ('delete', OLD.id, OLD.title, OLD.heading_path, OLD.text);
END;
CREATE TRIGGER chunks_fts_update AFTER UPDATE OF title, heading_path, text ON chunks
WHEN OLD.title IS NOT NEW.title OR OLD.heading_path IS NOT NEW.heading_path OR OLD.text IS NOT NEW.text BEGIN
  INSERT INTO chunks_fts (chunks_fts, rowid, title, heading_path, text)
  VALUES ('delete', OLD.id, OLD.title, OLD.heading_path, OLD.text);
  INSERT INTO chunks_fts (rowid, title, heading_path, text) VALUES (NEW.id, NEW.title, NEW.heading_path, NEW.text);
END;

CREATE TABLE import_jobs (
  id TEXT PRIMARY KEY,
  morgy_id TEXT NOT NULL REFERENCES morgys (id) ON DELETE CASCADE,
  label TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'done', 'cancelled')),
  created_at TEXT NOT NULL
) STRICT;
CREATE TABLE import_items (
  id TEXT PRIMARY KEY,
  job_id TEXT NOT NULL REFERENCES import_jobs (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  name TEXT NOT NULL,
  -- {"kind":"path","path":…} | {"kind":"folder",…} | {"kind":"url",…} | {"kind":"api",…}; never a secret
  source TEXT NOT NULL CHECK (json_valid(source)),
  state TEXT NOT NULL,
  size INTEGER NOT NULL DEFAULT 0,
  document_id TEXT,
  code TEXT,
  message TEXT
) STRICT;
CREATE INDEX import_items_of_job ON import_items (job_id, ordinal);
CREATE INDEX import_items_waiting ON import_items (state) WHERE state IN ('waiting', 'reading');

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
