/** Share links: put by the owner, downloaded by anyone, counted once, revoked, and shared again by the owner alone. */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from '../../../migrations/postgres/test/harness.ts';
import type { TestDatabase } from '../../../migrations/postgres/test/harness.ts';
import { startGateway } from '../testing/gateway.ts';
import type { TestGateway } from '../testing/gateway.ts';
import { rangeOf } from './range.ts';

let db: TestDatabase;
let gateway: TestGateway;
let folder: string;
beforeAll(async () => {
  db = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'morgus-bundles-'));
  // Limits have tests of their own; these put more often than a person would.
  gateway = await startGateway(db.pool, { bundleDir: folder, bundleBytes: 1_000_000, limits: 'off' });
});
afterAll(async () => {
  await gateway.close();
  await db.drop();
  await rm(folder, { recursive: true });
});

const zip = (size: number, fill = 1): Buffer =>
  Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(size - 4, fill)]);
const digest = (content: Buffer): string => `sha-256=:${createHash('sha256').update(content).digest('base64')}:`;

async function newExport(name = 'Ärger & Söhne “Nr. 1”'): Promise<{ owner: string; shareId: string; path: string }> {
  const owner = await db.addUser();
  const morgyId = uuidv7();
  const shareId = createHash('md5').update(morgyId).digest('hex');
  await db.query("INSERT INTO morgys (id, creator_id, name, category) VALUES ($1, $2, $3, 'custom')", [
    morgyId,
    owner,
    name,
  ]);
  await db.query('INSERT INTO mcp_exports (morgy_id, user_id, share_id, share_url) VALUES ($1, $2, $3, $4)', [
    morgyId,
    owner,
    shareId,
    `https://x.test/api/mcp-exports/${shareId}`,
  ]);
  return { owner, shareId, path: `/api/mcp-exports/${shareId}` };
}
const put = (
  owner: string | null,
  path: string,
  content: Buffer,
  headers: Record<string, string> = {},
): Promise<Response> =>
  gateway.fetch(owner, path, {
    method: 'PUT',
    body: new Uint8Array(content),
    headers: { 'content-type': 'application/octet-stream', 'repr-digest': digest(content), ...headers },
  });
const downloads = async (shareId: string): Promise<unknown> =>
  (await db.query('SELECT downloads FROM mcp_exports WHERE share_id = $1', [shareId]))[0]?.['downloads'];
const codeOf = async (response: Response): Promise<[number, string]> => [
  response.status,
  ((await response.json()) as { code: string }).code,
];

describe('a link', () => {
  test('gives the bundle as it was put, as a file to save, with its checksum', async () => {
    const { owner, shareId, path } = await newExport();
    const content = zip(300_000);
    const made = await put(owner, path, content);
    expect([made.status, await made.json()]).toEqual([
      201,
      { sha256: createHash('sha256').update(content).digest('hex'), bytes: 300_000 },
    ]);
    const answer = await gateway.fetch(null, path);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-length': '300000',
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="Arger-Sohne-Nr-1.mcpb"',
      'repr-digest': digest(content),
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
    });
    expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true);
    expect(await downloads(shareId)).toBe(1);
  });

  test('counts a download once, not its pieces, not a look at it, not an unchanged copy', async () => {
    const { owner, shareId, path } = await newExport();
    const content = zip(100_000);
    await put(owner, path, content);
    const head = await gateway.fetch(null, path, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '100000']);
    const etag = head.headers.get('etag') ?? '';
    expect((await gateway.fetch(null, path, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect(await downloads(shareId)).toBe(0);
    const pieces: Buffer[] = [];
    for (const range of ['bytes=0-29999', 'bytes=30000-59999', 'bytes=60000-']) {
      const piece = await gateway.fetch(null, path, { headers: { range, 'if-range': etag } });
      expect(piece.status).toBe(206);
      pieces.push(Buffer.from(await piece.arrayBuffer()));
    }
    expect(Buffer.concat(pieces).equals(content)).toBe(true);
    expect(await downloads(shareId)).toBe(1);
    const beyond = await gateway.fetch(null, path, { headers: { range: 'bytes=100000-' } });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */100000']);
    expect(await downloads(shareId)).toBe(1);
  });

  test('resumed after the bundle was replaced, it begins anew', async () => {
    const { owner, path } = await newExport();
    await put(owner, path, zip(50_000, 1));
    const etag = (await gateway.fetch(null, path, { method: 'HEAD' })).headers.get('etag') ?? '';
    const second = zip(60_000, 2);
    await put(owner, path, second);
    const resumed = await gateway.fetch(null, path, { headers: { range: 'bytes=20000-', 'if-range': etag } });
    expect(resumed.status).toBe(200);
    expect(Buffer.from(await resumed.arrayBuffer()).equals(second)).toBe(true);
  });

  test('revoked, it is gone for everyone until its owner shares it again', async () => {
    const { owner, shareId, path } = await newExport();
    const content = zip(1000);
    await put(owner, path, content);
    expect((await gateway.fetch(owner, path, { method: 'DELETE' })).status).toBe(204);
    expect(await codeOf(await gateway.fetch(null, path))).toEqual([410, 'gone']);
    expect((await gateway.fetch(null, path, { method: 'HEAD' })).status).toBe(410);
    expect((await gateway.fetch(owner, path, { method: 'DELETE' })).status).toBe(204);
    expect(await readdir(join(folder, shareId.slice(0, 2), shareId))).toEqual(['current.json']);
    expect(await downloads(shareId)).toBe(0);
    expect(await codeOf(await put(await db.addUser(), path, content))).toEqual([404, 'not_found']);
    expect(await codeOf(await put(owner, path, Buffer.from('no zip')))).toEqual([400, 'invalid']);
    expect((await gateway.fetch(null, path)).status).toBe(410);
    expect((await put(owner, path, content)).status).toBe(201);
    expect(Buffer.from(await (await gateway.fetch(null, path)).arrayBuffer()).equals(content)).toBe(true);
  });

  test('revoked while a bundle for it still arrives, it stays gone, also where it was revoked before', async () => {
    const { owner, shareId, path } = await newExport();
    const content = zip(200_000);
    for (const round of ['first', 'again']) {
      const token = await gateway.token(owner);
      const { promise: status, resolve, reject } = Promise.withResolvers<number | undefined>();
      const sending = httpRequest(
        `${gateway.url}${path}`,
        {
          method: 'PUT',
          headers: {
            authorization: `Bearer ${token}`,
            'content-length': String(content.length),
            'repr-digest': digest(content),
            'content-type': 'application/octet-stream',
          },
        },
        (answer) => resolve(answer.resume().statusCode),
      );
      sending.on('error', reject);
      sending.write(content.subarray(0, 100_000));
      await expect
        .poll(async () => (await readdir(join(folder, shareId.slice(0, 2), shareId)).catch(() => [])).length)
        .toBeGreaterThan(round === 'first' ? 0 : 1);
      await gateway.fetch(owner, path, { method: 'DELETE' });
      sending.end(content.subarray(100_000));
      expect(await status).toBe(410);
      expect((await gateway.fetch(null, path)).status).toBe(410);
    }
  });

  test('revoked, it stays so where the folder of bundles is put back from before, or is lost', async () => {
    const { owner, shareId, path } = await newExport();
    const content = zip(2000);
    await put(owner, path, content);
    const [home, copy] = [join(folder, shareId.slice(0, 2), shareId), join(folder, `copy-${shareId}`)];
    await cp(home, copy, { recursive: true });
    await gateway.fetch(owner, path, { method: 'DELETE' });
    await rm(home, { recursive: true });
    expect(await codeOf(await gateway.fetch(null, path))).toEqual([410, 'gone']);
    await cp(copy, home, { recursive: true });
    await rm(copy, { recursive: true });
    expect(await codeOf(await gateway.fetch(null, path))).toEqual([410, 'gone']);
    expect(await downloads(shareId)).toBe(0);
    expect((await put(owner, path, content)).status).toBe(201);
    expect((await gateway.fetch(null, path)).status).toBe(200);
  });

  test.each(['0'.repeat(32), 'x', '../../etc/passwd', '..%2f..%2fetc%2fpasswd', "' OR 1=1 --", 'A'.repeat(32)])(
    'to nothing is not found: %s',
    async (shareId) => {
      expect((await gateway.fetch(null, `/api/mcp-exports/${shareId}`)).status).toBe(404);
    },
  );
});

describe('putting', () => {
  test('is the owner’s, and so is revoking', async () => {
    const { owner, path } = await newExport();
    const other = await db.addUser();
    const content = zip(1000);
    expect(await codeOf(await put(null, path, content))).toEqual([401, 'unauthenticated']);
    expect(await codeOf(await put(other, path, content))).toEqual([404, 'not_found']);
    await put(owner, path, content);
    expect(await codeOf(await gateway.fetch(other, path, { method: 'DELETE' }))).toEqual([404, 'not_found']);
    expect((await gateway.fetch(null, path)).status).toBe(200);
  });

  test('what is damaged, too large, no zip or without a checksum leaves the bundle that was there', async () => {
    const { owner, shareId, path } = await newExport();
    const good = zip(5000);
    await put(owner, path, good);
    expect(await codeOf(await put(owner, path, zip(5000, 2), { 'repr-digest': digest(good) }))).toEqual([
      400,
      'invalid',
    ]);
    expect(await codeOf(await put(owner, path, Buffer.from('<script>alert(1)</script>')))).toEqual([400, 'invalid']);
    expect(await codeOf(await put(owner, path, zip(5000, 3), { 'repr-digest': 'md5=:x:' }))).toEqual([400, 'invalid']);
    // The gateway closes while the rest is still coming; a client may see that first.
    const large = await put(owner, path, zip(3_000_000)).then(codeOf, () => 'closed' as const);
    expect([[413, 'too_large'], 'closed']).toContainEqual(large);
    expect(Buffer.from(await (await gateway.fetch(null, path)).arrayBuffer()).equals(good)).toBe(true);
    expect(await readdir(join(folder, shareId.slice(0, 2), shareId))).toHaveLength(2);
  });

  test('twice at the same moment, one of the two is there whole', async () => {
    const { owner, path } = await newExport();
    const both = [zip(400_000, 1), zip(400_000, 2)];
    const answers = await Promise.all(both.map((content) => put(owner, path, content)));
    expect(answers.map((answer) => answer.status)).toEqual([201, 201]);
    const there = Buffer.from(await (await gateway.fetch(null, path)).arrayBuffer());
    expect(both.some((content) => content.equals(there))).toBe(true);
  });

  test('broken off in the middle leaves nothing behind', async () => {
    const { owner, shareId, path } = await newExport();
    const token = await gateway.token(owner);
    await new Promise<void>((resolve) => {
      const sending = httpRequest(`${gateway.url}${path}`, {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${token}`,
          'content-length': '500000',
          'repr-digest': digest(zip(500_000)),
          'content-type': 'application/octet-stream',
        },
      });
      sending.on('error', () => resolve());
      sending.on('close', () => resolve());
      sending.write(zip(100_000), () => setTimeout(() => sending.destroy(), 100));
    });
    await expect.poll(() => readdir(join(folder, shareId.slice(0, 2), shareId)), { timeout: 5000 }).toEqual([]);
    expect(await codeOf(await gateway.fetch(null, path))).toEqual([404, 'not_found']);
  });
});

test.each<[string | undefined, number, ReturnType<typeof rangeOf>]>([
  [undefined, 10, { kind: 'whole' }],
  ['bytes=0-', 10, { kind: 'part', start: 0, end: 9 }],
  ['bytes=2-4', 10, { kind: 'part', start: 2, end: 4 }],
  ['bytes=2-400', 10, { kind: 'part', start: 2, end: 9 }],
  ['bytes=-3', 10, { kind: 'part', start: 7, end: 9 }],
  ['bytes=-30', 10, { kind: 'part', start: 0, end: 9 }],
  ['bytes=-0', 10, { kind: 'unsatisfiable' }],
  ['bytes=10-', 10, { kind: 'unsatisfiable' }],
  ['bytes=4-2', 10, { kind: 'whole' }],
  ['bytes=-', 10, { kind: 'whole' }],
  ['bytes=0-1,3-4', 10, { kind: 'whole' }],
  ['lines=1-2', 10, { kind: 'whole' }],
  ['bytes=x-y', 10, { kind: 'whole' }],
])('the range %s of %i bytes', (header, size, range) => {
  expect(rangeOf(header, size)).toEqual(range);
});
