/** Where clauses: what their text can do to the SQL around them, which must be nothing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inShapeWorld } from './testing/world.ts';
import { bindWhere, WhereError } from './where.ts';

describe('parameters', () => {
  test.each([
    ['n > $1 AND o = $2', { 1: '5', 2: "it's" }, "n > '5' AND o = 'it''s'"],
    ["t = '$1' AND n = $1", { 1: '5' }, "t = '$1' AND n = '5'"],
    ["t = 'it''s $1' AND n = $1", { 1: '5' }, "t = 'it''s $1' AND n = '5'"],
    [String.raw`t = E'\'$1' AND n = $1`, { 1: '5' }, String.raw`t = E'\'$1' AND n = '5'`],
    ['"a""$1" = $1', { 1: '5' }, '"a""$1" = \'5\''],
    ['t = $q$ $1 $q$ OR n = $1', { 1: '5' }, "t = $q$ $1 $q$ OR n = '5'"],
    ['t = $$ $1 $$ OR n = $1', { 1: '5' }, "t = $$ $1 $$ OR n = '5'"],
    ['a$1 = $1', { 1: '5' }, "a$1 = '5'"],
  ])('%s', (where, params, bound) => {
    expect(bindWhere(where, params as unknown as Record<string, string>)).toBe(bound);
  });
});

describe('refused before the database sees it', () => {
  test.each([
    'n = 1; DROP TABLE items',
    'n = 1 -- and nothing after',
    'n = /* in between */ 1',
    'true) OR (true',
    '(n = 1',
    "t = 'open",
    't = "open',
    'n = $1',
    't = \0',
  ])('%j', (where) => {
    expect(() => bindWhere(where, {})).toThrow(WhereError);
  });
});

// The database's own opinion: a parameter is that text and nothing else, whatever is in it.
test('any text as a parameter finds the row that holds it, and only that one', async () => {
  await inShapeWorld({}, async (world) => {
    await world.query('CREATE TABLE texts (t text PRIMARY KEY)');
    const awkward = fc.string({
      unit: fc.constantFrom("'", '"', '\\', '$', '1', ';', '-', '/', '*', '(', ')', 'E', ' ', '\n', 'ü'),
    });
    await expect(
      fc.assert(
        fc.asyncProperty(awkward, async (text) => {
          await world.query("TRUNCATE texts; INSERT INTO texts VALUES ('another')");
          await world.query('INSERT INTO texts VALUES ($1)', [text]);
          const bound = bindWhere('t = $1', { 1: text });
          expect(await world.query(`SELECT t FROM texts WHERE (${bound})`)).toEqual([{ t: text }]);
        }),
        { numRuns: 40 },
      ),
    ).resolves.toBeUndefined();
  });
});

// Whatever passes as a clause stays within its parentheses: it reads no other table, and leaves nothing behind.
const REFUSED = [
  'EXISTS (SELECT 1 FROM secrets)',
  "(SELECT s FROM secrets) = 'x'",
  'count(*) > 0',
  'n = 1 UNION SELECT 1',
  "pg_read_file('/etc/passwd') <> ''",
  'pg_sleep(10) IS NULL',
  "nextval('numbers') > 0",
  'row_number() OVER () = 1',
  'generate_series(1, 3) = n',
  "current_setting('data_directory') <> ''",
  'now() > now()',
  'items IS NOT NULL',
  'shape_row IS NOT NULL',
];

test('what reads other rows, other tables or the world is refused, and not run', async () => {
  await inShapeWorld({}, async (world) => {
    await world.query('CREATE TABLE items (id int PRIMARY KEY, n int)');
    await world.query("CREATE TABLE secrets (s text); INSERT INTO secrets VALUES ('x'); CREATE SEQUENCE numbers");
    for (const where of REFUSED) {
      const response = await world.get({ table: 'items', where, offset: '-1' });
      expect({ where, status: response.status }).toEqual({ where, status: 400 });
      expect(await response.json()).toMatchObject({ errors: { where: [expect.any(String)] } });
    }
    expect(await world.query('SELECT is_called FROM numbers')).toEqual([{ is_called: false }]);
  });
});
