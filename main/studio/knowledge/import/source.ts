/** Where a document is read from. Kept on this device only: it may hold a path of this machine, never a secret. */
import { z } from 'zod';
import { safeName } from '../extract/name.ts';

/** Present where a certain document is read again. */
const documentId = z.string().optional();

export const importSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('path'), path: z.string(), documentId }),
  z.object({ kind: z.literal('folder'), path: z.string() }),
  z.object({ kind: z.literal('url'), url: z.string(), documentId }),
  z.object({
    kind: z.literal('api'),
    url: z.string(),
    title: z.string(),
    headerNames: z.array(z.string()),
    /** Where the keychain has the headers' values. */
    secret: z.string().nullable(),
    documentId,
  }),
  /** A document that can't be read again here; `message` says why. */
  z.object({ kind: z.literal('none'), documentId: z.string(), message: z.string() }),
]);
export type ImportSource = z.infer<typeof importSource>;

/** What makes two sources of one job the same. */
export function placeOf(source: ImportSource): string {
  switch (source.kind) {
    case 'path':
    case 'folder':
      return source.path;
    case 'url':
    case 'api':
      return source.url;
    case 'none':
      return source.documentId;
  }
}

export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url.slice(0, 100);
}

/** A relative path as it is shown: each part a safe name, `/` on every system. */
export const safeRelative = (relative: string): string =>
  relative
    .split(/[/\\]/)
    .filter((part) => part !== '' && !/^\.+$/.test(part))
    .map(safeName)
    .slice(-8)
    .join('/') || 'document';
