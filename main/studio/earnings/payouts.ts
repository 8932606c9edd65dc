/**
 * What may be drawn, and requests to draw it. A request is an authored row: it can be made offline, and the cloud decides it
 * by the same rule (at least what the terms of the day say, at most what completed sales of Morgys left over).
 */
import { v7 as uuidv7 } from 'uuid';
import { StudioError, notFound } from '../../contract/errors.ts';
import { creatorPayouts } from '../../../schema/index.ts';
import { letGoOfRefused, takeBackUnsent } from '../lib/refusals.ts';
import type { RefusalOf } from '../lib/refusals.ts';
import { termsOn } from '../lib/terms.ts';
import type { Store } from '../store/store.ts';
import { nowUtc } from '../store/store.ts';
import type { Balance, PayoutRow } from './contract.ts';
import type { UnderWay } from './figures/balance-rows.ts';
import type { LedgerColumns } from './ledger/columns.ts';
import { LEDGER_KINDS, PRODUCTS, SOURCES } from './ledger/types.ts';

const CENT = 10_000;
const PAYOUT = LEDGER_KINDS.indexOf('payout');
const HIRED = PRODUCTS.indexOf('hired_agent');
const SWEEP = SOURCES.indexOf('creator_earnings');

interface PayoutRaw {
  id: string;
  amount: number;
  currency: string;
  status: 'pending' | 'processing' | 'paid' | 'failed';
  period_start: string;
  period_end: string;
  paid_at: string | null;
  created_at: string;
  row_version: number;
}

const isUnderWay = (status: PayoutRaw['status']): boolean => status === 'pending' || status === 'processing';

const inWords = (micros: number, currency: string): string =>
  new Intl.NumberFormat('en', { style: 'currency', currency, maximumFractionDigits: 6 }).format(micros / 1_000_000);

/** What a payout is counted in: cents, since the cloud keeps two decimals; whole units where a currency has no smaller coin. */
function coinOf(currency: string): number {
  const { minimumFractionDigits: places = 2 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  return Math.max(CENT, 10 ** (6 - places));
}

/** Those that the ledger leaves out are listed there, with the reason, and are in no sum here either. */
const allPayouts = (store: Store, columns: LedgerColumns): PayoutRaw[] => {
  const leftOut = new Set(columns.leftOut.filter(({ source }) => source === 'creator_payouts').map(({ id }) => id));
  return store
    .all<PayoutRaw>(
      `SELECT id, amount, currency, status, period_start, period_end, paid_at, created_at, row_version FROM creator_payouts
       ORDER BY created_at DESC, id DESC`,
    )
    .filter(({ id }) => !leftOut.has(id));
};

/** Requested, and not yet paid, failed or refused. */
export const requestsUnderWay = (columns: LedgerColumns, store: Store, refusalOf: RefusalOf): UnderWay[] =>
  allPayouts(store, columns)
    .filter(({ id, status }) => isUnderWay(status) && refusalOf('creator_payouts', id) === null)
    .map(({ id, currency, amount, created_at }) => ({
      id,
      currency,
      micros: amount * CENT,
      at: Date.parse(created_at),
    }));

/**
 * One a currency, largest first. balance = available + pending + held, and net = paid + balance.
 * @param day the UTC day whose terms say from how much on is paid
 */
export function balancesOf(columns: LedgerColumns, store: Store, refusalOf: RefusalOf, day: string): Balance[] {
  const { minimum } = termsOn(store, 'morgy', day);
  const { minimum: sweepMinimum } = termsOn(store, 'hired_agent', day);
  const fields = columns.currencies.map(() => ({ net: 0, paid: 0, hired: 0 }));
  for (let row = 0; row < columns.count; row += 1) {
    const field = fields[columns.currency[row] ?? 0];
    if (!field) continue;
    const micros = columns.micros[row] ?? 0;
    const hired = columns.product[row] === HIRED;
    if (columns.kind[row] === PAYOUT) field.paid -= micros;
    else field.net += micros;
    if (hired) field.hired += micros;
  }
  const underWay = new Map<string, number>();
  for (const { currency, micros } of requestsUnderWay(columns, store, refusalOf))
    underWay.set(currency, (underWay.get(currency) ?? 0) + micros);
  const codes = new Set([...columns.currencies, ...underWay.keys()]);
  return [...codes]
    .map((currency) => {
      const field = fields[columns.currencies.indexOf(currency)] ?? { net: 0, paid: 0, hired: 0 };
      const pending = underWay.get(currency) ?? 0;
      const balance = field.net - field.paid;
      return {
        currency,
        net: field.net,
        paid: field.paid,
        balance,
        pending,
        held: field.hired,
        available: balance - pending - field.hired,
        minimum,
        sweepMinimum,
      };
    })
    .toSorted((a, b) => b.net - a.net);
}

/** Requests, and the sweeps that paid hired agents' earnings, newest first. */
export function historyOf(columns: LedgerColumns, store: Store, refusalOf: RefusalOf): PayoutRow[] {
  const requests = allPayouts(store, columns).map((raw): PayoutRow => {
    const refusal = refusalOf('creator_payouts', raw.id);
    const unsent = raw.row_version === 0 && raw.status === 'pending';
    return {
      id: raw.id,
      kind: 'request',
      state: refusal !== null ? 'refused' : unsent ? 'draft' : raw.status,
      currency: raw.currency,
      micros: raw.amount * CENT,
      requestedAt: raw.created_at,
      paidAt: raw.paid_at,
      periodFrom: raw.period_start,
      periodTo: raw.period_end,
      note: refusal ?? (unsent ? 'Kept on this device. The cloud decides it at the next sync.' : null),
    };
  });
  const sweeps = new Map<string, PayoutRow>();
  for (let row = 0; row < columns.count; row += 1) {
    if (columns.kind[row] !== PAYOUT || columns.source[row] !== SWEEP) continue;
    const paidAt = new Date(columns.at[row] ?? 0).toISOString();
    const currency = columns.currencies[columns.currency[row] ?? 0] ?? '';
    const key = `${paidAt} ${currency}`;
    const so = sweeps.get(key);
    const micros = (so?.micros ?? 0) - (columns.micros[row] ?? 0);
    sweeps.set(key, {
      id: key,
      kind: 'sweep',
      state: 'paid',
      currency,
      micros,
      requestedAt: paidAt,
      paidAt,
      periodFrom: null,
      periodTo: null,
      note: null,
    });
  }
  return [...requests, ...sweeps.values()].toSorted((a, b) => b.requestedAt.localeCompare(a.requestedAt));
}

/** @throws StudioError payout_minimum, payout_balance, payout_cents */
export function requestPayout(
  store: Store,
  balances: readonly Balance[],
  { currency, micros }: { currency: string; micros: number },
): string {
  const balance = balances.find((each) => each.currency === currency);
  if (!balance) throw new StudioError('payout_balance', `Nothing was earned in ${currency}, so nothing can be drawn.`);
  if (micros % coinOf(currency) !== 0)
    throw new StudioError(
      'payout_cents',
      coinOf(currency) === CENT
        ? 'A payout is a whole number of cents.'
        : `A payout in ${currency} is a whole number: it has no smaller coin.`,
    );
  if (micros < balance.minimum)
    throw new StudioError('payout_minimum', `A payout is at least ${inWords(balance.minimum, currency)}.`);
  if (micros > balance.available)
    throw new StudioError(
      'payout_balance',
      `${inWords(micros, currency)} is more than the ${inWords(Math.max(0, balance.available), currency)} that can be drawn.`,
    );
  const today = nowUtc().slice(0, 10);
  const since =
    store.get<{ day: string | null }>(
      `SELECT max(period_end) AS day FROM creator_payouts WHERE currency = ? AND status <> 'failed'`,
      [currency],
    )?.day ??
    store.get<{ day: string | null }>(
      `SELECT substr(min(created_at), 1, 10) AS day FROM morgy_purchases WHERE currency = ? AND payment_status = 'completed'`,
      [currency],
    )?.day ??
    today;
  const id = uuidv7();
  store.write(
    `Request a payout of ${inWords(micros, currency)}`,
    () =>
      store.insert(creatorPayouts, {
        id,
        creator_id: store.ownerId(),
        amount: micros / CENT,
        currency,
        period_start: since > today ? today : since,
        period_end: today,
      }),
    // Undo must not reach for what the cloud may have decided by then; “Take back” knows whether it may.
    { kind: 'record' },
  );
  return id;
}

/** @throws StudioError payout_sent when the cloud has it already */
export function withdrawPayout(store: Store, id: string, refusalOf: RefusalOf): void {
  const row = store.row(creatorPayouts, id);
  if (!row) throw notFound('payout request', id);
  if (refusalOf('creator_payouts', id) !== null && letGoOfRefused(store, 'creator_payouts', id)) return;
  // No step of Undo either: whether the cloud has it by then decides what can be done.
  if (row.row_version !== 0 || !takeBackUnsent(store, creatorPayouts, id, 'Take back a payout request'))
    throw new StudioError(
      'payout_sent',
      'The cloud has this request, or is being handed it, and decides it; it can no longer be taken back.',
    );
}
