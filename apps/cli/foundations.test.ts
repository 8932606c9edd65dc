/** Faults caught: a verb of workspaces or foundations that says one thing and does another, a wrong exit code, a lost input. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { chatServer } from '../../main/studio/model/testing.ts';
import { createProgram } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'morgus-cli-'));
const at = (name: string): string => join(folder, name);
beforeAll(() => void vi.stubEnv('MORGUS_DATA', at('data')));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

interface Said {
  code: number;
  out: string;
  err: string;
}
/** The verbs in this process: starting another for each of them is what took the time. */
async function morgus(...args: string[]): Promise<Said> {
  const said: Said = { code: 0, out: '', err: '' };
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said.out += String(text);
    return true;
  });
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.err += String(text);
    return true;
  });
  const before = process.exitCode;
  try {
    await createProgram().parseAsync(args, { from: 'user' });
    said.code = Number(process.exitCode ?? 0);
  } finally {
    process.exitCode = before;
    out.mockRestore();
    err.mockRestore();
  }
  return said;
}
async function json<S extends z.ZodType>(shape: S, ...args: string[]): Promise<z.output<S>> {
  return shape.parse(JSON.parse((await morgus(...args, '--json')).out));
}
const made = z.looseObject({ id: z.string(), name: z.string() });

it('takes a business from evidence to a summary, into one file and out of it', { timeout: 120_000 }, async () => {
  // Asking makes no workspace.
  expect(await morgus('foundation', 'show')).toMatchObject({
    code: 1,
    err: expect.stringContaining('There is no workspace yet.'),
  });
  expect(await json(z.array(z.unknown()), 'workspace', 'list')).toEqual([]);
  await json(made, 'workspace', 'create', '--name', 'Tidewater');
  writeFileSync(at('about.md'), 'Tidewater Tools was founded in March 2014 and is based in Bergen, Norway.');
  const candidates = z.array(
    z.looseObject({ id: z.string(), field_name: z.string(), value: z.string(), quote: z.string() }),
  );
  const read = await morgus('foundation', 'extract', at('about.md'), at('nowhere.txt'), '--json');
  expect(read.code).toBe(3);
  expect(read.err).toContain('“nowhere.txt” is not there');
  const { candidates: found } = z.looseObject({ candidates }).parse(JSON.parse(read.out));
  expect(found.map((one) => `${one.field_name}: ${one.value}`)).toEqual([
    'Founded: March 2014',
    'Location: Bergen, Norway',
  ]);
  const fact = found[0]?.id ?? '';
  expect(await morgus('foundation', 'take', fact)).toMatchObject({ code: 0, out: '1 fact taken.\n' });
  expect(await morgus('foundation', 'take', fact)).toMatchObject({
    code: 0,
    out: 'Already taken.\n',
    err: expect.stringContaining(`${fact} is already taken`),
  });

  writeFileSync(
    at('rules.json'),
    JSON.stringify([{ text: 'Never promise the weather', type: 'dont' }, { type: 'do' }]),
  );
  const rules = await morgus('foundation', 'add', 'guardrails', `@${at('rules.json')}`);
  expect(rules).toMatchObject({ code: 3, err: expect.stringContaining('number 2: This rule needs its “text”.') });
  expect(await morgus('foundation', 'add', 'fakes', '{}')).toMatchObject({
    code: 2,
    err: expect.stringContaining('The lists are'),
  });

  const summary = await json(
    z.looseObject({ text: z.string(), tokens: z.int() }),
    'foundation',
    'summary',
    '--budget',
    '200',
  );
  expect(summary.text).toContain('- Founded: March 2014 (not verified)');
  expect(summary.text).toContain('- Never promise the weather');
  expect(summary.tokens).toBeLessThanOrEqual(200);

  expect((await morgus('workspace', 'export', 'tidewater', '--out', at('t.ground'))).code).toBe(0);
  const { workspace } = await json(z.looseObject({ workspace: made }), 'workspace', 'import', at('t.ground'));
  expect(workspace.name).toBe('Tidewater 2');
  const list = await json(z.array(z.looseObject({ name: z.string(), open: z.boolean() })), 'workspace', 'list');
  expect(list.map(({ name, open }) => [name, open])).toEqual([
    ['Tidewater', false],
    ['Tidewater 2', true],
  ]);
  expect(await morgus('workspace', 'import', at('about.md'))).toMatchObject({
    code: 1,
    err: expect.stringContaining('not JSON'),
  });
});

it(
  'names a contradiction, tells it as open, and takes a decision and a fact marked by hand',
  { timeout: 120_000 },
  async () => {
    vi.stubEnv('MORGUS_DATA', at('open'));
    await json(made, 'workspace', 'create', '--name', 'Tidewater');
    for (const value of ['€29 per month', '€39 per month'])
      await morgus('foundation', 'add', 'facts', JSON.stringify({ field_name: 'Price', value, source: 'You' }));
    const shown = await morgus('foundation', 'show');
    expect(shown.err).toMatch(/contradiction: Price is “€29 per month” \(You, TRU-001-\w+\) or “€39 per month”/);
    expect((await morgus('foundation', 'summary')).out).toContain('- Price: open, the sources contradict each other');
    expect(await morgus('foundation', 'settle', 'TRU-999')).toMatchObject({
      code: 1,
      err: expect.stringContaining('No contradiction names “TRU-999”'),
    });
    const dear = /TRU-002-\w+/.exec(shown.err)?.[0] ?? '';
    expect(await morgus('foundation', 'settle', dear)).toMatchObject({
      code: 0,
      out: 'Price: €39 per month\n',
      err: '',
    });
    expect((await morgus('foundation', 'summary')).out).toMatch(/^- Price: €39 per month$/m);

    writeFileSync(
      at('chi.md'),
      'Siamo una piccola azienda di Genova e lavoriamo con i porti della costa. La nostra società è nata nel 2014 e la squadra è composta da persone che conoscono il mare.',
    );
    expect((await morgus('foundation', 'extract', at('chi.md'))).err).toContain('“chi.md” looks like Italian');
    expect(await morgus('foundation', 'mark', 'chi.md', 'Founded', '1998')).toMatchObject({
      code: 1,
      err: expect.stringContaining('does not stand in “chi.md”'),
    });
    expect(await morgus('foundation', 'mark', 'chi.md', 'Founded', '2014')).toMatchObject({ code: 0 });
    expect((await morgus('foundation', 'show')).out).toMatch(/Founded\s+2014 \(not verified\)/);
  },
);

it('asks a model only when it is named, and sends nothing before --send', { timeout: 120_000 }, async () => {
  vi.stubEnv('MORGUS_DATA', at('model'));
  vi.stubEnv('MORGUS_SECRET_KEY', 'a long secret of this test');
  vi.stubEnv('MORGUS_MODEL_KEY', 'sk-quay-7');
  const server = await chatServer(() =>
    JSON.stringify({
      proposals: [
        {
          list: 'facts',
          category: 'company',
          field: 'Opening hours',
          value: 'six in summer',
          quote: 'Our office opens at six in summer.',
        },
        { list: 'facts', category: 'team', field: 'Staff', value: '18', quote: 'We are 18 people.' },
      ],
    }),
  );
  try {
    await json(made, 'workspace', 'create', '--name', 'Quay');
    writeFileSync(at('hours.md'), 'Our office opens at six in summer.');
    await morgus('foundation', 'extract', at('hours.md'));
    expect(await morgus('foundation', 'propose')).toMatchObject({
      code: 1,
      err: expect.stringContaining('No model is named.'),
    });
    expect(await morgus('model', 'use', 'http://models.example.com/v1', 'tiny')).toMatchObject({
      code: 1,
      err: expect.stringContaining('only asked over https://'),
    });
    const used = await morgus('model', 'use', server.baseUrl, 'tiny');
    expect(used.out).toContain('on this computer');
    expect(used.out).not.toContain('sk-quay-7');
    // From here on it is the one that was kept.
    vi.stubEnv('MORGUS_MODEL_KEY', '');
    const plan = await morgus('foundation', 'propose');
    expect(plan.out).toContain(`To tiny at ${server.host} these texts would be sent. Nothing was sent yet`);
    expect(plan.out).toContain('hours.md');
    expect(server.asked).toEqual([]);
    expect((await morgus('foundation', 'propose', 'nowhere.md', '--send')).err).toContain('“nowhere.md”');
    const sent = await morgus('foundation', 'propose', 'hours.md', '--send');
    expect(sent.out).toContain('1 fact proposed');
    expect(sent.err).toContain('its sentence does not stand in your evidence');
    expect(server.asked[0]?.headers.authorization).toBe('Bearer sk-quay-7');
    server.answer = () => 'Ready';
    expect((await morgus('model', 'check')).out).toContain('“Ready”');
    await morgus('model', 'remove');
    expect((await morgus('model', 'show')).out).toContain('None is named');
  } finally {
    await server.close();
    vi.stubEnv('MORGUS_DATA', at('data'));
  }
});

it('ticks a task off once, and says so the second time', { timeout: 60_000 }, async () => {
  await json(made, 'workspace', 'create', '--name', 'Quay');
  const { id } = await json(made, 'campaign', 'create', '--name', 'Spring');
  await json(made, 'campaign', 'move', id, '--kind', 'ignite');
  const [task] = await json(z.array(z.looseObject({ id: z.string(), title: z.string() })), 'campaign', 'tasks');
  expect((await morgus('campaign', 'done', task?.id ?? '')).out).toMatch(/^Done\. /);
  expect(await morgus('campaign', 'done', task?.id ?? '')).toMatchObject({
    code: 0,
    out: `Already done: “${task?.title ?? ''}”.\n`,
  });
});
