/** Faults caught: a verb that answers with something else than it says, a wrong exit code, words on stdout beside the JSON. */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { buildBundleServer } from '../bundle/build.ts';

// Each command is a program that starts; on a busy machine a start takes seconds.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'morgus-cli-'));
/** Each test has a data folder of its own, so that any of them can run alone or first. */
let data = '';
/** A data folder with a Morgy that has documents, made once and copied. */
const prepared = join(folder, 'prepared');
const withHelpDesk = (): void => cpSync(prepared, data, { recursive: true });
const at = (name: string): string => join(folder, name);

function morgus(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    encoding: 'utf8',
    env: { ...process.env, MORGUS_DATA: data },
  });
  return { code: status, out: stdout, err: stderr };
}

/** Exactly one JSON value, nothing beside it. */
function json<S extends z.ZodType>(shape: S, ...args: string[]): z.output<S> {
  const { out } = morgus(...args, '--json');

  return shape.parse(JSON.parse(out));
}

beforeAll(async () => {
  const server = fileURLToPath(new URL('../../out/bundle/server.cjs', import.meta.url));
  if (!existsSync(server)) await buildBundleServer(server);
  mkdirSync(at('docs'));
  writeFileSync(
    at('docs/returns.md'),
    '# Returns\n\nGoods may be returned within thirty days.\n\n## Refunds\n\nThe refund arrives after a week.\n',
  );
  writeFileSync(at('docs/shipping.txt'), 'Parcels leave the warehouse every Tuesday and Thursday.');
  writeFileSync(at('docs/broken.pdf'), '%PDF-1.7 nothing more');
  data = prepared;
  const codes = [
    morgus('morgy', 'create', '--name', 'Help Desk').code,
    // 3: the broken one could not be read.
    morgus('knowledge', 'add', 'Help Desk', at('docs')).code,
  ];
  if (codes.join() !== '0,3') throw new Error(`The data folder was not prepared: ${codes.join(', ')}`);
});
beforeEach(() => {
  data = mkdtempSync(join(folder, 'data-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const made = z.looseObject({ id: z.string(), name: z.string() });

describe('morgus', () => {
  it('creates, lists, shows and deletes; options stand anywhere after the verb', () => {
    const { id } = json(made, 'morgy', 'create', '--name', 'Help Desk');
    expect(json(z.array(made), 'morgy', '--data', data, 'list').map((each) => each.id)).toEqual([id]);
    expect(json(made.extend({ templates: z.array(z.unknown()) }), 'morgy', 'show', id).name).toBe('Help Desk');
    const { id: second } = json(made, 'morgy', 'create', '--name', 'Gone');
    expect(json(z.object({ id: z.string(), deleted: z.literal(true) }), 'morgy', 'delete', second).id).toBe(second);
    expect(json(z.array(made), 'morgy', 'list')).toHaveLength(1);
  });

  it('reads a file by hand and a portable one', () => {
    writeFileSync(
      at('morgy.json'),
      JSON.stringify({
        name: 'From a file',
        ai_config: { systemPrompt: 'Be kind.' },
        templates: [{ title: 'T', text: 'Hi {{who}}' }],
      }),
    );
    const shown = json(
      z.looseObject({ ai_config: z.looseObject({ systemPrompt: z.string() }), templates: z.int() }),
      'morgy',
      'create',
      '--file',
      at('morgy.json'),
    );
    expect(shown).toMatchObject({ ai_config: { systemPrompt: 'Be kind.' }, templates: 1 });
  });

  it('adds what can be read, says what cannot and why, and exits with 3', () => {
    morgus('morgy', 'create', '--name', 'Help Desk');
    const { code, out } = morgus('knowledge', 'add', 'Help Desk', at('docs'), '--json');
    const items = z
      .array(z.looseObject({ name: z.string(), state: z.string(), chunks: z.int(), message: z.string().nullable() }))
      .parse(JSON.parse(out));
    expect(code).toBe(3);
    expect(Object.fromEntries(items.map((item) => [item.name.split('/').at(-1), item.state]))).toEqual({
      'returns.md': 'added',
      'shipping.txt': 'added',
      'broken.pdf': 'failed',
    });
    for (const item of items) {
      if (item.state === 'added') expect(item.chunks).toBeGreaterThan(0);
      else expect(item.message).toMatch(/\w+ .+\./);
    }
  });

  it('finds passages with their place', () => {
    withHelpDesk();
    const hits = json(
      z.array(
        z.strictObject({
          documentId: z.string(),
          title: z.string(),
          headingPath: z.array(z.string()),
          page: z.int().nullable(),
          chunkId: z.string(),
          text: z.string(),
          score: z.number(),
        }),
      ),
      'knowledge',
      'search',
      'Help Desk',
      'refund',
      'arrives',
      '--limit',
      '3',
    );
    expect(hits[0]?.text).toContain('refund arrives');
  });

  it('finds what documents hold that have just arrived', () => {
    const list = z.array(z.looseObject({ id: z.string() }));
    const own = ['--data', at('newcomer')];
    morgus(...own, 'morgy', 'create', '--name', 'Newcomer');
    writeFileSync(at('one.md'), `# One\n\n${'The tide comes in and goes out again. '.repeat(400)}`);
    morgus(...own, 'knowledge', 'add', 'Newcomer', at('one.md'));
    const [one] = json(list, ...own, 'knowledge', 'list', 'Newcomer');
    // As sync leaves them: rows that nobody has cut into passages yet.
    const database = new Database(at('newcomer/studio.db'));
    const columns = database
      .prepare<[], { name: string }>("SELECT name FROM pragma_table_info('morgy_knowledge')")
      .all()
      .map(({ name }) => name);
    const arrive = database.prepare(
      `INSERT INTO morgy_knowledge (${columns.join(', ')})
       SELECT ${columns.map((name) => (name === 'id' ? '?' : name === 'content' ? 'content || ?' : name)).join(', ')}
       FROM morgy_knowledge WHERE id = '${one?.id}'`,
    );
    database.exec('BEGIN');
    for (let n = 0; n < 500; n += 1) {
      const values = { id: randomUUID(), content: n === 499 ? 'Zanzibar.' : `Number ${n}.` };
      arrive.run(...columns.flatMap((name) => (name === 'id' || name === 'content' ? [values[name]] : [])));
    }
    database.exec('COMMIT');
    database.close();
    const { code, out, err } = morgus(...own, 'knowledge', 'search', 'Newcomer', 'Zanzibar', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toHaveLength(1);
    // A quick machine has cut them all before it is asked, and has nothing to say.
    expect(err).toMatch(/^(\d+ documents are still being indexed; the search waits for them\.)?\s*$/);
  });

  it('adds a template from Markdown, its arguments from the text', () => {
    withHelpDesk();
    writeFileSync(at('reply.md'), '# Reply\n\nAnswer {{question}} in a {{tone}} tone.');
    const template = json(
      z.looseObject({ title: z.string(), arguments: z.array(z.looseObject({ name: z.string() })) }),
      'template',
      'add',
      'Help Desk',
      '--file',
      at('reply.md'),
    );
    expect(template.title).toBe('Reply');
    expect(template.arguments.map((argument) => argument.name)).toEqual(['question', 'tone']);
  });

  it('exports a bundle that verifies, and the same bytes and version again while nothing changes', () => {
    withHelpDesk();
    const record = z.looseObject({ version: z.string(), sha256: z.string(), path: z.string(), share_id: z.string() });
    const first = json(record, 'export', 'Help Desk', '--out', at('one.mcpb'));
    const second = json(record, 'export', 'Help Desk', '--out', at('two.mcpb'));
    expect(second).toMatchObject({ version: first.version, sha256: first.sha256 });
    expect(second.share_id).not.toBe(first.share_id);
    expect(readFileSync(at('one.mcpb')).equals(readFileSync(at('two.mcpb')))).toBe(true);
    expect(json(z.looseObject({ ok: z.boolean() }), 'verify', at('one.mcpb')).ok).toBe(true);
    const bare = json(record, 'export', 'Help Desk', '--out', at('bare.mcpb'), '--no-knowledge', '--no-templates');
    expect(bare.version).not.toBe(first.version);
  });

  it('refuses to export a secret and says where it is', () => {
    withHelpDesk();
    writeFileSync(at('leak.md'), `The key is ${['sk', 'ant', 'api03', 'Zk3'.repeat(31)].join('-')}AA`);
    json(z.array(z.unknown()), 'knowledge', 'add', 'Help Desk', at('leak.md'));
    const { code, err } = morgus('export', 'Help Desk', '--out', at('leak.mcpb'));
    expect(code).toBe(1);
    expect(err).toMatch(/leak/);
    expect(existsSync(at('leak.mcpb'))).toBe(false);
  });

  it('backs up, restores and checks', () => {
    withHelpDesk();
    morgus('morgy', 'create', '--name', 'Second');
    json(z.looseObject({ morgys: z.literal(2) }), 'backup', at('copy.db'));
    expect(morgus('backup', at('copy.db')).code).toBe(2);
    expect(morgus('backup', at('copy.db'), '--force').code).toBe(0);
    const [first] = json(z.array(made), 'morgy', 'list');
    json(z.unknown(), 'morgy', 'delete', first?.id ?? '');
    // Fault caught: unsent work replaced without a word, and nobody told where it is kept.
    const refused = morgus('restore', at('docs/broken.pdf'));
    expect(refused.code).toBe(1);
    expect(refused.err).not.toMatch(/not sent/);
    const restored = morgus('restore', at('copy.db'), '--json');
    const { previous, unsent } = z
      .object({ previous: z.string(), unsent: z.int().positive(), restored: z.string() })
      .parse(JSON.parse(restored.out));
    expect(restored.err).toContain(`${unsent} changes of the present database were not sent`);
    expect(restored.err).toContain(dirname(previous));
    expect(json(z.array(made), 'morgy', 'list')).toHaveLength(2);
    const checks = json(z.array(z.looseObject({ id: z.string(), state: z.string() })), 'doctor');
    expect(checks.filter((check) => check.state === 'failed')).toEqual([]);
  });

  it.each([
    [['morgy', 'create', '--name', 'A', '--file', 'b'], 2],
    [['morgy', 'fly'], 2],
    [['knowledge', 'search', 'Help Desk', 'x', '--limit', 'many'], 2],
    [['morgy', 'show', 'Nobody'], 1],
    [['verify', 'no-such-file.mcpb'], 1],
    // Faults caught: the folder one stands in taken for the data folder; a data folder that is a file.
    [['morgy', 'list', '--data', ''], 2],
    [['morgy', 'list', '--data', main], 1],
    [['template', 'add', 'Help Desk', '--file', process.execPath], 2],
    [['template', 'add', 'Help Desk', '--file', 'no-such-file.json'], 2],
    [['cloud', 'migrate'], 2],
  ])('%j exits with %i and a sentence', (args, expected) => {
    withHelpDesk();
    const { code, err, out } = morgus(...args);
    expect(code).toBe(expected);
    expect(err.trim()).toMatch(/^error: .{15,}/);
    expect(err).not.toMatch(/E[A-Z]{4,}: /);
    expect(out).toBe('');
  });

  // Fault caught: an empty list that says nothing of the damaged database that was set aside for it.
  it('says on stderr when the database was damaged, and where it is kept', () => {
    const broken = at('damaged');
    mkdirSync(broken);
    writeFileSync(join(broken, 'studio.db'), 'no database at all '.repeat(500));
    const { code, err, out } = morgus('morgy', 'list', '--json', '--data', broken);
    expect({ code, out }).toEqual({ code: 0, out: '[]\n' });
    expect(err).toMatch(/^warning: The database was damaged.*studio\.damaged-/);
    expect(morgus('morgy', 'list', '--data', broken).err).toBe('');
  });

  it('does not take an address for a file, and keeps one long name from widening every row', () => {
    withHelpDesk();
    const long = `${'n'.repeat(180)}.txt`;
    writeFileSync(at(long), 'A file with a long name.');
    const { code, out } = morgus(
      'knowledge',
      'add',
      'Help Desk',
      'ftp://example.org/faq',
      at(long),
      at('docs/shipping.txt'),
    );
    expect(code).toBe(3);
    expect(out).toMatch(/ftp addresses are not read/);
    expect(out.split('\n').find((line) => line.includes('shipping.txt'))?.length).toBeLessThan(160);
  });

  // Fault caught: parts of documents blacked out without a word.
  it('says that warnings were blacked out of a bundle', () => {
    json(made, 'morgy', 'create', '--name', 'Contact Desk');
    writeFileSync(at('contact.md'), '# Contact\n\nWrite to anna.berg@contoso-widgets.com about returns.');
    json(z.array(z.unknown()), 'knowledge', 'add', 'Contact Desk', at('contact.md'));
    expect(morgus('export', 'Contact Desk', '--out', at('contact.mcpb')).err).toMatch(/1 warning .*blacked out/);
  });
});
