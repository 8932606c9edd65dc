/**
 * Faults caught: a rule that a person can break and is told of by its name in the database only; a sentence for a rule that
 * there is no longer; a sentence that holds what was sent.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from '../../../migrations/postgres/test/harness.ts';
import type { TestDatabase } from '../../../migrations/postgres/test/harness.ts';
import { deviceTables, isAuthored, tableNamed } from '../../../schema/index.ts';
import type { Change } from '../testing/device.ts';
import { edit, insert, pushWorld } from '../testing/pushing.ts';
import { ruleSentence, SPELLED, tooMuch } from './rules.ts';

interface Rule {
  readonly table: string;
  readonly name: string;
  readonly columns: readonly string[];
}

let db: TestDatabase;
let rules: Rule[];
beforeAll(async () => {
  db = await createTestDatabase();
  const { rows } = await db.pool.query<Rule>(
    `SELECT c.relname AS table, k.conname AS name,
       ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (k.conkey)) AS columns
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
     WHERE c.relnamespace = 'public'::regnamespace AND k.contype IN ('c', 'u', 'f', 'x')
     UNION ALL
     SELECT c.relname, i.relname, ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (x.indkey))
     FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
     WHERE c.relnamespace = 'public'::regnamespace AND x.indisunique AND NOT x.indisprimary`,
  );
  rules = rows;
});
afterAll(() => db.drop());

/** A person meets a rule where a device may write one of its columns, and not where all are the owner's or the cloud's. */
function canBeMet({ table, columns }: Rule): boolean {
  const { ownerColumn, columns: all } = tableNamed(table);
  return columns.some((name) => name !== ownerColumn && all[name]?.serverOwned !== true);
}

test('every rule that a device can break is put into words, without names of tables, columns or rules', () => {
  const authored = new Set(deviceTables.filter(isAuthored).map(({ name }) => name));
  const met = rules.filter((rule) => authored.has(rule.table) && canBeMet(rule));
  // Far fewer would mean that the question above finds nothing.
  expect(met.length).toBeGreaterThan(80);
  const sentences = met.map(({ table, name }) => ({ name, sentence: ruleSentence(tableNamed(table), name) }));
  expect(sentences.filter(({ sentence }) => sentence === null)).toEqual([]);
  for (const { sentence } of sentences) expect(sentence).toMatch(/^[A-Z][^_{}]*\. [A-Z][^{}]*\.$/);
});

test('what is spelled out is about rules that there are', () => {
  const names = new Set(rules.map(({ name }) => name));
  // Raised by a trigger, which names itself after its table.
  const spelled = Object.keys(SPELLED).filter((name) => !name.endsWith('_same_workspace'));
  expect(spelled.filter((name) => !names.has(name))).toEqual([]);
});

test('a rule that nobody knows has no sentence', () => {
  const morgys = tableNamed('morgys');
  for (const name of ['', 'morgys_', 'morgys_constructor_check', 'morgys_tags_check', 'agents_slug', 'toString'])
    expect(ruleSentence(morgys, name)).toBeNull();
});

test('what is too long or too large is named, counted as Postgres counts', () => {
  const morgys = tableNamed('morgys');
  expect(
    tooMuch(morgys, { description: 'x'.repeat(5000), name: '🜁'.repeat(255), price: '99999999.99', version: 1 }),
  ).toBeNull();
  expect(tooMuch(morgys, { name: '🜁'.repeat(256) })).toBe('The name is too long: it has at most 255 characters.');
  expect(tooMuch(morgys, { price: '100000000.00' })).toBe('The price is too large.');
  expect(tooMuch(morgys, { version: 2 ** 31 })).toBe('The version is too large.');
});

describe('a device is told', () => {
  const world = pushWorld(false);

  test.each<[string, unknown, string]>([
    ['name', 'ab', 'The name is too short: it has at least 3 characters. Correct it and send it again.'],
    ['name', 'x'.repeat(300), 'The name is too long: it has at most 255 characters. Correct it and send it again.'],
    ['name', null, 'The name cannot be left out. Fill it in and send it again.'],
    ['price', '5000.00', 'The price has to be from 0.00 to 999.99. Correct it and send it again.'],
    ['license_type', 'lent', 'The licence type has to be free, paid, or subscription. Correct it and send it again.'],
    ['price', 1.5, 'The price does not fit: a text was expected. Correct it and send it again.'],
    ['rating', '5.00', 'The rating is set by the cloud alone. Let go of the change.'],
  ])('of a Morgy’s %s: %o', async (name, value, message) => {
    const device = await world.newDevice();
    const rowId = await device.morgy();
    expect((await device.one(edit(rowId, name, value, 'First name', 1))).message).toBe(message);
  });

  test('of a parent that is not there, of a second listing, and what it may choose instead of an admin’s word', async () => {
    const device = await world.newDevice();
    const document: Change = {
      table: 'morgy_knowledge',
      rowId: uuidv7(),
      operation: 'insert',
      patch: { morgy_id: uuidv7(), title: 'T', content: 'C', source_type: 'text' },
    };
    const missing = await device.one(document);
    expect([missing.outcome, missing.message]).toEqual(['rejected', expect.stringMatching(/\. .*[Ll]et go/)]);
    const morgyId = uuidv7();
    await device.one(insert(morgyId));
    const listing = (status: string): Change => ({
      table: 'marketplace_listings',
      rowId: uuidv7(),
      operation: 'insert',
      patch: { morgy_id: morgyId, status, visibility: 'public', pricing_model: 'free', price: '0.00' },
    });
    expect((await device.one(listing('approved'))).message).toMatch(
      /^Only an admin sets this\. You may choose .*pending/,
    );
    expect(await device.one(listing('draft'))).toMatchObject({ outcome: 'applied' });
    expect((await device.one(listing('draft'))).message).toMatch(/^The Morgy has a listing already/);
  });
});
