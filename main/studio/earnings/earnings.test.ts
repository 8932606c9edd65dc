/** Faults caught: a bad row in a total, a figure that outlives its rows, a demo row among the person's, a payout that the cloud would refuse. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, testStore } from '../store/testing.ts';
import { decimal } from '../../contract/amount.ts';
import { derivePurchase, timeOf } from './ledger/derive.ts';
import { addSubjects, AGENT_ID, arrive, idOf, MORGY_IDS, purchase, serve } from './testing.ts';

const gross = async ({ client }: ReturnType<typeof serve>): Promise<number> =>
  (await client.request('earnings.overview', { filter: { currency: 'USD' } })).current.sums.gross;

describe('rows that cannot be right', () => {
  it('are shown with the reason and are in no total', async () => {
    const store = testStore();
    addSubjects(store);
    arrive(store, {
      purchases: [
        purchase('good'),
        purchase('currency', { currency: 'XQX' }),
        purchase('refund', { payment_status: 'refunded', creator_revenue: 900 }),
        purchase('shares', { creator_revenue: 600 }),
        purchase('negative', { price: -100, platform_fee: -30, creator_revenue: -70 }),
        purchase('again', { buyer_id: idOf('buyer good') }),
        purchase('never', { created_at: 'yesterday' }),
      ],
      payouts: [
        {
          id: idOf('payout in dollars'),
          creator_id: idOf('creator'),
          amount: 6000,
          currency: 'dollars',
          period_start: '2026-01-01',
          period_end: '2026-02-01',
        },
      ],
    });
    const { client } = serve(store);
    const leftOut = await client.request('earnings.leftOut', {});
    expect(Object.fromEntries(leftOut.map((row) => [row.id, row.reason]))).toEqual({
      [idOf('purchase currency')]: 'unknown_currency',
      [idOf('purchase refund')]: 'refund_larger_than_sale',
      [idOf('purchase shares')]: 'shares_do_not_add_up',
      [idOf('purchase negative')]: 'negative_amount',
      [idOf('purchase again')]: 'arrived_twice',
      [idOf('purchase never')]: 'no_time',
      [idOf('payout in dollars')]: 'unknown_currency',
    });
    const { balances, history } = await client.request('earnings.payouts', {});
    expect({ currencies: balances.map(({ currency }) => currency), history }).toEqual({
      currencies: ['USD'],
      history: [],
    });
    const { count, totals } = await client.request('earnings.ledger', { filter: {} });
    expect({ count, totals }).toEqual({ count: 2, totals: [{ currency: 'USD', micros: 7_000_000 }] });
    expect((await client.request('earnings.context', {})).leftOut).toBe(7);
  });

  it('a row that arrives twice under its own id is one row', async () => {
    const store = testStore();
    addSubjects(store);
    arrive(store, { purchases: [purchase('one')] });
    const served = serve(store);
    expect(await gross(served)).toBe(10_000_000);
    expect(() => arrive(store, { purchases: [purchase('one')] })).toThrow(/UNIQUE/);
    expect(await gross(served)).toBe(10_000_000);
  });

  it('a refund is never before its sale, and a payment under way is not a sale', () => {
    const derived = derivePurchase({
      ...(purchase('x', { payment_status: 'refunded', updated_at: '2020-01-01T00:00:00.000Z' }) as never as Parameters<
        typeof derivePurchase
      >[0]),
    });
    expect(derived.kind === 'rows' && derived.rows.map((row) => row.at)).toEqual(
      Array.from({ length: 4 }, () => Date.parse('2026-05-10T12:00:00.000Z')),
    );
    expect(
      derivePurchase({
        ...(purchase('y', { payment_status: 'pending' }) as never as Parameters<typeof derivePurchase>[0]),
      }).kind,
    ).toBe('waiting');
  });

  it('a range backwards is refused in words, and an unknown zone falls back', async () => {
    const store = testStore();
    const { client } = serve(store);
    await expect(
      client.request('earnings.overview', { filter: { from: '2026-02-01', to: '2026-01-01' } }),
    ).rejects.toThrow(/ends before it begins/);
    // A year that is being typed begins with 0002.
    await expect(
      client.request('earnings.overview', { filter: { from: '0002-02-01', to: '2026-01-01' } }),
    ).rejects.toThrow(/from the year 2000 to 2099/);
    await client.request('earnings.setPreferences', { timeZone: 'Mars/Olympus' });
    expect((await client.request('earnings.context', {})).timeZone).toBe('UTC');
  });

  it('a clock set to last year hides nothing and is pointed out', async () => {
    const store = testStore();
    addSubjects(store);
    arrive(store, { purchases: [purchase('one'), purchase('two')] });
    const { client } = serve(store, { clock: () => Date.UTC(2025, 4, 1) });
    const context = await client.request('earnings.context', {});
    expect(context).toMatchObject({ today: '2026-05-10', ahead: 4 });
    const { current } = await client.request('earnings.overview', { filter: {} });
    expect(current.sums.gross).toBe(20_000_000);
  });
});

describe('the columns', () => {
  it('follow every change, and are read from their file after a start', async () => {
    const folder = temporaryFolder();
    const store = testStore(folder);
    addSubjects(store);
    arrive(store, { purchases: [purchase('one')] });
    expect(await gross(serve(store, { cacheFolder: folder }))).toBe(10_000_000);
    expect(
      readdirSync(folder)
        .filter((name) => name.endsWith('.cache'))
        .toSorted(),
    ).toEqual(['figures-ledger.cache', 'figures-views.cache']);
    const restarted = serve(store, { cacheFolder: folder });
    expect(await gross(restarted)).toBe(10_000_000);
    arrive(store, { purchases: [purchase('two')] });
    expect(await gross(restarted)).toBe(20_000_000);
    store.write('Sync', () =>
      store.uncaptured([], () =>
        store.run(`UPDATE morgy_purchases SET payment_status = 'failed' WHERE id = ?`, [idOf('purchase one')]),
      ),
    );
    expect(await gross(restarted)).toBe(10_000_000);
    store.write('Sync', () => store.uncaptured([], () => store.run(`DELETE FROM morgy_purchases`)));
    expect(await gross(restarted)).toBe(0);
  });

  it('of many rows are read beside, and come to the same', async () => {
    const folder = temporaryFolder();
    const store = testStore(folder);
    addSubjects(store);
    arrive(store, {
      purchases: Array.from({ length: 20_500 }, (_, n) =>
        purchase(String(n), { price: 100, platform_fee: 30, creator_revenue: 70 }),
      ),
    });
    const served = serve(store, { cacheFolder: folder });
    expect(await gross(served)).toBe(20_500 * 1_000_000);
    arrive(store, { purchases: [purchase('one more', { price: 100, platform_fee: 30, creator_revenue: 70 })] });
    // Asked twice at once, as a window does.
    expect(await Promise.all([gross(served), gross(served)])).toEqual([20_501_000_000, 20_501_000_000]);
    expect(await gross(serve(store, { cacheFolder: folder }))).toBe(20_501_000_000);
  });

  it('do without a file that is damaged', async () => {
    const folder = temporaryFolder();
    const store = testStore(folder);
    addSubjects(store);
    arrive(store, { purchases: [purchase('one')] });
    await gross(serve(store, { cacheFolder: folder }));
    writeFileSync(join(folder, 'figures-ledger.cache'), 'not what it was');
    expect(await gross(serve(store, { cacheFolder: folder }))).toBe(10_000_000);
  });
});

describe('a list', () => {
  it('has what its figure is reckoned with: the end of a subscription, persons, views, payouts', async () => {
    const store = testStore();
    addSubjects(store);
    const subscription = (name: string, patch: Parameters<typeof purchase>[1]) =>
      purchase(name, { purchase_type: 'subscription', ...patch });
    arrive(store, {
      purchases: [
        purchase('one'),
        // The same person again, for another Morgy, and one who paid nothing.
        purchase('two', { buyer_id: idOf('buyer one'), morgy_id: MORGY_IDS[1] ?? '' }),
        purchase('given', { price: 0, platform_fee: 0, creator_revenue: 0 }),
        subscription('over', {
          created_at: '2026-03-02T00:00:00.000Z',
          subscription_status: 'cancelled',
          subscription_end: '2026-05-20T08:00:00.000Z',
        }),
        subscription('runs', { subscription_status: 'active', morgy_id: MORGY_IDS[2] ?? '' }),
      ],
      payouts: [
        {
          id: idOf('paid payout'),
          creator_id: idOf('creator'),
          amount: 500,
          currency: 'USD',
          status: 'paid',
          paid_at: '2026-05-12T00:00:00.000Z',
          period_start: '2026-01-01',
          period_end: '2026-05-01',
        },
      ],
      days: [
        { id: idOf('day 1'), owner_id: store.ownerId(), morgy_id: MORGY_IDS[0] ?? '', date: '2026-05-10', views: 40 },
        { id: idOf('day 2'), owner_id: store.ownerId(), morgy_id: MORGY_IDS[1] ?? '', date: '2026-05-11', views: 2 },
        { id: idOf('day 3'), owner_id: store.ownerId(), morgy_id: MORGY_IDS[0] ?? '', date: '2026-06-01', views: 1000 },
      ],
    });
    const { client } = serve(store, { clock: () => Date.UTC(2026, 5, 2) });
    await client.request('earnings.setPreferences', { timeZone: 'UTC' });
    const may = { from: '2026-05-01', to: '2026-05-31' };
    const { current } = await client.request('earnings.overview', { filter: { ...may, currency: 'USD' } });

    const churned = await client.request('earnings.ledger', { filter: { ...may, cohort: 'churned' } });
    expect(churned.rows.map(({ at, ended }) => [at, ended])).toEqual([
      ['2026-03-02T00:00:00.000Z', '2026-05-20T08:00:00.000Z'],
    ]);
    expect(churned.count).toBe(current.subscriptions.churned);
    const running = await client.request('earnings.ledger', { filter: { ...may, cohort: 'running' } });
    expect(running.rows.map(({ ended }) => ended)).toEqual([null]);

    const paid = await client.request('earnings.ledger', { filter: { ...may, kinds: ['sale', 'refund'] } });
    const persons = new Set(paid.rows.filter(({ micros }) => micros > 0).map(({ person }) => person));
    expect([paid.payers, persons.size]).toEqual([current.payers, 2]);
    expect(current.arpu).toBe((paid.totals[0]?.micros ?? 0) / paid.payers);

    expect(paid.views).toBe(42);
    expect(current.conversion).toBe(Math.round((paid.count / paid.views) * 100_000));
    const second = await client.request('earnings.ledger', { filter: { ...may, subjects: [MORGY_IDS[1] ?? ''] } });
    expect(second.views).toBe(2);

    const all = await client.request('earnings.ledger', { filter: may });
    expect(all.payouts).toEqual([{ currency: 'USD', micros: -5_000_000 }]);
    expect((all.totals[0]?.micros ?? 0) + 5_000_000).toBe(current.sums.net);
    expect(paid.payouts).toEqual([]);
    // In the rows of a part of the balance, places are others: no end of one subscription stands at another's sale.
    const available = await client.request('earnings.ledger', { filter: { part: 'available' } });
    expect(available.rows.every(({ ended }) => ended === null)).toBe(true);
  });
});

describe('CSV', () => {
  it('holds exactly the rows, exact amounts, and no formula', async () => {
    const folder = temporaryFolder();
    const store = testStore(folder);
    addSubjects(store);
    store.write('Rename', () =>
      store.run('UPDATE morgys SET name = ? WHERE id = ?', ['=cmd("x"), really', MORGY_IDS[0] ?? ''], 'morgys'),
    );
    arrive(store, { purchases: [purchase('one', { payment_status: 'refunded' })] });
    const path = join(folder, 'ledger.csv');
    const { client } = serve(store);
    const said = await client.request('earnings.exportCsv', {
      filter: {},
      columns: ['date', 'kind', 'subject', 'amount'],
      path,
    });
    expect(said.rows).toBe(4);
    const lines = readFileSync(path, 'utf8').slice(1).trimEnd().split('\r\n');
    expect(lines[0]).toBe('Date,Kind,Morgy or agent,Amount');
    expect(lines.slice(1).map((line) => line.split(',').at(-1))).toEqual(['3.00', '-10.00', '-3.00', '10.00']);
    expect(lines[1]).toBe(`2026-05-10,fee_refund,"'=cmd(""x""), really",3.00`);
    expect(['0.00', '-0.01', '12.345678', '1234567.50']).toEqual(
      [0, -10_000, 12_345_678, 1_234_567_500_000].map(decimal),
    );
    await expect(
      client.request('earnings.exportCsv', { filter: {}, columns: ['date'], path: join(folder, 'none', 'x.csv') }),
    ).rejects.toThrow(/folder does not exist/);
  });
});

describe('a statement', () => {
  it('says what the CSV of its month says when that is added up by hand: dollars, yen and dinars', async () => {
    const folder = temporaryFolder();
    const store = testStore(folder);
    addSubjects(store);
    arrive(store, {
      purchases: [
        purchase('before', { created_at: '2026-04-30T21:59:59.999Z', updated_at: '2026-05-02T10:00:00.000Z' }),
        purchase('back', { payment_status: 'refunded', updated_at: '2026-05-20T08:00:00.000Z' }),
        purchase('first minute', { created_at: '2026-04-30T22:00:00.000Z' }),
        purchase('yen', { currency: 'JPY', price: 150_000, platform_fee: 45_000, creator_revenue: 105_000 }),
        purchase('yen too', { currency: 'JPY', price: 99_000, platform_fee: 29_700, creator_revenue: 69_300 }),
        purchase('dinars', { currency: 'KWD', price: 1_235, platform_fee: 371, creator_revenue: 864 }),
      ],
      earnings: [
        {
          id: idOf('session in dinars'),
          creator_id: idOf('creator'),
          agent_id: AGENT_ID,
          currency: 'KWD',
          gross_revenue: 12_345,
          compute_cost: 100_001,
          creator_amount: 10_408,
          platform_amount: 1_937,
          created_at: '2026-05-11T00:00:00.000Z',
        },
      ],
      payouts: [
        {
          id: idOf('paid in yen'),
          creator_id: idOf('creator'),
          amount: 100_000,
          currency: 'JPY',
          period_start: '2026-04-01',
          period_end: '2026-05-01',
          status: 'paid',
          paid_at: '2026-05-31T21:59:00.000Z',
          row_version: 1,
        },
      ],
    });
    const { client } = serve(store);
    await client.request('earnings.setPreferences', { timeZone: 'Europe/Berlin' });
    /** Exact, as a person adds on paper: digits in columns, never a binary fraction. */
    const added = (cells: readonly string[]): bigint =>
      cells.reduce((sum, cell) => {
        const [whole = '', fraction = ''] = cell.replace('-', '').split('.');
        return sum + BigInt(`${cell.startsWith('-') ? '-' : ''}${whole}${fraction.padEnd(6, '0')}`);
      }, 0n);
    const expected = { USD: [7, 14], JPY: [0, 743], KWD: [0, 9.6808] } as const;
    for (const [currency, [opening, closing]] of Object.entries(expected)) {
      const said = await client.request('earnings.statement', { year: 2026, month: 5, currency });
      const path = join(folder, `${currency}.csv`);
      await client.request('earnings.exportCsv', {
        filter: { from: said.from, to: said.to, currency },
        columns: ['kind', 'amount'],
        path,
      });
      const rows = readFileSync(path, 'utf8')
        .slice(1)
        .trimEnd()
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(','));
      const of = (...kinds: string[]): bigint =>
        added(rows.filter(([kind = '']) => kinds.includes(kind)).map(([, amount = '']) => amount));
      expect(of('sale')).toBe(BigInt(said.sums.gross));
      expect(of('refund')).toBe(BigInt(said.sums.refunds));
      expect(of('fee', 'fee_refund')).toBe(BigInt(said.sums.fees));
      expect(of('adjustment')).toBe(BigInt(said.sums.costs));
      expect(of('payout')).toBe(BigInt(said.sums.payouts));
      expect(added(rows.map(([, amount = '']) => amount))).toBe(BigInt(said.closing - said.opening));
      expect(said.opening).toBe(opening * 1_000_000);
      expect(said.closing).toBe(Math.round(closing * 1_000_000));
    }
  });
});

describe('the demo workspace', () => {
  it('shows the demo’s rows, never among the person’s own, and leaves nothing', async () => {
    const store = testStore();
    addSubjects(store);
    arrive(store, { purchases: [purchase('mine')] });
    const { client, earnings } = serve(store);
    await client.request('earnings.enterDemo', {});
    const demo = await client.request('earnings.context', {});
    expect(demo.demo).toBe(true);
    expect(demo.rows).toBeGreaterThan(2000);
    expect(demo.leftOut).toBe(0);
    expect(demo.currencies.map((each) => each.code)).toEqual(['USD', 'EUR']);
    await client.request('earnings.requestPayout', { currency: 'USD', micros: 50_000_000 });
    expect(
      store.get(
        'SELECT (SELECT count(*) FROM morgy_purchases) AS mine, (SELECT count(*) FROM creator_payouts) AS asked',
      ),
    ).toEqual({
      mine: 1,
      asked: 0,
    });
    const file = (await earnings.shown()).store.file;
    expect(existsSync(file)).toBe(true);
    await client.request('earnings.leaveDemo', {});
    expect(existsSync(file)).toBe(false);
    expect(await client.request('earnings.context', {})).toMatchObject({ demo: false, rows: 2 });
  });
});

it('reads the time of a row as Date.parse does', () => {
  expect(timeOf('2026-03-29T01:59:59.999Z')).toBe(Date.parse('2026-03-29T01:59:59.999Z'));
  expect(timeOf('nonsense')).toBeNaN();
  expect(timeOf('2026-13-45xyz....00:00.0Z')).toBeNaN();
  expect(timeOf(null)).toBeNaN();
});
