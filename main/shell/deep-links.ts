/** What the system may hand to the studio: `morgus://` links and files. Parsed strictly; anything else is refused in words. */
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import type { CommandMessage } from '../contract/bridge.ts';
import { OPEN_FILE, OPEN_MORGY, PAIR } from '../contract/commands.ts';

export const SCHEME = 'morgus';
const FILE_TYPES = /\.(?:morgy|mcpb)$/i;
const MAX_LINK = 2048;

export type Opened = { kind: 'command'; command: CommandMessage } | { kind: 'refused'; message: string };

const id = z.uuid();
const links = {
  morgy: z.strictObject({ path: z.tuple([id]), query: z.strictObject({}) }),
  export: z.strictObject({ path: z.tuple([id]), query: z.strictObject({}) }),
  pair: z.strictObject({
    path: z.tuple([]),
    query: z.strictObject({ url: z.url({ protocol: /^https?$/ }), code: z.string().min(1).max(500) }),
  }),
  knowledge: z.strictObject({
    path: z.tuple([]),
    query: z.strictObject({ q: z.string().max(1000).optional() }),
  }),
};

/** A place in the window, as the window spells it itself. */
const place = (path: string): Opened => ({
  kind: 'command',
  command: { id: OPEN_MORGY, args: { link: `${SCHEME}://${path}` } },
});
const refused = (message: string): Opened => ({ kind: 'refused', message });

/** `morgus://morgy/<id>`, `morgus://export/<id>`, `morgus://knowledge?q=…`, `morgus://pair?url=…&code=…`. */
export function parseLink(text: string): Opened {
  if (text.length > MAX_LINK) return refused('The link is too long to be one of Morgus Studio.');
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== `${SCHEME}:`) return refused('This is not a morgus:// link.');
  let path: string[];
  try {
    path = url.pathname
      .split('/')
      .filter((part) => part !== '')
      .map((part) => decodeURIComponent(part));
  } catch {
    return refused("The link is damaged: a part of it can't be decoded.");
  }
  const parts = {
    path,
    query: Object.fromEntries(url.searchParams),
  };
  switch (url.hostname) {
    case 'morgy': {
      const link = links.morgy.safeParse(parts);
      if (!link.success) return refused("The link names a Morgy in a way the studio can't read.");
      return { kind: 'command', command: { id: OPEN_MORGY, args: { id: link.data.path[0] } } };
    }
    case 'export': {
      const link = links.export.safeParse(parts);
      if (!link.success) return refused("The link names an export in a way the studio can't read.");
      return place(`exports?id=${link.data.path[0]}`);
    }
    case 'knowledge': {
      const link = links.knowledge.safeParse(parts);
      if (!link.success) return refused("The link asks for a search in a way the studio can't read.");
      return place(`search?q=${encodeURIComponent(link.data.query.q ?? '')}`);
    }
    case 'pair':
      // Nothing is done by the link alone: the window names the hub and asks first.
      if (!links.pair.safeParse(parts).success)
        return refused('The link asks to pair, but is not whole. Copy it again.');
      return { kind: 'command', command: { id: PAIR, args: { link: text } } };
    default:
      return refused("The studio doesn't know this kind of link. It may come from a newer version.");
  }
}

/** A file given by the system: a Morgy, or a bundle to look at. */
export function parseFile(path: string, folder: string): Opened {
  if (!FILE_TYPES.test(path)) return { kind: 'refused', message: 'The studio opens .morgy and .mcpb files.' };
  const full = isAbsolute(path) ? path : resolve(folder, path);
  return { kind: 'command', command: { id: OPEN_FILE, args: { path: full } } };
}

/**
 * Links and files among the arguments of a start. Switches and the app folder of an unpackaged start are passed over.
 * @param folder where relative paths start: the working directory of whoever started the program
 */
export function fromArguments(args: readonly string[], folder: string): Opened[] {
  const found: Opened[] = [];
  for (const argument of args) {
    if (argument.startsWith('-')) continue;
    if (argument.toLowerCase().startsWith(`${SCHEME}:`)) found.push(parseLink(argument));
    else if (FILE_TYPES.test(argument)) found.push(parseFile(argument, folder));
  }
  return found;
}
