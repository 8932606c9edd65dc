/**
 * Builds what runs: the shell, the studio with its workers, the server inside bundles, the CLI and the window. A part
 * whose inputs are as they were at its last build is left alone. `node scripts/build.ts [--quiet] [part…]`.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { rolldown } from 'rolldown';
import { fingerprint, sourceFiles } from './build/inputs.ts';
import { OUT, ROOT } from './runtime.mjs';

const PART_NAMES = ['shell', 'studio', 'bundle', 'cli', 'renderer'] as const;
export type PartName = (typeof PART_NAMES)[number];

interface Part {
  readonly entry: string;
  /** Files and folders whose change asks for a new build. */
  readonly inputs: readonly string[];
  /** What is there after a build. */
  readonly made: string;
  build(): Promise<void>;
}

/** Packages that stay outside the built files: one is native, the others read files of their own. */
const EXTERNAL = [/^better-sqlite3(\/|$)/, /^pdfjs-dist(\/|$)/, /^onnxruntime-web(\/|$)/];

/** Electron 33's Node, the oldest that runs the shell. */
const SHELL_TARGET = 'node20';
const STUDIO_TARGET = 'node24';

const CORE = ['main', 'schema', 'retrieval', 'sync', 'migrations'];

/** Each part cleans its own folder, so that nothing of an earlier build is left to be packed. */
const PARTS: Record<PartName, Part> = {
  shell: {
    entry: 'main/shell/main.ts',
    inputs: ['main/shell', 'main/contract', 'main/studio', 'schema'],
    made: OUT.shell,
    async build() {
      await rm(dirname(OUT.shell), { recursive: true, force: true });
      // Two runs: a sandboxed preload can't load a chunk that it would share with the shell.
      for (const [input, file] of [
        ['main/shell/main.ts', OUT.shell],
        ['main/shell/preload.ts', OUT.preload],
      ] as const) {
        const bundle = await rolldown({
          cwd: ROOT,
          input: join(ROOT, input),
          platform: 'node',
          external: ['electron'],
          logLevel: 'warn',
          transform: { target: SHELL_TARGET },
        });
        await bundle.write({ file, format: 'cjs', codeSplitting: false });
        await bundle.close();
      }
    },
  },
  studio: {
    entry: 'main/studio/process.ts',
    inputs: CORE,
    made: OUT.studio,
    build: () => buildNode('main/studio/process.ts', dirname(OUT.studio)),
  },
  bundle: {
    entry: 'apps/bundle/server.ts',
    inputs: ['apps/bundle', 'retrieval'],
    made: OUT.bundleServer,
    async build() {
      const { buildBundleServer } = await import('../apps/bundle/build.ts');
      await buildBundleServer(OUT.bundleServer);
    },
  },
  cli: {
    entry: 'apps/cli/main.ts',
    inputs: [...CORE, 'apps/cli'],
    made: OUT.cli,
    build: () => buildNode('apps/cli/main.ts', dirname(OUT.cli)),
  },
  renderer: {
    entry: 'renderer/index.html',
    inputs: ['renderer', 'main/contract', 'main/studio', 'schema', 'vite.config.ts', 'build/icon.svg'],
    made: join(OUT.renderer, 'index.html'),
    async build() {
      const { build } = await import('vite');
      await build({ configFile: join(ROOT, 'vite.config.ts'), logLevel: 'warn' });
    },
  },
};

/**
 * A program for plain Node: its entry, every worker of the studio beside it (a worker is started from the file next to
 * the code that asks, and what is `.lazy` is loaded from there), and what they share. ES modules, marked so by a package.json, because a packed app has none above.
 */
async function buildNode(entry: string, folder: string): Promise<void> {
  const workers = (await sourceFiles(['main/studio'])).filter((file) => /(?:-worker|\.lazy)\.ts$/.test(file));
  const input = Object.fromEntries([entry, ...workers].map((file) => [basename(file, '.ts'), join(ROOT, file)]));
  const bundle = await rolldown({
    cwd: ROOT,
    input,
    platform: 'node',
    external: EXTERNAL,
    logLevel: 'warn',
    transform: { target: STUDIO_TARGET },
  });
  // Built beside and moved in whole: a command that runs meanwhile never finds half of it.
  const next = `${folder}.next-${process.pid}`;
  try {
    await bundle.write({ dir: next, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' });
    await writeFile(join(next, 'package.json'), '{ "type": "module" }\n');
    await rm(folder, { recursive: true, force: true });
    await rename(next, folder);
  } finally {
    await bundle.close();
    await rm(next, { recursive: true, force: true });
  }
}

const STAMPS = join(ROOT, 'out/.stamps.json');

async function readStamps(): Promise<Record<string, unknown>> {
  try {
    const stamps: unknown = JSON.parse(await readFile(STAMPS, 'utf8'));
    return typeof stamps === 'object' && stamps !== null ? { ...stamps } : {};
  } catch {
    // None yet, or half written by a build that was stopped: everything is built again.
    return {};
  }
}

async function writeStamp(name: PartName, stamp: string): Promise<void> {
  const next = `${STAMPS}.${process.pid}`;
  await mkdir(dirname(STAMPS), { recursive: true });
  await writeFile(next, JSON.stringify({ ...(await readStamps()), [name]: stamp }));
  await rename(next, STAMPS);
}

export interface BuildOptions {
  readonly parts?: readonly PartName[];
  readonly say?: (line: string) => void;
}

/** Builds the parts whose inputs changed. Ends at the first that fails, with that part's error. */
export async function buildParts({ parts = PART_NAMES, say = sayToStderr }: BuildOptions = {}): Promise<void> {
  const stamps = await readStamps();
  const fresh: string[] = [];
  for (const name of parts) {
    const part = PARTS[name];
    if (!existsSync(join(ROOT, part.entry))) {
      say(`build ${name}: left out, ${part.entry} is not there`);
      continue;
    }
    const stamp = await fingerprint([...part.inputs, 'scripts/build.ts', 'package.json', 'package-lock.json']);
    if (stamps[name] === stamp && existsSync(part.made)) {
      fresh.push(name);
      continue;
    }
    const start = performance.now();
    try {
      await part.build();
    } catch (error) {
      say(`build ${name}: failed`);
      throw error;
    }
    await writeStamp(name, stamp);
    say(`build ${name}: done in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
  if (fresh.length > 0) say(`build ${fresh.join(', ')}: already up to date`);
}

function sayToStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}

function isPartName(word: string): word is PartName {
  return PART_NAMES.some((name) => name === word);
}

if (import.meta.main) {
  const words = process.argv.slice(2);
  const quiet = words.includes('--quiet');
  const names = words.filter((word) => word !== '--quiet');
  const unknown = names.filter((name) => !isPartName(name));
  if (unknown.length > 0) {
    sayToStderr(`No such part: ${unknown.join(', ')}. There are: ${PART_NAMES.join(', ')}.`);
    process.exit(2);
  }
  // Quiet: speaks only of what it does, not of what is up to date.
  const say = quiet ? (line: string) => void (line.includes('already') || sayToStderr(line)) : sayToStderr;
  try {
    await buildParts({ ...(names.length > 0 ? { parts: names.filter(isPartName) } : {}), say });
  } catch (error) {
    // The bundler's message names the file and the line; its stack is its own.
    sayToStderr(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
