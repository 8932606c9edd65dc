/** Where the built parts are: out/ of the source tree, or the same folders inside the packed app. */
import { dirname, join, sep } from 'node:path';

export interface Places {
  /** Folder that app:// serves. */
  readonly renderer: string;
  readonly preload: string;
  /** Entry of the studio process. */
  readonly studio: string;
  /** The Node 24 that runs the studio where Electron's own is too old. */
  readonly node: string;
}

/**
 * @param shellFolder folder of the running main.cjs: <app>/out/shell
 * @param resources process.resourcesPath in a packed app, null in the source tree
 */
export function places(shellFolder: string, resources: string | null): Places {
  const out = dirname(shellFolder);
  const nodeName = process.platform === 'win32' ? 'node.exe' : 'node';
  return {
    renderer: join(out, 'renderer'),
    preload: join(shellFolder, 'preload.cjs'),
    // A plain Node can't read inside an archive: the packed app keeps the studio beside it.
    studio: join(outsideArchive(out), 'studio', 'process.js'),
    node:
      resources === null
        ? (process.env['MORGUS_NODE'] ?? join(dirname(out), 'node_modules', 'node', 'bin', nodeName))
        : join(resources, 'node', nodeName),
  };
}

const outsideArchive = (path: string): string =>
  path
    .split(sep)
    .map((part) => (part === 'app.asar' ? 'app.asar.unpacked' : part))
    .join(sep);
