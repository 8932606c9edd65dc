/** Faults caught: a foundation that a client of either generation cannot read, an answer that does not fit its schema or is larger than a host takes. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackExtension, validateManifest } from '@anthropic-ai/mcpb';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildForTest, GROUND, sample } from '../../main/studio/exports/pack/fixtures.ts';
import { foundationText, icpText } from './ground-tools.ts';
import { packBundle } from '../../main/studio/exports/pack/pack.ts';
import type { BundleContent } from '../../main/studio/exports/pack/types.ts';

let built: Awaited<ReturnType<typeof buildForTest>>;
let workshop: string;

beforeAll(async () => {
  built = await buildForTest();
  workshop = await mkdtemp(join(tmpdir(), 'morgus-ground-'));
}, 240_000);
afterAll(async () => {
  await built.remove();
  await rm(workshop, { recursive: true, force: true });
});

/** Unpacked by mcpb, whose reading of the manifest it has to pass. @returns the server's path */
async function installed(name: string, content: BundleContent): Promise<string> {
  const { bytes } = await packBundle(content, { version: '1.0.0', serverFile: built.serverFile });
  const file = join(workshop, `${name}.mcpb`);
  await writeFile(file, bytes);
  const folder = join(workshop, name);
  expect(await unpackExtension({ mcpbPath: file, outputDir: folder, silent: true })).toBe(true);
  expect(validateManifest(join(folder, 'manifest.json'))).toBe(true);
  return join(folder, 'server.cjs');
}

/** Both clients check each structured answer against the tool's schema by themselves. */
async function both<T>(server: string, ask: (client: Client | OldClient) => Promise<T>): Promise<T[]> {
  const today = new Client({ name: 'today', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  const yesterday = new OldClient({ name: 'yesterday', version: '1' });
  const run = { command: process.execPath, args: [server], env: {}, stderr: 'ignore' as const };
  await today.connect(new StdioClientTransport(run));
  await yesterday.connect(new OldTransport(run));
  try {
    return [await ask(today), await ask(yesterday)];
  } finally {
    await today.close();
    await yesterday.close();
  }
}

const structured = (result: object): unknown => ('structuredContent' in result ? result.structuredContent : undefined);

const IDS = 'The ids are: retired-teacher (Retired teacher), garden-owner (Garden owner).';

test('clients of both generations are told the foundation and each profile, by id and without', async () => {
  const server = await installed('with', { ...sample(), ground: GROUND });
  const answers = await both(server, async (client) => {
    const call = async (name: string, args: Record<string, unknown> = {}) => client.callTool({ name, arguments: args });
    return {
      tools: (await client.listTools()).tools.map(({ name }) => name),
      foundation: structured(await call('get_foundation')),
      list: structured(await call('list_icps')),
      primary: structured(await call('get_icp')),
      other: await call('get_icp', { id: 'garden-owner' }),
      none: await call('get_icp', { id: 'nobody' }),
      byName: await call('get_icp', { id: 'Garden Owner' }),
      misnamed: await call('get_icp', { name: 'Garden owner' }),
      text: await call('get_foundation'),
      resources: (await client.listResources()).resources.map(({ uri }) => uri),
      attached: await client.readResource({ uri: 'morgy://icps/retired-teacher' }),
      foundationAttached: await client.readResource({ uri: 'morgy://foundation' }),
    };
  });
  for (const said of answers) {
    expect(said.tools.slice(-3)).toEqual(['get_foundation', 'list_icps', 'get_icp']);
    expect(said.foundation).toMatchObject({ company: 'Hive & Home', truncated: false, rules: [{ type: 'dont' }] });
    expect(said.list).toMatchObject({
      total: 2,
      icps: [{ id: 'retired-teacher', primary: true }, { id: 'garden-owner' }],
    });
    expect(said.primary).toMatchObject({ name: 'Retired teacher', sections: [{ title: 'Who they are' }] });
    expect(structured(said.other)).toMatchObject({ name: 'Garden owner', tagline: 'Has the place, not the courage' });
    expect(said.other.content).toMatchObject([
      { text: expect.stringContaining('- Objections: It takes too much time') },
    ]);
    expect(said.none).toMatchObject({
      isError: true,
      content: [{ text: `There is no customer profile with the id "nobody". ${IDS}` }],
    });
    expect(structured(said.byName)).toMatchObject({ id: 'garden-owner' });
    expect(said.misnamed).toMatchObject({
      isError: true,
      content: [{ text: `get_icp has no argument "name". Give "id", or nothing for the primary profile. ${IDS}` }],
    });
    expect(JSON.stringify(said.text.content).match(/# Hive & Home/g)).toHaveLength(1);
    expect(said.resources).toEqual([
      'morgy://foundation',
      'morgy://icps/retired-teacher',
      'morgy://icps/garden-owner',
      'morgy://documents/keeping-bees-through-the-winter',
      'morgy://documents/soil-compost-a-primer',
    ]);
    expect(said.attached.contents).toMatchObject([{ text: expect.stringContaining('# Retired teacher (primary)') }]);
    expect(said.foundationAttached.contents).toMatchObject([
      { text: expect.stringContaining('- Never say “guaranteed” (Winters differ.)') },
    ]);
  }
});

test('a foundation without knowledge can be attached too, and one that is too long comes as its summary', async () => {
  const long = 'Wort „lang“ '.repeat(8_000);
  const [first] = GROUND.icps;
  if (!first) throw new Error('The fixture has profiles.');
  const server = await installed('long', {
    ...sample(),
    documents: [],
    templates: [],
    ground: {
      ...GROUND,
      summary: long,
      messages: Array.from({ length: 400 }, () => long.slice(0, 4_000)),
      icps: [
        {
          ...first,
          sections: [
            {
              title: 'Much',
              fields: [{ label: 'All', lines: Array.from({ length: 190 }, () => long.slice(0, 4_900)) }],
            },
          ],
        },
      ],
    },
  });
  const answers = await both(server, async (client) => ({
    foundation: await client.callTool({ name: 'get_foundation', arguments: {} }),
    icp: await client.callTool({ name: 'get_icp', arguments: {} }),
    resources: (await client.listResources()).resources.length,
    attached: await client.readResource({ uri: 'morgy://foundation' }),
  }));
  for (const said of answers) {
    expect(said.resources).toBe(2);
    for (const answer of [said.foundation, said.icp, said.attached])
      expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(1_000_000);
    expect(structured(said.foundation)).toMatchObject({ truncated: true, messages: [] });
    expect(structured(said.icp)).toMatchObject({ truncated: true, sections: [] });
  }
});

// Faults caught: a rule that a model reads twice, in two places or as "Do not: Do not …".
test('a rule that the summary says is not listed again, and one that says what not to do says it once', () => {
  const rule = (text: string) => ({ type: 'dont' as const, text, reason: '', severity: 'error' as const });
  const summary = '# Hive & Home\n\n## Rules\n- Do not say  “guaranteed”';
  const text = foundationText({ ...GROUND, summary, rules: [rule('Do not say “guaranteed”'), rule('Do not shout')] });
  expect(text.match(/guaranteed/g)).toHaveLength(1);
  expect(text).toContain('## Messaging rules\n\n- Do not shout');
  expect(foundationText({ ...GROUND, summary, rules: [rule('Do not say “guaranteed”')] })).not.toContain(
    'Messaging rules',
  );
});

// Fault caught: a title, or a name with its line, that a model reads twice.
test('a summary that opens with its own title gets no second one', () => {
  const file = { ...GROUND, summary: '# Hive & Home\n\n## What it is\nCourses.' };
  expect(foundationText(file).match(/^# /gm)).toHaveLength(1);
  const [icp] = GROUND.icps;
  if (!icp) throw new Error('The fixture has profiles.');
  const made = icpText({ ...icp, id: 'x', summary: `${icp.name}: ${icp.tagline}.\nFears: cold winters.` });
  expect(made).toContain('Fears: cold winters.');
  expect(made.split(icp.tagline)).toHaveLength(2);
});
