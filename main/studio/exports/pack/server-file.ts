// Finds the built server of bundles, beside the program or in a source tree.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PackError } from './types.ts';

export interface BuiltServer {
  readonly server: Uint8Array;
  /** Licences of the packages built into it, where the build wrote them. */
  readonly licences: Uint8Array | undefined;
}

const RELATIVE = ['bundle/server.cjs', 'out/bundle/server.cjs'];

/** Candidates from this folder upwards: a packed program has out/studio and out/bundle side by side. */
function candidates(): string[] {
  const found: string[] = [];
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    found.push(...RELATIVE.map((path) => join(folder, path)));
    if (dirname(folder) === folder) return found;
  }
}

export async function readBuiltServer(file: string | undefined): Promise<BuiltServer> {
  for (const path of file === undefined ? candidates() : [file]) {
    const server = await readFile(path).catch(() => undefined);
    if (server !== undefined) {
      return { server, licences: await readFile(join(dirname(path), 'LICENCES.txt')).catch(() => undefined) };
    }
  }
  throw new PackError(
    'server_missing',
    'The server that goes into bundles has not been built. Run "npm run build", or install Morgus Studio again.',
  );
}
