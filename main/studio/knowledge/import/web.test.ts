/** Imports from a real local server, and what cannot be read again here. */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { testKnowledge } from '../testing.ts';
import type { TestKnowledge } from '../testing.ts';
import { documents } from './testing.ts';

describe('the web', () => {
  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    onTestFinished(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const addUrls = async (base: TestKnowledge, ...urls: string[]) => {
    const { jobId } = await base.request('knowledge.addUrls', { morgyId: base.morgyId, urls });
    await base.knowledge.importFinished(jobId);
    return base.items(jobId);
  };

  test('a page is added, read again only when it changed, and each failure has its sentence', async () => {
    let words = 'Guillemots nest on cliffs.';
    let asked = 0;
    const address = await serve((request, response) => {
      asked++;
      if (request.url === '/private') return void response.writeHead(302, { location: 'http://10.0.0.1/' }).end();
      if (request.url === '/program')
        return void response.end(Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, ...Array<number>(60).fill(0)]));
      if (request.url === '/gone') return void response.writeHead(404).end('no');
      const etag = `"${words.length}"`;
      if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end();
      response.writeHead(200, { 'content-type': 'text/html', etag });
      response.end(
        `<html><head><title>Birds</title></head><body><article><h1>Birds</h1><p>${words}</p></article></body></html>`,
      );
    });
    const base = testKnowledge({ allowAddress: (ip) => ip === '127.0.0.1' });
    const items = await addUrls(
      base,
      `${address}/page`,
      `${address}/private`,
      `${address}/program`,
      `${address}/gone`,
      'ftp://x/y',
      'https://anna:hunter2@example.org/a@b',
      'http://127.0.0.1:9/',
    );
    expect(items.map((item) => [item.state, item.code])).toEqual([
      ['added', null],
      ['failed', 'private-address'],
      ['failed', 'executable'],
      ['failed', 'http-status'],
      ['failed', 'bad-url'],
      ['failed', 'bad-url'],
      ['failed', 'not-reachable'],
    ]);
    // Neither the list, nor the sentence, nor what is kept of it may hold a password.
    expect(items[5]).toMatchObject({ name: 'https://•••@example.org/a@b', message: expect.stringContaining('•••@') });
    expect(JSON.stringify(base.store.all('SELECT * FROM import_items'))).not.toContain('hunter2');
    const [page] = await documents(base);
    expect(page).toMatchObject({ source_type: 'url', source_url: `${address}/page` });
    const again = async () => {
      const { jobId } = await base.request('knowledge.refresh', { ids: [page?.id ?? ''] });
      await base.knowledge.importFinished(jobId);
      return (await base.items(jobId))[0]?.state;
    };
    const before = asked;
    expect(await again()).toBe('unchanged');
    expect(asked).toBe(before + 1);
    words = 'Guillemots nest on cliffs, and so do kittiwakes.';
    expect(await again()).toBe('updated');
    expect((await base.request('knowledge.get', { id: page?.id ?? '' })).content).toContain('kittiwakes');
  });

  test("an API's headers reach it, and are nowhere but in the keychain", async () => {
    const seen: unknown[] = [];
    const address = await serve((request, response) => {
      seen.push(request.headers['x-key']);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"birds":[{"name":"gannet"}]}');
    });
    const base = testKnowledge({ allowAddress: () => true });
    const secrets = new Map<string, string>();
    const { jobId } = await base.request('knowledge.addApi', {
      morgyId: base.morgyId,
      url: `${address}/birds`,
      title: 'Bird list',
      headers: [{ name: 'X-Key', value: 'not-a-real-value-4711' }],
    });
    await base.knowledge.importFinished(jobId);
    for (const [key, value] of base.secrets) secrets.set(key, value);
    expect(seen).toEqual(['not-a-real-value-4711']);
    const [document] = await documents(base);
    expect(document).toMatchObject({ title: 'Bird list', source_type: 'api' });
    expect([...secrets.values()].join('')).toContain('4711');
    base.store.checkpoint();
    for (const table of ['morgy_knowledge', 'knowledge_sources', 'import_items', 'history', 'knowledge_facts'])
      expect(`${table}: ${JSON.stringify(base.store.all(`SELECT * FROM ${table}`))}`).not.toContain('4711');
    const again = await base.request('knowledge.refresh', { ids: [document?.id ?? ''] });
    await base.knowledge.importFinished(again.jobId);
    expect((await base.items(again.jobId))[0]?.state).toBe('unchanged');
    expect(seen).toHaveLength(2);
  });

  test('text that was pasted, and a file of another device, say why they can not be read again', async () => {
    const base = testKnowledge();
    const { id } = await base.request('knowledge.addText', {
      morgyId: base.morgyId,
      title: 'Pasted',
      text: 'Some words.',
    });
    const path = base.file('a.md', 'From a file.');
    await base.add(path);
    base.store.write('Another device', () => base.store.run('DELETE FROM knowledge_sources'));
    const other = (await documents(base)).find((one) => one.source_type === 'file');
    const { jobId } = await base.request('knowledge.refresh', { ids: [id, other?.id ?? ''] });
    await base.knowledge.importFinished(jobId);
    const items = await base.items(jobId);
    expect(items.map((item) => item.state)).toEqual(['skipped', 'skipped']);
    expect(items[1]?.message).toContain('another device');
    // Adding it here again brings that document up to date instead of doubling it.
    writeFileSync(path, 'From a file, changed.');
    expect((await base.add(path))[0]).toMatchObject({ state: 'updated', document_id: other?.id });
  });
});
