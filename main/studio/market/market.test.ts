/** Faults caught: a listing handed in half finished, a fee that is a cent off, a review on the wrong day. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { morgyReviews, revenueTerms } from '../../../schema/index.ts';
import { createEarnings } from '../earnings/index.ts';
import { createLocalClient } from '../rpc/local-client.ts';
import { createServer } from '../rpc/server.ts';
import { insertMorgy, testStore } from '../store/testing.ts';
import { marketContract } from './contract.ts';
import { createMarket } from './index.ts';
import { simulate } from './price.ts';

function market() {
  const store = testStore();
  const earnings = createEarnings({ store, cacheFolder: null });
  const client = createLocalClient(createServer(marketContract, createMarket({ shown: earnings.shown }).handlers));
  return { store, client };
}

describe('a listing', () => {
  it('is handed in only when nothing is missing, and can be taken back', async () => {
    const { store, client } = market();
    const morgyId = insertMorgy(store, 'Harbour Master');
    const [before] = await client.request('market.listings', {});
    expect(before).toMatchObject({ id: null, status: null, ready: false });
    await expect(client.request('market.setState', { morgyId, status: 'pending' })).rejects.toThrow(
      /a description, a system prompt, to be seen missing/,
    );
    store.write('Write', () =>
      store.run(`UPDATE morgys SET description = ?, ai_config = ? WHERE id = ?`, [
        'Knows the rules of the harbour.',
        JSON.stringify({ systemPrompt: 'You keep the harbour in order.' }),
        morgyId,
      ]),
    );
    const saved = await client.request('market.save', {
      morgyId,
      terms: { visibility: 'public', pricingModel: 'one_time', price: 40 },
    });
    expect(saved.checklist.filter((item) => item.required && !item.ok).map((item) => item.id)).toEqual(['price']);
    await client.request('market.save', { morgyId, terms: { price: 1900 } });
    expect(await client.request('market.setState', { morgyId, status: 'pending' })).toMatchObject({
      status: 'pending',
    });
    await expect(client.request('market.setState', { morgyId, status: 'pending' })).rejects.toThrow(/pending already/);
    expect(await client.request('market.setState', { morgyId, status: 'draft' })).toMatchObject({ status: 'draft' });
    expect(store.all('SELECT id FROM marketplace_listings')).toHaveLength(1);
  });
});

describe('the price simulator', () => {
  it('splits every price into fee and share without a cent left over, and finds the price that pays for itself', () => {
    fc.assert(
      fc.property(
        fc.record({
          pricingModel: fc.constantFrom(
            'free' as const,
            'one_time' as const,
            'subscription' as const,
            'usage_based' as const,
          ),
          price: fc.integer({ min: 0, max: 99_999 }),
          buyers: fc.integer({ min: 0, max: 5000 }),
          messages: fc.integer({ min: 0, max: 3000 }),
          tokens: fc.integer({ min: 0, max: 8000 }),
          tokenCost: fc.integer({ min: 0, max: 80_000_000 }),
        }),
        fc.integer({ min: 0, max: 9000 }),
        (input, rate) => {
          const said = simulate(input, rate);
          expect(said.fee + said.revenue).toBe(said.price);
          expect(said.margin).toBe(said.revenue * 10_000 - said.modelCost);
          const at = (price: number): number => simulate({ ...input, pricingModel: 'one_time', price }, rate).margin;
          expect(at(said.breakEven)).toBeGreaterThanOrEqual(0);
          if (said.breakEven > 1) expect(at(said.breakEven - 1)).toBeLessThanOrEqual(0);
        },
      ),
    );
  });

  it('takes the fee as a sale does', () => {
    const input = { pricingModel: 'one_time' as const, price: 1999, buyers: 10, messages: 0, tokens: 0, tokenCost: 0 };
    expect(simulate(input, 3000)).toMatchObject({ fee: 600, revenue: 1399, total: 139_900_000, marginShare: 6998 });
  });
});

describe('terms', () => {
  const input = { pricingModel: 'one_time' as const, price: 1999, buyers: 10, messages: 0, tokens: 0, tokenCost: 0 };
  const sent = (id: string, kind: 'morgy' | 'hired_agent', from: string, rate: number) => ({
    id: `00000000-0000-7000-8000-00000000000${id}`,
    product_kind: kind,
    platform_rate: rate,
    payout_minimum: 4000,
    effective_from: from,
  });

  it('are the usual ones only while none came down, and that is said', async () => {
    const { store, client } = market();
    expect(await client.request('market.terms', {})).toEqual({
      morgy: { feeRate: 3000, minimum: 50_000_000, since: null, announced: [] },
      hiredAgent: { feeRate: 1500, minimum: 25_000_000, since: null, announced: [] },
    });
    expect(await client.request('market.simulate', input)).toMatchObject({ feeRate: 3000, fee: 600 });
    const year = (more: number): string => `${new Date().getUTCFullYear() + more}-01-01`;
    store.write('Sync', () =>
      store.uncaptured([], () => {
        store.insert(revenueTerms, sent('1', 'morgy', '2020-01-01', 2500));
        store.insert(revenueTerms, sent('2', 'morgy', year(2), 1000));
        store.insert(revenueTerms, sent('3', 'hired_agent', '2020-01-01', 0));
      }),
    );
    const { morgy } = await client.request('market.terms', {});
    expect(morgy).toEqual({
      feeRate: 2500,
      minimum: 40_000_000,
      since: '2020-01-01',
      announced: [{ feeRate: 1000, minimum: 40_000_000, since: year(2) }],
    });
    expect(await client.request('market.simulate', input)).toMatchObject({ feeRate: 2500, fee: 500 });
    // By the day of the sale: the eve of the new terms, and their day.
    const eve = new Date(Date.parse(year(2)) - 1).toISOString().slice(0, 10);
    expect(await client.request('market.simulate', { ...input, on: eve })).toMatchObject({ feeRate: 2500 });
    expect(await client.request('market.simulate', { ...input, on: year(2) })).toMatchObject({
      feeRate: 1000,
      fee: 200,
    });
  });
});

describe('reviews', () => {
  it('are counted by stars on the day of the creator’s own zone', async () => {
    const { store, client } = market();
    const morgyId = insertMorgy(store);
    const review = (id: string, rating: number, at: string) => ({
      id,
      morgy_id: morgyId,
      user_id: id,
      owner_id: store.ownerId(),
      rating,
      created_at: at,
    });
    store.write('Sync', () =>
      store.uncaptured([], () => {
        store.insert(morgyReviews, review('00000000-0000-7000-8000-00000000000a', 5, '2026-03-31T23:30:00.000Z'));
        store.insert(morgyReviews, review('00000000-0000-7000-8000-00000000000b', 2, '2026-04-01T00:30:00.000Z'));
      }),
    );
    store.write('Zone', () =>
      store.run(`INSERT INTO settings VALUES ('earnings', ?)`, [JSON.stringify({ timeZone: 'Europe/Berlin' })]),
    );
    const april = await client.request('market.reviews', { from: '2026-04-01', to: '2026-04-30' });
    expect(april.all).toEqual({ count: 2, hundredths: 350, distribution: [0, 1, 0, 0, 1] });
    expect(april.series).toHaveLength(1);
  });
});
