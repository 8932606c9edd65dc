/** Where a hub keeps what it has, and which of it is secret. */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { HubError } from './errors.ts';

/** Root's own home is closed to the user that PostgreSQL then runs as. */
export function defaultHubFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env['MORGUS_HUB_DATA']) return resolve(env['MORGUS_HUB_DATA']);
  if (process.getuid?.() === 0) return '/var/lib/morgus-hub';
  switch (process.platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'Morgus Hub');
    case 'win32':
      return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Morgus Hub');
    default:
      return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'morgus-hub');
  }
}

export interface HubFolder {
  readonly root: string;
  readonly postgres: string;
  readonly shapes: string;
  readonly bundles: string;
  /** Pairing codes, sessions and the account: the issuer's own. */
  readonly database: string;
  readonly signingKey: string;
  readonly log: string;
}

/** Each missing folder by itself: told to make them all at once, Node goes round for ever where the system makes none (/proc). */
function makeFolder(path: string): void {
  const missing: string[] = [];
  for (let at = resolve(path); !existsSync(at); at = dirname(at)) missing.unshift(at);
  // Others may pass through (PostgreSQL runs as a user of its own where this is root) but see and read nothing.
  for (const one of missing) mkdirSync(one, { mode: 0o711 });
}

/** @returns why a folder cannot be the hub's; null where nothing speaks against it */
function objection(root: string): string | null {
  const found = statSync(root);
  if (!found.isDirectory()) return 'it is a file';
  if (process.getuid && found.uid !== process.getuid()) return 'it belongs to another user of this machine';
  return null;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there, and the system lets nobody make it',
  ENOTDIR: 'a part of its path is a file',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'its disk can only be read',
  ENOSPC: 'its disk is full',
};
const reasonOf = (error: unknown): string =>
  (error instanceof Error && 'code' in error && REASONS[String(error.code)]) || String(error);

/** @throws HubError no_folder */
export function openFolder(root: string): HubFolder {
  const refused = (why: string, cause?: unknown): HubError =>
    new HubError('no_folder', `The hub cannot use ${root} as its folder: ${why}. Choose another with --data.`, {
      cause,
    });
  let why: string | null;
  try {
    makeFolder(root);
    why = objection(root);
    if (why === null) {
      chmodSync(root, process.getuid?.() === 0 ? 0o711 : 0o700);
      // Asked whether it may be written to, a system says yes to root even where nothing can be.
      rmdirSync(mkdtempSync(join(root, '.try-')));
    }
  } catch (error) {
    throw refused(reasonOf(error), error);
  }
  if (why !== null) throw refused(why);
  return {
    root,
    postgres: join(root, 'postgres'),
    shapes: join(root, 'shapes'),
    bundles: join(root, 'bundles'),
    database: join(root, 'hub.db'),
    signingKey: join(root, 'signing-key.json'),
    log: join(root, 'hub.log'),
  };
}

/** Whole or not at all, and for the hub's user alone. */
export function writeSecret(path: string, text: string): void {
  const next = `${path}.new`;
  writeFileSync(next, text, { mode: 0o600 });
  chmodSync(next, 0o600);
  renameSync(next, path);
}

const secrets = z.object({
  /** Of PostgreSQL's superuser. */
  postgres: z.string().min(20),
  /** Of the role that the gateway logs in as. */
  gateway: z.string().min(20),
  /** What the gateway brings to the shape service. */
  shapes: z.string().min(20),
});
export type Secrets = z.infer<typeof secrets>;

/** Made at the first start. */
export function readSecrets({ root }: HubFolder): Secrets {
  const path = join(root, 'secrets.json');
  if (existsSync(path)) return secrets.parse(JSON.parse(readFileSync(path, 'utf8')));
  const made = { postgres: newSecret(), gateway: newSecret(), shapes: newSecret() };
  writeSecret(path, JSON.stringify(made));
  return made;
}

const newSecret = (): string => randomBytes(24).toString('base64url');

export interface Lock {
  release(): void;
}

/** One hub a folder. A lock of SQLite, because the system lets go of it however a process ends. */
export function lockFolder({ root }: HubFolder): Lock {
  const file = new Database(join(root, 'lock.db'), { timeout: 0 });
  try {
    file.pragma('locking_mode = EXCLUSIVE');
    file.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    file.close();
    throw new HubError(
      'running',
      `A hub runs already with the folder ${root}. Use that one, or choose another with --data.`,
      {
        cause: error,
      },
    );
  }
  return { release: () => void file.close() };
}

export const isRunning = (folder: HubFolder): boolean => {
  if (!existsSync(join(folder.root, 'lock.db'))) return false;
  try {
    lockFolder(folder).release();
    return false;
  } catch (error) {
    if (error instanceof HubError) return true;
    throw error;
  }
};
