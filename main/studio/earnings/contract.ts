/** What can be asked of earnings: figures, the ledger they are sums of, payouts, statements, and the demo workspace. */
import { z } from 'zod';
import { defineContract, mutation, query } from '../../contract/define.ts';
import { GRANULARITIES } from '../lib/period/types.ts';
import type { Granularity as ByGranularity } from '../lib/period/types.ts';
import {
  BALANCE_PARTS,
  COHORTS,
  LEDGER_KINDS,
  LEFT_OUT,
  LICENCES,
  money,
  PRODUCTS,
  SHOWN_KINDS,
  SOURCES,
} from './ledger/types.ts';

/**
 * Tables whose change makes a figure stale. Two are none: `demo_workspace` stands for going into the demo and leaving it,
 * `earnings_preferences` for the time zone and the saved views.
 */
const SOURCE_TABLES = [
  ...SOURCES,
  'morgy_analytics',
  'morgy_reviews',
  'marketplace_listings',
  'morgys',
  'agents',
  'earnings_preferences',
  'demo_workspace',
];

export type { Cohort, LedgerKind, Licence, Product, ShownKind } from './ledger/types.ts';
export { GRANULARITIES, LEDGER_KINDS, LICENCES, PRODUCTS };

const localDate = z.iso.date();
/** What dates of a range may be: a year that is still being typed is none. */
export const FIRST_DAY = '2000-01-01';
export const LAST_DAY = '2099-12-31';
/** Why no figures can be asked for between these days, in words; null where they can. */
export function rangeProblem(from: string | null, to: string | null): string | null {
  if ([from, to].some((day) => day !== null && (day < FIRST_DAY || day > LAST_DAY)))
    return 'Dates run from the year 2000 to 2099.';
  if (from !== null && to !== null && from > to)
    return 'The range ends before it begins. Choose an end on or after the start.';
  return null;
}
/** Windows read contracts only. */
export type Granularity = ByGranularity;
export const DIMENSIONS = ['subject', 'listing', 'licence', 'product', 'currency'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Which rows of the ledger. An empty list means all; dates are the creator's own, both ends included. */
export const ledgerFilter = z
  .object({
    from: localDate.nullable().default(null),
    to: localDate.nullable().default(null),
    currency: z.string().nullable().default(null),
    kinds: z.array(z.enum(LEDGER_KINDS)).default([]),
    /** Morgys and hired agents. */
    subjects: z.array(z.string()).default([]),
    listings: z.array(z.string()).default([]),
    licences: z.array(z.enum(LICENCES)).default([]),
    products: z.array(z.enum(PRODUCTS)).default([]),
    /** Only the sales of subscriptions that did this in the range; the dates then say when they did it. */
    cohort: z.enum(COHORTS).nullable().default(null),
    /** Exactly the rows of which this part of the balance is the sum: with requests that are not paid yet. */
    part: z.enum(BALANCE_PARTS).nullable().default(null),
  })
  .refine(({ cohort, part }) => cohort === null || part === null, {
    message: 'A part of the balance has no subscriptions of its own.',
    path: ['part'],
  })
  .superRefine(({ from, to }, context) => {
    const message = rangeProblem(from, to);
    if (message !== null) context.addIssue({ code: 'custom', message, path: ['to'] });
  });
export type LedgerFilter = z.output<typeof ledgerFilter>;
export type LedgerFilterInput = z.input<typeof ledgerFilter>;

export const ledgerRow = z.object({
  id: z.string(),
  at: z.string(),
  /** The date in the creator's time zone. */
  date: localDate,
  kind: z.enum(SHOWN_KINDS),
  currency: z.string(),
  micros: money,
  subjectId: z.string().nullable(),
  subject: z.string().nullable(),
  listingId: z.string().nullable(),
  product: z.enum(PRODUCTS).nullable(),
  licence: z.enum(LICENCES).nullable(),
  /** The same number is the same person on this device; null where nobody is known: hired agents, payouts. */
  person: z.int().nullable(),
  /** Of the sale of a subscription that has an end: when. */
  ended: z.string().nullable(),
  source: z.enum(SOURCES),
  sourceId: z.string(),
});
export type LedgerRowShown = z.output<typeof ledgerRow>;

export const LEDGER_COLUMNS = [
  'date',
  'at',
  'kind',
  'subject',
  'product',
  'licence',
  'currency',
  'amount',
  'person',
  'ended',
  'listingId',
  'subjectId',
  'source',
  'sourceId',
  'id',
] as const;
export type LedgerColumn = (typeof LEDGER_COLUMNS)[number];
export const ledgerSort = z.object({
  column: z.enum(['at', 'kind', 'subject', 'product', 'licence', 'currency', 'amount']).default('at'),
  direction: z.enum(['asc', 'desc']).default('desc'),
});
export type LedgerSort = z.output<typeof ledgerSort>;

/** Sums over one filter; each is the sum of the ledger rows of the kinds it names. */
export const sums = z.object({
  /** sale */
  gross: money,
  /** refund, at most zero */
  refunds: money,
  /** fee and fee_refund, at most zero */
  fees: money,
  /** adjustment: what the machines of hired agents cost, at most zero */
  costs: money,
  /** all of the above */
  net: money,
  /** payout, at most zero; not part of net */
  payouts: money,
  sales: z.int(),
  refunded: z.int(),
});
export type Sums = z.output<typeof sums>;

const bucket = z.object({ from: localDate, to: localDate, sums, views: z.int() });
const breakdownRow = z.object({
  key: z.string(),
  label: z.string(),
  sums,
  views: z.int().nullable(),
  /** Hundredths of a star over the reviews of the range, null without any. */
  rating: z.int().nullable(),
});

const subscriptionFigures = z.object({
  /** Micros a month of the subscriptions that run at the end of the range. */
  mrr: money,
  running: z.int(),
  began: z.int(),
  renewed: z.int(),
  churned: z.int(),
});

const periodFigures = z.object({
  from: localDate,
  to: localDate,
  sums,
  subscriptions: subscriptionFigures,
  /** Persons who paid in the range. */
  payers: z.int(),
  /** (gross + refunds) / payers, rounded to whole cents; null without any. */
  arpu: money.nullable(),
  views: z.int(),
  /** Sales of Morgys in every currency, free ones too: what conversion counts. */
  morgySales: z.int(),
  /** Sales of Morgys for a thousand views, in hundredths; null without views. */
  conversion: z.int().nullable(),
});
export type PeriodFigures = z.output<typeof periodFigures>;

export const overview = z.object({
  currency: z.string().nullable(),
  current: periodFigures,
  previous: periodFigures,
  yearBefore: periodFigures,
  series: z.array(bucket),
  previousSeries: z.array(bucket),
  breakdown: z.array(breakdownRow),
  rating: z.object({ hundredths: z.int().nullable(), count: z.int() }),
});
export type Overview = z.output<typeof overview>;

const savedView = z.object({
  id: z.string(),
  name: z.string().trim().min(1).max(60),
  filter: ledgerFilter,
  /** A preset moves with the calendar; null keeps the dates of the filter. */
  preset: z.string().nullable(),
  by: z.enum(GRANULARITIES),
  dimension: z.enum(DIMENSIONS),
});
export type SavedView = z.output<typeof savedView>;
export const preferences = z.object({
  /** Null follows the system. */
  timeZone: z.string().nullable().default(null),
  views: z.array(savedView).max(50).default([]),
});
export type Preferences = z.output<typeof preferences>;

export const context = z.object({
  demo: z.boolean(),
  timeZone: z.string(),
  /** Today in that zone; never before the newest row, so that a clock that runs behind hides nothing. */
  today: localDate,
  /** Rows that are dated after this device's clock. */
  ahead: z.int(),
  first: localDate.nullable(),
  last: localDate.nullable(),
  /** When the device last heard from the cloud; null when none is connected. */
  asOf: z.string().nullable(),
  currencies: z.array(z.object({ code: z.string(), rows: z.int() })),
  subjects: z.array(
    z.object({ id: z.string(), name: z.string(), kind: z.enum(['morgy', 'agent']), listingId: z.string().nullable() }),
  ),
  rows: z.int(),
  waiting: z.int(),
  leftOut: z.int(),
  preferences,
});
export type EarningsContext = z.output<typeof context>;

const leftOutRow = z.object({
  id: z.string(),
  source: z.enum(SOURCES),
  reason: z.enum(LEFT_OUT),
  sentence: z.string(),
  /** What the row says, as it stands. */
  detail: z.string(),
});

const balance = z.object({
  currency: z.string(),
  net: money,
  /** Paid out so far, as a positive amount. */
  paid: money,
  /** net - paid. */
  balance: money,
  /** Requested and not yet paid, failed or refused. */
  pending: money,
  /** Earnings of hired agents, which the sweep of the 15th pays by itself from `sweepMinimum` on. */
  held: money,
  /** balance - pending - held: what may be requested now. Negative when refunds came after a payout. */
  available: money,
  /** The least that can be requested, by the terms in force today. */
  minimum: money,
  sweepMinimum: money,
});
export type Balance = z.output<typeof balance>;

const PAYOUT_STATES = ['draft', 'pending', 'processing', 'paid', 'failed', 'refused'] as const;
const payoutRow = z.object({
  id: z.string(),
  kind: z.enum(['request', 'sweep']),
  state: z.enum(PAYOUT_STATES),
  currency: z.string(),
  micros: money,
  requestedAt: z.string(),
  paidAt: z.string().nullable(),
  periodFrom: localDate.nullable(),
  periodTo: localDate.nullable(),
  /** Why the cloud refused it or why it waits, in words. */
  note: z.string().nullable(),
});
export type PayoutRow = z.output<typeof payoutRow>;

const statement = z.object({
  title: z.string(),
  from: localDate,
  to: localDate,
  timeZone: z.string(),
  currency: z.string(),
  opening: money,
  sums,
  closing: money,
  lines: z.array(z.object({ label: z.string(), sums })),
  payouts: z.array(z.object({ date: localDate, label: z.string(), micros: money })),
  asOf: z.string().nullable(),
  demo: z.boolean(),
});
export type Statement = z.output<typeof statement>;

/** A year, or one month of it. */
const statementInput = z.object({
  year: z.int().min(2000).max(9999),
  month: z.int().min(1).max(12).nullable(),
  currency: z.string(),
});

export const earningsContract = defineContract({
  'earnings.context': query({
    input: z.object({}),
    output: context,
    reads: [...SOURCE_TABLES, 'sync_meta'],
  }),
  'earnings.overview': query({
    input: z.object({
      filter: ledgerFilter,
      by: z.enum(GRANULARITIES).default('month'),
      dimension: z.enum(DIMENSIONS).default('subject'),
    }),
    output: overview,
    reads: SOURCE_TABLES,
  }),
  'earnings.ledger': query({
    input: z.object({
      filter: ledgerFilter,
      sort: ledgerSort.prefault({}),
      offset: z.int().min(0).default(0),
      limit: z.int().min(0).max(1000).default(200),
    }),
    output: z.object({
      count: z.int(),
      /** By currency, never across. Payouts are in it, so that it is the sum of exactly these rows. */
      totals: z.array(z.object({ currency: z.string(), micros: money })),
      /** What of the totals is payouts, at most zero; only currencies that have any among these rows. */
      payouts: z.array(z.object({ currency: z.string(), micros: money })),
      /** Persons who paid among these rows: with the total of sales and refunds it makes ARPU. */
      payers: z.int(),
      /** Views of the filter's days and Morgys: with the count of sales they make conversion. */
      views: z.int(),
      rows: z.array(ledgerRow),
    }),
    // Whether a request under way was refused is the outbox's to say.
    reads: [...SOURCE_TABLES, 'sync_outbox'],
  }),
  'earnings.leftOut': query({ input: z.object({}), output: z.array(leftOutRow), reads: SOURCE_TABLES }),
  'earnings.exportCsv': mutation({
    input: z.object({
      filter: ledgerFilter,
      sort: ledgerSort.prefault({}),
      columns: z.array(z.enum(LEDGER_COLUMNS)).min(1),
      path: z.string().min(1),
    }),
    output: z.object({ path: z.string(), rows: z.int() }),
  }),
  'earnings.statement': query({ input: statementInput, output: statement, reads: SOURCE_TABLES }),
  'earnings.payouts': query({
    input: z.object({}),
    output: z.object({ balances: z.array(balance), history: z.array(payoutRow) }),
    reads: [...SOURCE_TABLES, 'revenue_terms', 'sync_outbox', 'history'],
  }),
  'earnings.requestPayout': mutation({
    input: z.object({ currency: z.string(), micros: money }),
    output: payoutRow,
  }),
  /** Takes back a request that has not left this device, or that was refused. */
  'earnings.withdrawPayout': mutation({ input: z.object({ id: z.string() }), output: z.object({ id: z.string() }) }),
  'earnings.setPreferences': mutation({ input: preferences.partial(), output: preferences }),
  'earnings.enterDemo': mutation({ input: z.object({}), output: z.object({ demo: z.boolean() }) }),
  'earnings.leaveDemo': mutation({ input: z.object({}), output: z.object({ demo: z.boolean() }) }),
});
