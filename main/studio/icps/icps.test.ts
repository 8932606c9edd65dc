/** Faults caught: two primary profiles that never settle or settle differently, an import that loses a row in silence, a patch that wipes what it cannot read. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { joinContracts } from '../../contract/define.ts';
import { icpProfiles } from '../../../schema/index.ts';
import { historyContract } from '../history/contract.ts';
import { createHistory } from '../history/index.ts';
import { createLocalClient } from '../rpc/local-client.ts';
import type { LocalClient } from '../rpc/local-client.ts';
import { createServer } from '../rpc/server.ts';
import type { Store } from '../store/store.ts';
import { temporaryFolder, testStore } from '../store/testing.ts';
import { workspacesContract } from '../workspaces/contract.ts';
import { createWorkspaces } from '../workspaces/index.ts';
import { icpsContract, scores } from './contract.ts';
import { createIcps } from './index.ts';
import { keeper, settlePrimaries } from './primary.ts';
import { toIcp } from './read.ts';
import { summaryOf } from './summary.ts';

async function setup(): Promise<{ store: Store; client: LocalClient; folder: string; workspaceId: string }> {
  const folder = temporaryFolder();
  const store = testStore(folder);
  const server = createServer(joinContracts(icpsContract, workspacesContract, historyContract), {
    ...createIcps({ store }).handlers,
    ...createWorkspaces({ store }).handlers,
    ...createHistory({ store }).handlers,
  });
  const client = createLocalClient(server);
  const { id } = await client.request('workspaces.create', { name: 'Acme' });
  return { store, client, folder, workspaceId: id };
}

const file = (folder: string, name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('a profile', () => {
  it('takes a patch of one key and leaves its neighbours and unknown keys alone', async () => {
    const { client, store, workspaceId } = await setup();
    const made = await client.request('icps.create', { workspaceId, template: 'founder' });
    store.write('From elsewhere', () =>
      store.update(icpProfiles, made.id, { demographics: { ...made.demographics, shoe_size: 43 } }),
    );
    const after = await client.request('icps.update', { id: made.id, patch: { demographics: { role: 'Owner' } } });
    expect(after.demographics).toMatchObject({ role: 'Owner', company_size: '1-10', shoe_size: 43 });
    expect(after.psychographics).toEqual(made.psychographics);
  });

  it('refuses a score of 140 in words, and shows one that came from elsewhere as a problem without losing it', async () => {
    const { client, store, workspaceId } = await setup();
    const { id } = await client.request('icps.create', { workspaceId, name: 'Buyer' });
    await expect(
      client.request('icps.update', { id, patch: { scores: { pain_intensity: 140 } } }),
    ).rejects.toMatchObject({ message: expect.stringContaining('from 0 to 100') as string });
    store.write('From elsewhere', () =>
      store.update(icpProfiles, id, { scores: { pain_intensity: 140, product_fit: 60 } }),
    );
    const read = await client.request('icps.get', { id });
    expect(read.scores).toMatchObject({ pain_intensity: null, product_fit: 60 });
    expect(read.problems.join()).toContain('Pain came as 140');
    await client.request('icps.update', { id, patch: { scores: { accessibility: 10 } } });
    expect(store.row(icpProfiles, id)?.scores).toMatchObject({ pain_intensity: 140, accessibility: 10 });
  });

  it('is duplicated without its mark and its code, and then lives apart', async () => {
    const { client, workspaceId } = await setup();
    const made = await client.request('icps.create', {
      workspaceId,
      template: 'team-lead',
      patch: { code: 'ICP-001' },
    });
    expect(made.is_primary).toBe(true);
    const copy = await client.request('icps.duplicate', { id: made.id });
    expect(copy).toMatchObject({ name: `${made.name} copy`, is_primary: false, code: null });
    await client.request('icps.update', { id: copy.id, patch: { behaviors: { objections: ['New'] } } });
    expect((await client.request('icps.get', { id: made.id })).behaviors.objections).toEqual(made.behaviors.objections);
  });

  it('tells what is missing and why, and is complete when nothing is', async () => {
    const { client, workspaceId } = await setup();
    const { id, missing, completeness } = await client.request('icps.create', { workspaceId, name: 'Empty' });
    expect(completeness).toBe(0);
    expect(missing.every(({ why }) => why.length > 10)).toBe(true);
    const full = await client.request('icps.update', {
      id,
      patch: {
        demographics: { role: 'r', company_size: '1', industry: ['i'], location: ['l'] },
        psychographics: { identity: 'i', becoming: 'b', beliefs: ['b'], fears: ['f'], values: ['v'] },
        behaviors: { language_patterns: ['p'], buying_triggers: ['t'], objections: ['o'], hangouts: ['h'] },
        market_sophistication: { stage: 2 },
        scores: { pain_intensity: 0, willingness_to_pay: 100, accessibility: 50, product_fit: 51 },
      },
    });
    expect(full).toMatchObject({ completeness: 1, missing: [], fit: 50 });
  });
});

describe('the primary profile', () => {
  it('is one: another takes the mark, and undo gives it back', async () => {
    const { client, workspaceId } = await setup();
    const first = await client.request('icps.create', { workspaceId, name: 'First' });
    const second = await client.request('icps.create', { workspaceId, name: 'Second' });
    await client.request('icps.setPrimary', { workspaceId, id: second.id });
    const marked = async (): Promise<string[]> =>
      (await client.request('icps.list', { workspaceId })).icps
        .filter((each) => each.is_primary)
        .map((each) => each.name);
    expect(await marked()).toEqual(['Second']);
    await client.request('history.undo', {});
    expect(await marked()).toEqual([first.name]);
  });

  it('chosen on two devices at once settles to the same one in any order of arrival', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.uuid({ version: 7 }), { minLength: 1, maxLength: 8 }), fc.nat(), (ids, turn) => {
        const marked = ids.map((id) => ({ id }));
        const turned = [...marked.slice(turn % ids.length), ...marked.slice(0, turn % ids.length)];
        expect(keeper(turned)?.id).toBe(ids.toSorted()[0]);
        // Settling in steps, as rows arrive, ends where settling all at once ends.
        let kept = turned[0];
        for (const each of turned) kept = keeper(kept ? [kept, each] : [each]);
        expect(kept?.id).toBe(keeper(marked)?.id);
      }),
    );
  });

  it('settles what another device brought, says so, and keeps everything else', async () => {
    const { client, store, workspaceId } = await setup();
    const mine = await client.request('icps.create', { workspaceId, name: 'Mine' });
    const theirs = uuidv7();
    store.write(
      'Arrived',
      () =>
        store.uncaptured(['icp_profiles'], () =>
          store.insert(icpProfiles, {
            id: theirs,
            workspace_id: workspaceId,
            owner_id: store.ownerId(),
            name: 'Theirs',
            is_primary: true,
          }),
        ),
      { kind: 'remote' },
    );
    // Before the repair a list already shows one.
    const before = await client.request('icps.list', { workspaceId });
    expect(before.icps.filter((each) => each.is_primary).map((each) => each.id)).toEqual([mine.id]);
    settlePrimaries(store);
    const { icps, settled } = await client.request('icps.list', { workspaceId });
    expect(icps.map(({ name, is_primary }) => [name, is_primary])).toEqual([
      ['Mine', true],
      ['Theirs', false],
    ]);
    expect(settled?.sentence).toContain('“Mine” was made first and stays primary; “Theirs” no longer is');
    expect(settlePrimaries(store)).toEqual([]);
    await client.request('icps.dismissSettled', { workspaceId });
    expect((await client.request('icps.list', { workspaceId })).settled).toBeNull();
  });
});

describe('an import', () => {
  it('reads the columns that people write, refuses a bad row at its column and keeps the good ones', async () => {
    const { client, folder, workspaceId } = await setup();
    const path = file(
      folder,
      'icps.csv',
      'Name;Job Title;Industries;Pain;Stage;Shoe size\n' +
        'Scaling founder;CEO;SaaS | Retail;85;Problem Aware;43\n' +
        'Too much;CTO;SaaS;140;3;44\n' +
        ';Nobody;SaaS;10;1;45\n',
    );
    const preview = await client.request('icps.previewImport', { workspaceId, path });
    expect(preview.notes.join()).toContain('Shoe size');
    expect(preview.rows.map(({ errors }) => errors.length)).toEqual([0, 1, 1]);
    expect(preview.rows[1]?.errors[0]).toEqual({
      field: 'Pain',
      message: '140: A score is a whole number from 0 to 100.',
    });
    const { made, refused } = await client.request('icps.import', { workspaceId, path });
    expect([made.length, refused]).toEqual([1, 2]);
    expect(await client.request('icps.get', { id: made[0]?.id ?? '' })).toMatchObject({
      name: 'Scaling founder',
      is_primary: true,
      demographics: { role: 'CEO', industry: ['SaaS', 'Retail'] },
      scores: { pain_intensity: 85 },
      market_sophistication: { stage: 2 },
    });
    await client.request('history.undo', {});
    expect((await client.request('icps.list', { workspaceId })).icps).toEqual([]);
  });

  it.each([
    [
      'a CSV with other columns',
      'x.csv',
      'date,amount\n2026-01-01,5\n',
      /no column of it is called “name”.*“date”, “amount”/,
    ],
    ['a JSON of another shape', 'x.json', '{"nodes":{"a":1}}', /holds no list of profiles/],
    ['another program’s file', 'x.json', '{"format":"morgus-studio/morgy","morgy":{}}', /“morgus-studio\/morgy” file/],
    ['broken JSON', 'x.json', '[{"name":', /its text is not JSON/],
    ['an empty file', 'x.csv', '', /it is empty/],
    ['a picture', 'x.csv', '\u0000\u0001PNG', /it is not text/],
    [
      'a quote that never ends',
      'x.csv',
      'name,role\n"Anna,CEO\n',
      /in line 2 a quotation mark opens a cell that is not closed there: "Anna,CEO\./,
    ],
  ])('says in words what is wrong with %s and changes nothing', async (_what, name, text, message) => {
    const { client, folder, workspaceId, store } = await setup();
    const path = file(folder, name, text);
    const at = store.get('SELECT max(tx) AS tx FROM history_tx');
    await expect(client.request('icps.previewImport', { workspaceId, path })).rejects.toThrow(message);
    await expect(client.request('icps.import', { workspaceId, path })).rejects.toThrow('Nothing was changed.');
    expect(store.get('SELECT max(tx) AS tx FROM history_tx')).toEqual(at);
  });

  it('tells JSON items that are no profiles by their place', async () => {
    const { client, folder, workspaceId } = await setup();
    const path = file(folder, 'x.json', '[{"name":"Good"}, 7, {"role":"x"}, {"name":"B","scores":{"fit":"high"}}]');
    const { rows } = await client.request('icps.previewImport', { workspaceId, path });
    expect(rows.map(({ errors }) => errors[0]?.message ?? '')).toEqual([
      '',
      'This is a number, not an object with a name.',
      'There is no name in this row. Every profile needs one.',
      expect.stringContaining('“high”') as string,
    ]);
  });

  it('brings back from CSV and from JSON what was saved, whatever was written in it', async () => {
    const { client, folder, workspaceId } = await setup();
    const odd = 'a, "b"; c | d\u00e9 🙂';
    await client.request('icps.create', {
      workspaceId,
      name: 'Odd; "one"',
      patch: {
        tagline: '=1+1',
        demographics: { role: odd, industry: ['A, B', odd], location: ['Köln'] },
        behaviors: { language_patterns: [odd, 'second'] },
        market_sophistication: { stage: 4, reasoning: 'Because' },
        scores: { pain_intensity: 0, product_fit: 100 },
      },
    });
    for (const name of ['all.csv', 'all.json']) {
      const path = join(folder, name);
      await client.request('icps.exportFile', { workspaceId, path });
      const text = readFileSync(path, 'utf8');
      const [first] = (await client.request('icps.list', { workspaceId })).icps;
      expect(text).not.toContain(first?.id ?? '?');
      expect(text).not.toContain(workspaceId);
      const other = await client.request('workspaces.create', { name });
      const { made } = await client.request('icps.import', { workspaceId: other.id, path });
      const back = await client.request('icps.get', { id: made[0]?.id ?? '' });
      expect(back).toMatchObject({
        name: 'Odd; "one"',
        tagline: '=1+1',
        is_primary: true,
        demographics: { role: odd, industry: ['A, B', odd], location: ['Köln'] },
        behaviors: { language_patterns: [odd, 'second'] },
        market_sophistication: { stage: 4, reasoning: 'Because' },
        scores: { pain_intensity: 0, product_fit: 100, accessibility: null },
      });
    }
  });

  it('saves no formula in a CSV, and reads every text back unchanged', async () => {
    const { client, folder, workspaceId } = await setup();
    const nasty = fc
      .array(fc.constantFrom('=', '+', '-', '@', '\t', "'", '"', ',', ';', '|', ' ', '•', '1', 'é', '🙂'), {
        maxLength: 8,
      })
      .map((units) => units.join(''));
    const lines = fc
      .array(
        nasty.filter((text) => text.trim() !== ''),
        { maxLength: 3 },
      )
      .map((items) => items.map((item) => item.trim()));
    const path = join(folder, 'all.csv');
    await fc.assert(
      fc.asyncProperty(nasty, nasty, lines, lines, fc.constantFrom(null, 0, 100), async (a, b, some, others, score) => {
        const { id } = await client.request('icps.create', {
          workspaceId,
          name: `${a}x`,
          patch: {
            tagline: b.trim() === '' ? null : b,
            summary: `${b}\r\n${a}x`,
            demographics: { role: a, industry: some },
            behaviors: { objections: others },
            market_sophistication: { reasoning: `${b}\n=1` },
            scores: { pain_intensity: score },
          },
        });
        await client.request('icps.exportFile', { workspaceId, ids: [id], path });
        const table = parse(readFileSync(path, 'utf8'), { bom: true });
        for (const cell of table[1] ?? []) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
        const { made } = await client.request('icps.import', { workspaceId, path, existing: 'add' });
        const [before, after] = [id, made[0]?.id ?? ''].map((each) => client.request('icps.get', { id: each }));
        const kept = { ...(await before), id: '', is_primary: false, created_at: '', updated_at: '' };
        expect({ ...(await after), id: '', is_primary: false, created_at: '', updated_at: '' }).toEqual(kept);
        await client.request('icps.remove', { ids: [id, ...made.map((each) => each.id)] });
      }),
      { numRuns: 40 },
    );
  });

  it('says of the primary mark and of names only what will come true', async () => {
    const { client, folder, workspaceId } = await setup();
    const path = file(
      folder,
      'x.csv',
      'name,is_primary,pain_intensity\nRefused,yes,140\nUnsure,maybe,10\nFirst,yes,\nSecond,1,\nThird,no,"1,000"\n',
    );
    const fresh = await client.request('icps.previewImport', { workspaceId, path });
    expect(fresh.notes).toEqual(['2 of them are marked as primary. A workspace has one: “First” would be it.']);
    expect(fresh.rows.map(({ errors }) => errors)).toEqual([
      [{ field: 'pain_intensity', message: '140: A score is a whole number from 0 to 100.' }],
      [{ field: 'is_primary', message: '“maybe”: Write “yes”, or “no” or nothing.' }],
      [],
      [],
      [{ field: 'pain_intensity', message: '1000: A score is a whole number from 0 to 100.' }],
    ]);
    await client.request('icps.create', { workspaceId, name: 'first' });
    expect((await client.request('icps.previewImport', { workspaceId, path })).notes).toEqual([
      '“Second” is marked as primary. “first” is primary here and stays so.',
    ]);
  });

  // Faults caught: copies of all profiles because a file was imported twice; what was written here since wiped by an empty
  // cell; a code or an id that says which one is meant, passed over.
  it('knows the profiles that are here already, and leaves, updates or makes another as it is told', async () => {
    const { client, folder, workspaceId } = await setup();
    const path = file(folder, 'x.csv', 'name,code,role,pain\nOwner,O-1,CEO,85\nBuyer,,,\n');
    const run = (
      existing: 'skip' | 'update' | 'add',
      choices: { row: number; what: 'skip' | 'update' | 'add' }[] = [],
    ) => client.request('icps.import', { workspaceId, path, existing, choices });
    const list = async () => (await client.request('icps.list', { workspaceId })).icps.map(({ name }) => name);
    const counts = async (result: ReturnType<typeof run>) => {
      const { made, updated, skipped, refused } = await result;
      return [made.length, updated.length, skipped, refused];
    };
    expect(await counts(run('skip'))).toEqual([2, 0, 0, 0]);
    expect(await counts(run('skip'))).toEqual([0, 0, 2, 0]);
    expect(await list()).toEqual(['Owner', 'Buyer']);
    const [owner, buyer] = (await client.request('icps.list', { workspaceId })).icps;
    await client.request('icps.update', {
      id: buyer?.id ?? '',
      patch: { demographics: { role: 'Typed here' }, tagline: 'Mine' },
    });
    // By its code under another name, by its id, and by its name in other letters.
    writeFileSync(path, `id,name,code,role,pain\n,The owner,o-1,COO,60\n${buyer?.id},Buyer of boats,,,\n,OWNER,,,90\n`);
    const { rows } = await client.request('icps.previewImport', { workspaceId, path });
    expect(rows.map(({ match }) => [match?.by, match?.name, match?.changes])).toEqual([
      ['code', 'Owner', ['Name', 'Code', 'Role', 'Pain']],
      ['id', 'Buyer', ['Name']],
      ['name', 'Owner', ['Pain']],
    ]);
    expect(await counts(run('update', [{ row: 4, what: 'skip' }]))).toEqual([0, 2, 1, 0]);
    expect(await client.request('icps.get', { id: owner?.id ?? '' })).toMatchObject({
      name: 'The owner',
      is_primary: true,
      demographics: { role: 'COO' },
      scores: { pain_intensity: 60 },
    });
    expect(await client.request('icps.get', { id: buyer?.id ?? '' })).toMatchObject({
      name: 'Buyer of boats',
      tagline: 'Mine',
      demographics: { role: 'Typed here' },
    });
    await client.request('history.undo', {});
    expect(await list()).toEqual(['Owner', 'Buyer']);
    expect(await counts(run('skip', [{ row: 4, what: 'add' }]))).toEqual([1, 0, 2, 0]);
    expect(await list()).toEqual(['Owner', 'Buyer', 'OWNER']);
  });

  it('remarks a name that stands twice in a file, or several times here, at its row; empty rows are counted', async () => {
    const { client, folder, workspaceId } = await setup();
    const path = file(folder, 'x.csv', 'name,role\nOwner,CEO\n\nowner,CTO\nTwin,"a\nb"\nLast,140\n');
    for (const _ of [1, 2]) await client.request('icps.create', { workspaceId, name: 'Twin' });
    const { rows } = await client.request('icps.previewImport', { workspaceId, path });
    expect(rows.map(({ row, remarks }) => [row, remarks])).toEqual([
      [2, []],
      [4, ['Row 2 has the same name; both are read, one after the other.']],
      [5, ['2 profiles here have this name; it is taken for the nearest. A code or an id says which.']],
      [6, []],
    ]);
    // Twice in the file is twice here, and not four times after the next import.
    const again = file(folder, 'y.csv', 'name,role\nSame,CEO\nSame,CTO\n');
    await client.request('icps.import', { workspaceId, path: again });
    expect(await client.request('icps.import', { workspaceId, path: again })).toMatchObject({ made: [], skipped: 2 });
    expect(await client.request('icps.import', { workspaceId, path: again, existing: 'update' })).toMatchObject({
      made: [],
      updated: [{}, {}],
    });
    const same = (await client.request('icps.list', { workspaceId })).icps.filter(({ name }) => name === 'Same');
    expect(same.map(({ role }) => role).toSorted()).toEqual(['CEO', 'CTO']);
  });

  // Fault caught: the line that trips over an open quotation mark is blamed, and not the one where it stands.
  it.each([
    ['at the end of the file', 'name,role\nA,x\n"Anna,CEO\nBob,CFO\n', 3],
    ['at a quotation mark of a later row', 'name,role\nA,x\n"Anna,CEO\nBob,"CFO"\nC,y\n', 3],
    ['behind a cell with several lines', 'name,role\n"A\nB",x\n"Anna,CEO\nBob,CFO\n', 4],
    ['after a mark that is closed too early', 'name;role\nA;x\n"Anna" Berg;CEO\nBob;CFO\n', 3],
  ])('names the line where a quotation mark opens, though it fails %s', async (_where, text, line) => {
    const { client, folder, workspaceId } = await setup();
    const path = file(folder, 'x.csv', text);
    await expect(client.request('icps.previewImport', { workspaceId, path })).rejects.toThrow(
      `in line ${line} a quotation mark opens a cell that is not closed there: "Anna`,
    );
  });

  it('never throws anything but a sentence, whatever the file holds', async () => {
    const { client, folder, workspaceId } = await setup();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.string().map((s) => `name,role\n${s}`),
        ),
        async (text) => {
          const path = file(folder, 'any.txt', text);
          try {
            const { rows } = await client.request('icps.previewImport', { workspaceId, path });
            for (const row of rows) expect(row.errors.length > 0 || row.patch !== null).toBe(true);
          } catch (error) {
            expect(error).toMatchObject({ code: 'not_importable' });
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('comparing and summing up', () => {
  it('marks what two profiles share and what differs', async () => {
    const { client, workspaceId } = await setup();
    const a = await client.request('icps.create', { workspaceId, template: 'founder' });
    const b = await client.request('icps.create', {
      workspaceId,
      name: 'B',
      patch: { demographics: { role: 'founder' }, psychographics: { values: ['speed', 'Depth'] } },
    });
    const { sections } = await client.request('icps.compare', { ids: [a.id, b.id] });
    const rows = new Map(sections.flatMap((section) => section.rows).map((row) => [row.label, row]));
    expect(rows.get('Role')).toMatchObject({ same: true, values: [['Founder'], ['founder']] });
    expect(rows.get('Values')).toMatchObject({ same: false, shared: ['Speed'] });
    await expect(client.request('icps.compare', { ids: [a.id, a.id] })).rejects.toThrow('chosen twice');
  });

  it('makes the same summary of the same fields, and says nothing that is not in them', async () => {
    const { client, workspaceId } = await setup();
    const { id } = await client.request('icps.create', { workspaceId, name: 'Only a name' });
    expect((await client.request('icps.draftSummary', { id })).text).toBe('Only a name.');
    const full = await client.request('icps.create', { workspaceId, template: 'freelancer' });
    const [one, two] = [summaryOf(full), summaryOf({ ...full })];
    expect(one).toBe(two);
    expect(one).toContain('Says: “I want it to sound like me”');
  });
});

it('any stored JSON reads as a profile and what is readable survives', () => {
  fc.assert(
    fc.property(fc.json(), fc.json(), fc.integer({ min: 0, max: 100 }), (one, other, fit) => {
      const raw = {
        id: 'x',
        workspace_id: 'w',
        name: 'n',
        is_primary: 0,
        is_secondary: 0,
        demographics: one,
        psychographics: other,
        behaviors: one,
        market_sophistication: other,
        scores: JSON.stringify({ product_fit: fit, pain_intensity: one }),
        tagline: null,
        code: null,
        summary: null,
        created_at: 't',
        updated_at: 't',
        deleted_at: null,
      };
      const icp = toIcp(raw, null);
      expect(icp.scores.product_fit).toBe(fit);
      expect(scores.safeParse(icp.scores).success).toBe(true);
    }),
  );
});
