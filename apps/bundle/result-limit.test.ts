/** How many passages a Morgy returns travels with it: a bundle that returned another number would answer otherwise than the studio. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { buildForTest, chunk, document, sample } from '../../main/studio/exports/pack/fixtures.ts';
import { packBundle } from '../../main/studio/exports/pack/pack.ts';
import { writeFiles } from '../../main/studio/exports/pack/unpack.ts';
import { readArchive } from '../../main/studio/exports/pack/verify/archive.ts';
import { verifyBundle } from '../../main/studio/exports/pack/verify/verify.ts';
import { bundleServerFactory } from './create.ts';

let built: Awaited<ReturnType<typeof buildForTest>>;
let folder: string;
beforeAll(async () => {
  built = await buildForTest();
  folder = await mkdtemp(join(tmpdir(), 'morgus-limit-'));
}, 120_000);
afterAll(async () => {
  await built.remove();
  await rm(folder, { recursive: true, force: true });
});

const passages = Array.from({ length: 60 }, (_unused, i) => chunk(`c${i}`, `Bees in the hive, note number ${i}.`));
const found = z.object({ results: z.array(z.unknown()) });

test.each([
  [3, 3],
  [12, 12],
  [50, 50],
  [undefined, 8],
])(
  'a Morgy that returns %s passages returns %s in its bundle',
  async (resultLimit, expected) => {
    const base = sample();
    const { bytes } = await packBundle(
      { ...base, morgy: { ...base.morgy, resultLimit }, documents: [document('d', 'Bees', passages)] },
      { version: '1.0.0', serverFile: built.serverFile },
    );
    expect((await verifyBundle(bytes, { serverFile: built.serverFile, timeoutMs: 120_000 })).ok).toBe(true);
    const here = join(folder, String(resultLimit));
    await writeFiles(await readArchive(bytes), here);
    const [near, far] = InMemoryTransport.createLinkedPair();
    const client = new Client({ name: 'limit', version: '1' });
    await bundleServerFactory(here)().connect(near);
    await client.connect(far);
    try {
      const { tools } = await client.listTools();
      const search = tools.find(({ name }) => name === 'search_knowledge');
      expect(search?.inputSchema.properties?.['limit']).toMatchObject({ default: expected });
      const { structuredContent } = await client.callTool({ name: 'search_knowledge', arguments: { query: 'bees' } });
      expect(found.parse(structuredContent).results).toHaveLength(expected);
    } finally {
      await client.close();
    }
  },
  180_000,
);

test('without knowledge not even the number travels', async () => {
  const base = sample();
  const pack = (resultLimit: number) =>
    packBundle(
      { ...base, morgy: { ...base.morgy, resultLimit }, documents: [] },
      { version: '1.0.0', serverFile: built.serverFile },
    );
  expect((await pack(3)).sha256).toBe((await pack(12)).sha256);
}, 60_000);
