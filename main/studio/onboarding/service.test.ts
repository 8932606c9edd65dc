import { createServer as createHttp } from 'node:http';
import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { joinContracts } from '../../contract/define.ts';
import { onboardingSessions } from '../../../schema/index.ts';
import { foundationsContract } from '../foundations/contract.ts';
import { createFoundations } from '../foundations/index.ts';
import { historyContract } from '../history/contract.ts';
import { createHistory } from '../history/index.ts';
import { createKnowledge } from '../knowledge/index.ts';
import { createModel } from '../model/index.ts';
import { createLocalClient } from '../rpc/local-client.ts';
import { createServer } from '../rpc/server.ts';
import { temporaryFolder, testStore } from '../store/testing.ts';
import { workspacesContract } from '../workspaces/contract.ts';
import { createWorkspaces } from '../workspaces/index.ts';
import { onboardingContract, STEPS } from './contract.ts';
import { createOnboarding, waitingFacts } from './index.ts';

const PAGE = `# Tidewater Tools

Tidewater Tools Ltd. was founded in March 2014 and is based in Bergen, Norway. We are a team of 18 people.

Unlike Dockly, we work without a network.
`;

function setUp() {
  const folder = temporaryFolder();
  const store = testStore(folder);
  const workspaces = createWorkspaces({ store });
  const foundations = createFoundations({ store, found: (id) => waitingFacts(store, id) });
  const secrets = { get: async () => null, set: async () => undefined, delete: async () => undefined };
  const knowledge = createKnowledge({
    store,
    secrets,
    emit: () => undefined,
    dataFolder: folder,
    allowAddress: (address) => address === '127.0.0.1',
  });
  const onboarding = createOnboarding({
    store,
    foundations,
    readOnce: knowledge.readOnce,
    model: createModel({ store, secrets }),
    emit: () => undefined,
  });
  onTestFinished(async () => {
    await onboarding.close();
    await knowledge.close();
  });
  const server = createServer(
    joinContracts(workspacesContract, foundationsContract, onboardingContract, historyContract),
    {
      ...workspaces.handlers,
      ...foundations.handlers,
      ...onboarding.handlers,
      ...createHistory({ store }).handlers,
    },
  );
  const workspaceId = workspaces.open().id;
  const client = createLocalClient(server);
  return {
    client,
    store,
    onboarding,
    folder,
    workspaceId,
    get: () => client.request('onboarding.get', { workspaceId }),
    foundation: () => client.request('foundations.get', { workspaceId }),
    file(name: string, text: string | Uint8Array): string {
      const path = join(folder, 'files', name);
      mkdirSync(join(folder, 'files'), { recursive: true });
      writeFileSync(path, text);
      return path;
    },
  };
}

describe('the evidence vault', () => {
  it('reads files like knowledge does, says of each bad one why, and stops for none', async () => {
    const { client, workspaceId, onboarding, get, file } = setUp();
    const paths = [
      file('about.md', PAGE),
      file('program.pdf', Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0])),
      '/nowhere/at-all.txt',
      file('prices.csv', 'Plan,Price\nQuay,€29 per month\n'),
    ];
    await client.request('onboarding.addFiles', { workspaceId, paths });
    await onboarding.settled();
    const { evidence } = await get();
    expect(evidence.map(({ name, status, here }) => [name, status, here])).toEqual([
      ['about.md', 'complete', true],
      ['program.pdf', 'error', false],
      ['at-all.txt', 'error', false],
      ['prices.csv', 'complete', true],
    ]);
    expect(evidence[1]?.message).toMatch(/program/);
    expect(evidence[2]?.message).toMatch(/not there/);
    const { text } = await client.request('onboarding.evidenceText', { workspaceId, id: evidence[0]?.id ?? '' });
    expect(text).toContain('We are a team of 18 people.');
  });

  // Fault caught: an address inside the network is read because evidence goes another way than knowledge.
  it('keeps to the rules for addresses, and reads a page once', async () => {
    const { client, workspaceId, onboarding, get } = setUp();
    const http = createHttp((_, response) =>
      response.setHeader('content-type', 'text/html').end(`<h1>Shop</h1><p>${PAGE}</p>`),
    );
    await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
    onTestFinished(() => void http.close());
    const { port } = http.address() as { port: number };
    const good = `http://127.0.0.1:${port}/about`;
    await client.request('onboarding.addUrls', {
      workspaceId,
      urls: [good, good, 'http://10.0.0.1/secret', 'file:///etc/passwd', 'not an address at all'],
    });
    await onboarding.settled();
    const { evidence } = await get();
    expect(evidence.map(({ status }) => status)).toEqual(['complete', 'error', 'error', 'error']);
    expect(evidence[1]?.message).toContain('inside this computer or its network');
    expect(evidence[2]?.message).toContain('not a web address');
    await client.request('onboarding.addUrls', { workspaceId, urls: [good] });
    expect((await get()).evidence).toHaveLength(4);
  });

  it('comes back whole when its removal or its adding is undone', async () => {
    const { client, workspaceId, onboarding, get, file } = setUp();
    await client.request('onboarding.addFiles', { workspaceId, paths: [file('about.md', PAGE)] });
    await onboarding.settled();
    const id = (await get()).evidence[0]?.id ?? '';
    const find = async () => (await client.request('workspaces.search', { workspaceId, query: 'network' })).total;
    expect(await find()).toBe(1);
    await client.request('onboarding.removeEvidence', { workspaceId, id });
    expect((await get()).evidence).toEqual([]);
    expect(await find()).toBe(0);
    await client.request('history.undo', {});
    expect((await get()).evidence).toMatchObject([{ id, status: 'complete', here: true }]);
    expect(await find()).toBe(1);
    await client.request('history.undo', {});
    expect((await get()).evidence).toEqual([]);
  });

  // Fault caught: a studio that was ended while it read leaves a piece of evidence "processing" for ever.
  it('goes on reading after a restart', async () => {
    const { client, workspaceId, onboarding, store, get, file } = setUp();
    await onboarding.close();
    await client.request('onboarding.addFiles', { workspaceId, paths: [file('about.md', PAGE)] });
    await onboarding.settled();
    expect((await get()).evidence[0]?.status).toBe('pending');
    const secrets = { get: async () => null, set: async () => undefined, delete: async () => undefined };
    const knowledge = createKnowledge({
      store,
      secrets,
      emit: () => undefined,
      dataFolder: '',
    });
    const next = createOnboarding({
      store,
      foundations: createFoundations({ store, found: (id) => waitingFacts(store, id) }),
      readOnce: knowledge.readOnce,
      model: createModel({ store, secrets }),
      emit: () => undefined,
    });
    next.start();
    await next.settled();
    await knowledge.close();
    expect((await get()).evidence[0]?.status).toBe('complete');
  });
});

describe('found facts', () => {
  it('are taken, changed or refused one by one, each with its sentence, each one step of undo', async () => {
    const { client, workspaceId, get, foundation } = setUp();
    await client.request('onboarding.addText', { workspaceId, name: 'About us', text: PAGE });
    const { session, fresh } = await client.request('onboarding.extract', { workspaceId });
    expect(fresh).toBe(session.candidates.length);
    const of = (field: string) => session.candidates.find((one) => one.field_name === field)?.id ?? '';
    const decide = (id: string, decision: 'accept' | 'refuse' | 'reopen', value?: string) =>
      client.request('onboarding.decide', { workspaceId, id, decision, ...(value === undefined ? {} : { value }) });
    await decide(of('Company name'), 'accept', 'Tidewater Tools');
    await decide(of('Founded'), 'accept');
    await decide(of('Alternative'), 'accept');
    await decide(of('Location'), 'refuse');
    const made = await foundation();
    expect(made.company_name).toBe('Tidewater Tools');
    expect(made.truth_sheet.entries).toMatchObject([
      { field_name: 'Company name', value: 'Tidewater Tools', source: 'About us', verified: false },
      {
        field_name: 'Founded',
        value: 'March 2014',
        quote: 'Tidewater Tools Ltd. was founded in March 2014 and is based in Bergen, Norway.',
      },
    ]);
    expect(made.competitors).toMatchObject([{ name: 'Dockly' }]);
    const states = Object.fromEntries((await get()).candidates.map((one) => [one.field_name, one.state]));
    expect(states).toMatchObject({
      'Company name': 'edited',
      Founded: 'accepted',
      Location: 'refused',
      'Team size': 'proposed',
    });
    // Looking again finds nothing new and keeps what was decided.
    expect((await client.request('onboarding.extract', { workspaceId })).fresh).toBe(0);
    expect((await get()).candidates.find((one) => one.field_name === 'Location')?.state).toBe('refused');
    await decide(of('Founded'), 'reopen');
    expect((await foundation()).truth_sheet.entries).toHaveLength(1);
    await client.request('history.undo', {});
    expect((await foundation()).truth_sheet.entries).toHaveLength(2);
    await expect(decide(of('Team size'), 'accept', '  ')).rejects.toThrow('needs what it says');
    await expect(decide('nothing', 'accept')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('lead to issues: contradictions, what is unsure, and questions for what was not found', async () => {
    const { client, workspaceId } = setUp();
    await client.request('onboarding.addText', { workspaceId, name: 'About us', text: PAGE });
    await client.request('onboarding.addText', {
      workspaceId,
      name: 'Old deck',
      text: 'Tidewater Tools was founded in 2011. We are a team of 18 people.',
    });
    await client.request('onboarding.extract', { workspaceId });
    const issues = await client.request('onboarding.issues', { workspaceId });
    expect(issues.filter(({ kind }) => kind === 'conflict')).toMatchObject([
      { field_name: 'Founded', says: [{ value: 'March 2014' }, { value: '2011' }] },
    ]);
    const asked = issues.flatMap((issue) => (issue.kind === 'missing' ? [issue.field_name] : []));
    expect(asked).toContain('Price');
    expect(asked).not.toContain('Team size');
  });
});

describe('a fact marked by hand', () => {
  // Fault caught: a person who is told to mark facts by hand, and has no way to; a “fact” that stands nowhere.
  it('keeps the words and the sentence of a text in a language without rules, and refuses what is not there', async () => {
    const { client, workspaceId, get, foundation } = setUp();
    const text =
      'Siamo una piccola azienda di Genova e lavoriamo con i porti della costa. La nostra società è nata nel 2014 e la squadra è composta da persone che conoscono il mare.';
    await client.request('onboarding.addText', { workspaceId, name: 'Chi siamo', text });
    const { session } = await client.request('onboarding.extract', { workspaceId });
    const [item] = session.evidence;
    expect(item).toMatchObject({ unread_language: 'Italian' });
    const mark = (value: string) =>
      client.request('onboarding.markFact', {
        workspaceId,
        id: item?.id ?? '',
        field_name: 'Founded',
        category: 'company',
        value,
      });
    await mark('2014');
    expect((await foundation()).truth_sheet.entries).toMatchObject([
      {
        field_name: 'Founded',
        value: '2014',
        source: 'Chi siamo',
        verified: false,
        quote: 'La nostra società è nata nel 2014 e la squadra è composta da persone che conoscono il mare.',
      },
    ]);
    await expect(mark('1998')).rejects.toThrow('“1998” does not stand in “Chi siamo”');
    await client.request('history.undo', {});
    expect((await foundation()).truth_sheet.entries).toEqual([]);
    expect((await get()).candidates).toEqual([]);
  });
});

describe('a contradiction', () => {
  const PRICES = [
    ['Price list', 'Tidewater costs €29 per month.'],
    ['Old deck', 'Tidewater costs €39 per month.'],
  ] as const;

  async function contradicting() {
    const all = setUp();
    const { client, workspaceId } = all;
    for (const [name, text] of PRICES) await client.request('onboarding.addText', { workspaceId, name, text });
    const { session } = await client.request('onboarding.extract', { workspaceId });
    const [cheap = '', dear = ''] = session.candidates.map(({ id }) => id);
    const take = (id: string) => client.request('onboarding.decide', { workspaceId, id, decision: 'accept' });
    const summary = async () => (await client.request('foundations.summary', { workspaceId })).text;
    const settle = async (keep: string | null) =>
      client.request('onboarding.settle', {
        workspaceId,
        key: (await all.foundation()).contradictions[0]?.key ?? '',
        keep,
      });
    return { ...all, cheap, dear, take, summary, settle };
  }

  // Fault caught: two prices both told to agents as true while nobody has said which one is.
  it('is told to agents as open, whether both were taken or one only waits', async () => {
    const { take, summary, foundation, cheap, dear } = await contradicting();
    const open =
      '- Price: open, the sources contradict each other: “€29 per month” (Price list) or “€39 per month” (Old deck). Say none of them as true.';
    expect(await summary()).not.toContain('€');
    await take(cheap);
    expect(await summary()).toContain(open);
    await take(dear);
    expect((await foundation()).contradictions).toMatchObject([
      {
        field_name: 'Price',
        says: [
          { value: '€29 per month', quote: 'Tidewater costs €29 per month.', source: 'Price list' },
          { value: '€39 per month', quote: 'Tidewater costs €39 per month.', source: 'Old deck' },
        ],
      },
    ]);
    expect(await summary()).toContain(open);
    expect(await summary()).not.toMatch(/^- Price: €/m);
  });

  // Faults caught: what was decided against is lost, comes back as open, or takes several steps to undo.
  it('is decided in one step that can be undone, and what was decided against is kept', async () => {
    const { client, take, summary, settle, foundation, get, cheap, dear } = await contradicting();
    await take(cheap);
    await take(dear);
    const [right] = (await foundation()).truth_sheet.entries;
    await settle(right?.id ?? '');
    expect((await foundation()).contradictions).toEqual([]);
    expect((await foundation()).truth_sheet.entries).toMatchObject([
      {
        value: '€29 per month',
        verified: true,
        instead_of: [{ value: '€39 per month', source: 'Old deck', quote: 'Tidewater costs €39 per month.' }],
      },
    ]);
    expect((await get()).candidates.map(({ state }) => state)).toEqual(['accepted', 'refused']);
    expect(await summary()).toMatch(/^- Price: €29 per month$/m);
    await client.request('history.undo', {});
    expect((await foundation()).truth_sheet.entries).toHaveLength(2);
    expect((await get()).candidates.map(({ state }) => state)).toEqual(['accepted', 'accepted']);
    expect((await foundation()).contradictions).toHaveLength(1);
  });

  it('is decided for what was only found, and for all of them', async () => {
    const { client, workspaceId, take, settle, foundation, get, cheap, dear } = await contradicting();
    await take(cheap);
    await settle(dear);
    expect((await foundation()).truth_sheet.entries).toMatchObject([{ value: '€39 per month', category: 'product' }]);
    expect((await get()).candidates.map(({ state }) => state)).toEqual(['refused', 'accepted']);
    await client.request('history.undo', {});
    await settle(null);
    expect((await foundation()).contradictions).toEqual([]);
    expect((await foundation()).truth_sheet.entries.map(({ value }) => value)).toEqual([
      '€29 per month',
      '€39 per month',
    ]);
    // Changed to something else, it is held against its neighbour again.
    const id = (await foundation()).truth_sheet.entries[1]?.id ?? '';
    await client.request('foundations.putItem', { workspaceId, list: 'facts', id, item: { value: '€49 per month' } });
    expect((await foundation()).contradictions).toHaveLength(1);
    await expect(
      client.request('onboarding.settle', { workspaceId, key: 'conflict:gone', keep: null }),
    ).rejects.toThrow('has changed meanwhile');
  });
});

describe('the steps', () => {
  it('can be left and taken up anywhere, skipped where optional, and finished when the rest is done', async () => {
    const { client, workspaceId, get } = setUp();
    const mark = (step: number, as: 'done' | 'skipped' | 'open') =>
      client.request('onboarding.markStep', { workspaceId, step, as });
    await expect(mark(4, 'skipped')).rejects.toThrow('cannot be skipped');
    expect(await mark(7, 'skipped')).toMatchObject({ current_step: 8, skipped_steps: [7] });
    await client.request('onboarding.goTo', { workspaceId, step: 12 });
    await mark(12, 'done');
    expect(await get()).toMatchObject({ current_step: 13, completed_steps: [12] });
    await expect(client.request('onboarding.finish', { workspaceId })).rejects.toThrow(
      'Still open: Evidence vault, Extraction',
    );
    for (const { number, optional } of STEPS) await mark(number, optional ? 'skipped' : 'done');
    expect((await client.request('onboarding.finish', { workspaceId })).status).toBe('completed');
    expect((await client.request('workspaces.current', {}))?.onboarding_completed).toBe(true);
    await client.request('history.undo', {});
    expect((await client.request('workspaces.current', {}))?.onboarding_completed).toBe(false);
  });

  // Fault caught: a session that another program wrote, or a second one, breaks the page.
  it('reads a session of any JSON, and one of two the same way everywhere', async () => {
    const { client, workspaceId, store, get } = setUp();
    const [row] = store.rows(onboardingSessions);
    store.write('Odd', () => {
      store.update(onboardingSessions, row?.id ?? '', {
        evidence: [null, 'x', { id: 'e-1', name: 7, status: 'gone' }],
        step_data: { candidates: { a: null, b: { state: 'odd', value: 'x' } }, skipped: [1] },
        current_step: 99,
      });
      store.insert(onboardingSessions, {
        id: '0193a5f0-7c7a-7cc2-9d62-3f0a4f1f7a10',
        workspace_id: workspaceId,
        owner_id: store.ownerId(),
      });
    });
    const session = await get();
    expect(['e-1', undefined]).toContain(session.evidence[0]?.id);
    await client.request('onboarding.markStep', { workspaceId, step: 1, as: 'done' });
    expect((await get()).completed_steps).toEqual([1]);
  });
});
