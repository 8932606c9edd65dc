/** Faults caught: a payout that the cloud would refuse, a minimum of another day, a balance that its rows do not come to. */
import { describe, expect, it } from 'vitest';
import { testStore } from '../store/testing.ts';
import { addSubjects, AGENT_ID, arrive, idOf, purchase, serve, terms } from './testing.ts';

describe('payouts', () => {
  const earned = (cents: number) => {
    const store = testStore();
    addSubjects(store);
    const fee = Math.round(cents * 0.3);
    arrive(store, { purchases: [purchase('one', { price: cents, platform_fee: fee, creator_revenue: cents - fee })] });
    return { store, ...serve(store) };
  };

  it('can be requested offline from 50 up to what is available, and no further', async () => {
    const { client, store } = earned(20_000);
    const ask = (micros: number) => client.request('earnings.requestPayout', { currency: 'USD', micros });
    await expect(ask(49_990_000)).rejects.toThrow(/at least \$50\.00/);
    await expect(ask(140_010_000)).rejects.toThrow(/more than the \$140\.00/);
    await expect(ask(60_000_001)).rejects.toThrow(/whole number of cents/);
    const made = await ask(90_000_000);
    expect(made).toMatchObject({ state: 'draft', micros: 90_000_000 });
    expect(store.get('SELECT count(*) AS n FROM sync_outbox')).toEqual({ n: 1 });
    const { balances } = await client.request('earnings.payouts', {});
    expect(balances[0]).toMatchObject({ balance: 140_000_000, pending: 90_000_000, available: 50_000_000 });
    await expect(ask(60_000_000)).rejects.toThrow(/more than the \$50\.00/);
    await client.request('earnings.withdrawPayout', { id: made.id });
    expect((await client.request('earnings.payouts', {})).balances[0]?.available).toBe(140_000_000);
    // Nothing is left to be sent: neither the request nor its end, which the cloud would refuse.
    expect(store.get('SELECT count(*) AS n FROM sync_outbox')).toEqual({ n: 0 });
  });

  it('go by the minimum in force on the day, which is not the usual one nor one that is only announced', async () => {
    const store = testStore();
    addSubjects(store);
    arrive(store, {
      purchases: [purchase('one', { price: 20_000, platform_fee: 6000, creator_revenue: 14_000 })],
      terms: [
        terms('morgy', '2020-01-01', 3000, 5000),
        terms('morgy', '2026-06-01', 2500, 8000),
        terms('morgy', '2026-09-01', 2000, 1000),
        terms('hired_agent', '2026-06-01', 1500, 3000),
      ],
    });
    const on = (day: string) => serve(store, { clock: () => Date.parse(`${day}T12:00:00Z`) }).client;
    const minimum = async (day: string) => (await on(day).request('earnings.payouts', {})).balances[0];
    expect(await minimum('2026-05-31')).toMatchObject({ minimum: 50_000_000, sweepMinimum: 25_000_000 });
    expect(await minimum('2026-06-01')).toMatchObject({ minimum: 80_000_000, sweepMinimum: 30_000_000 });
    expect(await minimum('2026-09-01')).toMatchObject({ minimum: 10_000_000 });
    // A clock that was set to the year before does not bring old terms back: the newest sale is from May.
    expect(await minimum('2025-01-01')).toMatchObject({ minimum: 50_000_000 });
    const ask = (micros: number) => on('2026-06-01').request('earnings.requestPayout', { currency: 'USD', micros });
    await expect(ask(79_990_000)).rejects.toThrow(/at least \$80\.00/);
    expect(await ask(80_000_000)).toMatchObject({ state: 'draft' });
  });

  it('on their way to the cloud cannot be taken back any more', async () => {
    const { client, store } = earned(20_000);
    const made = await client.request('earnings.requestPayout', { currency: 'USD', micros: 90_000_000 });
    store.write('Send', () => store.run(`UPDATE sync_outbox SET state = 'sent', sent_as = 1`, [], 'sync_outbox'));
    await expect(client.request('earnings.withdrawPayout', { id: made.id })).rejects.toThrow(/no longer be taken back/);
    expect((await client.request('earnings.payouts', {})).history).toHaveLength(1);
    expect(store.get('SELECT count(*) AS n FROM sync_outbox')).toEqual({ n: 1 });
  });

  it('that the cloud refused say why, and draw nothing', async () => {
    const { client, store } = earned(20_000);
    const made = await client.request('earnings.requestPayout', { currency: 'USD', micros: 90_000_000 });
    const reason = 'a payout of 90.00 USD is more than the 70.00 that can be drawn';
    store.write('Answer', () =>
      store.run(`UPDATE sync_outbox SET state = 'parked', message = ?`, [reason], 'sync_outbox'),
    );
    const { history, balances } = await client.request('earnings.payouts', {});
    expect(history).toMatchObject([{ id: made.id, state: 'refused', note: reason }]);
    expect(balances[0]).toMatchObject({ pending: 0, available: 140_000_000 });
    // Let go of, nothing of it stays: no change that waits behind the refused one for ever.
    await client.request('earnings.withdrawPayout', { id: made.id });
    expect((await client.request('earnings.payouts', {})).history).toEqual([]);
    expect(store.get('SELECT count(*) AS n FROM sync_outbox')).toEqual({ n: 0 });
  });

  it('are among the rows of what is available and pending until they are refused, and never among the ledger’s', async () => {
    const { client, store } = earned(20_000);
    const made = await client.request('earnings.requestPayout', { currency: 'USD', micros: 90_000_000 });
    const open = (part: 'available' | 'pending' | null) =>
      client.request('earnings.ledger', {
        filter: { part, currency: 'USD' },
        sort: { column: 'amount', direction: 'asc' },
      });
    expect(await open('pending')).toMatchObject({
      count: 1,
      totals: [{ currency: 'USD', micros: -90_000_000 }],
      rows: [{ kind: 'requested', source: 'creator_payouts', sourceId: made.id, micros: -90_000_000, product: null }],
    });
    const available = await open('available');
    expect(available.totals).toEqual([{ currency: 'USD', micros: 50_000_000 }]);
    expect(available.rows.map(({ kind }) => kind)).toEqual(['requested', 'fee', 'sale']);
    expect((await open(null)).rows.map(({ kind }) => kind)).toEqual(['fee', 'sale']);
    store.write('Answer', () =>
      store.run(`UPDATE sync_outbox SET state = 'parked', message = 'No.'`, [], 'sync_outbox'),
    );
    expect(await open('pending')).toMatchObject({ count: 0, totals: [] });
    expect((await open('available')).totals).toEqual([{ currency: 'USD', micros: 140_000_000 }]);
    await expect(client.request('earnings.ledger', { filter: { part: 'pending', cohort: 'running' } })).rejects.toThrow(
      /no subscriptions of its own/,
    );
  });

  it('cannot be taken back once the cloud has them', async () => {
    const { client, store } = earned(20_000);
    arrive(store, {
      payouts: [
        {
          id: idOf('sent'),
          creator_id: idOf('creator'),
          amount: 6000,
          period_start: '2026-01-01',
          period_end: '2026-02-01',
          row_version: 1,
        },
      ],
    });
    await expect(client.request('earnings.withdrawPayout', { id: idOf('sent') })).rejects.toThrow(
      /no longer be taken back/,
    );
  });

  it('hold what hired agents earned until the sweep', async () => {
    const store = testStore();
    addSubjects(store);
    arrive(store, {
      earnings: [
        {
          id: idOf('e'),
          creator_id: idOf('creator'),
          agent_id: AGENT_ID,
          gross_revenue: 10_000,
          compute_cost: 100_000,
          creator_amount: 7650,
          platform_amount: 2350,
        },
      ],
    });
    const { balances } = await serve(store).client.request('earnings.payouts', {});
    expect(balances[0]).toMatchObject({ net: 765_000, held: 765_000, available: 0 });
  });
});
