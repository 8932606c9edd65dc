/**
 * Takes a batch of mutations into Postgres: under the device's ledger lock, as the signed-in person, in one transaction
 * with the ledger and the stored answers (docs/sync.md, "Up" 3 to 6).
 */
import type pg from 'pg';
import { tables, isAuthored } from '../../../schema/index.ts';
import type { Table } from '../../../schema/index.ts';
import { BATCH_MUTATIONS, PROTOCOL_VERSION } from '../../../sync/protocol/mutation.ts';
import type { Mutation, PushAnswer, PushRequest } from '../../../sync/protocol/mutation.ts';
import { allOf, BEGIN, becoming, inOrder, isPipelined, quoted, transaction } from '../database.ts';
import type { Identity, Statement } from '../database.ts';
import { GatewayError } from '../errors.ts';
import { closeLedger, gap, ledgerOf, lockingLedger, storedResults } from './ledger.ts';
import type { Taken } from './ledger.ts';
import { prepare } from './prepare.ts';
import { Refusal, refusalOf } from './refusals.ts';
import { rightsOf } from './rights.ts';
import type { RightsOf } from './rights.ts';
import { writeMutation } from './write.ts';

const catalogue = new Map(tables.map((table) => [table.name, table]));

interface Work {
  readonly client: pg.ClientBase;
  readonly identity: Identity;
  readonly device: string;
  readonly rights: RightsOf;
}

const refused = (mutation: Mutation, refusal: Refusal): Taken => ({
  mutation,
  result: {
    number: mutation.number,
    outcome: 'rejected',
    rowVersion: null,
    code: refusal.code,
    message: refusal.message,
  },
  conflict: null,
});

function tableOf(mutation: Mutation): Table {
  const table = catalogue.get(mutation.table);
  if (!table || table.sync === 'none')
    throw new Refusal('unknown_table', `The cloud keeps no table “${mutation.table}” for devices.`);
  if (!isAuthored(table))
    throw new Refusal('read_only_table', 'This is written by the cloud alone. Let go of the change.');
  return table;
}

/** Refusals that need no database are answers; errors of the database are thrown on. */
async function take(work: Work, mutation: Mutation): Promise<Taken> {
  try {
    const table = tableOf(mutation);
    const prepared = prepare(table, mutation, work.identity, work.rights(table.name));
    const { rowVersion, decision } = await writeMutation(work.client, table, prepared, work.identity, work.device);
    return {
      mutation,
      result: { number: mutation.number, outcome: decision?.outcome ?? 'applied', rowVersion },
      conflict: decision?.conflict ?? null,
    };
  } catch (error) {
    if (error instanceof Refusal) return refused(mutation, error);
    throw error;
  }
}

/** Like `take`, with what the database refuses undone and answered as well. */
async function takeGuarded(work: Work, mutation: Mutation): Promise<Taken> {
  await work.client.query('SAVEPOINT one_mutation');
  try {
    const taken = await take(work, mutation);
    await work.client.query('RELEASE SAVEPOINT one_mutation');
    return taken;
  } catch (error) {
    const table = catalogue.get(mutation.table);
    const refusal = table ? refusalOf(error, table, mutation.patch) : null;
    if (!refusal) throw error;
    await work.client.query('ROLLBACK TO SAVEPOINT one_mutation');
    return refused(mutation, refusal);
  }
}

/** Asks the foreign keys of what was written; they were put off, so that a child may come before its parent. */
async function checkParents(work: Work, mutations: readonly Mutation[]): Promise<void> {
  const names = new Set(mutations.flatMap((mutation) => work.rights(mutation.table).foreignKeys));
  if (names.size > 0) await work.client.query(`SET CONSTRAINTS ${[...names].map(quoted).join(', ')} IMMEDIATE`);
}

const PUT_OFF_PARENTS: Statement = { text: 'SET CONSTRAINTS ALL DEFERRED' };

/** Runs of mutations that touch a row once each: within one they may be under way together, in their order. */
function runsOf(mutations: readonly Mutation[]): Mutation[][] {
  const runs: Mutation[][] = [[]];
  let rows = new Set<string>();
  for (const mutation of mutations) {
    const row = `${mutation.table} ${mutation.rowId.toLowerCase()}`;
    if (rows.has(row)) {
      runs.push([]);
      rows = new Set();
    }
    rows.add(row);
    runs.at(-1)?.push(mutation);
  }
  return runs;
}

/** Almost always nothing is refused by the database: no savepoints but one around it all. */
async function takeAll(work: Work, mutations: readonly Mutation[], putOff: boolean): Promise<Taken[]> {
  const taken: Taken[] = [];
  if (isPipelined(work.client)) {
    for (const run of runsOf(mutations)) taken.push(...(await allOf(run.map((mutation) => take(work, mutation)))));
  } else {
    for (const mutation of mutations) taken.push(await take(work, mutation));
  }
  if (putOff) await checkParents(work, mutations);
  return taken;
}

/** One local transaction, each refusal undone by itself. */
async function takeCarefully(work: Work, mutations: readonly Mutation[]): Promise<Taken[]> {
  await work.client.query('SAVEPOINT local_transaction');
  try {
    await work.client.query(PUT_OFF_PARENTS.text);
    const taken: Taken[] = [];
    for (const mutation of mutations) taken.push(await takeGuarded(work, mutation));
    await checkParents(work, mutations);
    await work.client.query('RELEASE SAVEPOINT local_transaction');
    return taken;
  } catch (error) {
    if (!isMissingParent(error)) throw error;
    // A parent never came. Checked one by one, each mutation that needs it is found; the rollback has brought back what
    // an earlier local transaction left put off, so the keys are asked to be checked at once again.
    await work.client.query('ROLLBACK TO SAVEPOINT local_transaction');
    await checkParents(work, mutations);
    const taken: Taken[] = [];
    for (const mutation of mutations) taken.push(await takeGuarded(work, mutation));
    await work.client.query('RELEASE SAVEPOINT local_transaction');
    return taken;
  }
}

const isMissingParent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '23503';

async function takeNew(work: Work, transactions: readonly (readonly Mutation[])[], putOff: boolean): Promise<Taken[]> {
  if (transactions.length === 0) return [];
  try {
    return await takeAll(work, transactions.flat(), putOff);
  } catch (error) {
    // Any error of SQL; those that are no refusal come again below and end the request.
    if (!(error instanceof Error && 'severity' in error)) throw error;
    await work.client.query('ROLLBACK TO SAVEPOINT batch');
    const taken: Taken[] = [];
    for (const mutations of transactions) taken.push(...(await takeCarefully(work, mutations)));
    return taken;
  }
}

function checkRequest(request: PushRequest, mutations: readonly Mutation[]): void {
  if (request.protocol > PROTOCOL_VERSION) {
    throw new GatewayError('schema_too_new', 'This cloud is older than the studio. It has to be updated first.');
  }
  if (request.protocol < PROTOCOL_VERSION - 1) {
    throw new GatewayError(
      'schema_too_old',
      'This version of the studio is too old for the cloud. Update it to go on.',
    );
  }
  if (request.transactions.length > 1 && mutations.length > BATCH_MUTATIONS) {
    throw new GatewayError(
      'too_large',
      `A batch holds at most ${BATCH_MUTATIONS} changes; this one has ${mutations.length}.`,
    );
  }
  const first = mutations[0]?.number ?? 0;
  const odd = mutations.find((mutation, index) => mutation.number !== first + index);
  if (odd) throw new GatewayError('invalid', `Change ${odd.number} does not follow the one before it in the batch.`);
}

/**
 * Applies what is new, answers what was taken before as it was answered then. Whatever it throws, nothing has changed.
 * @throws GatewayError number_gap, number_reused, unknown_device, revoked, too_large, invalid, schema_too_old or _new
 */
export async function applyPush(pool: pg.Pool, identity: Identity, request: PushRequest): Promise<PushAnswer> {
  const mutations = request.transactions.flatMap((local) => local.mutations);
  checkRequest(request, mutations);
  const rights = await rightsOf(pool);
  // A local transaction of one change has no child before its parent.
  const putOff = request.transactions.some((local) => local.mutations.length > 1);
  return transaction(pool, async (client) => {
    const opened = await inOrder(client, [
      BEGIN,
      becoming('service_role', identity, request.deviceId),
      lockingLedger(identity, request.deviceId),
      { text: 'SET LOCAL ROLE authenticated' },
      { text: 'SAVEPOINT batch' },
      ...(putOff ? [PUT_OFF_PARENTS] : []),
    ]);
    const ledger = ledgerOf(opened[2] as pg.QueryResult);
    const isNew = (mutation: Mutation): boolean => mutation.number > ledger.lastNumber;
    const fresh = mutations.find(isNew);
    // A device that has answers which this ledger does not know of was not answered by this database as it is now.
    if (request.confirmed > ledger.lastNumber || (fresh && fresh.number !== ledger.lastNumber + 1)) {
      throw gap(ledger, fresh?.number ?? request.confirmed);
    }
    const results = await storedResults(
      client,
      request.deviceId,
      ledger,
      mutations.filter((mutation) => !isNew(mutation)),
    );
    const taken = await takeNew(
      { client, identity, device: request.deviceId, rights },
      request.transactions.map((local) => local.mutations.filter(isNew)).filter((local) => local.length > 0),
      putOff,
    );
    const { lastNumber, lsn } = await closeLedger(client, identity, request, ledger, taken);
    return { results: [...results, ...taken.map((entry) => entry.result)], lastNumber, lsn };
  });
}
