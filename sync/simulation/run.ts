/**
 * One run of the simulation: devices edit while network, programs and clouds fail; then everything heals, and devices and
 * cloud have to agree, with every word that anyone wrote accounted for.
 */
import type { Table } from '../../schema/index.ts';
import type { Rules } from '../steps/context.ts';
import { MissedRowError } from '../device/landing.ts';
import { entriesWhere } from '../device/outbox.ts';
import { rowFromWire } from '../device/rows.ts';
import type { Row } from '../device/rows.ts';
import { plucked, prepared } from '../device/statements.ts';
import { NetworkError, RefusedError } from '../errors.ts';
import { MemoryCloud } from './cloud.ts';
import type { CloudRow, CloudRules, Port } from './cloud.ts';
import { Crash, Device, tablesOf } from './device.ts';
import type { Book } from './device.ts';
import { Network } from './network.ts';
import { Chance } from './random.ts';

/** The cloud as a run needs it; simulation.test.ts puts the real gateway on a real Postgres in the memory cloud's place. */
export interface RunCloud {
  readonly userId: string;
  /** A workspace of the person's; where nobody asks whether there is one, it is made up. */
  readonly workspaceId?: string;
  readonly port: Port;
  rows(table: string): Promise<ReadonlyMap<string, CloudRow>> | ReadonlyMap<string, CloudRow>;
  show(table: string, whole: boolean): Promise<void> | void;
  rotate(table: string): Promise<void> | void;
  writeAside(table: string, id: string, patch: Record<string, unknown>): Promise<void> | void;
  removeAside(table: string, id: string): Promise<void> | void;
  /** The server is started anew; it has everything. */
  startAnew(): Promise<void> | void;
  /** Log position now. */
  position(): Promise<number> | number;
  save(): Promise<() => void | Promise<void>> | (() => void | Promise<void>);
}

export interface RunOptions {
  readonly seed: number;
  readonly template: Buffer;
  readonly rules?: Partial<Rules & CloudRules>;
  readonly cloud?: (chance: Chance) => Promise<RunCloud>;
  /** Things that happen before it heals. */
  readonly happenings?: number;
  /** Left to chance unless it is named. */
  readonly disaster?: Disaster;
  /** Without rows that are deleted for good; the same seed is another run then. */
  readonly withoutErasing?: boolean;
}

/** cloud: it is put back to an earlier day. restore: a device is, by the studio. copy: by someone who copied the file. */
export type Disaster = 'none' | 'cloud' | 'restore' | 'copy';

export interface Finding {
  readonly seed: number;
  readonly what: string;
}

const ALL: Rules & CloudRules = {
  ignoreLowerVersions: true,
  leaveByVersion: true,
  barrier: true,
  eras: true,
  ledger: true,
  values: true,
};

/** What a person can see of a row. */
const textOf = (row: Row | null | undefined): string => (row ? JSON.stringify({ ...row, _fv: '' }) : '');

/** Rounds after which what has not come to rest is stuck. */
const ENOUGH_ROUNDS = 60;

class Run {
  readonly #seed: number;
  readonly #chance: Chance;
  readonly #cloud: RunCloud;
  readonly #network: Network;
  readonly #devices: Device[] = [];
  readonly #book: Book;
  readonly #tables: readonly Table[];
  /** Rows that the cloud removed: their words are gone for everyone. */
  readonly #removed = new Set<string>();
  #found: string | null = null;
  /** One disaster a run: two at a time lose what only the lost one had. */
  readonly #disaster: Disaster;
  #backup: { device: Device; file: Buffer; at: number } | null = null;
  #saved: { back: () => void | Promise<void>; at: number } | null = null;
  #hasHappened = false;

  constructor(options: RunOptions, chance: Chance, cloud: RunCloud) {
    const rules = { ...ALL, ...options.rules };
    this.#seed = options.seed;
    this.#chance = chance;
    this.#cloud = cloud;
    this.#network = new Network(chance);
    const workspace = options.withoutErasing ? null : (cloud.workspaceId ?? chance.uuid());
    this.#book = { words: new Map(), pairs: [], workspace, time: 0, serial: 0 };
    this.#tables = tablesOf(this.#book);
    const disaster = chance.is(0.4) ? chance.of(['cloud', 'restore', 'copy'] as const) : 'none';
    this.#disaster = options.disaster ?? disaster;
    const count = 2 + chance.below(4);
    const port = this.#network.between(cloud.port);
    for (let n = 0; n < count; n += 1) {
      const recorder = this.#watching(port, () => this.#devices[n]);
      this.#devices.push(new Device(`d${n}`, options.template, recorder, cloud.userId, chance, rules, this.#book));
    }
  }

  #fail(what: string): void {
    this.#found ??= what;
  }

  /**
   * Looks at each answer: an edit that was answered and has not come back yet has to be on the screen still. One that was
   * answered before may have left the screen with its first echo, and one that is sent to a cloud that was put back may be
   * another's, under what is parked here; these have to be there only if they were when they were sent.
   */
  #watching(port: Port, device: () => Device | undefined): Port {
    const answered = new Set<string>();
    return {
      ...port,
      push: async (request) => {
        // One attempt may push several times; each answer is looked at before the next request leaves.
        this.#answered?.();
        this.#answered = null;
        const before = new Map(
          request.transactions
            .flatMap((one) => one.mutations)
            .map((one) => [one.number, textOf(device()?.row(one.table, one.rowId))] as const),
        );
        const answer = await port.push(request);
        const sent = new Map(
          request.transactions.flatMap((one) => one.mutations).map((one) => [one.number, one] as const),
        );
        queueMicrotask(() =>
          queueMicrotask(() => {
            this.#answered = () => {
              const here = device();
              const answeredBefore = new Set(answered);
              for (const { patch } of sent.values())
                for (const [word] of JSON.stringify(patch).matchAll(/w\d+x/g)) answered.add(word);
              for (const result of answer.results) {
                const mutation = sent.get(result.number);
                if (!here || !mutation || result.rowVersion === null || mutation.operation === 'insert') continue;
                const row = here.row(mutation.table, mutation.rowId);
                if (!row || Number(row['row_version']) >= result.rowVersion) continue;
                const text = textOf(row);
                for (const [word] of JSON.stringify(mutation.patch).matchAll(/w\d+x/g)) {
                  const wasBase = JSON.stringify(mutation.base).includes(word);
                  const mayHaveLeft = answeredBefore.has(word) || this.#disaster === 'cloud';
                  const hadLeft = mayHaveLeft && !before.get(result.number)?.includes(word);
                  if (!wasBase && !hadLeft && this.#book.words.has(word) && !text.includes(word))
                    this.#fail(`${here.name} stopped showing ${word} of ${mutation.table} before its echo came`);
                }
              }
            };
          }),
        );
        return answer;
      },
    };
  }
  #answered: (() => void) | null = null;

  /** Runs a step and takes what a program would survive. */
  async #attempt(device: Device, step: () => Promise<unknown> | unknown): Promise<boolean> {
    this.#answered = null;
    try {
      await step();
      await Promise.resolve();
      this.#look(device);
      const answered = this.#answered as (() => void) | null;
      if (this.#found === null) answered?.();
      return true;
    } catch (error) {
      if (error instanceof Crash) device.restart();
      else if (error instanceof MissedRowError) {
        device.core.mustRefetch(error.table);
        device.core.followAll();
      } else if (error instanceof NetworkError || error instanceof RefusedError) {
        // A session ends with its first failure, and the next begins from what is stored.
        device.isUp = false;
      } else throw error;
      this.#look(device);
      return false;
    }
  }

  /** What has to be true on a device at every moment. */
  #look(device: Device): void {
    const fetching = device.core.unfetched().length > 0;
    for (const table of ['morgys', 'morgy_knowledge']) {
      for (const row of prepared(device.db, `SELECT id, row_version FROM "${table}"`).all() as {
        id: string;
        row_version: number;
      }[]) {
        const before = device.versions.get(row.id) ?? 0;
        if (row.row_version < before && row.row_version > 0 && this.#disaster === 'none')
          this.#fail(`${device.name} went back from version ${before} to ${row.row_version} of a row of ${table}`);
        device.versions.set(row.id, row.row_version);
      }
    }
    // A table that was just fetched is ahead of the others' logs until those have passed the moment of the fetch.
    const complete = plucked(device.db, 'SELECT min(lsn) FROM sync_shape').get() as number;
    if (fetching || complete < device.fetchedAt || this.#disaster !== 'none') return;
    for (const pair of this.#book.pairs) {
      const ids = [pair.morgy, pair.knowledge];
      if (pair.device === device.name || ids.some((id) => this.#removed.has(id) || device.purged.has(id))) continue;
      const halves = [device.row('morgys', pair.morgy), device.row('morgy_knowledge', pair.knowledge)];
      if (halves.filter((half) => half !== null).length === 1)
        this.#fail(`${device.name} shows half of what ${pair.device} made in one step`);
    }
  }

  // ---- happenings

  async #begin(device: Device): Promise<void> {
    await device.core.enlist();
    device.core.followAll();
    device.isUp = true;
  }

  async #work(device: Device): Promise<void> {
    const { core } = device;
    if (!device.isUp) return this.#begin(device);
    const unfetched = core.unfetched().filter((table) => core.held().every((held) => held.table !== table.name));
    const choice = this.#chance.below(10);
    if (unfetched.length > 0 && choice < 6) {
      await core.fetchStep(this.#chance.of(unfetched));
      device.fetchedAt = await this.#cloud.position();
    } else if (choice < 4) await core.push();
    else if (choice < 7) {
      // All logs, in any order, each showing as much as it happens to.
      const order = this.#tables
        .map((table) => [this.#chance.next(), table.name] as const)
        .toSorted(([a], [b]) => a - b);
      for (const [, table] of order) {
        await this.#cloud.show(table, false);
        await core.catchUp(table);
        if (this.#chance.is(0.3)) core.apply();
      }
      core.apply();
    } else if (choice < 9) {
      const table = this.#chance.of(this.#tables).name;
      await this.#cloud.show(table, false);
      await core.catchUp(table);
    } else core.apply();
    for (const held of core.held()) {
      const table = this.#tables.find((one) => one.name === held.table);
      if (table) core.finishFetch(table, true);
    }
  }

  async #happen(): Promise<void> {
    const device = this.#chance.of(this.#devices);
    const choice = this.#chance.next();
    if (choice < 0.2) device.edit();
    else if (choice < 0.245) device.undo();
    else if (choice < 0.25) device.purge();
    else if (choice < 0.82) await this.#attempt(device, () => this.#work(device));
    else if (choice < 0.88) {
      device.crashSoon();
      await this.#attempt(device, () => this.#work(device));
    } else if (choice < 0.9) device.clock += (this.#chance.next() - 0.5) * 1e12;
    else if (choice < 0.92) device.settleParked(this.#disaster === 'none');
    else if (choice < 0.925) await this.#cloud.startAnew();
    else if (choice < 0.95) await this.#cloud.rotate(this.#chance.of(this.#tables).name);
    else if (choice < 0.975) await this.#writeAside();
    else await this.#strike();
    if (this.#chance.is(0.06)) await this.#network.arrive();
  }

  async #writeAside(): Promise<void> {
    const ids = [...(await this.#cloud.rows('morgys')).keys()];
    if (ids.length === 0) return;
    const id = this.#chance.of(ids);
    await this.#cloud.writeAside('morgys', id, { view_count: this.#chance.below(1000) });
    if (this.#disaster !== 'none') return;
    await this.#removeAside('morgy_knowledge');
    if (this.#book.workspace !== null) await this.#removeAside('onboarding_sessions');
  }

  async #removeAside(table: string): Promise<void> {
    const ids = [...(await this.#cloud.rows(table)).keys()];
    if (ids.length === 0 || !this.#chance.is(0.15)) return;
    const gone = this.#chance.of(ids);
    this.#removed.add(gone);
    await this.#cloud.removeAside(table, gone);
  }

  async #strike(): Promise<void> {
    if (this.#disaster === 'cloud') {
      if (!this.#saved) this.#saved = { back: await this.#cloud.save(), at: this.#book.time };
      else if (!this.#hasHappened && this.#chance.is(0.5)) {
        this.#hasHappened = true;
        // Requests that were on the way to the cloud as it was do not arrive in another time.
        await this.#network.arrive(true);
        await this.#saved.back();
        // Sessions end with it, and begin by comparing what the cloud remembers; some do not notice at once.
        for (const device of this.#devices) device.isUp &&= this.#chance.is(0.2);
      }
    } else if (this.#disaster === 'restore' || this.#disaster === 'copy') {
      if (!this.#backup) {
        const device = this.#chance.of(this.#devices);
        this.#backup = { device, file: device.backup(), at: this.#book.time };
      } else if (!this.#hasHappened && this.#chance.is(0.5)) {
        this.#hasHappened = true;
        const { device, file, at } = this.#backup;
        // What was written there since may have been nowhere else: going back was the person's own doing.
        for (const [word, known] of this.#book.words) {
          if (known.device === device.name && known.at >= at) this.#book.words.delete(word);
        }
        device.restore(file, this.#disaster === 'restore');
      }
    }
  }

  // ---- healing

  /** @returns whether anything moved */
  async #healDevice(device: Device): Promise<boolean> {
    let moved = !device.isUp;
    if (moved && !(await this.#attempt(device, () => this.#begin(device)))) return true;
    const { core } = device;
    const step = async (work: () => Promise<unknown> | unknown): Promise<void> => {
      // After a death or a failure nothing goes on but the beginning of another session, in the next round.
      if (device.isUp && !(await this.#attempt(device, work))) moved = true;
    };
    for (const table of core.unfetched()) {
      moved = true;
      for (let n = 0; n < 50; n += 1) {
        let progress = '';
        await step(async () => {
          progress = await core.fetchStep(table);
          device.fetchedAt = await this.#cloud.position();
          if (progress === 'held') progress = core.finishFetch(table, true);
        });
        if (progress !== 'more') break;
      }
    }
    await step(async () => {
      while (await core.push()) moved = true;
    });
    for (const table of this.#tables) {
      await this.#cloud.show(table.name, true);
      await step(() => core.catchUp(table.name));
    }
    await step(() => {
      while (core.apply()) moved = true;
    });
    return moved || entriesWhere(device.db, `o.state <> 'parked'`).length > 0;
  }

  /** Most of what can go wrong goes wrong among devices that are in step. */
  async #getGoing(): Promise<void> {
    for (const device of this.#devices.slice(0, 2)) device.edit();
    if (this.#chance.is(0.8)) await this.#heal();
    this.#network.isGood = false;
    for (const device of this.#devices) device.isAtRest = false;
  }

  async #heal(): Promise<void> {
    this.#network.isGood = true;
    for (const device of this.#devices) {
      device.isAtRest = true;
      device.isUp = false;
    }
    await this.#network.arrive(true);
    let calm = 0;
    for (let round = 0; calm < 2; round += 1) {
      if (round > ENOUGH_ROUNDS) {
        const left = this.#devices.flatMap((device) =>
          entriesWhere(device.db, `o.state <> 'parked'`).map(
            (entry) => `${device.name}: ${entry.state} ${entry.table}`,
          ),
        );
        return this.#fail(`did not come to rest: ${left.join(', ') || 'it keeps moving'}`);
      }
      let moved = false;
      for (const device of this.#devices) moved = (await this.#healDevice(device)) || moved;
      if (round === 3) {
        for (const device of this.#devices) device.settleParked(false);
        moved = true;
      }
      calm = moved ? 0 : calm + 1;
    }
  }

  // ---- judging

  async #judge(): Promise<void> {
    const texts: string[] = [];
    for (const table of this.#tables) {
      if (table.name === 'sync_beacon') continue;
      const rows = await this.#cloud.rows(table.name);
      // A device stamps `updated_at` itself, also for an edit that comes to nothing; nobody's word is in it.
      const columns = Object.keys(table.columns).filter(
        (name) => table.columns[name]?.onDevice && name !== '_fv' && name !== 'updated_at',
      );
      const expected = new Map<string, string>();
      for (const [id, row] of rows) {
        const values = columns.map((name) => (name === 'row_version' ? row.version : (row.values[name] ?? null)));
        expected.set(id, JSON.stringify(rowFromWire(table, columns, values)));
        texts.push(JSON.stringify(row.values));
      }
      for (const device of this.#devices) {
        const parked = new Set(entriesWhere(device.db, `o.state = 'parked'`).map((entry) => entry.rowId));
        const here = new Map(
          (
            device.db
              .prepare(`SELECT ${columns.map((name) => `"${name}"`).join(', ')} FROM "${table.name}"`)
              .all() as Record<string, unknown>[]
          ).map((row) => [String(row['id']), JSON.stringify(row)] as const),
        );
        for (const id of new Set([...expected.keys(), ...here.keys()])) {
          // What was purged here is off this device; the cloud keeps it in the trash.
          const isPurged = device.purged.has(id) && !here.has(id) && rows.get(id)?.values['deleted_at'] !== null;
          if (isPurged || parked.has(id) || this.#isSame(here.get(id), expected.get(id))) continue;
          this.#fail(
            `${device.name} and the cloud differ in ${table.name} ${id}\n  device ${here.get(id)}\n  cloud  ${expected.get(id)}`,
          );
        }
      }
    }
    for (const device of this.#devices) {
      for (const entry of entriesWhere(device.db, '1')) texts.push(JSON.stringify(entry.patch));
    }
    const all = texts.join('\n');
    const found = new Set([...all.matchAll(/w\d+x/g)].map(([word]) => word));
    for (const { word, device, table, rowId } of this.#book.words.values()) {
      if (!found.has(word) && !this.#removed.has(rowId))
        this.#fail(`${word}, which ${device} wrote in ${table} ${rowId}, is nowhere`);
    }
  }

  /** JSON columns are texts here: their keys may come in another order. */
  #isSame(here: string | undefined, there: string | undefined): boolean {
    if (here === there) return true;
    if (here === undefined || there === undefined) return false;
    const sorted = (text: string): string =>
      JSON.stringify(
        Object.entries(JSON.parse(text) as Record<string, unknown>).map(([name, value]) => [
          name,
          typeof value === 'string' && value.startsWith('{')
            ? Object.entries(JSON.parse(value) as Record<string, unknown>).toSorted(([a], [b]) => (a < b ? -1 : 1))
            : value,
        ]),
      );
    return sorted(here) === sorted(there);
  }

  async go(happenings: number): Promise<Finding | null> {
    await this.#getGoing();
    for (let n = 0; n < happenings && this.#found === null; n += 1) await this.#happen();
    if (this.#found === null) await this.#heal();
    if (this.#found === null) await this.#judge();
    for (const device of this.#devices) device.db.close();
    return this.#found === null ? null : { seed: this.#seed, what: this.#found };
  }
}

export async function simulate(options: RunOptions): Promise<Finding | null> {
  const chance = new Chance(options.seed);
  const rules = { ...ALL, ...options.rules };
  const cloud = options.cloud ? await options.cloud(chance) : new MemoryCloud(chance, chance.uuid(), rules);
  return new Run(options, chance, cloud).go(options.happenings ?? 60 + chance.below(120));
}
