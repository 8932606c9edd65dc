/** A studio opened for one command: the same core as the desktop's, beside which it may run. */
import { StudioError } from '../../main/contract/errors.ts';
import { createLocalClient } from '../../main/studio/rpc/local-client.ts';
import type { LocalClient } from '../../main/studio/rpc/local-client.ts';
import { paths } from '../../main/studio/lib/data-folder.ts';
import { openStudio } from '../../main/studio/studio.ts';
import type { Studio } from '../../main/studio/studio.ts';
import { commandLineSecrets } from './keychain.ts';
import type { Output } from './output.ts';

export interface Session {
  readonly client: LocalClient;
  readonly signal: AbortSignal;
  /** Resolves once what was written can be found. */
  readonly settled: () => Promise<void>;
}

/** Opens the data folder, runs `work`, and closes whatever happens. Ctrl+C aborts what runs and leaves nothing half done. */
export async function withStudio<T>(
  dataFolder: string,
  output: Output,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const interrupt = (): void => abort.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  let client: LocalClient | null = null;
  const studio: Studio = openStudio({
    dataFolder,
    secrets: commandLineSecrets(dataFolder),
    emit: (event) => client?.emit(event),
  });
  client = createLocalClient(studio.server);
  if (studio.setAside !== null)
    output.note(
      `warning: The database was damaged and could not be read. It is kept at ${studio.setAside}, and an empty one took its place. “restore” puts a backup in place; the daily ones are in ${paths(dataFolder).backups}.`,
    );
  if (studio.readOnly !== null) output.note(`note: Open for reading only. ${studio.readOnly}`);
  try {
    return await work({ client, signal: abort.signal, settled: () => studio.settled() });
  } finally {
    process.removeListener('SIGINT', interrupt);
    process.removeListener('SIGTERM', interrupt);
    await studio.close();
  }
}

/** A Morgy by its id, or by its name when only one has it. @throws StudioError */
export async function findMorgy(client: LocalClient, wanted: string): Promise<{ id: string; name: string }> {
  const list = await client.request('morgys.list', {});
  const byId = list.find((morgy) => morgy.id === wanted);
  if (byId) return byId;
  const named = list.filter((morgy) => morgy.name.toLowerCase() === wanted.toLowerCase());
  const [only] = named;
  if (only && named.length === 1) return only;
  if (only)
    throw new StudioError(
      'ambiguous',
      `${named.length} Morgys are called “${wanted}”. Use an id: ${named.map((m) => m.id).join(', ')}.`,
    );
  throw new StudioError(
    'not_found',
    `There is no Morgy with the id or name “${wanted}”. “morgy list” shows what there is.`,
  );
}
