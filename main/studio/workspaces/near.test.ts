/** Foundations and profiles are found by meaning: by words that stand in none of them, as the person's own knowledge uses them. */
import { v7 as uuidv7 } from 'uuid';
import { expect, it } from 'vitest';
import { icpProfiles } from '../../../schema/index.ts';
import { testFoundations } from '../foundations/testing.ts';
import { testKnowledge } from '../knowledge/testing.ts';

const HARBOUR = 'skipper quay mooring vessel tide berth pilot anchor'.split(' ');
const BAKERY = 'baker dough oven sourdough crumb flour yeast loaf'.split(' ');
/** Enough topics, of words that meet only one another, for a model whose likeness is relied on in full. */
const TOPICS = [
  HARBOUR,
  BAKERY,
  ...Array.from({ length: 22 }, (_none, topic) =>
    Array.from(
      { length: 8 },
      (_no, word) =>
        `${'bdfgklmnprst'[topic % 12] ?? ''}${'aeiou'[word % 5] ?? ''}${'lmnrst'[(topic + word) % 6] ?? ''}${topic}o${word}k`,
    ),
  ),
];
/** Each part has most of its topic's words, some of them twice. */
const part = (words: readonly string[], seed: number): string =>
  Array.from(
    { length: 120 },
    (_none, i) =>
      words[
        (seed + i + Math.floor(i / (3 + (seed % 5)))) % (7 - (seed % 2)) === 0 ? (i + seed) % 8 : (i * 3 + seed) % 8
      ],
  ).join(' ');

it('a question in other words finds whom it is about, within its workspace, until the profile is deleted', async () => {
  const { client, store, workspaceId } = testFoundations();
  const base = testKnowledge({}, { store });
  for (const [topic, words] of TOPICS.entries()) {
    const text = Array.from({ length: 14 }, (_none, n) => `## Part ${n + 1}\n\n${part(words, n)}.`).join('\n\n');
    await base.request('knowledge.addText', { morgyId: base.morgyId, title: `Topic ${topic}`, text });
  }
  await base.knowledge.settled();
  await base.knowledge.findable();
  await expect
    .poll(async () => (await base.request('knowledge.searchIndex', {})).state, { timeout: 60_000 })
    .toBe('ready');

  const own = { workspace_id: workspaceId, owner_id: store.ownerId() };
  const sailors = uuidv7();
  store.write('Two profiles', () => {
    store.insert(icpProfiles, {
      ...own,
      id: sailors,
      name: 'Guests by sea',
      summary: 'They look for a quay and a mooring before the tide turns.',
      is_primary: true,
    });
    store.insert(icpProfiles, {
      ...own,
      id: uuidv7(),
      name: 'Home cooks',
      summary: 'They want a crust and a crumb like those of a good loaf.',
    });
  });
  await client.request('foundations.update', {
    workspaceId,
    patch: { company_name: 'Corner house', brand_voice: 'Warm as an oven, plain as flour.' },
  });
  const find = async (query: string, where = workspaceId) =>
    (await client.request('workspaces.search', { workspaceId: where, query })).hits;

  // Neither word stands in any profile or foundation.
  const [first] = await find('skipper');
  expect(first).toMatchObject({ table: 'icp_profiles', id: sailors, title: 'Guests by sea' });
  expect(first?.why).not.toBe('');
  const bread = await find('sourdough');
  expect(bread[0]?.title).toMatch(/Home cooks|Corner house/);
  expect(bread.map(({ title }) => title)).not.toContain('Guests by sea');
  // A phrase asks for these words and no others; another workspace is none of it.
  expect(await find('"skipper"')).toEqual([]);
  const other = await client.request('workspaces.create', { name: 'Other' });
  expect(await find('skipper', other.id)).toEqual([]);

  store.write('Delete', () => store.update(icpProfiles, sailors, { deleted_at: '2026-01-01T00:00:00.000Z' }));
  expect((await find('skipper')).map(({ id }) => id)).not.toContain(sailors);
}, 180_000);
