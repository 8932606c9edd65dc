/** From the tables into columns: every row that counts, every one that is left out, in one pass. */
import type { Connection } from '../../store/connection.ts';
import { ColumnsBuilder } from './columns.ts';
import type { LedgerColumns } from './columns.ts';
import { deriveEarning, derivePayout, derivePurchase, timeOf } from './derive.ts';
import type { Derived, EarningSource, PayoutSource, PurchaseSource } from './derive.ts';
import type { SourceTable } from './types.ts';
import { buildViews } from './views.ts';
import type { ViewColumns, ViewSource } from './views.ts';

type Amounts = Readonly<Record<string, number>>;
const said = (currency: string, amounts: Amounts): string =>
  `${currency} ${Object.entries(amounts)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')}`;

function take(
  builder: ColumnsBuilder,
  source: SourceTable,
  id: string,
  derived: Derived,
  detail: () => string,
): boolean {
  if (derived.kind === 'rows') builder.add(derived.rows);
  else if (derived.kind === 'waiting') builder.wait();
  else builder.leaveOut({ id, source, reason: derived.reason, detail: detail() });
  return derived.kind === 'rows';
}

const PURCHASES = `SELECT id, morgy_id, buyer_id, purchase_type, price, currency, platform_fee, creator_revenue, payment_status,
  created_at, updated_at, subscription_status, subscription_start, subscription_end FROM morgy_purchases ORDER BY rowid`;
type PurchaseRaw = [
  id: string,
  morgy: string,
  buyer: string,
  type: string,
  price: number,
  currency: string,
  fee: number,
  revenue: number,
  status: string,
  created: string,
  updated: string,
  subscriptionStatus: string | null,
  start: string | null,
  end: string | null,
];

function purchases(db: Connection, builder: ColumnsBuilder): void {
  const rows = db.prepare<[], PurchaseRaw>(PURCHASES).raw(true).iterate() as IterableIterator<PurchaseRaw>;
  for (const raw of rows) {
    const [id, morgy_id, buyer_id, purchase_type, price, currency, platform_fee, creator_revenue, payment_status] = raw;
    const source: PurchaseSource = {
      id,
      morgy_id,
      buyer_id,
      purchase_type,
      price,
      currency,
      platform_fee,
      creator_revenue,
      payment_status,
      created_at: raw[9],
      updated_at: raw[10],
    };
    const detail = (): string =>
      `${purchase_type}, ${payment_status}: ${said(currency, { price: price / 100, fee: platform_fee / 100, share: creator_revenue / 100 })}`;
    const derived = derivePurchase(source);
    if (derived.kind === 'rows' && !builder.firstPurchase(buyer_id, morgy_id)) {
      builder.leaveOut({ id, source: 'morgy_purchases', reason: 'arrived_twice', detail: detail() });
      continue;
    }
    const counted = take(builder, 'morgy_purchases', id, derived, detail);
    if (!counted || derived.kind !== 'rows') continue;
    const [sale] = derived.rows;
    if (purchase_type === 'subscription' && payment_status === 'completed' && sale) {
      const over = raw[11] === 'cancelled' || raw[11] === 'expired';
      const end = raw[13] === null ? (over ? raw[10] : null) : raw[13];
      const start = timeOf(raw[12] ?? raw[9]);
      // None ends before it began, whatever a row says; no time stays no time.
      builder.subscription({ start, end: Math.max(timeOf(end), start), row: sale });
    }
  }
}

function earnings(db: Connection, builder: ColumnsBuilder): void {
  for (const row of db
    .prepare<[], EarningSource>(
      `SELECT id, agent_id, gross_revenue, compute_cost, creator_amount, platform_amount, currency, paid_out, paid_out_at,
       created_at FROM creator_earnings ORDER BY rowid`,
    )
    .iterate()) {
    take(builder, 'creator_earnings', row.id, deriveEarning(row), () =>
      said(row.currency, {
        gross: row.gross_revenue / 10_000,
        share: row.creator_amount / 10_000,
        platform: row.platform_amount / 10_000,
      }),
    );
  }
}

function payouts(db: Connection, builder: ColumnsBuilder): void {
  for (const row of db
    .prepare<[], PayoutSource>(
      'SELECT id, amount, currency, status, paid_at, created_at FROM creator_payouts ORDER BY rowid',
    )
    .iterate()) {
    take(builder, 'creator_payouts', row.id, derivePayout(row), () => said(row.currency, { amount: row.amount / 100 }));
  }
}

export function readLedger(db: Connection): LedgerColumns {
  const builder = new ColumnsBuilder();
  purchases(db, builder);
  earnings(db, builder);
  payouts(db, builder);
  return builder.build();
}

export const readViews = (db: Connection): ViewColumns =>
  buildViews(
    db
      .prepare<[], ViewSource>('SELECT morgy_id, date, views FROM morgy_analytics ORDER BY date')
      .raw(true)
      .all() as ViewSource[],
  );
