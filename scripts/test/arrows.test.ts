import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findViolations } from './arrows.ts';

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'morgus-arrows-')));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function tree(files: Record<string, string>): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
}

async function brokenRules(): Promise<string[]> {
  const { violations } = await findViolations(root);
  return [...new Set(violations.map((violation) => violation.rule))].toSorted();
}

const VALUE = 'export const value: number = 1;\nexport interface Thing { readonly a: string }\n';

// The rules are only as good as the parser below them: one that can't read TypeScript finds no imports and no faults.
describe('the arrows of the house', () => {
  test.each<[rule: string, from: string, to: string]>([
    ['window-sees-contracts-only', 'renderer/app/page.tsx', 'main/studio/morgys/service.ts'],
    ['capabilities-keep-to-themselves', 'main/studio/morgys/service.ts', 'main/studio/knowledge/rows.ts'],
    ['common-ground-knows-no-capability', 'main/studio/store/open.ts', 'main/studio/morgys/index.ts'],
    ['studio-below-shell-and-window', 'main/studio/morgys/service.ts', 'main/shell/window.ts'],
    ['shell-knows-contracts-only', 'main/shell/window.ts', 'main/studio/morgys/service.ts'],
    ['schema-imports-nothing-above', 'schema/index.ts', 'main/studio/store/open.ts'],
    ['retrieval-imports-nothing-above', 'retrieval/index.ts', 'schema/index.ts'],
    ['sync-imports-schema-only', 'sync/index.ts', 'retrieval/index.ts'],
    ['bundle-stands-alone', 'apps/bundle/server.ts', 'main/studio/morgys/index.ts'],
    ['contracts-are-plain-data', 'main/studio/morgys/contract.ts', 'main/studio/morgys/service.ts'],
  ])('%s: %s may not import %s', async (rule, from, to) => {
    const up = '../'.repeat(from.split('/').length - 1);
    await tree({ [from]: `import { value } from '${up}${to}';\nexport const twice = value as number;\n`, [to]: VALUE });
    expect(await brokenRules()).toContain(rule);
  });

  test('an import of types alone does not let the window into the studio', async () => {
    await tree({
      'renderer/app/page.tsx':
        "import type { Thing } from '../../main/studio/morgys/service.ts';\nexport type A = Thing;\n",
      'main/studio/morgys/service.ts': VALUE,
    });
    expect(await brokenRules()).toContain('window-sees-contracts-only');
  });

  test('electron-in-the-shell-only: the studio may not import electron', async () => {
    await tree({
      'node_modules/electron/package.json': '{ "name": "electron", "main": "index.js" }',
      'node_modules/electron/index.js': 'module.exports = {};',
      'main/studio/morgys/index.ts': "import { app } from 'electron';\nexport const name: string = app.name;\n",
    });
    expect(await brokenRules()).toContain('electron-in-the-shell-only');
  });

  test('no-builtins-in-the-window: a page may not import node:fs', async () => {
    await tree({ 'renderer/app/a.tsx': "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;\n" });
    expect(await brokenRules()).toContain('no-builtins-in-the-window');
  });

  test('no-cycles: two files that need each other', async () => {
    await tree({
      'schema/a.ts': "import { b } from './b.ts';\nexport const a: number = b;\n",
      'schema/b.ts': "import { a } from './a.ts';\nexport const b: number = a;\n",
    });
    expect(await brokenRules()).toContain('no-cycles');
  });

  test('no-orphans and resolvable: a file nobody uses, an import that leads nowhere', async () => {
    await tree({ 'schema/left.ts': VALUE, 'schema/lost.ts': "import './gone.ts';\n" });
    expect(await brokenRules()).toEqual(['no-orphans', 'resolvable']);
  });

  test('lets the permitted ways pass', async () => {
    await tree({
      'renderer/app/page.tsx':
        "import type { Thing } from '../../main/studio/morgys/contract.ts';\nexport const page = (thing: Thing) => <p>{thing.a}</p>;\n",
      'main/studio/morgys/contract.ts': VALUE,
      'main/studio/morgys/index.ts':
        "import { value } from './contract.ts';\nimport { other } from '../knowledge/index.ts';\nexport const sum = value + other;\n",
      'main/studio/knowledge/index.ts':
        "import { open } from '../store/open.ts';\nexport const other: number = open;\n",
      'main/studio/store/open.ts': 'export const open: number = 2;\n',
    });
    expect(await brokenRules()).toEqual([]);
  });
});
