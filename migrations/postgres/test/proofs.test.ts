/** Keeps docs/schema-proofs.md true: everything in the database is listed, and every test that it names exists. */
import { readFile } from 'node:fs/promises';
import { afterAll, expect, test } from 'vitest';
import { createTestDatabase } from './harness.ts';
import { matrix } from './rls.matrix.ts';

const db = await createTestDatabase();
afterAll(() => db.drop());
const page = await readFile(new URL('../../../docs/schema-proofs.md', import.meta.url), 'utf8');

/** Names in the first cell of a row; a formatter may pad the cell. */
const listed = new Set([...page.matchAll(/^\| `(\w+)` *\|/gm)].map(([, name]) => name));

test.each([
  ['table', "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"],
  ['function', "SELECT DISTINCT proname AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace"],
  ['view', "SELECT viewname AS name FROM pg_views WHERE schemaname = 'public'"],
])('every %s of the database has a row', async (_, sql) => {
  const rows = await db.query<{ name: string }>(sql);
  expect(rows.filter(({ name }) => !listed.has(name))).toEqual([]);
});

test('every test that the page names exists', async () => {
  const named = [...page.matchAll(/([\w-]+\.test\.ts) › ([^;|`)\n]+)/g)].map(([, file = '', name = '']) => ({
    file,
    name: name.trim(),
  }));
  expect(named.length).toBeGreaterThan(150);
  const sources = new Map<string, string>();
  const missing: string[] = [];
  for (const { file, name } of named) {
    if (file === 'rls.test.ts') {
      if (!(name in matrix)) missing.push(`${file} › ${name}`);
      continue;
    }
    const source = sources.get(file) ?? (await readFile(new URL(file, import.meta.url), 'utf8'));
    sources.set(file, source);
    // An apostrophe in a name may be written with a backslash.
    if (!source.replaceAll("\\'", "'").includes(name)) missing.push(`${file} › ${name}`);
  }
  expect(missing).toEqual([]);
});
