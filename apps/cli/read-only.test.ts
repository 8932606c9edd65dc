/** The command line on a data folder that may not be written: it reads, searches, exports and backs up, and says why not more. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
/** Somebody who is not root, whom permissions hold. */
const NOBODY = 65_534;
const asRoot = process.getuid?.() === 0;

function morgus(
  data: string,
  nobody: boolean,
  ...words: string[]
): { status: number | null; out: string; err: string } {
  const ran = spawnSync(process.execPath, [MAIN, '--data', data, '--json', ...words], {
    encoding: 'utf8',
    ...(nobody && asRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  return { status: ran.status, out: ran.stdout, err: ran.stderr };
}

test.skipIf(process.platform === 'win32')(
  'reads, exports and backs up, and refuses the rest in words',
  (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'morgus-cli-'));
    const [data, out] = [join(folder, 'data'), join(folder, 'out')];
    mkdirSync(out);
    chmodSync(folder, 0o755);
    chmodSync(out, 0o777);
    onTestFinished(() => {
      chmodSync(data, 0o755);
      rmSync(folder, { recursive: true, force: true });
    });
    writeFileSync(join(folder, 'terns.md'), '# Terns\n\nTerns nest on gravel.');
    expect(morgus(data, false, 'morgy', 'create', '--name', 'Reader').status).toBe(0);
    expect(morgus(data, false, 'knowledge', 'add', 'Reader', join(folder, 'terns.md')).status).toBe(0);
    chmodSync(join(data, 'studio.db'), 0o444);
    chmodSync(data, 0o555);
    const before = readdirSync(data);
    const list = morgus(data, true, 'morgy', 'list');
    // Where nobody may read the program itself nothing can be learnt.
    if (list.status !== 0 && /EACCES|MODULE_NOT_FOUND/.test(list.err)) context.skip();
    expect(list).toMatchObject({ status: 0, err: expect.stringContaining('Open for reading only') });
    expect(JSON.parse(list.out)).toMatchObject([{ name: 'Reader', documents: 1 }]);
    const search = morgus(data, true, 'knowledge', 'search', 'Reader', 'terns');
    expect(JSON.parse(search.out)).toMatchObject([{ title: 'Terns' }]);
    const refused = morgus(data, true, 'morgy', 'create', '--name', 'Another');
    expect(refused).toMatchObject({ status: 1, err: expect.stringContaining('was not saved') });
    expect(JSON.parse(refused.out)).toMatchObject({ error: { code: 'database_read_only' } });
    for (const words of [
      ['backup', join(out, 'copy.db')],
      ['export', 'Reader', '--out', join(out, 'reader.mcpb')],
    ]) {
      const { status, err } = morgus(data, true, ...words);
      expect([status, err]).toEqual([0, expect.any(String)]);
    }
    expect(readdirSync(out)).toEqual(expect.arrayContaining(['copy.db', 'reader.mcpb']));
    expect(readdirSync(data)).toEqual(before);
    // The copy is as good as any: restored elsewhere it can be written.
    const elsewhere = join(folder, 'elsewhere');
    expect(morgus(elsewhere, false, 'restore', join(out, 'copy.db')).status).toBe(0);
    expect(morgus(elsewhere, false, 'morgy', 'create', '--name', 'Another').status).toBe(0);
  },
  240_000,
);
