/** A device of the simulation: a real database with the real triggers, the real engine's steps, and a person who edits. */
import Database from 'better-sqlite3';
import type { Table } from '../../schema/index.ts';
import { deviceTables, tableNamed } from '../../schema/index.ts';
import { Core } from '../core.ts';
import type { Rules } from '../steps/context.ts';
import { meta } from '../device/meta.ts';
import { entriesWhere } from '../device/outbox.ts';
import { letGoParked, retryParked } from '../device/parking.ts';
import type { Row } from '../device/rows.ts';
import { plucked, prepared } from '../device/statements.ts';
import { REFUSED } from './cloud.ts';
import type { Port } from './cloud.ts';
import type { Chance } from './random.ts';

export const TABLES: readonly Table[] = [
  'sync_beacon',
  'sync_device',
  'sync_conflict',
  'morgys',
  'morgy_knowledge',
  'onboarding_sessions',
].map(tableNamed);

/** The table whose rows are gone for good when someone deletes them, here and in the cloud. */
const SESSIONS = 'onboarding_sessions';

/** A migrated database with only the tables of the simulation: most of its time would go into reading the schema. */
export function leanTemplate(db: Database.Database): Buffer {
  db.pragma('foreign_keys = OFF');
  const kept = new Set(TABLES.map((table) => table.name));
  for (const table of deviceTables) if (!kept.has(table.name)) db.exec(`DROP TABLE "${table.name}"`);
  const rest = db
    .prepare(
      `SELECT type, name FROM sqlite_master WHERE type IN ('view', 'trigger', 'table') AND (tbl_name NOT LIKE 'sqlite%')
       ORDER BY type = 'table', type = 'view'`,
    )
    .all() as { type: string; name: string }[];
  const needed = /^(sync_|store_context|history|capture_|outbox_follows)/;
  for (const { type, name } of rest) {
    const exists = db.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(name);
    if (exists && !kept.has(name) && !needed.test(name)) db.exec(`DROP ${type} "${name}"`);
  }
  db.exec('VACUUM');
  return db.serialize();
}

/** Thrown where the program dies. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** One change of one column by a person: a word that must not get lost, and what it was written over. */
export interface Word {
  readonly word: string;
  readonly device: string;
  readonly table: string;
  readonly rowId: string;
  readonly at: number;
}

/** What everyone in a run knows of the words. */
export interface Book {
  /** Words that have to be somewhere. */
  readonly words: Map<string, Word>;
  /** Rows that were made together in one local transaction, on which device. */
  readonly pairs: { readonly morgy: string; readonly knowledge: string; readonly device: string }[];
  /** What sessions are made in; null for a run without them. */
  readonly workspace: string | null;
  time: number;
  serial: number;
}

/** The tables of a run. */
export const tablesOf = ({ workspace }: Pick<Book, 'workspace'>): readonly Table[] =>
  workspace === null ? TABLES.filter(({ name }) => name !== SESSIONS) : TABLES;

interface Shown {
  readonly text: string;
}

export class Device {
  readonly name: string;
  db: Database.Database;
  core: Core;
  /** A step is under way in an engine that has not been enlisted since it began. */
  isUp = false;
  /** Log position of the cloud when a table was last fetched. */
  fetchedAt = 0;
  /** The person has stopped editing. */
  isAtRest = false;
  clock: number;
  crashes = 0;
  readonly #chance: Chance;
  readonly #port: Port;
  readonly #rules: Rules;
  readonly #book: Book;
  #crashIn = -1;
  /** Row versions seen, to notice one that goes back. */
  readonly versions = new Map<string, number>();
  readonly purged = new Set<string>();

  constructor(name: string, template: Buffer, port: Port, owner: string, chance: Chance, rules: Rules, book: Book) {
    this.name = name;
    this.#chance = chance;
    this.#port = port;
    this.#rules = rules;
    this.#book = book;
    this.clock = Date.UTC(2026, 0, 1) + chance.below(1e9);
    this.db = this.#open(template);
    const set = this.db.prepare('INSERT OR REPLACE INTO sync_meta (key, value) VALUES (?, ?)');
    set.run('device_id', chance.uuid());
    set.run('owner_id', owner);
    this.core = this.#begin();
  }

  #open(file: Buffer): Database.Database {
    const db = new Database(file);
    db.pragma('foreign_keys = OFF');
    db.pragma('recursive_triggers = ON');
    return db;
  }

  #begin(): Core {
    this.isUp = false;
    return new Core({
      database: this.db,
      gateway: this.#port,
      deviceName: this.name,
      clock: () => this.clock,
      onApplied: () => undefined,
      rules: this.#rules,
      tables: tablesOf(this.#book),
      pageRows: 4,
      between: () => this.#between(),
    });
  }

  get id(): string {
    return meta(this.db, 'device_id') ?? '';
  }

  // ---- misfortunes

  /** The program dies at one of the next points where it can. */
  crashSoon(): void {
    this.#crashIn = this.#chance.below(4);
  }

  #between(): void {
    if (this.#crashIn >= 0) {
      this.#crashIn -= 1;
      if (this.#crashIn < 0) throw new Crash('The program died.');
    }
    // A person goes on working while a request is under way.
    if (!this.isAtRest && this.#chance.is(0.15)) this.edit();
  }

  /** Everything in memory is gone. */
  restart(): void {
    this.#crashIn = -1;
    this.crashes += 1;
    this.core = this.#begin();
  }

  backup(): Buffer {
    return this.db.serialize();
  }

  /** @param isKnown restored by the studio, which gives the copy an id of its own; else someone copied the file */
  restore(file: Buffer, isKnown: boolean): void {
    this.db.close();
    this.db = this.#open(file);
    if (isKnown) this.db.prepare(`UPDATE sync_meta SET value = ? WHERE key = 'device_id'`).run(this.#chance.uuid());
    this.versions.clear();
    this.restart();
  }

  // ---- what is on the screen

  row(table: string, id: string): Row | null {
    return (prepared(this.db, `SELECT * FROM "${table}" WHERE id = ?`).get(id) as Row | undefined) ?? null;
  }

  ids(table: string): string[] {
    return plucked(this.db, `SELECT id FROM "${table}" ORDER BY id`).all() as string[];
  }

  #shown(table: string, id: string): Shown {
    const row = this.row(table, id);
    return { text: row ? JSON.stringify({ ...row, _fv: '' }) : '' };
  }

  // ---- a person

  #write(kind: 'do' | 'undo', work: () => void): void {
    this.db.exec('BEGIN IMMEDIATE');
    this.db.exec(`UPDATE store_context SET tx = tx + 1, label = 'Edit', kind = '${kind}', target = NULL, batch = NULL`);
    work();
    this.db.exec(`UPDATE store_context SET tx = tx + 1, label = 'Changed outside the studio', kind = 'outside'`);
    this.db.exec('COMMIT');
  }

  #word(table: string, rowId: string): string {
    this.#book.serial += 1;
    const word = `w${this.#book.serial}x`;
    this.#book.words.set(word, { word, device: this.name, table, rowId, at: this.#book.time });
    return word;
  }

  /** Words that were on the screen and are not any more: the person saw them go. */
  #superseded(before: Shown, after: Shown): void {
    for (const [word] of before.text.matchAll(/w\d+x/g)) {
      if (!after.text.includes(word)) this.#book.words.delete(word);
    }
  }

  #change(table: string, id: string, sets: Row): void {
    const before = this.#shown(table, id);
    const names = Object.keys(sets);
    prepared(
      this.db,
      `UPDATE "${table}" SET ${names.map((name) => `"${name}" = ?`).join(', ')}, updated_at = ? WHERE id = ?`,
    ).run(...names.map((name) => sets[name]), new Date(this.clock).toISOString(), id);
    this.#superseded(before, this.#shown(table, id));
  }

  #addPair(): void {
    const [morgy, knowledge] = [this.#chance.uuid(), this.#chance.uuid()];
    const owner = meta(this.db, 'owner_id');
    prepared(
      this.db,
      `INSERT INTO morgys (id, creator_id, name, category, description) VALUES (?, ?, ?, 'custom', ?)`,
    ).run(
      morgy,
      owner,
      `Name ${this.#word('morgys', morgy)}`,
      `First line ${this.#word('morgys', morgy)}\nLast line\n`,
    );
    prepared(
      this.db,
      `INSERT INTO morgy_knowledge (id, morgy_id, owner_id, title, content, source_type) VALUES (?, ?, ?, ?, ?, 'text')`,
    ).run(knowledge, morgy, owner, 'Title', `Text ${this.#word('morgy_knowledge', knowledge)}`);
    this.#book.pairs.push({ morgy, knowledge, device: this.name });
  }

  #editMorgy(id: string): void {
    const row = this.row('morgys', id);
    if (!row) return;
    const lines = String(row['description'] ?? '').split('\n');
    const parse = (name: string): unknown => JSON.parse(String(row[name]));
    switch (this.#chance.below(7)) {
      case 0:
        lines.splice(this.#chance.below(lines.length + 1), 0, `Added ${this.#word('morgys', id)}`);
        return this.#change('morgys', id, { description: lines.join('\n') });
      case 1:
        lines.splice(this.#chance.below(lines.length), 1, `Put ${this.#word('morgys', id)}`);
        return this.#change('morgys', id, { description: lines.join('\n') });
      case 2: {
        const tags = parse('tags') as string[];
        if (tags.length > 0 && this.#chance.is(0.3)) tags.splice(this.#chance.below(tags.length), 1);
        else tags.push(this.#word('morgys', id));
        return this.#change('morgys', id, { tags: JSON.stringify(tags) });
      }
      case 3: {
        const personality = parse('personality') as Row;
        personality[this.#chance.of(['tone', 'style', 'humour'])] = this.#word('morgys', id);
        return this.#change('morgys', id, { personality: JSON.stringify(personality) });
      }
      case 4:
        return this.#change('morgys', id, {
          deleted_at: row['deleted_at'] === null ? new Date(this.clock).toISOString() : null,
        });
      case 5:
        return this.#change('morgys', id, {
          name: `Name ${this.#word('morgys', id)}${this.#chance.is(0.2) ? ` ${REFUSED}` : ''}`,
        });
      default:
        return this.#change('morgys', id, { category: this.#word('morgys', id) });
    }
  }

  #editKnowledge(id: string): void {
    const row = this.row('morgy_knowledge', id);
    if (!row) return;
    if (this.#chance.is(0.15)) {
      const deleted = row['deleted_at'] === null ? new Date(this.clock).toISOString() : null;
      return this.#change('morgy_knowledge', id, { deleted_at: deleted });
    }
    if (this.#chance.is(0.5)) this.#change('morgy_knowledge', id, { source_url: this.#word('morgy_knowledge', id) });
    else {
      const content = String(this.row('morgy_knowledge', id)?.['content'] ?? '');
      this.#change('morgy_knowledge', id, { content: `${content} and ${this.#word('morgy_knowledge', id)}` });
    }
  }

  #changeSessions(workspace: string): void {
    const ids = this.ids(SESSIONS);
    if (ids.length === 0 || (ids.length < 3 && this.#chance.is(0.3))) {
      const id = this.#chance.uuid();
      prepared(this.db, `INSERT INTO "${SESSIONS}" (id, workspace_id, owner_id, step_data) VALUES (?, ?, ?, ?)`).run(
        id,
        workspace,
        meta(this.db, 'owner_id'),
        JSON.stringify({ made: this.#word(SESSIONS, id) }),
      );
      return;
    }
    const id = this.#chance.of(ids);
    if (this.#chance.is(0.3)) return this.#erase(SESSIONS, id);
    const row = this.row(SESSIONS, id);
    if (this.#chance.is(0.3)) {
      const steps = new Set([
        ...(JSON.parse(String(row?.['completed_steps'])) as number[]),
        1 + this.#chance.below(24),
      ]);
      return this.#change(SESSIONS, id, {
        completed_steps: JSON.stringify([...steps]),
        current_step: Math.max(...steps),
      });
    }
    const told = JSON.parse(String(row?.['step_data'])) as Row;
    told[this.#chance.of(['customer', 'offer', 'rival'])] = this.#word(SESSIONS, id);
    return this.#change(SESSIONS, id, { step_data: JSON.stringify(told) });
  }

  /** For good, where there is no trash. */
  #erase(table: string, id: string): void {
    const before = this.#shown(table, id);
    prepared(this.db, `DELETE FROM "${table}" WHERE id = ?`).run(id);
    this.#superseded(before, { text: '' });
  }

  #makeAgain(table: string, row: Row): void {
    const names = Object.keys(row);
    prepared(
      this.db,
      `INSERT INTO "${table}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    ).run(...Object.values(row));
  }

  /** One local transaction. */
  edit(): void {
    this.#book.time += 1;
    const { workspace } = this.#book;
    if (workspace !== null && this.#chance.is(0.15)) return this.#write('do', () => this.#changeSessions(workspace));
    const [morgys, documents] = [this.ids('morgys'), this.ids('morgy_knowledge')];
    this.#write('do', () => {
      if (morgys.length === 0 || (morgys.length < 4 && this.#chance.is(0.2))) this.#addPair();
      else if (this.#chance.is(0.15)) {
        for (const id of morgys.filter(() => this.#chance.is(0.5))) this.#editMorgy(id);
        for (const id of documents.filter(() => this.#chance.is(0.5))) this.#editKnowledge(id);
      } else if (documents.length > 0 && this.#chance.is(0.5)) this.#editKnowledge(this.#chance.of(documents));
      else this.#editMorgy(this.#chance.of(morgys));
    });
  }

  /**
   * Takes the newest step of this device back that was not taken back yet, whatever has become of it: it waits, is on its
   * way, parked, or long answered. What something else changed since stays (as main/studio/history/undo.ts does it).
   */
  undo(): void {
    const step = prepared(
      this.db,
      `SELECT max(tx) AS tx FROM history_tx WHERE kind = 'do' AND undone = 0 AND tx IN (SELECT tx FROM history)`,
    ).get() as { tx: number | null };
    if (step.tx === null) return;
    const entries = prepared(
      this.db,
      'SELECT table_name, row_id, operation, before, after FROM history WHERE tx = ? ORDER BY id DESC',
    ).all(step.tx) as { table_name: string; row_id: string; operation: string; before: string; after: string }[];
    this.#write('undo', () => {
      prepared(this.db, 'UPDATE history_tx SET undone = 1 WHERE tx = ?').run(step.tx);
      for (const { table_name: table, row_id: id, operation, before, after } of entries) {
        const row = this.row(table, id);
        const was = JSON.parse(before) as Row | null;
        if (operation === 'delete') {
          if (!row && was) this.#makeAgain(table, was);
          continue;
        }
        if (!row) continue;
        const became = JSON.parse(after) as Row;
        if (operation === 'insert' && !('deleted_at' in row)) {
          this.#erase(table, id);
          continue;
        }
        const sets: Row =
          operation === 'insert'
            ? { deleted_at: new Date(this.clock).toISOString() }
            : Object.fromEntries(Object.entries(was ?? {}).filter(([name]) => row[name] === became[name]));
        if (Object.keys(sets).length > 0) this.#change(table, id, sets);
      }
    });
  }

  /** Takes what is in the trash off this device for good (as main/studio/history/trash.ts does it). */
  purge(): void {
    for (const table of ['morgy_knowledge', 'morgys']) {
      for (const id of this.ids(table)) {
        const row = this.row(table, id);
        if (!row || row['deleted_at'] === null || this.#chance.is(0.5)) continue;
        const before = this.#shown(table, id);
        this.db.exec('BEGIN IMMEDIATE; UPDATE store_context SET capture = 0');
        // What the cloud has never heard of goes with it; a row that it knows stays there, in the trash.
        if (row['row_version'] === 0) {
          const pair = this.#book.pairs.findIndex((one) => one.morgy === id || one.knowledge === id);
          if (pair !== -1) this.#book.pairs.splice(pair, 1);
          prepared(
            this.db,
            'DELETE FROM sync_outbox WHERE history_id IN (SELECT id FROM history WHERE table_name = ? AND row_id = ?)',
          ).run(table, id);
        }
        prepared(
          this.db,
          'DELETE FROM history WHERE table_name = ? AND row_id = ? AND id NOT IN (SELECT history_id FROM sync_outbox)',
        ).run(table, id);
        prepared(this.db, `DELETE FROM "${table}" WHERE id = ?`).run(id);
        this.db.exec('UPDATE store_context SET capture = 1; COMMIT');
        this.versions.delete(id);
        this.purged.add(id);
        this.#superseded(before, this.#shown(table, id));
      }
    }
  }

  /** What the person does about refused changes: sends them again, corrected or not, or lets them go. */
  settleParked(canLetGo: boolean): void {
    for (const entry of entriesWhere(this.db, `o.state = 'parked'`)) {
      const choice = this.#chance.below(canLetGo ? 3 : 2);
      if (choice === 0) retryParked(this.db, entry.number);
      else if (choice === 1) {
        const row = this.row(entry.table, entry.rowId);
        if (row && String(row['name'] ?? '').includes(REFUSED)) {
          const name = String(row['name']).replaceAll(REFUSED, '');
          this.#write('do', () => this.#change(entry.table, entry.rowId, { name }));
        }
        retryParked(this.db, entry.number);
      } else {
        // Given up knowingly: what goes from the screen with it, and what the row's later edits said with it.
        const before = this.#shown(entry.table, entry.rowId);
        const told = JSON.stringify(entriesWhere(this.db, 'h.row_id = ?', [entry.rowId]).map((one) => one.patch));
        letGoParked(this.db, entry.number);
        this.#superseded({ text: before.text + told }, this.#shown(entry.table, entry.rowId));
      }
    }
  }
}
