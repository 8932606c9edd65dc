/**
 * What may be sent that must not be: each gets its status and its stable code, changes nothing in the whole database,
 * leaks nothing of itself into an answer or the log, and is written down there. The finer cases of each kind are beside
 * the part that refuses them (push/, auth/, shape.test.ts); here every kind goes the whole way once, over HTTP.
 */
import { generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from '../../migrations/postgres/test/harness.ts';
import type { TestDatabase } from '../../migrations/postgres/test/harness.ts';
import { errorBody } from '../../sync/protocol/errors.ts';
import { pushAnswer } from '../../sync/protocol/mutation.ts';
import { AUDIENCE, ISSUER, startGateway } from './testing/gateway.ts';
import type { TestGateway } from './testing/gateway.ts';

/** In everything that is sent here; in no answer and no log line. */
const MARK = 'zzmarkzz';
const SQL = `'); DROP TABLE morgys; --${MARK}`;

let db: TestDatabase;
let gateway: TestGateway;
beforeAll(async () => {
  db = await createTestDatabase();
  gateway = await startGateway(db.pool, { limits: 'off' });
});
afterAll(async () => {
  await gateway.close();
  await db.drop();
});

interface Person {
  readonly userId: string;
  readonly deviceId: string;
  /** A Morgy of theirs; the device's first mutation made it. */
  readonly rowId: string;
}

const mutation = (change: Record<string, unknown>): Record<string, unknown> => ({
  number: 2,
  table: 'morgys',
  operation: 'update',
  patch: {},
  base: {},
  baseVersions: {},
  at: '2026-01-01T00:00:00.000Z',
  ...change,
});

const body = (deviceId: string, transactions: readonly (readonly Record<string, unknown>[])[]): string =>
  JSON.stringify({
    protocol: 1,
    deviceId,
    schemaVersion: 1,
    confirmed: 0,
    transactions: transactions.map((mutations, transaction) => ({ transaction, mutations })),
  });

const send = (userId: string | null, text: string, headers: Record<string, string> = {}): Promise<Response> =>
  gateway.fetch(userId, '/v1/mutations', {
    method: 'POST',
    body: text,
    headers: { 'content-type': 'application/json', ...headers },
  });

async function newPerson(): Promise<Person> {
  const [userId, deviceId, rowId] = [uuidv7(), uuidv7(), uuidv7()];
  await gateway.fetch(userId, '/v1/devices', {
    method: 'POST',
    body: JSON.stringify({ id: deviceId, name: 'Laptop', schemaVersion: 1, startAfter: 0 }),
  });
  const made = { number: 1, operation: 'insert', rowId, patch: { name: 'Harbour Master', category: 'custom' } };
  const answer = pushAnswer.parse(await (await send(userId, body(deviceId, [[mutation(made)]]))).json());
  expect(answer.results.map(({ outcome }) => outcome)).toEqual(['applied']);
  return { userId, deviceId, rowId };
}

/** What a mutation that is refused for good moves: the device's place in the ledger, who watches that, and its stored answer. */
const LEDGER = ['sync_device', 'sync_result', 'sync_beacon', 'audit_log'];

/** Every row of every table but these. */
async function everything(without: readonly string[] = []): Promise<Record<string, unknown>> {
  const tables = await db.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL ($1)`,
    [without],
  );
  const all: Record<string, unknown> = {};
  for (const { name } of tables) {
    const [row] = await db.query(
      `SELECT count(*)::int AS n, md5(string_agg(t::text, '|' ORDER BY t::text)) FROM "${name}" t`,
    );
    all[name] = row;
  }
  return all;
}

const ledger = (deviceId: string): Promise<Record<string, unknown>[]> =>
  db.query('SELECT last_number::int FROM sync_device WHERE id = $1', [deviceId]);

const lines = (): Record<string, unknown>[] => gateway.log.map((line) => JSON.parse(line) as Record<string, unknown>);

/** A request that is refused as a whole: where it goes, and what is said of it. */
type Refused = (person: Person, other: Person) => Promise<Response>;

const withToken = (token: string): Promise<Response> => send(null, '{}', { authorization: `Bearer ${token}` });

async function forged(person: Person): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256');
  return new SignJWT({ name: MARK })
    .setProtectedHeader({ alg: 'ES256', kid: 'test' })
    .setSubject(person.userId)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setExpirationTime('1h')
    .sign(privateKey);
}

test.each<[string, number, string, Refused]>([
  ['a forged token', 401, 'unauthenticated', async (person) => withToken(await forged(person))],
  [
    'an expired token',
    401,
    'unauthenticated',
    async ({ userId }) => withToken(await gateway.token(userId, { expires: '-1h', name: MARK })),
  ],
  [
    'a token of another issuer',
    401,
    'unauthenticated',
    async ({ userId }) => withToken(await gateway.token(userId, { issuer: 'https://other.test', name: MARK })),
  ],
  [
    'a token for somebody else',
    401,
    'unauthenticated',
    async ({ userId }) => withToken(await gateway.token(userId, { audience: 'another', name: MARK })),
  ],
  [
    'another account’s device',
    404,
    'unknown_device',
    ({ userId, rowId }, other) => send(userId, body(other.deviceId, [[mutation({ rowId, patch: { name: MARK } })]])),
  ],
  [
    'a mutation id used twice, with other contents',
    409,
    'number_reused',
    ({ userId, deviceId, rowId }) =>
      send(
        userId,
        body(deviceId, [
          [mutation({ number: 1, operation: 'insert', rowId, patch: { name: MARK, category: 'custom' } })],
        ]),
      ),
  ],
  [
    'a gap in the numbers',
    409,
    'number_gap',
    ({ userId, deviceId, rowId }) =>
      send(userId, body(deviceId, [[mutation({ number: 4, rowId, patch: { name: MARK } })]])),
  ],
  [
    '10,000 mutations at once',
    413,
    'too_large',
    ({ userId, deviceId, rowId }) =>
      send(
        userId,
        body(
          deviceId,
          Array.from({ length: 10_000 }, (_, n) => [
            mutation({ number: n + 2, rowId, patch: { name: MARK }, base: {}, at: '2026-01-01T00:00:00.000Z' }),
          ]),
        ),
      ),
  ],
  [
    'SQL in the place of a table',
    400,
    'invalid',
    ({ userId, deviceId, rowId }) => send(userId, body(deviceId, [[mutation({ table: `morgys"${SQL}`, rowId })]])),
  ],
  [
    'SQL in the place of a row’s id',
    400,
    'invalid',
    ({ userId, deviceId }) => send(userId, body(deviceId, [[mutation({ rowId: SQL })]])),
  ],
  [
    'SQL in the place of a device',
    400,
    'invalid',
    ({ userId, rowId }) => send(userId, body(SQL, [[mutation({ rowId })]])),
  ],
  [
    'SQL in the place of a time',
    400,
    'invalid',
    ({ userId, deviceId, rowId }) => send(userId, body(deviceId, [[mutation({ rowId, at: SQL })]])),
  ],
  [
    'SQL in the place of a page',
    400,
    'invalid',
    ({ userId }) => gateway.fetch(userId, `/v1/snapshot/morgys?after=${encodeURIComponent(SQL)}`),
  ],
  ...['where', 'columns', 'params[1]', 'secret', 'replica'].map<[string, number, string, Refused]>((name) => [
    `a shape request that chooses its own ${name}`,
    400,
    'invalid',
    ({ userId }) =>
      gateway.fetch(
        userId,
        `/v1/shape?${new URLSearchParams({ table: 'morgys', offset: '-1', [name]: SQL }).toString()}`,
      ),
  ]),
  ...['api_keys', 'pg_authid', SQL, `users" --${MARK}`].map<[string, number, string, Refused]>((table) => [
    `a shape request for the table ${table}`,
    404,
    'not_found',
    ({ userId }) => gateway.fetch(userId, `/v1/shape?${new URLSearchParams({ table, offset: '-1' }).toString()}`),
  ]),
])('%s: %i %s', async (_what, status, code, refused) => {
  const [person, other] = [await newPerson(), await newPerson()];
  const before = await everything();
  const from = gateway.log.length;
  const answer = await refused(person, other);
  const text = await answer.text();
  expect([answer.status, errorBody.parse(JSON.parse(text)).code]).toEqual([status, code]);
  expect(text).not.toContain(MARK);
  expect(await everything()).toEqual(before);
  expect(await ledger(person.deviceId)).toEqual([{ last_number: 1 }]);
  const logged = lines().slice(from);
  expect(logged).toContainEqual(expect.objectContaining({ event: 'request', status, code }));
  expect(JSON.stringify(logged)).not.toContain(MARK);
});

test('50 MB: 413 too_large', async () => {
  const { userId, deviceId } = await newPerson();
  const before = await everything();
  const from = gateway.log.length;
  // The gateway closes while the rest is still coming, and a client may see that first; the log has the answer.
  const text = await send(userId, MARK.padEnd(50 * 1024 * 1024)).then(
    (answer) => answer.text(),
    () => '',
  );
  const wanted = expect.objectContaining({ event: 'request', status: 413, code: 'too_large', user: userId }) as unknown;
  await expect.poll(() => lines().slice(from), { timeout: 30_000 }).toContainEqual(wanted);
  expect(text + JSON.stringify(lines().slice(from))).not.toContain(MARK);
  expect(await everything()).toEqual(before);
  expect(await ledger(deviceId)).toEqual([{ last_number: 1 }]);
});

test.each<[string, string, (person: Person, other: Person) => Record<string, unknown>]>([
  ['another owner’s row', 'not_found', (_person, other) => ({ rowId: other.rowId, patch: { name: MARK } })],
  [
    'another owner’s row, deleted',
    'not_found',
    (_person, other) => ({ rowId: other.rowId, operation: 'delete', baseVersions: { '*': 1 } }),
  ],
  [
    'another owner’s row, inserted over',
    'id_taken',
    (_person, other) => ({ rowId: other.rowId, operation: 'insert', patch: { name: MARK, category: 'custom' } }),
  ],
  ['a column that is the server’s', 'server_column', ({ rowId }) => ({ rowId, patch: { total_revenue: '9.00' } })],
  ['a column that there is not', 'unknown_column', ({ rowId }) => ({ rowId, patch: { [MARK]: MARK } })],
  ['SQL as the name of a column', 'unknown_column', ({ rowId }) => ({ rowId, patch: { [`name" = 'x', "${SQL}`]: 1 } })],
])('%s in a mutation: rejected with %s', async (_what, code, change) => {
  const [person, other] = [await newPerson(), await newPerson()];
  const before = await everything(LEDGER);
  const from = gateway.log.length;
  const answer = await send(person.userId, body(person.deviceId, [[mutation(change(person, other))]]));
  expect(answer.status).toBe(200);
  const text = await answer.text();
  expect(pushAnswer.parse(JSON.parse(text)).results).toMatchObject([{ number: 2, outcome: 'rejected', code }]);
  expect(text).not.toContain('Harbour Master');
  expect(await everything(LEDGER)).toEqual(before);
  // Stored in the ledger, so that asking again is answered the same.
  expect(await ledger(person.deviceId)).toEqual([{ last_number: 2 }]);
  const logged = lines().slice(from);
  expect(logged).toContainEqual(
    expect.objectContaining({ event: 'push', user: person.userId, rejected: 1, refusals: { [code]: 1 } }),
  );
  expect(JSON.stringify(logged)).not.toMatch(new RegExp(`${MARK}|Harbour Master|${person.rowId}|${other.rowId}`));
});

test('SQL in every string that a row may hold is a string, and is not logged', async () => {
  const { userId, deviceId } = await newPerson();
  const rowId = uuidv7();
  const patch = { name: SQL, description: SQL, tags: [SQL], ai_config: { [SQL]: SQL } };
  const from = gateway.log.length;
  const answer = await send(
    userId,
    body(deviceId, [[mutation({ operation: 'insert', rowId, patch: { ...patch, category: 'custom' } })]]),
  );
  expect(pushAnswer.parse(await answer.json()).results).toMatchObject([{ number: 2, outcome: 'applied' }]);
  expect(await db.query('SELECT name, description, tags, ai_config FROM morgys WHERE id = $1', [rowId])).toEqual([
    patch,
  ]);
  expect(JSON.stringify(lines().slice(from))).not.toContain(MARK);
});
