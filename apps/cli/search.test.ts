/**
 * Faults caught: a model that is used without having been tried, a refusal without its sentence or with exit code 0, an empty answer that
 * does not say why. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { writeSmallModel } from '../../main/studio/knowledge/own-model/testing.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'morgus-cli-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function morgus(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    encoding: 'utf8',
    env: { ...process.env, MORGUS_DATA: at('data') },
  });
  return { code: status, out: stdout, err: stderr };
}

it('tries a model, has it read, says how far it is and goes back', { timeout: 600_000 }, () => {
  morgus('morgy', 'create', '--name', 'Harbour');
  expect(morgus('search', 'model', 'status')).toMatchObject({
    code: 0,
    out: expect.stringContaining('None is chosen'),
  });
  const wide = writeSmallModel(at('wide'), { width: 128 });
  expect(morgus('search', 'model', 'use', wide)).toMatchObject({
    code: 1,
    err: expect.stringContaining('vectors have 128 components. Only models of 384 can be used.'),
  });
  expect(morgus('search', 'model', 'use', at('nowhere')).err).toContain('There is nothing at');
  const good = writeSmallModel(at('good'));
  expect(morgus('search', 'model', 'use', good)).toMatchObject({ code: 0, out: expect.stringContaining('goes by it') });
  expect(JSON.parse(morgus('search', 'model', 'status', '--json').out)).toMatchObject({ name: 'good', state: 'ready' });
  expect(morgus('search', 'model', 'remove').out).toContain('None is chosen');
});

it('says why nothing was found, and what to do', { timeout: 600_000 }, () => {
  morgus('morgy', 'create', '--name', 'Empty');
  const said = (query: string): string => {
    const { code, out } = morgus('knowledge', 'search', 'Empty', query);
    expect(code).toBe(0);
    return out;
  };
  expect(said('harbour')).toContain('There is nothing to search in yet. Add documents with: knowledge add');
  writeFileSync(at('note.md'), '# Notes\n\nThe ferry leaves at noon.\n');
  expect(morgus('knowledge', 'add', 'Empty', at('note.md')).code).toBe(0);
  expect(said('?!')).toContain('There is no word in that.');
  expect(said('Zanzibar')).toContain('Nothing was found, neither as typed nor in a near spelling.');
  expect(said('ferry')).toContain('leaves at noon');
});
