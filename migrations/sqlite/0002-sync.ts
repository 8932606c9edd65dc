/** What the device keeps to stay in step with the cloud (docs/sync.md). */

export const syncTables = `
-- waiting: not sent. sent: under a number of the ledger, not answered. answered: its echo has not arrived. parked: refused, or
-- behind a refused one of its row; it waits for a person.
ALTER TABLE sync_outbox ADD COLUMN state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'answered', 'parked'));
-- Its number in the cloud's ledger, given when it is first sent.
ALTER TABLE sync_outbox ADD COLUMN sent_as INTEGER;
-- {column: version of the row that the edit was made on}, with the oldest outstanding one inherited. Filled before anything leaves.
ALTER TABLE sync_outbox ADD COLUMN base_versions TEXT;
-- Where they differ from the history entry: after a step of the schema, or when a person sent it again with later edits.
ALTER TABLE sync_outbox ADD COLUMN patch TEXT;
ALTER TABLE sync_outbox ADD COLUMN base TEXT;
ALTER TABLE sync_outbox ADD COLUMN outcome TEXT;
-- The row's version in the answer: when the row arrives with it, the entry leaves.
ALTER TABLE sync_outbox ADD COLUMN row_version INTEGER;
ALTER TABLE sync_outbox ADD COLUMN code TEXT;
ALTER TABLE sync_outbox ADD COLUMN message TEXT;
CREATE UNIQUE INDEX sync_outbox_sent ON sync_outbox (sent_as) WHERE sent_as IS NOT NULL;
CREATE INDEX sync_outbox_state ON sync_outbox (state) WHERE state <> 'waiting';

-- The cloud's image of rows that have outbox entries. NULL: the cloud does not have the row.
CREATE TABLE sync_base (
  table_name TEXT NOT NULL,
  row_id TEXT NOT NULL,
  image TEXT CHECK (image IS NULL OR json_valid(image)),
  PRIMARY KEY (table_name, row_id)
) STRICT, WITHOUT ROWID;

-- How far each table has come. new: nothing yet. first: its rows are being fetched. live: the log is followed from offset.
-- again: the cloud asked for a new fetch, which is staged while the rows on the device stay. held: staged, and a person is asked.
CREATE TABLE sync_shape (
  table_name TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('new', 'first', 'live', 'again', 'held')),
  handle TEXT,
  offset TEXT,
  -- Log position up to which the device's rows are complete.
  lsn INTEGER NOT NULL DEFAULT 0,
  -- Key of the last row fetched.
  after TEXT,
  rows INTEGER NOT NULL DEFAULT 0,
  -- What the beacon counted for the table at lsn.
  beacon INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- A new fetch of a table. NULL: the row is as the device has it.
CREATE TABLE sync_stage (
  table_name TEXT NOT NULL,
  row_id TEXT NOT NULL,
  image TEXT,
  PRIMARY KEY (table_name, row_id)
) STRICT, WITHOUT ROWID;

-- Mutations that the cloud took, under their numbers in its ledger: what the inspector shows of the past, and what is sent
-- again when the cloud itself was put back to an earlier day.
CREATE TABLE sync_answered (
  number INTEGER PRIMARY KEY,
  history_id INTEGER NOT NULL,
  patch TEXT,
  base TEXT,
  outcome TEXT NOT NULL,
  row_version INTEGER,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX sync_answered_history ON sync_answered (history_id);
`;
