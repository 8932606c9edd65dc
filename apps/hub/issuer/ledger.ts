/**
 * What the issuer remembers: whose hub it is, pairing codes, and the sessions that came of them. Codes and refresh tokens
 * are kept as SHA-256 hashes. In one SQLite file of its own, so that `hub pair` can add a code while the hub runs.
 */
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { chmodSync } from 'node:fs';
import Database from 'better-sqlite3';
import { v7 as uuidv7 } from 'uuid';

/** Without the letters that look like others: Crockford's alphabet. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Fifty bits: with ten guesses a minute no chance at all. */
const CODE_LENGTH = 10;
export const CODE_MS = 10 * 60_000;
/** A device that was not in step for so long is paired again. */
const SESSION_MS = 180 * 86_400_000;
/** Wrong pairing codes within a minute, of everyone together. */
const FAILURES = 10;
const FAILURE_MS = 60_000;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** As people type them: small letters, without the dash, O for 0. */
const readCode = (text: string): string =>
  text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');

interface SessionRow {
  id: string;
  device_id: string | null;
  token: string;
  /** The token before, good until the newer one is seen: its answer may have been lost on the way. */
  previous: string | null;
  used_at: number;
}

export interface Session {
  readonly id: string;
  readonly deviceId: string | null;
  readonly refreshToken: string;
}

export class Ledger {
  private readonly db: Database.Database;

  constructor(path: string) {
    this.db = new Database(path);
    if (process.platform !== 'win32') chmodSync(path, 0o600);
    this.db.pragma('journal_mode = WAL');
    this.db.pragma('synchronous = FULL');
    this.db.exec(`
      CREATE TABLE IF NOT EXISTS account (id TEXT PRIMARY KEY, made_at INTEGER NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS code (hash TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS session (id TEXT PRIMARY KEY, device_id TEXT, token TEXT NOT NULL UNIQUE,
        previous TEXT, used_at INTEGER NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS failure (at INTEGER NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS place (key INTEGER PRIMARY KEY CHECK (key = 1), url TEXT NOT NULL) STRICT;`);
  }

  /** The local account's id, if there is one yet. */
  account(): string | null {
    const id = this.db.prepare('SELECT id FROM account').pluck().get();
    return typeof id === 'string' ? id : null;
  }

  makeAccount(id: string = uuidv7()): string {
    this.db.prepare('INSERT INTO account VALUES (?, ?)').run(id, Date.now());
    return id;
  }

  /** Where the hub answers now, for `hub pair`. */
  get url(): string | null {
    const url = this.db.prepare('SELECT url FROM place').pluck().get();
    return typeof url === 'string' ? url : null;
  }

  set url(url: string) {
    this.db.prepare('INSERT INTO place VALUES (1, ?) ON CONFLICT (key) DO UPDATE SET url = excluded.url').run(url);
  }

  /** A new pairing code; earlier ones stay good for their time. */
  newCode(now = Date.now()): string {
    const code = Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
    this.db.prepare('DELETE FROM code WHERE expires_at < ?').run(now);
    this.db.prepare('INSERT INTO code VALUES (?, ?)').run(hashOf(code), now + CODE_MS);
    return `${code.slice(0, 5)}-${code.slice(5)}`;
  }

  /** Seconds to wait before another code may be tried, or null. */
  wait(now = Date.now()): number | null {
    this.db.prepare('DELETE FROM failure WHERE at < ?').run(now - FAILURE_MS);
    const rows = this.db.prepare('SELECT at FROM failure ORDER BY at').pluck().all() as number[];
    return rows.length < FAILURES ? null : Math.ceil(((rows[0] ?? now) + FAILURE_MS - now) / 1000);
  }

  private failed(now: number): null {
    this.db.prepare('INSERT INTO failure VALUES (?)').run(now);
    return null;
  }

  /** Uses a code up. Null where it is none, was used, or is too old. */
  pair(code: string, deviceId: string | null, now = Date.now()): Session | null {
    return this.db.transaction(() => {
      const hash = hashOf(readCode(code));
      const { changes } = this.db.prepare('DELETE FROM code WHERE hash = ? AND expires_at >= ?').run(hash, now);
      if (changes === 0) return this.failed(now);
      const token = randomBytes(32).toString('base64url');
      const id = uuidv7();
      this.db.prepare('INSERT INTO session VALUES (?, ?, ?, NULL, ?)').run(id, deviceId, hashOf(token), now);
      return { id, deviceId, refreshToken: token };
    })();
  }

  /**
   * The next refresh token. The one before it stays good until the new one is seen, so that a device that lost the
   * answer is not signed out. Null where the token is none of these, or another device's. Not counted as a failure: a
   * token cannot be guessed, and a device that was signed out must not lock the others out.
   */
  refresh(token: string, deviceId: string | null, now = Date.now()): Session | null {
    return this.db.transaction(() => {
      const hash = hashOf(token);
      this.db.prepare('DELETE FROM session WHERE used_at < ?').run(now - SESSION_MS);
      const row = this.db.prepare('SELECT * FROM session WHERE token = ? OR previous = ?').get(hash, hash) as
        | SessionRow
        | undefined;
      if (!row || (row.device_id !== null && deviceId !== null && row.device_id !== deviceId)) return null;
      const next = randomBytes(32).toString('base64url');
      const device = row.device_id ?? deviceId;
      this.db
        .prepare('UPDATE session SET token = ?, previous = ?, device_id = ?, used_at = ? WHERE id = ?')
        .run(hashOf(next), hash, device, now, row.id);
      return { id: row.id, deviceId: device, refreshToken: next };
    })();
  }

  end(sessionId: string): void {
    this.db.prepare('DELETE FROM session WHERE id = ?').run(sessionId);
  }

  close(): void {
    this.db.close();
  }
}
