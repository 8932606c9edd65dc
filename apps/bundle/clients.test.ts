/**
 * Parties that are not us look at a finished bundle: Anthropic's own mcpb, the SDK's clients of two generations, the
 * inspector; under every Node that this machine has.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { unpackExtension, validateManifest } from '@anthropic-ai/mcpb';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildForTest, sample } from '../../main/studio/exports/pack/fixtures.ts';
import { packBundle } from '../../main/studio/exports/pack/pack.ts';

const run = promisify(execFile);
const TOOLS = ['search_knowledge', 'read_document', 'list_documents', 'get_persona', 'list_templates', 'use_template'];

/** Every Node on the search path, one a major version, and the one that runs this test. */
async function findNodes(): Promise<{ major: number; path: string }[]> {
  const found = new Map([[Number(process.versions.node.split('.')[0]), process.execPath]]);
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = resolve(folder, process.platform === 'win32' ? 'node.exe' : 'node');
    const version = await run(path, ['--version']).then(
      ({ stdout }) => Number(/^v(\d+)\./.exec(stdout)?.[1] ?? Number.NaN),
      () => Number.NaN,
    );
    if (version >= 20 && !found.has(version)) found.set(version, path);
  }
  return [...found].map(([major, path]) => ({ major, path }));
}

const nodes = await findNodes();
let built: Awaited<ReturnType<typeof buildForTest>>;
let workshop: string;
let folder: string;
let server: string;
let accepted = false;

beforeAll(async () => {
  built = await buildForTest();
  workshop = await mkdtemp(join(tmpdir(), 'morgus-clients-'));
  const { bytes } = await packBundle(sample(), { version: '1.0.0', serverFile: built.serverFile });
  const file = join(workshop, 'nora.mcpb');
  await writeFile(file, bytes);
  folder = join(workshop, 'unpacked');
  // Unpacked by mcpb, not by us: what follows stands on its reading of the file.
  accepted = await unpackExtension({ mcpbPath: file, outputDir: folder, silent: true });
  server = join(folder, 'server.cjs');
}, 240_000);
afterAll(async () => {
  await built.remove();
  await rm(workshop, { recursive: true, force: true });
});

test('mcpb unpacks the file and accepts its manifest', () => {
  expect(accepted).toBe(true);
  expect(validateManifest(join(folder, 'manifest.json'))).toBe(true);
});

test('the server is one file that loads nothing but seven built-in modules and evaluates nothing', async () => {
  const code = await readFile(server, 'utf8');
  const required = new Set([...code.matchAll(/require\(\s*[`"']([^`"']+)[`"']\s*\)/g)].map((match) => match[1]));
  expect([...required].toSorted()).toEqual([
    'node:crypto',
    'node:fs',
    'node:path',
    'node:process',
    'node:stream',
    'node:v8',
    'node:worker_threads',
  ]);
  expect(code).not.toMatch(
    /\beval\(|\bimport\(|child_process|new Worker|node:net|node:http|writeFile|sourceMappingURL|require\.main/,
  );
  expect(code).not.toContain(resolve(import.meta.dirname, '../..'));
  // zod asks whether it may compile; the server has told it not to.
  expect(code.match(/\bFunction\(/g) ?? []).toHaveLength(1);
  expect(code).toMatch(/jitless:\s*!0/);
});

describe.each(nodes)('under Node $major', ({ major, path }) => {
  test('the SDK of today talks to it in the newest protocol', async () => {
    const client = new Client({ name: 'today', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
    await client.connect(new StdioClientTransport({ command: path, args: [server], env: {}, stderr: 'ignore' }));
    try {
      expect(client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
      expect(client.getServerVersion()).toMatchObject({
        name: 'nora-garden-mentor',
        title: 'Nora, garden mentor',
        version: '1.0.0',
      });
      expect((await client.listTools()).tools.map((tool) => tool.name)).toEqual(TOOLS);
      // The client checks the structured answer against the tool's schema by itself.
      const found = await client.callTool({ name: 'search_knowledge', arguments: { query: 'honey winter' } });
      expect(found.structuredContent).toHaveProperty('results.0', {
        id: 'keeping-bees-through-the-winter#1',
        document: 'keeping-bees-through-the-winter',
        title: 'Keeping bees through the winter',
        headingPath: ['Stores', 'How much'],
        page: 3,
        text: 'A colony needs about twenty kilograms of honey to survive the winter.',
        score: expect.any(Number),
        truncated: false,
      });
      const completion = await client.complete({
        ref: { type: 'ref/prompt', name: 'plan-a-season' },
        argument: { name: 'style', value: 'de' },
      });
      expect(completion.completion.values).toEqual(['detailed']);
      const documents = await client.complete({
        ref: { type: 'ref/prompt', name: 'plan-a-season' },
        argument: { name: 'document', value: 'soil' },
      });
      expect(documents.completion.values).toEqual(['Soil & compost: a primer']);
      const uri = await client.complete({
        ref: { type: 'ref/resource', uri: 'morgy://documents/{document}' },
        argument: { name: 'document', value: 'bees' },
      });
      expect(uri.completion.values).toEqual(['keeping-bees-through-the-winter']);
    } finally {
      await client.close();
    }
  });

  test('the SDK of yesterday talks to it in its own', async () => {
    const client = new OldClient({ name: 'yesterday', version: '1' });
    await client.connect(new OldTransport({ command: path, args: [server], env: {}, stderr: 'ignore' }));
    try {
      expect((await client.listTools()).tools.map((tool) => tool.name)).toEqual(TOOLS);
      const read = await client.callTool({ name: 'read_document', arguments: { document: 'soil-compost-a-primer' } });
      expect(read.structuredContent).toMatchObject({
        truncated: false,
        passages: [{ id: 'soil-compost-a-primer#1' }, { text: expect.stringContaining('世界') }],
      });
      const { resources } = await client.listResources();
      expect(resources.map(({ title }) => title)).toEqual([
        'Keeping bees through the winter',
        'Soil & compost: a primer',
      ]);
      expect((await client.listResourceTemplates()).resourceTemplates).toMatchObject([
        { uriTemplate: 'morgy://documents/{document}' },
      ]);
      const { contents } = await client.readResource({ uri: resources[0]?.uri ?? '' });
      expect(contents[0]).toMatchObject({
        mimeType: 'text/markdown',
        text: expect.stringContaining('twenty kilograms'),
      });
      const { prompts } = await client.listPrompts();
      expect(prompts.map((prompt) => prompt.name)).toEqual(['persona', 'plan-a-season', 'weekly-check']);
      const filled = await client.getPrompt({ name: 'plan-a-season', arguments: { crop: '{{style}}' } });
      expect(filled.messages[0]?.content).toEqual({
        type: 'text',
        text: 'Plan a season for {{style}}. Style: . Use  and keep {{unknown}}.',
      });
    } finally {
      await client.close();
    }
  });

  test('a reader that lets answers wait gets all of them, and nothing on standard error', async () => {
    const child = spawn(path, [server], { env: {}, stdio: ['pipe', 'pipe', 'pipe'] });
    const complaints: string[] = [];
    child.stderr.on('data', (part: Buffer) => complaints.push(part.toString('utf8')));
    const ended = new Promise((done) => child.once('exit', done));
    const send = (id: number, method: string, params: object): boolean =>
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    send(0, 'initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'slow', version: '1' },
    });
    child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
    // An address whose escapes are broken is a wrong parameter, not a fault of the server.
    send(1, 'resources/read', { uri: 'morgy://documents/%E0%A4%A' });
    const asked = 400;
    for (let id = 2; id < asked; id++)
      send(id, 'tools/call', { name: 'search_knowledge', arguments: { query: `honey ${id}`, limit: 50 } });
    // More than a pipe holds waits by now, and only now is it read.
    const answers = new Map<number, unknown>();
    for await (const line of createInterface({ input: child.stdout })) {
      const answered = JSON.parse(line) as { id: number };
      answers.set(answered.id, answered);
      if (answers.size === asked) child.stdin.end();
    }
    await ended;
    expect(answers.get(1)).toMatchObject({ error: { code: -32_602, message: expect.stringContaining('no document') } });
    expect(answers.get(asked - 1)).toMatchObject({ result: { structuredContent: { results: expect.anything() } } });
    expect(complaints.join('')).toBe('');
  }, 240_000);

  test.each(['2025-06-18', '2025-11-25'])(
    'a bare connection gets the protocol that it asks for: %s',
    async (protocolVersion) => {
      const child = spawn(path, [server], { env: {}, stdio: ['pipe', 'pipe', 'pipe'] });
      const complaints: string[] = [];
      child.stderr.on('data', (part: Buffer) => complaints.push(part.toString('utf8')));
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const ask = async (id: number, method: string, params: object): Promise<unknown> => {
        child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
        const { value } = await lines.next();
        return JSON.parse(String(value));
      };
      expect(
        await ask(1, 'initialize', { protocolVersion, capabilities: {}, clientInfo: { name: 'bare', version: '1' } }),
      ).toMatchObject({
        id: 1,
        result: { protocolVersion, capabilities: { tools: {}, prompts: {}, resources: {}, completions: {} } },
      });
      child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
      expect(await ask(2, 'tools/call', { name: 'get_persona', arguments: {} })).toMatchObject({
        result: { structuredContent: { name: 'Nora, garden mentor', author: 'Ada Gardener' } },
      });
      // Garbage is not answered with a crash.
      // A client that sends a broken request would wait for ever, were it not answered.
      const send = async (line: string): Promise<unknown> => {
        child.stdin.write(`${line}\n`);
        const { value } = await lines.next();
        return JSON.parse(String(value));
      };
      expect(await send('{not json')).toMatchObject({ id: null, error: { code: -32_700 } });
      expect(await send('\n[]')).toMatchObject({ id: null, error: { code: -32_600 } });
      expect(await send('"x"')).toMatchObject({ id: null, error: { code: -32_600 } });
      expect(await send('{"jsonrpc":"1.0","id":"a","method":"ping"}')).toMatchObject({
        id: 'a',
        error: { code: -32_600 },
      });
      expect(await send('{"id":12,"method":"tools/call","params":null}')).toMatchObject({
        id: 12,
        error: { code: -32_600 },
      });
      for (const params of ['null', '[]', '7', '{"_meta":5}']) {
        expect(await send(`{"jsonrpc":"2.0","id":12,"method":"tools/call","params":${params}}`)).toMatchObject({
          id: 12,
          error: { code: -32_602 },
        });
      }
      for (const params of ['{}', '{"name":7}', '{"name":"get_persona","arguments":[]}']) {
        expect(await send(`{"jsonrpc":"2.0","id":13,"method":"tools/call","params":${params}}`)).toMatchObject({
          id: 13,
        });
      }
      expect(await ask(3, 'ping', {})).toMatchObject({ id: 3, result: {} });
      // Nothing of a schema's inside belongs into a host's log.
      expect(complaints.join('')).not.toMatch(/invalid_type|invalid_union|"expected"/);
      child.stdin.end();
      const [code] = await once(child, 'exit');
      expect(code).toBe(0);
    },
  );

  test('nothing is compiled while it runs (a schema that was made before zod was told not to)', async () => {
    const watch = join(workshop, 'watch.cjs');
    await writeFile(
      watch,
      `globalThis.Function = new Proxy(Function, {
        construct(target, words) { process.stderr.write('COMPILED'); return Reflect.construct(target, words); },
        apply(target, self, words) { process.stderr.write('COMPILED'); return Reflect.apply(target, self, words); },
      });`,
    );
    const transport = new StdioClientTransport({
      command: path,
      args: ['--require', watch, server],
      env: {},
      stderr: 'pipe',
    });
    const said: string[] = [];
    transport.stderr?.on('data', (part: Buffer) => said.push(part.toString('utf8')));
    const client = new Client({ name: 'watch', version: '1' });
    await client.connect(transport);
    try {
      await client.listTools();
      await client.callTool({ name: 'search_knowledge', arguments: { query: 'worms' } });
      await client.getPrompt({ name: 'persona', arguments: {} });
      expect(said.join('')).not.toContain('COMPILED');
    } finally {
      await client.close();
    }
  });

  test.runIf(major >= 22)('it needs no right but to read its own folder', async () => {
    const client = new Client({ name: 'warden', version: '1' });
    // Without these rights Node refuses writing, child processes, workers and native code.
    await client.connect(
      new StdioClientTransport({
        command: path,
        args: [major >= 24 ? '--permission' : '--experimental-permission', `--allow-fs-read=${folder}`, server],
        env: {},
        stderr: 'ignore',
      }),
    );
    try {
      for (const [name, args] of [
        ['search_knowledge', { query: 'worms' }],
        ['list_documents', {}],
        ['get_persona', {}],
        ['use_template', { template: 'weekly-check' }],
      ] as const) {
        expect(await client.callTool({ name, arguments: args })).not.toHaveProperty('isError', true);
      }
    } finally {
      await client.close();
    }
  });
});

test('the inspector finds nothing to complain about in strict mode', async () => {
  const inspector = resolve(import.meta.dirname, '../../node_modules/.bin/mcp-inspector');
  const { stdout, stderr } = await run(
    process.execPath,
    [inspector, '--cli', process.execPath, server, '--method', 'tools/list', '--strict', '--format', 'json'],
    { cwd: workshop },
  );
  expect(stderr).not.toMatch(/error|warn/i);
  expect(JSON.parse(stdout)).toMatchObject({ result: { tools: TOOLS.map((name) => ({ name })) } });
}, 60_000);

test.skipIf(nodes.some(({ major }) => major === 20))(
  'Node 20 is not on this machine, so nothing is said about it',
  () => {
    expect(nodes.map(({ major }) => major)).not.toContain(20);
  },
);

describe('a damaged installation', () => {
  test.each([
    ['content/text.bin', 'search_knowledge', { query: 'honey' }],
    ['content/index.bin', 'search_knowledge', { query: 'honey' }],
    ['content/documents.json', 'list_documents', {}],
    ['content/persona.json', 'get_persona', {}],
    ['content/templates.json', 'list_templates', {}],
  ])('a changed %s is told in words and not used', async (path, name, args) => {
    const target = join(folder, path);
    const before = await readFile(target);
    const changed = Buffer.from(before);
    changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1;
    await writeFile(target, changed);
    const client = new Client({ name: 'today', version: '1' });
    try {
      await client.connect(
        new StdioClientTransport({ command: process.execPath, args: [server], env: {}, stderr: 'ignore' }),
      );
      const result = await client.callTool({ name, arguments: args });
      expect(result).toMatchObject({
        isError: true,
        content: [{ text: expect.stringContaining('changed or damaged since it was exported') }],
      });
      expect(JSON.stringify(result)).not.toContain(workshop);
    } finally {
      await client.close();
      await writeFile(target, before);
    }
  });

  test('without its manifest it says so and ends', async () => {
    const lost = await mkdtemp(join(workshop, 'lost-'));
    await writeFile(join(lost, 'server.cjs'), await readFile(server));
    await expect(run(process.execPath, [join(lost, 'server.cjs')], { env: {} })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('manifest.json of this bundle'),
    });
  });
});
