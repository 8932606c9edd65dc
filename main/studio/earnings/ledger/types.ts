/** The words of the ledger: what a row is, where it came from, and why something was left out of it. */
import { z } from 'zod';

/** `sale` and `fee_refund` add; `fee`, `refund`, `adjustment` and `payout` take away. The amount's sign says so. */
export const LEDGER_KINDS = ['sale', 'fee', 'refund', 'fee_refund', 'adjustment', 'payout'] as const;
export type LedgerKind = (typeof LEDGER_KINDS)[number];

/** What a list can show: the ledger's rows, and a request that is not paid yet, which is none of them. */
export const SHOWN_KINDS = [...LEDGER_KINDS, 'requested'] as const;
export type ShownKind = (typeof SHOWN_KINDS)[number];
export const REQUESTED = SHOWN_KINDS.indexOf('requested');

/** Parts of the balance that requests under way belong to. */
export const BALANCE_PARTS = ['available', 'pending'] as const;
export type BalancePart = (typeof BALANCE_PARTS)[number];

export const PRODUCTS = ['one_time', 'subscription', 'hired_agent'] as const;
export type Product = (typeof PRODUCTS)[number];

/** As it was sold, whatever the Morgy's licence is today. */
export const LICENCES = ['free', 'paid', 'subscription', 'per_session'] as const;
export type Licence = (typeof LICENCES)[number];

export const SOURCES = ['morgy_purchases', 'creator_earnings', 'creator_payouts'] as const;
export type SourceTable = (typeof SOURCES)[number];

/** Why a row is in no total. */
export const LEFT_OUT = [
  'unknown_currency',
  'refund_larger_than_sale',
  'shares_do_not_add_up',
  'negative_amount',
  'arrived_twice',
  'no_time',
  'unknown_state',
  'not_a_row_id',
] as const;
export type LeftOutReason = (typeof LEFT_OUT)[number];

/**
 * Subscriptions by what they did in a range: `running` at its end; `new` began in it; `renewed` reached a monthly
 * anniversary in it; `churned` ended in it.
 */
export const COHORTS = ['running', 'new', 'renewed', 'churned'] as const;
export type Cohort = (typeof COHORTS)[number];

/** Millionths of the currency's unit: small enough for the cost of one answer, whole, and exact in sums. */
export const money = z.int();
