/**
 * A cloud that was put back to an earlier day, step by step: what the simulation's long mode found, one test a fault.
 * Fault caught by all of them: a word that someone wrote is nowhere, or silently under another.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { plucked, prepared } from '../device/statements.ts';
import { MemoryCloud } from './cloud.ts';
import { Device, TABLES } from './device.ts';
import { Chance } from './random.ts';
import { template } from './testing/template.ts';

const file = template();
const RULES = { ignoreLowerVersions: true, leaveByVersion: true, barrier: true, eras: true };

let cloud: MemoryCloud;
let chance: Chance;
let rules: typeof RULES;

function begin(without: Partial<Record<'eras' | 'values', false>> = {}): void {
  chance = new Chance(1);
  rules = { ...RULES, eras: without.eras ?? true };
  cloud = new MemoryCloud(chance, chance.uuid(), { ledger: true, values: without.values ?? true });
}
beforeEach(() => begin());

function device(name: string): Device {
  const book = { words: new Map(), pairs: [], workspace: chance.uuid(), time: 0, serial: 0 };
  const made = new Device(name, file, cloud.port, cloud.userId, chance, rules, book);
  made.isAtRest = true;
  return made;
}

async function fetchAll({ core }: Device, but: readonly string[] = []): Promise<void> {
  for (const table of core.unfetched().filter(({ name }) => !but.includes(name)))
    while ((await core.fetchStep(table)) === 'more');
}

async function down({ core }: Device): Promise<void> {
  for (const { name } of TABLES) {
    cloud.show(name, true);
    await core.catchUp(name);
  }
  while (core.apply());
}

/** A session of the device, until nothing moves. */
async function sync(...devices: Device[]): Promise<void> {
  for (const one of [...devices, ...devices]) {
    await one.core.enlist();
    one.core.followAll();
    await fetchAll(one);
    while (await one.core.push());
    await down(one);
  }
}

function write(one: Device, sql: string, ...values: unknown[]): void {
  one.db.exec(`BEGIN; UPDATE store_context SET tx = tx + 1, label = 'Edit', kind = 'do'`);
  one.db.prepare(sql).run(...values);
  one.db.exec(`UPDATE store_context SET tx = tx + 1, kind = 'outside'; COMMIT`);
}

function morgy(one: Device): string {
  const id = chance.uuid();
  write(
    one,
    `INSERT INTO morgys (id, creator_id, name, category, description) VALUES (?, ?, 'First name', 'custom', 'First')`,
    id,
    cloud.userId,
  );
  return id;
}

const put = (one: Device, id: string, column: string, value: string): void =>
  write(one, `UPDATE morgys SET "${column}" = ? WHERE id = ?`, value, id);
const inCloud = (id: string, column: string): unknown => cloud.rows('morgys').get(id)?.values[column];
const conflicts = (): Record<string, unknown>[] => [...cloud.rows('sync_conflict').values()].map((row) => row.values);
const outbox = (one: Device): unknown[] =>
  prepared(
    one.db,
    'SELECT state, code, coalesce(o.patch, h.after) AS patch FROM sync_outbox o JOIN history h ON h.id = o.history_id',
  ).all();

describe('a cloud that was put back', () => {
  /** Two edits of a column that stand on the same version, one of the lost days and one of today. @returns what is left */
  async function editOnTheLostDays(): Promise<string> {
    const [a, b] = [device('a'), device('b')];
    const id = morgy(a);
    await sync(a, b);
    const back = cloud.save();
    put(a, id, 'category', 'lost days');
    await sync(a, b);
    // b has seen version 2, and writes on it; a third device, that has not, makes version 2 anew.
    put(b, id, 'category', 'on the lost days');
    const c = device('c');
    back();
    await sync(c);
    put(c, id, 'category', 'of today');
    await sync(c, b, a, c);
    return JSON.stringify([inCloud(id, 'category'), conflicts()]);
  }

  it('does not take an edit on a version of the lost days over another edit that has the same version today', async () => {
    const words = await editOnTheLostDays();
    for (const word of ['on the lost days', 'of today']) expect(words).toContain(word);
  });

  it('would, if edits were judged by the version they were made on and not by what they began with', async () => {
    // Without looking anything up: what is judged by its beginning holds by itself.
    begin({ eras: false });
    expect(await editOnTheLostDays()).toContain('of today');
    begin({ eras: false, values: false });
    expect(await editOnTheLostDays()).not.toContain('of today');
  });

  it('is given back a conflict that it forgot, with the word that was only there', async () => {
    const [a, b] = [device('a'), device('b')];
    const id = morgy(a);
    await sync(a, b);
    const back = cloud.save();
    put(a, id, 'category', 'of a');
    put(b, id, 'category', 'of b');
    await sync(a, b, a);
    put(a, id, 'category', 'of a, knowing of b');
    await sync(a, b);
    expect(conflicts()).toMatchObject([{ mine: { category: 'of b' }, theirs: { category: 'of a' } }]);
    const before = conflicts();
    back();
    expect(conflicts()).toEqual([]);
    await sync(a, b, a);
    expect(conflicts()).toEqual(before);
    expect(inCloud(id, 'category')).toBe('of a, knowing of b');
    expect([...outbox(a), ...outbox(b)]).toEqual([]);
  });

  /** A device writes and is gone, another has only read it, and the cloud is put back. @returns the two rows' ids */
  async function readByOneThatStays(): Promise<{ old: string; made: string }> {
    const [writer, reader] = [device('writer'), device('reader')];
    const old = morgy(writer);
    await sync(writer, reader);
    const back = cloud.save();
    const made = morgy(writer);
    put(writer, old, 'name', 'Name of the lost days');
    await sync(writer, reader);
    back();
    // Others have written since, so that it looks no younger than before.
    const other = device('other');
    await sync(other);
    for (let n = 0; n < 20; n += 1) {
      put(other, old, 'category', `of today ${n}`);
      await sync(other);
    }
    await sync(reader);
    return { old, made };
  }

  it('is given back what a device that is gone wrote, by one that only read it', async () => {
    const { old, made } = await readByOneThatStays();
    expect(inCloud(made, 'name')).toBe('First name');
    expect(inCloud(old, 'name')).toBe('Name of the lost days');
    expect(inCloud(old, 'category')).toBe('of today 19');
    expect(conflicts()).toEqual([]);
  });

  it('would not be, if nobody looked for the last seen moment in its past', async () => {
    begin({ eras: false });
    const { old, made } = await readByOneThatStays();
    expect(inCloud(made, 'name')).toBeUndefined();
    expect(inCloud(old, 'name')).toBe('First name');
  });

  it('is given parents before their children', async () => {
    const [a] = [device('a')];
    await sync(a);
    const back = cloud.save();
    const id = morgy(a);
    write(
      a,
      `INSERT INTO morgy_knowledge (id, morgy_id, owner_id, title, content, source_type) VALUES (?, ?, ?, 'T', 'Text', 'text')`,
      chance.uuid(),
      id,
      cloud.userId,
    );
    await sync(a);
    back();
    await sync(a);
    expect(cloud.rows('morgys').size + cloud.rows('morgy_knowledge').size).toBe(2);
    expect(outbox(a)).toEqual([]);
  });

  it('makes a conflict of what was replaced here before the conflict that told of it had arrived', async () => {
    const [a, b] = [device('a'), device('b')];
    const id = morgy(a);
    await sync(a, b);
    const back = cloud.save();
    put(a, id, 'category', 'of a');
    await sync(a);
    put(b, id, 'category', 'of b');
    await b.core.push();
    // a fetches the row anew, and not yet the conflict.
    cloud.rotate('morgys');
    cloud.show('morgys', true);
    await a.core.catchUp('morgys');
    await fetchAll(a);
    expect(a.row('morgys', id)?.['category']).toBe('of b');
    expect(plucked(a.db, 'SELECT count(*) FROM sync_conflict').get()).toBe(0);
    back();
    await sync(a);
    expect(JSON.stringify(conflicts())).toContain('"of a"');
    expect(inCloud(id, 'category')).toBe('of b');
  });

  it('makes conflicts as well where some of those that told of it were fetched and not yet put in their place', async () => {
    const [a, b] = [device('a'), device('b')];
    // One more than a page holds.
    const ids = Array.from({ length: 5 }, () => morgy(a));
    await sync(a, b);
    const back = cloud.save();
    for (const id of ids) put(a, id, 'category', `of a ${id}`);
    await sync(a);
    for (const id of ids) put(b, id, 'category', `of b ${id}`);
    await b.core.push();
    for (const table of ['morgys', 'sync_conflict']) {
      cloud.rotate(table);
      cloud.show(table, true);
      await a.core.catchUp(table);
    }
    await fetchAll(a, ['sync_conflict']);
    const [table] = a.core.unfetched();
    if (!table) throw new Error('Everything was fetched.');
    expect([await a.core.fetchStep(table), await a.core.fetchStep(table)]).toEqual(['more', 'more']);
    expect(plucked(a.db, 'SELECT count(*) FROM sync_conflict').get()).toBe(0);
    back();
    await sync(a);
    for (const id of ids) expect(JSON.stringify(conflicts())).toContain(`of a ${id}`);
  });

  it('takes a row that was deleted here for good and made again before the device had looked everything up', async () => {
    const [a] = [device('a')];
    await sync(a);
    const back = cloud.save();
    morgy(a);
    await sync(a);
    const id = chance.uuid();
    const make = (): void =>
      write(
        a,
        `INSERT INTO onboarding_sessions (id, workspace_id, owner_id, step_data) VALUES (?, ?, ?, '{"offer":"made again"}')`,
        id,
        chance.uuid(),
        cloud.userId,
      );
    make();
    back();
    await a.core.enlist();
    write(a, 'DELETE FROM onboarding_sessions WHERE id = ?', id);
    make();
    await sync(a);
    expect(cloud.rows('onboarding_sessions').get(id)?.values['step_data']).toEqual({ offer: 'made again' });
    expect(outbox(a)).toEqual([]);
  });

  it('leaves what waits for a person waiting, with the latest word on its columns', async () => {
    const [a] = [device('a')];
    const id = morgy(a);
    await sync(a);
    const back = cloud.save();
    put(a, id, 'description', 'Taken in the lost days');
    await sync(a);
    put(a, id, 'name', 'REFUSED name');
    await sync(a);
    back();
    await sync(a);
    expect(inCloud(id, 'description')).toBe('Taken in the lost days');
    expect(outbox(a)).toMatchObject([{ state: 'parked', code: 'invalid_value', patch: '{"name":"REFUSED name"}' }]);
    expect(a.row('morgys', id)).toMatchObject({ name: 'REFUSED name', description: 'Taken in the lost days' });
  });

  it('is the same cloud after its server was started anew, and nothing is fetched or sent again', async () => {
    const [a, b] = [device('a'), device('b')];
    const id = morgy(a);
    await sync(a, b);
    cloud.startAnew();
    put(a, id, 'category', 'after the start');
    const offsets = (): unknown => prepared(b.db, 'SELECT table_name, handle, state FROM sync_shape').all();
    const before = offsets();
    await sync(a, b);
    expect(b.row('morgys', id)?.['category']).toBe('after the start');
    expect(offsets()).toEqual(before);
    expect(plucked(a.db, 'SELECT max(number) FROM sync_answered').get()).toBe(2);
  });

  it('is not written to before everything was looked up, whenever the program dies', async () => {
    const [a] = [device('a')];
    const id = morgy(a);
    await sync(a);
    const back = cloud.save();
    put(a, id, 'category', 'of the lost days');
    await sync(a);
    back();
    await a.core.enlist();
    put(a, id, 'name', 'Meanwhile');
    expect(await a.core.push()).toBe(false);
    await fetchAll(a, ['morgys']);
    expect(await a.core.push()).toBe(false);
    a.restart();
    await sync(a);
    expect(cloud.rows('morgys').get(id)?.values).toMatchObject({ category: 'of the lost days', name: 'Meanwhile' });
    expect(outbox(a)).toEqual([]);
  });
});
