/**
 * Faults caught: a Morgy that many look at and nobody buys, missing from the parts; views of the parts that are fewer than
 * those of the whole; one that was purged here and changes both.
 */
import { describe, expect, it } from 'vitest';
import { marketplaceListings, morgyReviews } from '../../../schema/index.ts';
import { testStore } from '../store/testing.ts';
import { addSubjects, arrive, idOf, MORGY_IDS, purchase, serve } from './testing.ts';

describe('the parts of an overview', () => {
  it('have every view and review of it, sold or not, listed or not, here or gone', async () => {
    const store = testStore();
    addSubjects(store);
    const [sold = '', looked = '', gone = ''] = MORGY_IDS;
    const day = (name: string, morgy_id: string, views: number) => ({
      id: idOf(name),
      owner_id: store.ownerId(),
      morgy_id,
      date: '2026-05-10',
      views,
    });
    arrive(store, {
      purchases: [purchase('one')],
      days: [day('1', sold, 40), day('2', looked, 300), day('3', gone, 7)],
    });
    store.write('Sync', () =>
      store.uncaptured(['marketplace_listings', 'morgy_reviews'], () => {
        const of = { owner_id: store.ownerId(), created_at: '2026-05-11T00:00:00.000Z' };
        store.insert(morgyReviews, { id: idOf('r'), morgy_id: gone, user_id: idOf('u'), rating: 4, ...of });
        store.insert(marketplaceListings, { id: idOf('l'), morgy_id: looked, creator_id: store.ownerId() });
        store.run('DELETE FROM morgys WHERE id = ?', [gone]);
      }),
    );
    const { client } = serve(store, { clock: () => Date.UTC(2026, 5, 2) });
    await client.request('earnings.setPreferences', { timeZone: 'UTC' });
    const partsBy = async (dimension: 'subject' | 'listing', subjects: string[] = []) => {
      const filter = { from: '2026-05-01', to: '2026-05-31', currency: 'USD', subjects };
      const { current, breakdown } = await client.request('earnings.overview', { filter, dimension });
      expect(breakdown.reduce((sum, { views }) => sum + (views ?? 0), 0)).toBe(current.views);
      expect(breakdown.reduce((sum, { sums }) => sum + sums.net, 0)).toBe(current.sums.net);
      return breakdown.map(({ key, label, sums, views, rating }) => [key, label, sums.net, views, rating]);
    };
    expect(await partsBy('subject')).toEqual([
      [sold, 'Morgy 1', 7_000_000, 40, null],
      [looked, 'Morgy 2', 0, 300, null],
      [gone, `No longer here (${gone.slice(0, 8)})`, 0, 7, 400],
    ]);
    expect(await partsBy('listing')).toEqual([
      ['other', 'other', 7_000_000, 47, null],
      [idOf('l'), 'Morgy 2', 0, 300, null],
    ]);
    expect(await partsBy('subject', [looked])).toEqual([[looked, 'Morgy 2', 0, 300, null]]);
  });
});
