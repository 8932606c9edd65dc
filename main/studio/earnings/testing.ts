/** For tests: a device's money tables filled with rows, as sync would fill them, and the ledger once more in plain SQL. */
import { v5 as uuidv5 } from 'uuid';
import {
  agents,
  creatorEarnings,
  creatorPayouts,
  morgyAnalytics,
  morgyPurchases,
  morgys,
  revenueTerms,
} from '../../../schema/index.ts';
import type { PatchOf } from '../../../schema/index.ts';
import { createLocalClient } from '../rpc/local-client.ts';
import type { StudioClient } from '../../contract/index.ts';
import { createServer } from '../rpc/server.ts';
import type { Store } from '../store/store.ts';
import { earningsContract } from './contract.ts';
import { createEarnings } from './index.ts';
import type { Earnings } from './index.ts';

const SPACE = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
/** The same id for the same name. */
export const idOf = (name: string): string => uuidv5(name, SPACE);
export const MORGY_IDS = ['a', 'b', 'c'].map((name) => idOf(`morgy ${name}`));
export const AGENT_ID = idOf('agent');

export interface Rows {
  readonly purchases?: readonly PatchOf<typeof morgyPurchases>[];
  readonly earnings?: readonly PatchOf<typeof creatorEarnings>[];
  readonly payouts?: readonly PatchOf<typeof creatorPayouts>[];
  readonly days?: readonly PatchOf<typeof morgyAnalytics>[];
  readonly terms?: readonly PatchOf<typeof revenueTerms>[];
}

/** As sync writes them: past capture, read-only tables too. */
export function arrive(store: Store, rows: Rows): void {
  store.write('Sync', () =>
    store.uncaptured(['morgy_purchases'], () => {
      for (const row of rows.purchases ?? []) store.insert(morgyPurchases, row);
      for (const row of rows.earnings ?? []) store.insert(creatorEarnings, row);
      for (const row of rows.payouts ?? []) store.insert(creatorPayouts, row);
      for (const row of rows.days ?? []) store.insert(morgyAnalytics, row);
      for (const row of rows.terms ?? []) store.insert(revenueTerms, row);
    }),
  );
}

/** Every row of money gone, and what `plainLedger` made of it: room for the next book. */
export function clearMoney(store: Store): void {
  store.connection.exec('DROP VIEW IF EXISTS temp.good_purchase; DROP TABLE IF EXISTS temp.plain');
  store.write('Sync', () =>
    store.uncaptured(['morgy_purchases'], () => {
      for (const table of [morgyPurchases, creatorEarnings, creatorPayouts, morgyAnalytics, revenueTerms])
        store.run(`DELETE FROM ${table.name}`);
    }),
  );
}

export function addSubjects(store: Store): void {
  store.write('Sync', () =>
    store.uncaptured(['morgys'], () => {
      for (const [n, id] of MORGY_IDS.entries())
        store.insert(morgys, { id, creator_id: store.ownerId(), name: `Morgy ${n + 1}`, category: 'custom' });
      store.insert(agents, {
        id: AGENT_ID,
        creator_id: store.ownerId(),
        slug: 'agent',
        name: 'Agent',
        tagline: '',
        description: '',
        category: 'coding',
        github_repo_url: '',
      });
    }),
  );
}

/** A completed one-time sale of ten dollars; the patch says what is different. */
export const purchase = (name: string, patch: PatchOf<typeof morgyPurchases> = {}): PatchOf<typeof morgyPurchases> => ({
  id: idOf(`purchase ${name}`),
  morgy_id: MORGY_IDS[0] ?? '',
  buyer_id: idOf(`buyer ${name}`),
  creator_id: idOf('creator'),
  purchase_type: 'one_time',
  price: 1000,
  currency: 'USD',
  platform_rate: 3000,
  platform_fee: 300,
  creator_revenue: 700,
  payment_status: 'completed',
  created_at: '2026-05-10T12:00:00.000Z',
  updated_at: '2026-05-10T12:00:00.000Z',
  ...patch,
});

/** Terms of the cloud; the minimum in cents. */
export const terms = (
  kind: 'morgy' | 'hired_agent',
  from: string,
  rate: number,
  minimum: number,
): PatchOf<typeof revenueTerms> => ({
  id: idOf(`terms ${kind} ${from}`),
  product_kind: kind,
  platform_rate: rate,
  payout_minimum: minimum,
  effective_from: from,
});

export type EarningsClient = Pick<StudioClient, 'request'>;

export function serve(
  store: Store,
  options: { cacheFolder?: string; clock?: () => number } = {},
): { client: EarningsClient; earnings: Earnings } {
  const earnings = createEarnings({
    store,
    cacheFolder: options.cacheFolder ?? null,
    ...(options.clock ? { clock: options.clock } : {}),
  });
  return { client: createLocalClient(createServer(earningsContract, earnings.handlers)), earnings };
}

/**
 * The ledger in plain SQL over the source tables, written without a look at the one under test. Only rows that add up;
 * `local_date(instant, zone)` says on which day a row lies, by asking the calendar for each row.
 */
export function plainLedger(store: Store, zone: string): void {
  const { connection } = store;
  connection.function('local_date', { deterministic: true }, (text: unknown) =>
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(Date.parse(String(text))),
  );
  connection.exec(`
    CREATE TEMP VIEW good_purchase AS SELECT * FROM morgy_purchases p
      WHERE payment_status IN ('completed', 'refunded') AND currency IN ('USD', 'EUR', 'JPY')
        AND platform_fee + creator_revenue = price AND price >= 0 AND platform_fee >= 0 AND creator_revenue >= 0
        AND NOT EXISTS (SELECT 1 FROM morgy_purchases q WHERE q.buyer_id = p.buyer_id AND q.morgy_id = p.morgy_id
          AND q.rowid < p.rowid AND q.payment_status IN ('completed', 'refunded') AND q.currency IN ('USD', 'EUR', 'JPY')
          AND q.platform_fee + q.creator_revenue = q.price);
    CREATE TEMP TABLE plain AS
      SELECT 'sale' AS kind, created_at AS at, currency, price * 10000 AS micros, morgy_id AS subject, purchase_type AS product,
        CASE WHEN price = 0 THEN 'free' WHEN purchase_type = 'subscription' THEN 'subscription' ELSE 'paid' END AS licence
        FROM good_purchase
      UNION ALL SELECT 'fee', created_at, currency, -platform_fee * 10000, morgy_id, purchase_type,
        CASE WHEN price = 0 THEN 'free' WHEN purchase_type = 'subscription' THEN 'subscription' ELSE 'paid' END
        FROM good_purchase WHERE platform_fee > 0
      UNION ALL SELECT 'refund', max(created_at, updated_at), currency, -price * 10000, morgy_id, purchase_type,
        CASE WHEN price = 0 THEN 'free' WHEN purchase_type = 'subscription' THEN 'subscription' ELSE 'paid' END
        FROM good_purchase WHERE payment_status = 'refunded'
      UNION ALL SELECT 'fee_refund', max(created_at, updated_at), currency, platform_fee * 10000, morgy_id, purchase_type,
        CASE WHEN price = 0 THEN 'free' WHEN purchase_type = 'subscription' THEN 'subscription' ELSE 'paid' END
        FROM good_purchase WHERE payment_status = 'refunded' AND platform_fee > 0
      UNION ALL SELECT 'sale', created_at, currency, gross_revenue * 100, agent_id, 'hired_agent', 'per_session' FROM creator_earnings
      UNION ALL SELECT 'adjustment', created_at, currency, -min(compute_cost, platform_amount * 100), agent_id, 'hired_agent',
        'per_session' FROM creator_earnings WHERE compute_cost > 0 AND platform_amount > 0
      UNION ALL SELECT 'fee', created_at, currency, min(compute_cost, platform_amount * 100) - platform_amount * 100, agent_id,
        'hired_agent', 'per_session' FROM creator_earnings WHERE platform_amount * 100 > compute_cost
      UNION ALL SELECT 'payout', max(created_at, paid_out_at), currency, -creator_amount * 100, agent_id, 'hired_agent',
        'per_session' FROM creator_earnings WHERE paid_out = 1 AND creator_amount > 0
      UNION ALL SELECT 'payout', coalesce(paid_at, created_at), currency, -amount * 10000, NULL, NULL, NULL
        FROM creator_payouts WHERE status = 'paid';
    ALTER TABLE plain ADD COLUMN day TEXT;
    UPDATE plain SET day = local_date(at);
  `);
}
