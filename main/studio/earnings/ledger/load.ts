/**
 * From the tables into columns, once for each state of them. The columns are kept in memory and in a file beside the
 * database, so that the first look after a start does not read half a million rows; a random stamp in the database, which
 * any change of a source row takes away, says whether they still hold.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import type { Store } from '../../store/store.ts';
import { ColumnsBuilder } from './columns.ts';
import type { LedgerColumns } from './columns.ts';
import { deriveEarning, derivePayout, derivePurchase, timeOf } from './derive.ts';
import type { Derived, EarningSource, PayoutSource, PurchaseSource } from './derive.ts';
import type { SourceTable } from './types.ts';
import { buildViews } from './views.ts';
import type { ViewColumns, ViewSource } from './views.ts';

/** Raised when the columns change shape, so that an older file is not read. */
const FORMAT = 1;

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

function purchases(store: Store, builder: ColumnsBuilder): void {
  const rows = store.connection
    .prepare<[], PurchaseRaw>(PURCHASES)
    .raw(true)
    .iterate() as IterableIterator<PurchaseRaw>;
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
      builder.subscription({ start: timeOf(raw[12] ?? raw[9]), end: timeOf(end), row: sale });
    }
  }
}

function earnings(store: Store, builder: ColumnsBuilder): void {
  for (const row of store.all<EarningSource>(
    `SELECT id, agent_id, gross_revenue, compute_cost, creator_amount, platform_amount, currency, paid_out, paid_out_at,
       created_at FROM creator_earnings ORDER BY rowid`,
  )) {
    take(builder, 'creator_earnings', row.id, deriveEarning(row), () =>
      said(row.currency, {
        gross: row.gross_revenue / 10_000,
        share: row.creator_amount / 10_000,
        platform: row.platform_amount / 10_000,
      }),
    );
  }
}

function payouts(store: Store, builder: ColumnsBuilder): void {
  for (const row of store.all<PayoutSource>(
    'SELECT id, amount, currency, status, paid_at, created_at FROM creator_payouts ORDER BY rowid',
  )) {
    take(builder, 'creator_payouts', row.id, derivePayout(row), () => said(row.currency, { amount: row.amount / 100 }));
  }
}

export function readLedger(store: Store): LedgerColumns {
  const builder = new ColumnsBuilder();
  purchases(store, builder);
  earnings(store, builder);
  payouts(store, builder);
  return builder.build();
}

export const readViews = (store: Store): ViewColumns =>
  buildViews(
    store.connection
      .prepare<[], ViewSource>('SELECT morgy_id, date, views FROM morgy_analytics ORDER BY date')
      .raw(true)
      .all() as ViewSource[],
  );

interface Kept<T> {
  readonly stamp: string;
  readonly value: T;
}

export interface FigureSource {
  ledger(): LedgerColumns;
  views(): ViewColumns;
}

/** @param folder where the columns are kept between starts; null keeps them in memory only */
export function createFigureSource(store: Store, folder: string | null): FigureSource {
  function keeper<T>(source: 'ledger' | 'views', read: (store: Store) => T): () => T {
    const file = folder === null ? null : `${folder}/figures-${source}.cache`;
    let kept: Kept<T> | null = null;

    const stamp = (): string | null =>
      store.get<{ stamp: string | null }>('SELECT stamp FROM figures_stamp WHERE source = ?', [source])?.stamp ?? null;

    function fromFile(wanted: string): Kept<T> | null {
      if (file === null) return null;
      try {
        const found = deserialize(readFileSync(file)) as { format: number } & Kept<T>;
        return found.format === FORMAT && found.stamp === wanted ? found : null;
      } catch {
        // Missing, of another program's version or cut off: it is read from the tables again.
        return null;
      }
    }

    function toFile(what: Kept<T>): void {
      if (file === null) return;
      try {
        writeFileSync(`${file}.part`, serialize({ format: FORMAT, ...what }));
        renameSync(`${file}.part`, file);
      } catch {
        rmSync(`${file}.part`, { force: true });
      }
    }

    return () => {
      const now = stamp();
      if (kept !== null && now === kept.stamp) return kept.value;
      kept = now === null ? null : fromFile(now);
      if (kept) return kept.value;
      // Stamped first: a change that comes while the rows are read takes the stamp away again.
      const fresh = now ?? randomBytes(12).toString('hex');
      if (now === null)
        store.connection.prepare('UPDATE figures_stamp SET stamp = ? WHERE source = ?').run(fresh, source);
      kept = { stamp: fresh, value: read(store) };
      toFile(kept);
      return kept.value;
    };
  }
  return { ledger: keeper('ledger', readLedger), views: keeper('views', readViews) };
}
