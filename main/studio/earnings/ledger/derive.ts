/**
 * The ledger as a pure derivation: what one source row becomes. A completed purchase is a sale and its fee; a refunded one
 * has both taken back, on the day of the refund; a settled session of a hired agent is a sale, the cost of the machine and
 * the platform's share of the rest; a payout that was paid takes its amount. Every figure is a sum over these rows.
 */
import { isCurrency } from './currencies.ts';
import type { LedgerKind, LeftOutReason, Licence, Product, SourceTable } from './types.ts';

export interface LedgerRow {
  /** `<id of the source row>:<kind>`; a source row gives at most one row of a kind. */
  readonly id: string;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly kind: LedgerKind;
  readonly currency: string;
  /** Signed, in millionths of the currency's unit. */
  readonly micros: number;
  /** The Morgy or agent; null for a payout, which is for all of them. */
  readonly subjectId: string | null;
  readonly product: Product | null;
  readonly licence: Licence | null;
  readonly source: SourceTable;
  readonly sourceId: string;
  readonly buyerId: string | null;
}

export type Derived =
  | { readonly kind: 'rows'; readonly rows: readonly LedgerRow[] }
  /** Nothing yet: a payment or payout that is under way or failed. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'left-out'; readonly reason: LeftOutReason };

/** The columns of `morgy_purchases` that count. Amounts in cents. */
export interface PurchaseSource {
  readonly id: string;
  readonly morgy_id: string;
  readonly buyer_id: string;
  readonly purchase_type: string;
  readonly price: number;
  readonly currency: string;
  readonly platform_fee: number;
  readonly creator_revenue: number;
  readonly payment_status: string;
  readonly created_at: string;
  readonly updated_at: string;
}

/** The columns of `creator_earnings` that count: gross and shares in ten-thousandths, the machine's cost in millionths. */
export interface EarningSource {
  readonly id: string;
  readonly agent_id: string;
  readonly gross_revenue: number;
  readonly compute_cost: number;
  readonly creator_amount: number;
  readonly platform_amount: number;
  readonly currency: string;
  readonly paid_out: number;
  readonly paid_out_at: string | null;
  readonly created_at: string;
}

/** The columns of `creator_payouts` that count. Amount in cents. */
export interface PayoutSource {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: string;
  readonly paid_at: string | null;
  readonly created_at: string;
}

const CENT = 10_000;
const TEN_THOUSANDTH = 100;
const leftOut = (reason: LeftOutReason): Derived => ({ kind: 'left-out', reason });
const WAITING: Derived = { kind: 'waiting' };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const digits = (text: string, from: number, to: number): number => {
  let value = 0;
  for (let at = from; at < to; at += 1) value = value * 10 + text.charCodeAt(at) - 48;
  return value;
};

/** Milliseconds since 1970 of `2026-11-21T07:05:31.123Z`; NaN for what is no time. Twice as fast as Date.parse. */
export function timeOf(text: string | null): number {
  if (text === null) return Number.NaN;
  if (text.length !== 24 || text[23] !== 'Z') return Date.parse(text);
  const ms = Date.UTC(
    digits(text, 0, 4),
    digits(text, 5, 7) - 1,
    digits(text, 8, 10),
    digits(text, 11, 13),
    digits(text, 14, 16),
    digits(text, 17, 19),
    digits(text, 20, 23),
  );
  return ms;
}

const wrongMoney = (...amounts: readonly number[]): boolean =>
  amounts.some((amount) => !Number.isSafeInteger(amount) || amount < 0);

export function derivePurchase(row: PurchaseSource): Derived {
  if (row.payment_status === 'pending' || row.payment_status === 'failed') return WAITING;
  if (row.payment_status !== 'completed' && row.payment_status !== 'refunded') return leftOut('unknown_state');
  if (row.purchase_type !== 'one_time' && row.purchase_type !== 'subscription') return leftOut('unknown_state');
  if (!UUID.test(row.id)) return leftOut('not_a_row_id');
  if (!isCurrency(row.currency)) return leftOut('unknown_currency');
  if (wrongMoney(row.price, row.platform_fee, row.creator_revenue)) return leftOut('negative_amount');
  const refunded = row.payment_status === 'refunded';
  const shares = row.platform_fee + row.creator_revenue;
  // A refund gives back both shares: more than the price would be more than the sale.
  if (shares !== row.price)
    return leftOut(refunded && shares > row.price ? 'refund_larger_than_sale' : 'shares_do_not_add_up');
  const at = timeOf(row.created_at);
  // A refund is the last thing that happens to a purchase, and never before it.
  const back = refunded ? Math.max(at, timeOf(row.updated_at)) : at;
  if (Number.isNaN(at) || Number.isNaN(back)) return leftOut('no_time');
  const base = {
    currency: row.currency,
    subjectId: row.morgy_id,
    product: row.purchase_type,
    licence: row.price === 0 ? 'free' : row.purchase_type === 'subscription' ? 'subscription' : 'paid',
    source: 'morgy_purchases',
    sourceId: row.id,
    buyerId: row.buyer_id,
  } as const;
  const rows: LedgerRow[] = [{ ...base, id: `${row.id}:sale`, at, kind: 'sale', micros: row.price * CENT }];
  const fee = row.platform_fee * CENT;
  if (fee > 0) rows.push({ ...base, id: `${row.id}:fee`, at, kind: 'fee', micros: -fee });
  if (refunded) {
    rows.push({ ...base, id: `${row.id}:refund`, at: back, kind: 'refund', micros: 0 - row.price * CENT });
    if (fee > 0) rows.push({ ...base, id: `${row.id}:fee_refund`, at: back, kind: 'fee_refund', micros: fee });
  }
  return { kind: 'rows', rows };
}

export function deriveEarning(row: EarningSource): Derived {
  if (!UUID.test(row.id)) return leftOut('not_a_row_id');
  if (!isCurrency(row.currency)) return leftOut('unknown_currency');
  if (wrongMoney(row.gross_revenue, row.compute_cost, row.creator_amount, row.platform_amount))
    return leftOut('negative_amount');
  if (row.creator_amount + row.platform_amount !== row.gross_revenue) return leftOut('shares_do_not_add_up');
  const at = timeOf(row.created_at);
  if (Number.isNaN(at)) return leftOut('no_time');
  const paidAt = row.paid_out === 1 ? timeOf(row.paid_out_at) : Number.NaN;
  if (row.paid_out === 1 && Number.isNaN(paidAt)) return leftOut('no_time');
  const base = {
    currency: row.currency,
    subjectId: row.agent_id,
    product: 'hired_agent',
    licence: 'per_session',
    source: 'creator_earnings',
    sourceId: row.id,
    buyerId: null,
  } as const;
  const platform = row.platform_amount * TEN_THOUSANDTH;
  // The platform keeps its part and pays the machine from it, never more than there is.
  const machine = Math.min(row.compute_cost, platform);
  const rows: LedgerRow[] = [
    { ...base, id: `${row.id}:sale`, at, kind: 'sale', micros: row.gross_revenue * TEN_THOUSANDTH },
  ];
  if (machine > 0) rows.push({ ...base, id: `${row.id}:adjustment`, at, kind: 'adjustment', micros: -machine });
  if (platform > machine) rows.push({ ...base, id: `${row.id}:fee`, at, kind: 'fee', micros: machine - platform });
  if (row.paid_out === 1 && row.creator_amount > 0) {
    rows.push({
      ...base,
      id: `${row.id}:payout`,
      at: Math.max(at, paidAt),
      kind: 'payout',
      micros: 0 - row.creator_amount * TEN_THOUSANDTH,
    });
  }
  return { kind: 'rows', rows };
}

export function derivePayout(row: PayoutSource): Derived {
  // Also before it is paid: a request is part of what is pending.
  if (!isCurrency(row.currency)) return leftOut('unknown_currency');
  if (wrongMoney(row.amount)) return leftOut('negative_amount');
  if (row.status === 'pending' || row.status === 'processing' || row.status === 'failed') return WAITING;
  if (row.status !== 'paid') return leftOut('unknown_state');
  if (!UUID.test(row.id)) return leftOut('not_a_row_id');
  const at = timeOf(row.paid_at ?? row.created_at);
  if (Number.isNaN(at)) return leftOut('no_time');
  return {
    kind: 'rows',
    rows: [
      {
        id: `${row.id}:payout`,
        at,
        kind: 'payout',
        currency: row.currency,
        micros: 0 - row.amount * CENT,
        subjectId: null,
        product: null,
        licence: null,
        source: 'creator_payouts',
        sourceId: row.id,
        buyerId: null,
      },
    ],
  };
}
