/** Serves share links: uploads a bundle to the cloud of the open account, and takes it back. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Handlers } from '../../contract/define.ts';
import { notFound, StudioError } from '../../contract/errors.ts';
import type { StudioEvent } from '../../contract/events.ts';
import { mcpExports } from '../../../schema/index.ts';
import type { RowOf } from '../../../schema/index.ts';
import { DIGEST_HEADER, ROUTES } from '../../../sync/protocol/routes.ts';
import { askGateway } from '../accounts/index.ts';
import type { Account, Tokens } from '../accounts/index.ts';
import type { Bundle } from '../exports/index.ts';
import type { Store } from '../store/store.ts';
import type { sharingContract, ShareView } from './contract.ts';

export interface SharingDependencies {
  readonly store: Store;
  readonly account: Account | null;
  readonly tokens: Tokens | null;
  readonly emit: (event: StudioEvent) => void;
  readonly bundle: (exportId: string) => Bundle;
  /** Resolves when what was written is in the cloud, or could not be: a link belongs to an export that the cloud knows. */
  readonly syncNow: () => Promise<unknown>;
}

/** Progress is told at most so often (milliseconds). */
const TELL_EVERY = 100;

/** The address of a link that was taken back: it leads nowhere, whichever gateway an account has. */
const NO_LINK = '';

export function createSharing(dependencies: SharingDependencies): { handlers: Handlers<typeof sharingContract> } {
  const { store, account, tokens, emit, bundle, syncNow } = dependencies;

  function row(exportId: string): RowOf<typeof mcpExports> {
    const found = store.row(mcpExports, exportId);
    if (!found) throw notFound('export', exportId);
    return found;
  }

  const versionsOf = (exportId: string): Record<string, unknown> =>
    JSON.parse(
      store.get<{ versions: string }>('SELECT _fv AS versions FROM mcp_exports WHERE id = ?', [exportId])?.versions ??
        '{}',
    ) as Record<string, unknown>;

  const linkOf = (gateway: string, shareId: string): string => gateway + ROUTES.bundle(shareId);

  /**
   * A new export has a link already: what it will be if it is shared where the settings say. That may be this very
   * gateway, so only a link that was written after the row was made says that a bundle is behind it. Who wrote a column
   * later travels with the row; of a write that was not sent yet history knows.
   */
  function wasWritten(exportId: string, versions: Readonly<Record<string, unknown>>): boolean {
    if ('share_url' in versions) return true;
    const written = store.get(
      `SELECT 1 FROM history WHERE table_name = 'mcp_exports' AND row_id = ? AND operation = 'update'
         AND json_extract(after, '$.share_url') IS NOT NULL LIMIT 1`,
      [exportId],
    );
    return written !== undefined;
  }

  /** An export is shared when its link leads to the gateway, which it does on every device of the account. */
  function view(exportId: string): ShareView {
    if (!account) return { state: 'no_cloud' };
    const { share_id, share_url, downloads } = row(exportId);
    return share_url === linkOf(account.gateway, share_id) && wasWritten(exportId, versionsOf(exportId))
      ? { state: 'shared', gatewayName: account.gatewayName, url: share_url, downloads }
      : { state: 'private', gatewayName: account.gatewayName };
  }

  function cloud(): { account: Account; tokens: Tokens } {
    if (account && tokens) return { account, tokens };
    throw new StudioError(
      'no_cloud',
      'A share link needs a cloud that answers it. Pair with a hub or sign in to a cloud in Settings, Sync; the bundle itself can be saved and sent as a file.',
    );
  }

  /** The file as a stream that tells how far it is. */
  function body({ path, size }: Bundle, shareKey: string): ReadableStream {
    let sent = 0;
    let told = 0;
    const file = createReadStream(path);
    file.on('data', (part) => {
      sent += part.length;
      const now = Date.now();
      if (now - told < TELL_EVERY && sent < size) return;
      told = now;
      emit({ type: 'export.progress', exportKey: shareKey, stage: 'Uploading', share: size > 0 ? sent / size : 1 });
    });
    return Readable.toWeb(file) as ReadableStream;
  }

  async function share(exportId: string, shareKey: string, signal: AbortSignal): Promise<ShareView> {
    const { account: whose, tokens: mine } = cloud();
    const file = bundle(exportId);
    emit({ type: 'export.progress', exportKey: shareKey, stage: 'Telling the cloud of the export', share: 0 });
    await syncNow();
    await askGateway(whose, mine, ROUTES.bundle(file.shareId), () => ({
      method: 'PUT',
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': String(file.size),
        [DIGEST_HEADER]: `sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:`,
      },
      body: body(file, shareKey),
      duplex: 'half',
      signal,
    }));
    const link = linkOf(whose.gateway, file.shareId);
    const set = (share_url: string): void =>
      void store.write(`Share ${file.fileName}`, () => store.update(mcpExports, exportId, { share_url }), {
        kind: 'record',
      });
    // A write that changes nothing is no write: the link it was made with first goes, so that it can be set.
    if (row(exportId).share_url === link && view(exportId).state !== 'shared') set(NO_LINK);
    set(link);
    return view(exportId);
  }

  async function revoke(exportId: string): Promise<ShareView> {
    const { account: whose, tokens: mine } = cloud();
    await askGateway(whose, mine, ROUTES.bundle(row(exportId).share_id), () => ({ method: 'DELETE' }));
    // The share id stays with its row, as the cloud demands: shared again, the same link works again.
    store.write('Take back a share link', () => store.update(mcpExports, exportId, { share_url: NO_LINK }), {
      kind: 'record',
    });
    return view(exportId);
  }

  return {
    handlers: {
      'sharing.state': ({ exportId }) => view(exportId),
      'sharing.share': ({ exportId, shareKey }, { signal }) => share(exportId, shareKey, signal),
      'sharing.revoke': ({ exportId }) => revoke(exportId),
    },
  };
}
