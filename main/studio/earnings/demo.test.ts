/** Faults caught: a device and the cloud that reckon different money from the same rows. */
import { expect, it } from 'vitest';
import { createTestDatabase } from '../../../migrations/postgres/test/harness.ts';
import { seedBase } from '../../../migrations/seed/base.ts';
import { DEMO_CREATOR } from '../../../migrations/seed/demo-business.ts';
import { seedDemo } from '../../../migrations/seed/demo.ts';
import { testStore } from '../store/testing.ts';
import { serve } from './testing.ts';

it('the demo on a device comes to what the cloud says of the same rows', async () => {
  const database = await createTestDatabase();
  try {
    const connection = await database.pool.connect();
    await seedBase(connection);
    await seedDemo(connection);
    connection.release();
    const { client, earnings } = serve(testStore());
    await client.request('earnings.enterDemo', {});
    const { balances } = await client.request('earnings.payouts', {});
    const micros = (text: string | undefined): number => Math.round(Number(text) * 1_000_000);
    for (const code of ['USD', 'EUR']) {
      const [said] = await database.query<Record<'available' | 'in_progress' | 'paid', string>>(
        'SELECT * FROM creator_balance($1, $2)',
        [DEMO_CREATOR, code],
      );
      const [hired] = await database.query<Record<'open' | 'swept', string>>(
        `SELECT coalesce(sum(creator_amount) FILTER (WHERE NOT paid_out), 0) AS open,
           coalesce(sum(creator_amount) FILTER (WHERE paid_out), 0) AS swept
         FROM creator_earnings WHERE creator_id = $1 AND currency = $2`,
        [DEMO_CREATOR, code],
      );
      const balance = balances.find((each) => each.currency === code);
      expect(balance).toMatchObject({
        available: micros(said?.available),
        pending: micros(said?.in_progress),
        paid: micros(said?.paid) + micros(hired?.swept),
        held: micros(hired?.open),
      });
    }
    const [sold] = await database.query<{ gross: string; fees: string }>(
      `SELECT sum(gross_revenue) AS gross, sum(platform_fees) AS fees FROM creator_analytics WHERE creator_id = $1 AND currency = 'USD'`,
      [DEMO_CREATOR],
    );
    const { current } = await client.request('earnings.overview', {
      filter: { currency: 'USD', products: ['one_time', 'subscription'] },
    });
    expect(current.sums.gross + current.sums.refunds).toBe(micros(sold?.gross));
    expect(current.sums.fees).toBe(-micros(sold?.fees));
    earnings.close();
  } finally {
    await database.drop();
  }
}, 120_000);
