/** A creator's business in numbers: so many purchases and daily figures, always the same ones. For measurements and tests of volume. */
import type { Store } from '../../main/studio/store/store.ts';

export const DAYS = 730;
export const LAST_DAY = Date.parse('2026-10-31T00:00:00Z');
const uuid = (kind: number, n: number): string => `0000000${kind}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
export const day = (n: number): string => new Date(LAST_DAY - n * 86_400_000).toISOString().slice(0, 10);

/** As sync writes them: past capture. Each Morgy has a figure for each of the days. */
export function fillBusiness(
  store: Store,
  { purchases, figures, morgys = Math.ceil(figures / DAYS) }: { purchases: number; figures: number; morgys?: number },
): void {
  const { connection: db } = store;
  let state = 1;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
  db.exec('UPDATE store_context SET capture = 0');
  db.transaction(() => {
    const morgy = db.prepare('INSERT INTO morgys (id, creator_id, name, category) VALUES (?, ?, ?, ?)');
    for (let n = 0; n < morgys; n += 1) morgy.run(uuid(1, n), uuid(9, 1), `Morgy ${n}`, 'custom');
    const sold = db.prepare(
      `INSERT INTO morgy_purchases (id, morgy_id, buyer_id, creator_id, purchase_type, price, currency, platform_rate,
         platform_fee, creator_revenue, payment_status, subscription_status, subscription_start, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, 3000, ?, ?, ?, ?, ?, ?, ?)`,
    );
    for (let n = 0; n < purchases; n += 1) {
      const price = 500 + random(9500);
      const fee = Math.round(price * 0.3);
      const at = new Date(LAST_DAY - Math.floor(((purchases - n) / purchases) * DAYS * 86_400_000)).toISOString();
      const subscription = n % 4 === 0;
      sold.run(
        uuid(2, n),
        uuid(1, n % morgys),
        uuid(3, Math.floor(n / morgys) * 7 + (n % 7)),
        uuid(9, 1),
        subscription ? 'subscription' : 'one_time',
        price,
        n % 9 === 0 ? 'EUR' : 'USD',
        fee,
        price - fee,
        n % 20 === 0 ? 'refunded' : 'completed',
        subscription ? 'active' : null,
        subscription ? at : null,
        at,
        new Date(Date.parse(at) + random(20) * 86_400_000).toISOString(),
      );
    }
    const figure = db.prepare(
      'INSERT INTO morgy_analytics (id, morgy_id, owner_id, date, views) VALUES (?, ?, ?, ?, ?)',
    );
    for (let n = 0; n < figures; n += 1)
      figure.run(uuid(4, n), uuid(1, n % morgys), uuid(9, 1), day(DAYS - 1 - Math.floor(n / morgys)), random(90));
  })();
  db.exec('UPDATE store_context SET capture = 1');
}
