/**
 * The cloud in memory, against which thousands of runs are made, answers as the real gateway on PostgreSQL does. Faults
 * caught: a rule of merging, refusing, versions, ledger or log that one of the two has and the other has not, so that the
 * many runs would prove something that is not there.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase } from '../../migrations/postgres/test/harness.ts';
import type { TestDatabase } from '../../migrations/postgres/test/harness.ts';
import type { LocalTransaction, Mutation } from '../protocol/mutation.ts';
import { MemoryCloud } from './cloud.ts';
import { Chance } from './random.ts';
import { PostgresLog, postgresCloud } from './testing/postgres-cloud.ts';
import { TwoClouds } from './testing/two-clouds.ts';
import type { Known } from './testing/two-clouds.ts';

/** `SAME_CLOUD_RUNS=1000` for longer, with fresh seeds; `SAME_CLOUD_SEED=n` replays one. */
const RUNS = Number(process.env['SAME_CLOUD_RUNS'] ?? 12);
const SEED = process.env['SAME_CLOUD_SEED'];
const IS_SHORT = process.env['SAME_CLOUD_RUNS'] === undefined;
/** Milliseconds, of the short mode. */
const PATIENCE = IS_SHORT ? 30_000 : Number.MAX_SAFE_INTEGER;
const AT = '2026-02-03T04:05:06.000Z';
const AUTHORED = ['morgys', 'morgy_knowledge', 'onboarding_sessions'] as const;
type Authored = (typeof AUTHORED)[number];
const SEEN_OF_A_SESSION = ['step_data', 'completed_steps', 'current_step', 'status', 'evidence'];

let database: TestDatabase;
let log: PostgresLog;
beforeAll(async () => {
  database = await createTestDatabase();
  log = await PostgresLog.open(database);
});
afterAll(async () => {
  await log.close();
  await database.drop();
});

interface Sender {
  readonly id: string;
  next: number;
  confirmed: number;
  /** What it has last seen of each row, by table and id. */
  readonly seen: Map<string, Known>;
  last: LocalTransaction[];
}

class Sequence {
  readonly #chance: Chance;
  readonly #clouds: TwoClouds;
  readonly #workspace: string;
  readonly #senders: Sender[] = [];
  #serial = 0;

  constructor(chance: Chance, clouds: TwoClouds, workspace: string) {
    this.#chance = chance;
    this.#clouds = clouds;
    this.#workspace = workspace;
    for (let n = 0; n < 3; n += 1)
      this.#senders.push({ id: chance.uuid(), next: 1, confirmed: 0, seen: new Map(), last: [] });
  }

  #word(): string {
    this.#serial += 1;
    return `w${this.#serial}x`;
  }

  async #look(sender: Sender): Promise<void> {
    sender.seen.clear();
    for (const table of [...AUTHORED, 'sync_conflict'] as const) {
      for (const row of (await this.#clouds.rowsOf(this.#clouds.memory.port, table, 100)).values())
        sender.seen.set(`${table}/${String(row['id'])}`, row);
    }
  }

  #mutation(sender: Sender, given: Pick<Mutation, 'table' | 'rowId'> & Partial<Mutation>): Mutation {
    const number = sender.next;
    sender.next += 1;
    return { operation: 'update', patch: {}, base: {}, baseVersions: {}, at: AT, ...given, number };
  }

  #insert(sender: Sender, table: Authored, rowId: string, parent: string): Mutation {
    const patch: Record<Authored, Mutation['patch']> = {
      morgys: { id: rowId, name: `Name ${this.#word()}`, category: 'custom', description: 'One\nTwo\nThree\n' },
      morgy_knowledge: { id: rowId, morgy_id: parent, title: 'Title', content: this.#word(), source_type: 'text' },
      onboarding_sessions: { id: rowId, workspace_id: this.#workspace, step_data: { made: this.#word() } },
    };
    return this.#mutation(sender, { table, rowId, operation: 'insert', patch: patch[table] });
  }

  /** What one column may become, from what it is. */
  #edited(table: Authored, row: Known): readonly [name: string, value: unknown] {
    const {
      morgys,
      morgy_knowledge: documents,
      onboarding_sessions: sessions,
    } = {
      morgys: ['name', 'description', 'tags', 'personality', 'category', 'price', 'is_active'],
      morgy_knowledge: ['title', 'content', 'source_url'],
      onboarding_sessions: ['step_data', 'completed_steps', 'current_step', 'status'],
    };
    const name = this.#chance.of({ morgys, morgy_knowledge: documents, onboarding_sessions: sessions }[table]);
    const word = this.#word();
    switch (name) {
      case 'description': {
        const lines = String(row[name] ?? '').split('\n');
        lines.splice(this.#chance.below(lines.length + 1), this.#chance.below(2), word);
        return [name, lines.join('\n')];
      }
      case 'tags':
        return [name, [...((row[name] as string[] | null) ?? []).filter(() => this.#chance.is(0.8)), word]];
      case 'completed_steps':
        return [name, [...new Set([...((row[name] as number[] | null) ?? []), 1 + this.#chance.below(24)])]];
      case 'personality':
      case 'step_data':
        return [name, { ...(row[name] as object | null), [this.#chance.of(['a', 'b'])]: word }];
      case 'category':
        return [name, this.#chance.of(['custom', 'social', 'business', 'research'])];
      case 'price':
        return [name, `${this.#chance.below(3)}.00`];
      case 'is_active':
        return [name, this.#chance.is(0.5)];
      case 'current_step':
        return [name, 1 + this.#chance.below(24)];
      case 'status':
        return [name, this.#chance.of(['in_progress', 'completed', 'abandoned'])];
      default:
        return [name, `${word} text`];
    }
  }

  #update(sender: Sender, table: Authored, row: Known): Mutation {
    const rowId = String(row['id']);
    const patch: Record<string, unknown> = {};
    for (let n = 0; n <= this.#chance.below(3); n += 1) {
      const [name, value] = this.#edited(table, row);
      patch[name] = value;
    }
    // A time that each cloud's own clock has set is another in each.
    const isKnown = (row['deleted_at'] ?? null) === null || row['deleted_at'] === AT;
    if (table !== 'onboarding_sessions' && isKnown && this.#chance.is(0.1))
      patch['deleted_at'] = this.#chance.is(0.5) ? AT : null;
    const names = Object.keys(patch);
    const hasBase = this.#chance.is(0.9);
    const mutation = this.#mutation(sender, {
      table,
      rowId,
      patch: patch as Mutation['patch'],
      base: (hasBase ? Object.fromEntries(names.map((name) => [name, row[name] ?? null])) : {}) as Mutation['base'],
      baseVersions: Object.fromEntries(names.map((name) => [name, row.row_version])),
    });
    // What it wrote it has seen.
    sender.seen.set(`${table}/${rowId}`, { ...row, ...patch });
    return mutation;
  }

  #trash(sender: Sender, table: Authored, row: Known): Mutation {
    const rowId = String(row['id']);
    const baseVersions = { '*': row.row_version };
    if (table === 'onboarding_sessions' || this.#chance.is(0.3)) {
      const names = table === 'onboarding_sessions' && this.#chance.is(0.7) ? SEEN_OF_A_SESSION : [];
      const base = Object.fromEntries(names.map((name) => [name, row[name] ?? null])) as Mutation['base'];
      return this.#mutation(sender, { table, rowId, operation: 'delete', base, baseVersions });
    }
    return this.#mutation(sender, {
      table,
      rowId,
      patch: { deleted_at: AT },
      base: { deleted_at: null },
      baseVersions,
    });
  }

  /** What a local transaction holds: its mutations, in the order in which they go up. */
  #transaction(sender: Sender): Mutation[] {
    const rows = [...sender.seen].flatMap(([key, row]) => {
      const table = AUTHORED.find((name) => key.startsWith(`${name}/`));
      return table ? [{ table, row }] : [];
    });
    const choice = this.#chance.next();
    if (rows.length < 3 || choice < 0.12) {
      const [morgy, document] = [this.#chance.uuid(), this.#chance.uuid()];
      const made = [
        () => this.#insert(sender, 'morgys', morgy, morgy),
        () => this.#insert(sender, 'morgy_knowledge', document, morgy),
      ];
      return (this.#chance.is(0.3) ? made.toReversed() : made).map((make) => make());
    }
    if (choice < 0.17) return [this.#insert(sender, 'onboarding_sessions', this.#chance.uuid(), '')];
    // A child whose parent there never was.
    if (choice < 0.2) return [this.#insert(sender, 'morgy_knowledge', this.#chance.uuid(), this.#chance.uuid())];
    // A row that there never was.
    if (choice < 0.22) return [this.#update(sender, 'morgys', { id: this.#chance.uuid(), row_version: 3 })];
    const conflicts = [...sender.seen].filter(([key]) => key.startsWith('sync_conflict/'));
    const { table, row } = this.#chance.of(rows);
    if (choice < 0.3) return [this.#trash(sender, table, row)];
    if (choice < 0.34) return [this.#insert(sender, table, String(row['id']), String(row['morgy_id'] ?? ''))];
    if (choice < 0.38 && conflicts.length > 0) return [this.#putBack(sender, this.#chance.of(conflicts)[1])];
    return Array.from({ length: 1 + this.#chance.below(3) }, () => {
      const one = this.#chance.of(rows);
      const seen = sender.seen.get(`${one.table}/${String(one.row['id'])}`) ?? one.row;
      return this.#update(sender, one.table, seen);
    });
  }

  /** A conflict with an id of its own goes back, as one that the cloud has forgotten. */
  #putBack(sender: Sender, row: Known): Mutation {
    const { row_version: _version, _fv: _versions, owner_id: _owner, ...rest } = row;
    const rowId = this.#chance.uuid();
    return this.#mutation(sender, {
      table: 'sync_conflict',
      rowId,
      operation: 'insert',
      // Told apart from the one that it was made from.
      patch: { ...rest, id: rowId, number: 1_000_000 + sender.next } as Mutation['patch'],
    });
  }

  async #push(sender: Sender, transactions: LocalTransaction[], confirmed = sender.confirmed): Promise<void> {
    await this.#clouds.push({ protocol: 1, deviceId: sender.id, schemaVersion: 1, confirmed, transactions });
  }

  async #step(): Promise<void> {
    const sender = this.#chance.of(this.#senders);
    const choice = this.#chance.next();
    const { memory } = this.#clouds;
    if (choice < 0.35) await this.#look(sender);
    else if (choice < 0.4) await this.#clouds.register(sender.id);
    else if (choice < 0.45 && sender.last.length > 0) await this.#push(sender, sender.last);
    else if (choice < 0.48) {
      // A number is missing, or is used again for something else.
      const before = sender.next;
      sender.next += this.#chance.is(0.5) ? 1 : -1;
      if (sender.next > 0)
        await this.#push(sender, [
          { transaction: 1, mutations: [this.#insert(sender, 'morgys', this.#chance.uuid(), '')] },
        ]);
      sender.next = before;
    } else if (choice < 0.5) await this.#push(sender, sender.last, sender.next + 3);
    else if (choice < 0.55) {
      const ids = [...memory.rows('morgys').keys()];
      if (ids.length > 0)
        await this.#clouds.writeAside('morgys', this.#chance.of(ids), { view_count: this.#chance.below(9) });
    } else if (choice < 0.57) {
      const table = this.#chance.of(['morgy_knowledge', 'onboarding_sessions'] as const);
      const ids = [...memory.rows(table).keys()];
      if (ids.length > 0) await this.#clouds.removeAside(table, this.#chance.of(ids));
    } else {
      sender.last = Array.from({ length: 1 + this.#chance.below(3) }, (_, transaction) => ({
        transaction,
        mutations: this.#transaction(sender),
      }));
      await this.#push(sender, sender.last);
      if (this.#chance.is(0.5)) sender.confirmed = sender.next - 1;
      // Answers that were confirmed are forgotten; asking for them again is another device's doing.
      if (sender.confirmed === sender.next - 1 && this.#chance.is(0.5)) sender.last = [];
    }
    if (this.#chance.is(0.2)) await this.#clouds.compareRows(1 + this.#chance.below(4));
    if (this.#chance.is(0.2)) await this.#clouds.compareLogs();
  }

  async go(steps: number): Promise<string | null> {
    await this.#clouds.compareLogs();
    for (const sender of this.#senders) await this.#clouds.register(sender.id);
    for (let n = 0; n < steps && this.#clouds.finding === null; n += 1) await this.#step();
    await this.#clouds.compareRows(100);
    await this.#clouds.compareLogs();
    return this.#clouds.finding;
  }
}

it('answers, keeps and tells the same as the gateway', { timeout: 36_000_000 }, async () => {
  const fresh = IS_SHORT ? 30_000_000 : Math.floor(Math.random() * 2 ** 31);
  const first = SEED === undefined ? fresh : Number(SEED);
  const begun = performance.now();
  let ran = 0;
  for (; ran < (SEED === undefined ? RUNS : 1) && performance.now() - begun < PATIENCE; ran += 1) {
    const chance = new Chance(first + ran);
    const real = await postgresCloud(log, new Chance(first + ran + 1));
    // What signing up has made is nobody's edit, and the cloud in memory begins empty.
    await database.query('DELETE FROM onboarding_sessions WHERE owner_id = $1', [real.userId]);
    const memory = new MemoryCloud(new Chance(first + ran + 2), real.userId, { ledger: true, values: true });
    const finding = await new Sequence(chance, new TwoClouds(memory, real), real.workspaceId ?? '').go(60);
    expect(finding === null ? null : `SAME_CLOUD_SEED=${first + ran}: ${finding}`).toBeNull();
  }
  console.log(`${ran} sequences from seed ${first}`);
  expect(ran).toBeGreaterThan(0);
});
