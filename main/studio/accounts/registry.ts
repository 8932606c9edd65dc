/**
 * Which accounts this device knows and which one is open: a small file beside the databases, without a secret in it.
 * Each account has a folder with one database of its own, so that nothing of one can show in another.
 */
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import { writeFileAtomically } from '../lib/atomic-write.ts';

const account = z.object({
  /** Of this device: names its folder and its secrets. */
  id: z.uuid(),
  gateway: z.url(),
  /** What the gateway calls itself. */
  gatewayName: z.string(),
  kind: z.enum(['hub', 'cloud']),
  tokenEndpoint: z.url(),
  clientId: z.string(),
  userId: z.guid(),
  email: z.string().nullable(),
  name: z.string().nullable(),
  /** Below the data folder; '' for the data folder itself, where an account took over the local work. */
  folder: z.string().regex(/^(?:(?:accounts|local)\/[0-9a-f-]{36})?$/),
  signedIn: z.boolean(),
  joinedAt: z.string(),
});
export type Account = z.infer<typeof account>;

const registry = z.object({
  version: z.literal(1),
  /** The account whose database is open; null: the work of this device alone. */
  current: z.uuid().nullable(),
  localFolder: account.shape.folder,
  accounts: z.array(account),
});
export type Registry = z.infer<typeof registry>;

const EMPTY: Registry = { version: 1, current: null, localFolder: '', accounts: [] };
const fileOf = (dataFolder: string): string => join(dataFolder, 'accounts.json');

/**
 * A file with other contents is set aside, and the work of this device alone is opened.
 * @throws StudioError accounts_unreadable where it is there and may not be read: it may be whole
 */
export function readRegistry(dataFolder: string): Registry {
  const file = fileOf(dataFolder);
  if (!existsSync(file)) return EMPTY;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new StudioError(
      'accounts_unreadable',
      `The list of accounts ${file} could not be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'}). Nothing was changed. Check its permissions, then start the studio again.`,
    );
  }
  try {
    const parsed = registry.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // Not JSON: treated like any other contents that are not a registry.
  }
  renameSync(file, `${file}.damaged-${Date.now()}`);
  return EMPTY;
}

export async function writeRegistry(dataFolder: string, next: Registry): Promise<void> {
  await writeFileAtomically(fileOf(dataFolder), `${JSON.stringify(registry.parse(next), null, 2)}\n`);
}

export const currentAccount = ({ accounts, current }: Registry): Account | null =>
  accounts.find((each) => each.id === current) ?? null;

/** The folder of the database that is open: the account's, or the device's own. */
export const openFolder = (dataFolder: string, known: Registry): string =>
  join(dataFolder, currentAccount(known)?.folder ?? known.localFolder);

export const withAccount = (known: Registry, changed: Account): Registry => ({
  ...known,
  accounts: known.accounts.some((each) => each.id === changed.id)
    ? known.accounts.map((each) => (each.id === changed.id ? changed : each))
    : [...known.accounts, changed],
});
