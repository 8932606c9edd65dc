/** Builds the bundle's server into one CommonJS file. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import * as z from 'zod';

const packageShape = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().default('see below'),
});

const ROOT = resolve(import.meta.dirname, '../..');
export const SERVER_FILE = resolve(ROOT, 'out/bundle/server.cjs');

/** Beside the server: the licences of what is built into it. */
export const LICENCES_NAME = 'LICENCES.txt';

/** Writes `file` (out/bundle/server.cjs by default) and LICENCES.txt beside it. The same sources give the same bytes. */
export async function buildBundleServer(file: string = SERVER_FILE): Promise<string> {
  const build = await rolldown({
    cwd: ROOT,
    input: resolve(ROOT, 'apps/bundle/server.ts'),
    platform: 'node',
    logLevel: 'warn',
    plugins: [
      {
        name: 'without-ajv',
        resolveId: (source) =>
          source === '@modelcontextprotocol/server/_shims' ? resolve(ROOT, 'apps/bundle/no-validator.ts') : null,
      },
    ],
  });
  try {
    const { output } = await build.write({
      file,
      format: 'cjs',
      codeSplitting: false,
      minify: true,
      sourcemap: false,
      comments: { legal: false, annotation: false, jsdoc: false },
    });
    const modules = output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
    await writeFile(resolve(dirname(file), LICENCES_NAME), await licencesOf(modules));
  } finally {
    await build.close();
  }
  return file;
}

/** Name, version and licence text of every package among these modules, sorted by name. */
async function licencesOf(modules: readonly string[]): Promise<string> {
  const folders = new Set<string>();
  for (const id of modules) {
    const match = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(id);
    if (match?.[1] !== undefined) folders.add(match[1]);
  }
  const sections: string[] = [];
  for (const folder of folders) {
    const { name, version, license } = packageShape.parse(
      JSON.parse(await readFile(resolve(folder, 'package.json'), 'utf8')),
    );
    const textFile = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = textFile === undefined ? '' : `\n\n${(await readFile(resolve(folder, textFile), 'utf8')).trim()}`;
    sections.push(`${name} ${version} (${license})${text}`);
  }
  sections.sort();
  return `The server in this bundle contains the following packages.\n\n${sections.join(`\n\n${'-'.repeat(72)}\n\n`)}\n`;
}
