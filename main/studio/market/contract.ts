/** What can be asked of the market: listings and their way to approval, what a price would bring, and reviews. */
import { z } from 'zod';
import { defineContract, mutation, query } from '../../contract/define.ts';
import { GRANULARITIES } from '../lib/period/types.ts';

export const LISTING_STATES = ['draft', 'pending', 'approved', 'rejected', 'archived'] as const;
export type ListingState = (typeof LISTING_STATES)[number];
export const VISIBILITIES = ['private', 'public', 'unlisted'] as const;
export const PRICING_MODELS = ['free', 'one_time', 'subscription', 'usage_based'] as const;
export type PricingModel = (typeof PRICING_MODELS)[number];
/** The lowest price in the market (cents): Stripe takes no charge below it. */
export const LEAST_PRICE = 50;

const checkItem = z.object({
  id: z.string(),
  label: z.string(),
  ok: z.boolean(),
  /** Without it the listing cannot be handed in. */
  required: z.boolean(),
  /** What is missing, or how it stands. */
  detail: z.string(),
  /** The editor's tab where it is put right; null when it is the listing's own. */
  tab: z.string().nullable(),
});
export type CheckItem = z.output<typeof checkItem>;

const listing = z.object({
  /** Null while the Morgy has none. */
  id: z.string().nullable(),
  morgyId: z.string(),
  name: z.string(),
  status: z.enum(LISTING_STATES).nullable(),
  visibility: z.enum(VISIBILITIES),
  pricingModel: z.enum(PRICING_MODELS),
  /** Cents. */
  price: z.int(),
  views: z.int(),
  /** Sold and not refunded. */
  purchases: z.int(),
  /** Hundredths of a star. */
  rating: z.int(),
  updatedAt: z.string().nullable(),
  /** Why the cloud refused the last change, in words. */
  refusal: z.string().nullable(),
  checklist: z.array(checkItem),
  ready: z.boolean(),
});
export type Listing = z.output<typeof listing>;

const terms = z.object({
  pricingModel: z.enum(PRICING_MODELS),
  price: z.int().min(0, 'A price is not negative.').max(99_999, 'A price is at most $999.99.'),
  visibility: z.enum(VISIBILITIES),
});

/** What the platform keeps and from how much on it pays, for one kind of product. */
const termsInForce = z.object({
  /** Ten-thousandths. */
  feeRate: z.int(),
  /** Micros of whichever currency is paid out. */
  minimum: z.int(),
  /** The day since which they hold; null where the cloud's have not come down and the usual ones stand in. */
  since: z.iso.date().nullable(),
});
const termsOfKind = termsInForce.extend({
  /** What is announced for later days, the nearest first. */
  announced: z.array(termsInForce.extend({ since: z.iso.date() })),
});
export type TermsOfKind = z.output<typeof termsOfKind>;

const simulation = z.object({
  /** Cents a buyer and month; for a one-time price, once. */
  price: z.int(),
  /** Ten-thousandths, by the terms of the day. */
  feeRate: z.int(),
  fee: z.int(),
  revenue: z.int(),
  /** Micros: what the model costs for one buyer a month. */
  modelCost: z.int(),
  /** Micros: revenue less model cost, for one buyer. */
  margin: z.int(),
  /** Ten-thousandths of the price; null for a free one. */
  marginShare: z.int().nullable(),
  /** Micros over all buyers. */
  total: z.int(),
  /** Cents: the lowest price whose margin is not negative. */
  breakEven: z.int(),
});
export type Simulation = z.output<typeof simulation>;

const review = z.object({
  id: z.string(),
  morgyId: z.string(),
  name: z.string(),
  rating: z.int(),
  comment: z.string().nullable(),
  at: z.string(),
});
export type Review = z.output<typeof review>;

/** How many reviews of one to five stars. */
const distribution = z.tuple([z.int(), z.int(), z.int(), z.int(), z.int()]);
const rated = z.object({ count: z.int(), hundredths: z.int().nullable(), distribution });
export type Rated = z.output<typeof rated>;

const READS = [
  'morgy_purchases',
  'morgy_analytics',
  'marketplace_listings',
  'morgys',
  'morgy_knowledge',
  'demo_workspace',
  'sync_outbox',
  'history',
];

export const marketContract = defineContract({
  'market.listings': query({ input: z.object({}), output: z.array(listing), reads: READS }),
  /** Makes the listing, as a draft, when there is none. */
  'market.save': mutation({ input: z.object({ morgyId: z.string(), terms: terms.partial() }), output: listing }),
  /** `pending` hands it in; `draft` takes it back to work on it. Anything else is the platform's to decide. */
  'market.setState': mutation({
    input: z.object({ morgyId: z.string(), status: z.enum(['draft', 'pending']) }),
    output: listing,
  }),
  'market.simulate': query({
    input: z.object({
      pricingModel: z.enum(PRICING_MODELS),
      price: z.int().min(0).max(99_999),
      buyers: z.int().min(0).max(1_000_000),
      messages: z.int().min(0).max(1_000_000),
      tokens: z.int().min(0).max(1_000_000),
      /** Micros for a million tokens. */
      tokenCost: z.int().min(0),
      /** The UTC day of the sale, whose terms decide the fee; null is today. */
      on: z.iso.date().nullable().default(null),
    }),
    output: simulation,
    reads: ['revenue_terms', 'demo_workspace'],
  }),
  /** Today's terms, and those that are announced. */
  'market.terms': query({
    input: z.object({}),
    output: z.object({ morgy: termsOfKind, hiredAgent: termsOfKind }),
    reads: ['revenue_terms', 'demo_workspace'],
  }),
  /** What a million tokens cost lately by model, from one's own metered use (micros). */
  'market.tokenCosts': query({
    input: z.object({}),
    output: z.array(z.object({ model: z.string(), micros: z.int(), tokens: z.int() })),
    reads: ['user_usage', 'demo_workspace'],
  }),
  'market.reviews': query({
    input: z.object({
      from: z.iso.date().nullable().default(null),
      to: z.iso.date().nullable().default(null),
      subjects: z.array(z.string()).default([]),
      by: z.enum(GRANULARITIES).default('month'),
    }),
    output: z.object({
      all: rated,
      series: z.array(rated.extend({ from: z.iso.date(), to: z.iso.date() })),
      rows: z.array(review),
    }),
    reads: ['morgy_reviews', 'morgys', 'earnings_preferences', 'demo_workspace'],
  }),
});
