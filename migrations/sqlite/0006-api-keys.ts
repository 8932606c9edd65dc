/**
 * API keys as this device knows them: its own, from the moment they are made, and the account's, as the cloud last listed
 * them. Never the key: of one's own only the hash, until the cloud has it.
 */
export const apiKeys = `
CREATE TABLE api_keys_here (
  id TEXT PRIMARY KEY,
  key_prefix TEXT NOT NULL,
  key_hash TEXT,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL CHECK (json_valid(scopes)),
  -- waiting: the cloud has not taken it yet, so that it opens nothing.
  state TEXT NOT NULL CHECK (state IN ('waiting', 'active', 'revoked', 'refused')),
  revoke_wanted INTEGER NOT NULL DEFAULT 0 CHECK (revoke_wanted IN (0, 1)),
  note TEXT,
  created_at TEXT NOT NULL,
  expires_at TEXT,
  last_used_at TEXT
) STRICT, WITHOUT ROWID;
`;
