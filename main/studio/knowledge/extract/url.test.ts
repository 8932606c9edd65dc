// Fetching from a server that means harm. The servers are real ones on this machine; only `allowAddress` lets them be reached.
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { isPublicAddress } from '../../lib/addresses.ts';
import { fetchJson, fetchUrl } from './url.ts';

const servers: Server[] = [];
const allowAddress = (): boolean => true;

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(async () => {
  await Promise.all(
    servers.splice(0).map(async (server) => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    }),
  );
});

describe('addresses', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.169.254',
    '100.100.100.200',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '198.18.0.1',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd12::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '[::1]',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'fe80::1%eth0',
    'localhost',
    '',
  ])('%s is refused', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
  test.each(['1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001::1', '::ffff:8.8.8.8'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

describe('what is refused', () => {
  test('without the test policy a server on this machine is never reached, by any spelling of its address', async () => {
    let reached = 0;
    const base = await serve((_, response) => {
      reached++;
      response.end('x');
    });
    const port = new URL(base).port;
    for (const host of [
      '127.0.0.1',
      'localhost',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '2130706433',
      '0x7f.1',
      '0177.0.0.1',
      '0.0.0.0',
    ]) {
      await expect(fetchUrl(`http://${host}:${port}/`)).rejects.toMatchObject({
        code: 'private-address',
        message: expect.stringContaining('Such addresses are not read'),
      });
    }
    expect(reached).toBe(0);
  });

  test('a redirect to a private address is not followed', async () => {
    let reached = false;
    const inner = await serve((_, response) => {
      reached = true;
      response.end('secret');
    });
    const outer = await serve(
      (_, response) => void response.writeHead(302, { location: inner.replace('127.0.0.1', '127.0.0.2') }).end(),
    );
    await expect(fetchUrl(outer, { allowAddress: (address) => address === '127.0.0.1' })).rejects.toMatchObject({
      code: 'private-address',
    });
    expect(reached).toBe(false);
  });

  test('a name is judged by what it resolves to at the moment of connecting', async () => {
    const asked: string[] = [];
    const base = await serve((_, response) => void response.end('x'));
    const run = fetchUrl(base.replace('127.0.0.1', 'localhost'), {
      allowAddress: (address) => {
        asked.push(address);
        return false;
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'private-address' });
    expect(asked.some((address) => address === '127.0.0.1' || address === '::1')).toBe(true);
  });

  test.each([
    'ftp://example.org/x',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'not an address',
    'https://user:secret@example.org/',
    `https://example.org/${'a'.repeat(5000)}`,
  ])('%s is no address to fetch', async (address) => {
    await expect(fetchUrl(address)).rejects.toMatchObject({ code: 'bad-url' });
  });

  test('an address with a password is refused without repeating it', async () => {
    const refused = fetchUrl('https://anna:hunter2@example.org/');
    await expect(refused).rejects.toThrow('“https://•••@example.org/”');
    await expect(refused).rejects.not.toThrow(/hunter2|anna|header/);
  });

  test('a redirect to another kind of address', async () => {
    const base = await serve((_, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end());
    await expect(fetchUrl(base, { allowAddress })).rejects.toMatchObject({ code: 'bad-url' });
  });

  test('six redirects in a row', async () => {
    const base = await serve(
      (request, response) =>
        void response.writeHead(302, { location: `/${Number(request.url?.slice(1) ?? 0) + 1}` }).end(),
    );
    await expect(fetchUrl(`${base}/0`, { allowAddress })).rejects.toMatchObject({ code: 'too-many-redirects' });
  });

  test('a body that is too large: announced, streamed without an end, or packed', async () => {
    let sent = 0;
    const base = await serve((request, response) => {
      if (request.url === '/announced') response.writeHead(200, { 'content-length': '999999999' }).write('x');
      else if (request.url === '/packed')
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(3_000_000, 0x61)));
      else {
        const more = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(16_384, 0x61))) sent += 16_384;
          if (!response.destroyed) response.once('drain', more);
        };
        more();
      }
    });
    for (const path of ['/announced', '/endless', '/packed']) {
      await expect(fetchUrl(base + path, { allowAddress, maxBytes: 1_000_000 })).rejects.toMatchObject({
        code: 'too-large',
      });
    }
    expect(sent).toBeLessThan(50_000_000);
  });

  test('a program or an archive, whatever its type says', async () => {
    const base = await serve(
      (request, response) =>
        void response
          .writeHead(200, { 'content-type': 'text/html' })
          .end(
            request.url === '/elf'
              ? Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1')
              : Buffer.from([0x1f, 0x8b, 8, 0, 0]),
          ),
    );
    await expect(fetchUrl(`${base}/elf`, { allowAddress })).rejects.toMatchObject({ code: 'executable' });
    await expect(fetchUrl(`${base}/gz`, { allowAddress })).rejects.toMatchObject({ code: 'archive' });
  });

  test('a server that never answers, one that stops half way, and cancelling', async () => {
    const base = await serve((request, response) => {
      if (request.url === '/half') {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half', () => response.destroy());
      }
    });
    await expect(fetchUrl(base, { allowAddress, timeoutMs: 200 })).rejects.toMatchObject({ code: 'timeout' });
    await expect(fetchUrl(`${base}/half`, { allowAddress })).rejects.toMatchObject({ code: 'not-reachable' });
    const controller = new AbortController();
    const run = fetchUrl(base, { allowAddress, signal: controller.signal });
    controller.abort();
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('a server that is down, a page that is gone, one that wants a sign-in: each in its own words, without the query', async () => {
    const base = await serve(
      (request, response) => void response.writeHead(request.url?.startsWith('/gone') === true ? 404 : 403).end(),
    );
    await expect(fetchUrl(`${base}/gone?key=secret`, { allowAddress })).rejects.toMatchObject({
      code: 'http-status',
      message: expect.not.stringContaining('secret'),
    });
    await expect(fetchUrl(base, { allowAddress })).rejects.toMatchObject({
      code: 'http-status',
      message: expect.stringContaining('signing in'),
    });
    const closed = servers.pop();
    await new Promise((resolve) => closed?.close(resolve));
    await expect(fetchUrl(base, { allowAddress })).rejects.toMatchObject({
      code: 'not-reachable',
      message: expect.stringContaining('is down'),
    });
  });
});

describe('what is fetched', () => {
  test('bytes, name, type and validators; a second time only if changed', async () => {
    const base = await serve((request, response) => {
      if (request.headers['if-none-match'] === '"v1"') {
        response.writeHead(304).end();
        return;
      }
      response.writeHead(200, {
        'content-type': 'text/html; charset=iso-8859-1',
        etag: '"v1"',
        'last-modified': 'Tue, 05 Mar 2024 10:00:00 GMT',
        'content-encoding': 'gzip',
      });
      response.end(gzipSync(Buffer.from('<p>Grüße</p>', 'latin1')));
    });
    const first = await fetchUrl(`${base}/docs/guide#part`, { allowAddress });
    expect(first).toMatchObject({
      kind: 'fetched',
      name: 'guide.html',
      mediaType: 'text/html; charset=iso-8859-1',
      finalUrl: `${base}/docs/guide`,
      etag: '"v1"',
      lastModified: 'Tue, 05 Mar 2024 10:00:00 GMT',
    });
    expect(await fetchUrl(`${base}/docs/guide`, { allowAddress, etag: '"v1"' })).toEqual({
      kind: 'notModified',
      finalUrl: `${base}/docs/guide`,
    });
  });

  test('a name from the server cannot leave its folder', async () => {
    const base = await serve(
      (_, response) =>
        void response
          .writeHead(200, { 'content-disposition': 'attachment; filename="../../etc/cron.d/x.md"' })
          .end('# x'),
    );
    expect(await fetchUrl(base, { allowAddress })).toMatchObject({ name: 'x.md' });
  });

  test('a key for one server is not sent to the one it redirects to', async () => {
    const seen: IncomingMessage['headers'][] = [];
    const other = await serve((request, response) => {
      seen.push(request.headers);
      response.end('{"ok":true}');
    });
    const base = await serve((request, response) => {
      seen.push(request.headers);
      response.writeHead(302, { location: other }).end();
    });
    await fetchJson(base, { Authorization: 'Bearer k' }, { allowAddress });
    expect(seen.map((headers) => headers.authorization)).toEqual(['Bearer k', undefined]);
  });

  test('JSON that is none is refused', async () => {
    const base = await serve(
      (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>sign in</p>'),
    );
    await expect(fetchJson(base, {}, { allowAddress })).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('not with JSON'),
    });
  });
});
