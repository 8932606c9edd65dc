/**
 * Faults caught: a key in the database or shown to another server, texts sent without https beyond the own network or
 * after a redirect, an answer that is too large, too slow or no answer, and a cancel that does not arrive.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StudioError } from '../../contract/errors.ts';
import { createLocalClient } from '../rpc/local-client.ts';
import { createServer } from '../rpc/server.ts';
import { temporaryFolder, testStore } from '../store/testing.ts';
import { askModel } from './ask.ts';
import { modelContract } from './contract.ts';
import { readEndpoint } from './endpoint.ts';
import { createModel } from './index.ts';
import { chatServer, refuseWith, sayAs } from './testing.ts';
import type { Answering } from './testing.ts';

const KEY = 'sk-harbour-5f2e9c17';

function setUp(keychain = true) {
  const folder = temporaryFolder();
  const store = testStore(folder);
  const kept = new Map<string, string>();
  const held = new Map<string, string>();
  const secrets = {
    get: async (key: string) => held.get(key) ?? kept.get(key) ?? null,
    set: async (key: string, value: string) => {
      if (!keychain) throw new StudioError('no_keychain', 'None.');
      kept.set(key, value);
    },
    delete: async (key: string) => void (kept.delete(key), held.delete(key)),
    hold: async (key: string, value: string) => void held.set(key, value),
  };
  const model = createModel({ store, secrets });
  const client = createLocalClient(createServer(modelContract, model.handlers));
  return { folder, store, kept, held, model, client };
}

async function serving(answer: Answering) {
  const server = await chatServer(answer);
  onTestFinished(() => server.close());
  return server;
}

const question = (baseUrl: string, more: Partial<Parameters<typeof askModel>[0]> = {}) =>
  askModel({
    endpoint: readEndpoint(baseUrl),
    model: 'tiny',
    key: '',
    system: 'Be short.',
    user: 'The text',
    signal: new AbortController().signal,
    patience: 60_000,
    ...more,
  });

describe('the address', () => {
  it.each([
    ['http://127.0.0.1:11434/v1/', 'http://127.0.0.1:11434/v1', 'device'],
    ['http://localhost:8080', 'http://localhost:8080', 'device'],
    ['http://[::1]:1234/v1', 'http://[::1]:1234/v1', 'device'],
    ['http://192.168.1.20:1234/v1/chat/completions', 'http://192.168.1.20:1234/v1', 'network'],
    ['http://studio-box.local/v1', 'http://studio-box.local/v1', 'network'],
    ['https://models.example.com/v1', 'https://models.example.com/v1', 'internet'],
  ])('%s is read as what it is', (typed, baseUrl, place) => {
    expect(readEndpoint(typed)).toMatchObject({ baseUrl, place });
  });

  it.each([
    ['', 'missing'],
    ['ollama', 'not a web address'],
    ['ftp://127.0.0.1/v1', 'begins with http'],
    ['http://models.example.com/v1', 'only asked over https://'],
    ['http://8.8.8.8/v1', 'only asked over https://'],
    // Where clouds keep their secrets.
    ['http://169.254.169.254/v1', 'only asked over https://'],
    ['https://me:secret@models.example.com/v1', 'user name or password'],
    ['https://models.example.com/v1?key=secret', 'A key has a field of its own'],
  ])('%s is refused in words', (typed, words) => {
    const refusal = (() => {
      try {
        return readEndpoint(typed);
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toMatchObject({ code: 'bad_address' });
    expect(String(refusal)).toContain(words);
    expect(String(refusal)).not.toContain('secret');
  });

  it('is judged where it leads, not by its name', async () => {
    // A name of the own network that no such network knows: what is refused is never asked.
    await expect(question('https://169.254.169.254/v1')).rejects.toMatchObject({ code: 'bad_address' });
  });
});

describe('what is kept', () => {
  it('is nothing until a person names a model; its key lies in the keychain and in no file', async () => {
    const server = await serving(() => 'ready');
    const { client, kept, folder, store } = setUp();
    expect(await client.request('model.get', {})).toEqual({ model: null });
    await client.request('model.use', { baseUrl: server.baseUrl, model: 'tiny', key: KEY });
    expect(await client.request('model.get', {})).toEqual({
      model: { baseUrl: server.baseUrl, model: 'tiny', host: server.host, place: 'device', key: 'keychain' },
    });
    expect([...kept.values()]).toEqual([KEY]);
    expect(
      JSON.stringify(await client.request('model.check', { baseUrl: server.baseUrl, model: 'tiny' })),
    ).not.toContain(KEY);
    expect(server.asked[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    store.checkpoint();
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect(readFileSync(join(file.parentPath, file.name)).includes(KEY)).toBe(false);
    await client.request('model.remove', {});
    expect(kept.size).toBe(0);
    expect(await client.request('model.get', {})).toEqual({ model: null });
  });

  it('shows a key to no other server, and forgets it with the one that it was for', async () => {
    const first = await serving(() => 'ready');
    const second = await serving(() => 'ready');
    const { client, kept, model } = setUp();
    await client.request('model.use', { baseUrl: first.baseUrl, model: 'tiny', key: KEY });
    await client.request('model.check', { baseUrl: second.baseUrl, model: 'tiny' });
    await client.request('model.use', { baseUrl: second.baseUrl, model: 'tiny' });
    await model.ask({ system: '', user: '', signal: new AbortController().signal });
    expect(second.asked.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
    expect(kept.size).toBe(0);
  });

  it('keeps a key for the same server over a change of its model, and takes it away when it is emptied', async () => {
    const { client, kept } = setUp();
    const baseUrl = 'https://models.example.com/v1';
    await client.request('model.use', { baseUrl, model: 'tiny', key: KEY });
    expect((await client.request('model.use', { baseUrl, model: 'large' })).model?.key).toBe('keychain');
    expect(kept.size).toBe(1);
    expect((await client.request('model.use', { baseUrl, model: 'large', key: '' })).model?.key).toBe('none');
    expect(kept.size).toBe(0);
  });

  it('holds a key in memory where there is no keychain, and says so when it is gone', async () => {
    const { client, held, model } = setUp(false);
    const baseUrl = 'http://127.0.0.1:9/v1';
    expect((await client.request('model.use', { baseUrl, model: 'tiny', key: KEY })).model?.key).toBe('memory');
    held.clear();
    await expect(model.ask({ system: '', user: '', signal: new AbortController().signal })).rejects.toMatchObject({
      code: 'no_key',
      message: expect.stringContaining('until the studio closed'),
    });
  });
});

describe('an answer', () => {
  it('is the words of the model; the check says them in a sentence', async () => {
    const server = await serving(() => '<think>They greet me.</think>Ready.\nYes');
    const { client } = setUp();
    const { said } = await client.request('model.check', { baseUrl: server.baseUrl, model: 'tiny' });
    expect(said).toMatch(/^tiny at 127\.0\.0\.1:\d+ answered after .+: “Ready\. Yes”$/);
    expect(server.asked[0]).toMatchObject({ path: '/v1/chat/completions', user: 'Hello' });
  });

  it('is asked for once more without a schema where the server knows none', async () => {
    const server = await serving((asked, response) =>
      asked.body.response_format === undefined ? '{}' : refuseWith(response, 400, 'response_format is not supported'),
    );
    expect(await question(server.baseUrl, { shape: { type: 'object' } })).toBe('{}');
    expect(server.asked).toHaveLength(2);
  });

  it('is not fetched from another host', async () => {
    const other = await serving(() => 'stolen');
    const server = await serving((_, response) => {
      response.writeHead(307, { location: `${other.baseUrl}/chat/completions` });
      response.end();
      return null;
    });
    await expect(question(server.baseUrl, { key: KEY })).rejects.toMatchObject({
      code: 'redirected',
      message: expect.stringContaining(other.host),
    });
    expect(other.asked).toEqual([]);
  });

  it('is not read beyond its bound, whether its length is told or not', async () => {
    const huge = Buffer.alloc(1024 * 1024 + 1, 'a');
    const server = await serving((_, response, nth) => {
      response.writeHead(200, nth === 1 ? { 'content-length': huge.length } : {});
      response.end(huge);
      return null;
    });
    await expect(question(server.baseUrl)).rejects.toMatchObject({ code: 'too_large' });
    await expect(question(server.baseUrl)).rejects.toMatchObject({ code: 'too_large' });
  });

  it('is waited for no longer than agreed, and not at all once it is cancelled', async () => {
    const abort = new AbortController();
    const server = await serving((_, response, nth) => {
      // Begins to answer and goes silent.
      response.writeHead(200);
      response.write('{"choices":');
      if (nth === 2) abort.abort();
      return null;
    });
    await expect(question(server.baseUrl, { patience: 200 })).rejects.toMatchObject({ code: 'timeout' });
    await expect(question(server.baseUrl, { signal: abort.signal })).rejects.toMatchObject({ code: 'cancelled' });
  });

  it.each([
    ['not JSON', 'Welcome to our website'],
    ['JSON of another kind', '{"choices":[]}'],
    ['a page', '<html><script>alert(1)</script></html>'],
  ])('that is %s is no answer', async (_, said) => {
    const server = await serving((__, response) => {
      response.end(said);
      return null;
    });
    await expect(question(server.baseUrl)).rejects.toMatchObject({ code: 'bad_answer' });
  });

  it('that was cut short is told as that', async () => {
    const server = await serving((_, response) => {
      sayAs(response, '{"proposals":[', 'length');
      return null;
    });
    await expect(question(server.baseUrl)).rejects.toMatchObject({ code: 'cut_short' });
  });

  it('that refuses is told in its own words, without the key', async () => {
    const server = await serving((_, response) => refuseWith(response, 401, `Wrong key: ${KEY}\u202E`));
    const refusal = await question(server.baseUrl, { key: KEY }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'refused', message: expect.stringContaining('It says: “Wrong key: •••”') });
  });

  it('that nobody gives is told with what to do', async () => {
    const server = await chatServer(() => '');
    await server.close();
    await expect(question(server.baseUrl)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('Start the model’s server'),
    });
  });
});
