/**
 * Shared bundles on disk, by share id: a folder with the bundle's file, named by its checksum, and `current.json`, which
 * names it. A bundle is written beside and takes its place by one rename, so that a reader sees the old one or the new one.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { GatewayError } from '../errors.ts';

export interface StoredBundle {
  /** Hex. */
  readonly sha256: string;
  readonly bytes: number;
  readonly at: string;
}

const current = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('shared'),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: z.int().nonnegative(),
    at: z.string(),
  }),
  z.object({ state: z.literal('revoked'), at: z.string() }),
]);

export interface BundleStore {
  /**
   * A revoked share id answers again with what its owner puts under it.
   * @throws GatewayError too_large, invalid (checksum, not a zip), gone (revoked while the bundle arrived)
   */
  put(shareId: string, content: Readable, sha256: string): Promise<StoredBundle>;
  /** @throws GatewayError not_found, gone */
  find(shareId: string): Promise<StoredBundle>;
  /** Both ends of the range are included. */
  read(shareId: string, bundle: StoredBundle, start: number, end: number): Readable;
  /** The file goes, and the share id answers `gone` until its owner puts a bundle again. */
  revoke(shareId: string): Promise<void>;
}

/** A bundle is a zip: whatever else somebody may upload is not handed out under our name. */
const ZIP = Buffer.from([0x50, 0x4b, 0x03, 0x04]);

/** Milliseconds: no upload takes that long. */
const LEFT_OVER = 60 * 60_000;

export const revoked = (): GatewayError => new GatewayError('gone', 'This link was revoked by its owner.');

/** `maxBytes` is the largest bundle taken. */
export function bundleStore(folder: string, maxBytes: number): BundleStore {
  const home = (shareId: string): string => join(folder, shareId.slice(0, 2), shareId);
  const fileOf = (shareId: string, sha256: string): string => join(home(shareId), `${sha256}.mcpb`);

  async function state(shareId: string): Promise<z.infer<typeof current> | null> {
    try {
      return current.parse(JSON.parse(await readFile(join(home(shareId), 'current.json'), 'utf8')));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  }

  /** One rename: there is no moment at which half of it can be read. */
  async function setState(shareId: string, next: z.infer<typeof current>): Promise<void> {
    const draft = join(home(shareId), `.${randomUUID()}`);
    await writeFile(draft, JSON.stringify(next), { flush: true });
    await rename(draft, join(home(shareId), 'current.json'));
  }

  /** What was replaced or broke off. Young files stay: they may be another upload that is about to take its place. */
  async function tidy(shareId: string, keep: string | null, minimumAge: number): Promise<void> {
    for (const name of await readdir(home(shareId))) {
      if (name === 'current.json' || name === keep) continue;
      const path = join(home(shareId), name);
      const found = await stat(path).catch(() => null);
      if (found && Date.now() - found.mtimeMs >= minimumAge) await rm(path, { force: true });
    }
  }

  /** The bytes as they arrive, to a file of their own. */
  async function receive(path: string, content: Readable): Promise<{ sha256: string; bytes: number }> {
    const hash = createHash('sha256');
    let bytes = 0;
    let head = Buffer.alloc(0);
    const file = await open(path, 'wx');
    try {
      for await (const chunk of content as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > maxBytes)
          throw new GatewayError('too_large', `A bundle may have ${maxBytes} bytes; this one has more.`);
        if (head.length < ZIP.length) head = Buffer.concat([head, chunk.subarray(0, ZIP.length)]);
        hash.update(chunk);
        await file.writeFile(chunk);
      }
      if (!head.subarray(0, ZIP.length).equals(ZIP))
        throw new GatewayError('invalid', 'This is no bundle: it is not a zip.');
      await file.sync();
    } finally {
      await file.close();
    }
    return { sha256: hash.digest('hex'), bytes };
  }

  return {
    async put(shareId, content, sha256) {
      const before = await state(shareId);
      await mkdir(home(shareId), { recursive: true });
      const draft = join(home(shareId), `.${randomUUID()}`);
      try {
        const received = await receive(draft, content);
        if (received.sha256 !== sha256) {
          throw new GatewayError('invalid', 'The bundle arrived damaged: its checksum is another. Send it again.');
        }
        // Revoked while it arrived: the later word counts. One that was revoked before is being shared again.
        const now = await state(shareId);
        if (now?.state === 'revoked' && (before?.state !== 'revoked' || before.at !== now.at)) throw revoked();
        await rename(draft, fileOf(shareId, sha256));
        const bundle: StoredBundle = { ...received, at: new Date().toISOString() };
        await setState(shareId, { state: 'shared', ...bundle });
        await tidy(shareId, `${sha256}.mcpb`, LEFT_OVER);
        return bundle;
      } finally {
        await rm(draft, { force: true });
      }
    },
    async find(shareId) {
      const found = await state(shareId);
      if (found === null) throw new GatewayError('not_found', 'Nothing is shared under this link.');
      if (found.state === 'revoked') throw revoked();
      return found;
    },
    read: (shareId, bundle, start, end) => createReadStream(fileOf(shareId, bundle.sha256), { start, end }),
    async revoke(shareId) {
      await mkdir(home(shareId), { recursive: true });
      // Written anew even where it was revoked already: an upload that is under way sees by the time that it came too late.
      await setState(shareId, { state: 'revoked', at: new Date().toISOString() });
      await tidy(shareId, null, 0);
    },
  };
}
