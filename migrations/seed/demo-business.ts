/**
 * The business of the demo creator: Morgys, sales, reviews, visits, payouts, a hired agent and metered use, as rows that
 * follow from one seed. Postgres and a device's demo workspace load the same. Amounts are whole: cents, ten-thousandths or
 * millionths of a dollar, as the name says.
 */
import { comments, demoMorgys } from './demo-content.ts';
import type { DemoMorgy } from './demo-content.ts';
import { demoId, seeded } from './random.ts';
import type { Random } from './random.ts';

export const DEMO_CREATOR = demoId('creator');
export const DEMO_AGENT = demoId('agent');
const DAY_MS = 86_400_000;
/** The two years end here; fixed, so that the data is the same at every run. */
export const LAST_DAY = Date.parse('2026-10-31T00:00:00Z');
/** The demo's present: the last moment of its last day. */
export const DEMO_NOW = LAST_DAY + DAY_MS - 1;
export const DAYS = 730;
export const BUYERS = 240;

export const dayAt = (index: number): Date => new Date(LAST_DAY - (DAYS - 1 - index) * DAY_MS);
const dateOf = (index: number): string => dayAt(index).toISOString().slice(0, 10);
const iso = (instant: number): string => new Date(instant).toISOString();
export const morgyId = (morgy: DemoMorgy): string => demoId(`morgy ${morgy.key}`);
const cents = (price: string): number => Math.round(Number(price) * 100);
const approved = demoMorgys.filter((each) => each.listing === 'approved');

/**
 * The terms that every cloud begins with (004_market.sql), for a demo without a cloud. Rates in ten-thousandths.
 */
export const FIRST_TERMS = [
  { id: '01900000-0000-7000-8000-000000000001', product_kind: 'morgy', platform_rate: 3000, minimum_cents: 5000 },
  { id: '01900000-0000-7000-8000-000000000002', product_kind: 'hired_agent', platform_rate: 1500, minimum_cents: 2500 },
  { id: '01900000-0000-7000-8000-000000000003', product_kind: 'plugin', platform_rate: 2000, minimum_cents: 5000 },
] as const;
export const FIRST_TERMS_FROM = '2020-01-01';

export interface DemoListing {
  readonly id: string;
  readonly morgy_id: string;
  readonly status: DemoMorgy['listing'];
  readonly visibility: 'public' | 'private';
  readonly pricing_model: 'free' | 'one_time' | 'subscription';
  readonly price_cents: number;
  readonly created_at: string;
}
export interface DemoPurchase {
  readonly id: string;
  readonly morgy_id: string;
  readonly buyer_id: string;
  readonly purchase_type: 'one_time' | 'subscription';
  readonly price_cents: number;
  readonly currency: 'USD' | 'EUR';
  readonly fee_cents: number;
  readonly revenue_cents: number;
  readonly payment_status: 'completed' | 'refunded';
  readonly subscription_status: 'active' | 'cancelled' | null;
  readonly subscription_start: string | null;
  readonly subscription_end: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}
export interface DemoReview {
  readonly id: string;
  readonly morgy_id: string;
  readonly user_id: string;
  readonly rating: number;
  readonly comment: string | null;
  readonly created_at: string;
}
export interface DemoDay {
  readonly morgy_id: string;
  readonly date: string;
  readonly views: number;
  readonly messages_sent: number;
  readonly unique_users: number;
}
export interface DemoPayout {
  readonly id: string;
  readonly amount_cents: number;
  readonly period_start: string;
  readonly period_end: string;
  readonly status: 'pending' | 'paid' | 'failed';
  readonly paid_at: string | null;
  readonly created_at: string;
}
export interface DemoEarning {
  readonly id: string;
  /** Ten-thousandths of a dollar. */
  readonly gross: number;
  /** Millionths of a dollar. */
  readonly compute: number;
  /** Ten-thousandths of a dollar. */
  readonly creator: number;
  readonly platform: number;
  readonly paid_out_at: string | null;
  readonly created_at: string;
}
export interface DemoUse {
  readonly id: string;
  readonly action_type: string;
  readonly tokens: number;
  /** Ten-thousandths of a dollar. */
  readonly cost: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly created_at: string;
}
export interface DemoQuota {
  readonly id: string;
  readonly month: string;
  readonly messages: number;
  readonly tokens: number;
  readonly tools: Readonly<Record<string, number>>;
  /** Ten-thousandths of a dollar. */
  readonly cost: number;
}
export interface DemoBusiness {
  readonly listings: readonly DemoListing[];
  readonly purchases: readonly DemoPurchase[];
  readonly reviews: readonly DemoReview[];
  readonly days: readonly DemoDay[];
  readonly payouts: readonly DemoPayout[];
  readonly earnings: readonly DemoEarning[];
  readonly usage: readonly DemoUse[];
  readonly quotas: readonly DemoQuota[];
}

const listings = (): DemoListing[] =>
  demoMorgys.map((morgy, position) => ({
    id: demoId(`listing ${morgy.key}`),
    morgy_id: morgyId(morgy),
    status: morgy.listing,
    visibility: morgy.listing === 'approved' ? 'public' : 'private',
    pricing_model: ({ free: 'free', paid: 'one_time', subscription: 'subscription' } as const)[morgy.license],
    price_cents: cents(morgy.price),
    created_at: dayAt(position * 20 + 2).toISOString(),
  }));

function purchase(random: Random, morgy: DemoMorgy, buyer: number): DemoPurchase {
  const earliest = Math.max(Math.floor((buyer / BUYERS) * (DAYS - 60)), demoMorgys.indexOf(morgy) * 20 + 6);
  const day = random.between(earliest, DAYS - 1);
  const bought = dayAt(day).getTime() + random.between(0, DAY_MS - 1);
  const subscription = morgy.license === 'subscription';
  const running = !subscription || random.next() < 0.7;
  const price = cents(morgy.price);
  const fee = Math.floor((price * 30 + 50) / 100);
  const refunded = price > 0 && random.next() < 0.05;
  const back = Math.min(bought + random.between(1, 14) * DAY_MS, DEMO_NOW);
  return {
    id: demoId(`purchase ${morgy.key} ${buyer}`),
    morgy_id: morgyId(morgy),
    buyer_id: demoId(`buyer ${buyer}`),
    purchase_type: subscription ? 'subscription' : 'one_time',
    price_cents: price,
    // Half of one Morgy's buyers pay in euros, so that the demo has two currencies that are never added up.
    currency: morgy.key === 'story' && buyer % 2 === 1 ? 'EUR' : 'USD',
    fee_cents: fee,
    revenue_cents: price - fee,
    payment_status: refunded ? 'refunded' : 'completed',
    subscription_status: subscription ? (running ? 'active' : 'cancelled') : null,
    subscription_start: subscription ? iso(bought) : null,
    subscription_end: subscription && !running ? iso(bought + random.between(20, 200) * DAY_MS) : null,
    created_at: iso(bought),
    updated_at: iso(refunded ? back : bought),
  };
}

function sales(random: Random): { purchases: DemoPurchase[]; reviews: DemoReview[] } {
  const purchases: DemoPurchase[] = [];
  const reviews: DemoReview[] = [];
  for (const morgy of approved) {
    const buyers = Array.from({ length: BUYERS }, (_, n) => n).filter(() => random.next() < morgy.demand * 0.7);
    for (const buyer of buyers) {
      const made = purchase(random, morgy, buyer);
      purchases.push(made);
      if (random.next() >= 0.22) continue;
      const at = Math.min(Date.parse(made.created_at) + random.between(1, 20) * DAY_MS, LAST_DAY);
      reviews.push({
        id: demoId(`review ${morgy.key} ${buyer}`),
        morgy_id: morgyId(morgy),
        user_id: demoId(`buyer ${buyer}`),
        rating: random.pick([5, 5, 5, 4, 4, 4, 3, 2]),
        comment: random.pick(comments),
        created_at: iso(at),
      });
    }
  }
  return { purchases, reviews };
}

const visits = (random: Random): DemoDay[] =>
  approved.flatMap((morgy) =>
    Array.from({ length: DAYS }, (_, day) => {
      const season = 1 - 0.25 * Math.cos(((day % 365) / 365) * 2 * Math.PI);
      const views = Math.round(morgy.demand * season * (10 + (day / DAYS) * 50) * (0.6 + random.next() * 0.8));
      return {
        morgy_id: morgyId(morgy),
        date: dateOf(day),
        views,
        messages_sent: Math.round(views * 1.7),
        unique_users: Math.round(views * 0.6),
      };
    }),
  );

/** A payout a quarter of most of what was earned by then; the last is still asked for, and one failed. */
function payouts(purchases: readonly DemoPurchase[]): DemoPayout[] {
  const made: DemoPayout[] = [];
  let from = dateOf(0);
  let drawn = 0;
  for (let quarter = 1; quarter <= 7; quarter += 1) {
    const to = dateOf(quarter * 91);
    const earned = purchases
      .filter((each) => each.currency === 'USD' && each.payment_status === 'completed' && each.created_at < to)
      .reduce((sum, each) => sum + each.revenue_cents, 0);
    const amount = Math.floor(((earned - drawn) * 8) / 10);
    if (amount >= 5000) {
      const status = quarter === 7 ? 'pending' : quarter === 3 ? 'failed' : 'paid';
      if (status !== 'failed') drawn += amount;
      made.push({
        id: demoId(`payout ${quarter}`),
        amount_cents: amount,
        period_start: from,
        period_end: to,
        status,
        paid_at: status === 'paid' ? dayAt(quarter * 91 + 3).toISOString() : null,
        created_at: `${to}T00:00:00.000Z`,
      });
    }
    from = to;
  }
  return made;
}

/** Sessions of the hired agent, some of which cost more than they brought; the sweep of the 15th paid from 25 dollars on. */
function earnings(random: Random): DemoEarning[] {
  const open: (Omit<DemoEarning, 'paid_out_at'> & { paid: string | null })[] = [];
  for (let n = 0; n < 180; n += 1) {
    const at = LAST_DAY - random.between(0, 300 * 24) * 3_600_000;
    const gross = random.between(5, 180) * 100;
    const compute = random.between(2_000, 300_000);
    const share = Math.max(gross * 100 - compute, 0) * 85;
    const creator = Math.floor((share + 5000) / 10_000);
    open.push({
      id: demoId(`earning ${n}`),
      gross,
      compute,
      creator,
      platform: gross - creator,
      paid: null,
      created_at: iso(at),
    });
  }
  for (let month = 0; month < 11; month += 1) {
    const sweep = new Date(Date.UTC(2025, 11 + month, 15)).toISOString();
    const due = open.filter((each) => each.paid === null && each.created_at < sweep);
    if (due.reduce((sum, each) => sum + each.creator, 0) >= 250_000) for (const each of due) each.paid = sweep;
  }
  return open.map(({ paid, ...each }) => ({ ...each, paid_out_at: paid }));
}

const MODELS = ['claude-sonnet-4-5', 'claude-haiku-4-5', 'claude-opus-4-5'] as const;
/** Ten-thousandths of a dollar for a thousand tokens. */
const RATE: Record<(typeof MODELS)[number], number> = {
  'claude-sonnet-4-5': 60,
  'claude-haiku-4-5': 20,
  'claude-opus-4-5': 150,
};

function usage(random: Random): DemoUse[] {
  return Array.from({ length: 1400 }, (_, n) => {
    const at = DEMO_NOW - random.between(0, 120 * 24 * 60) * 60_000;
    const action = random.pick(['message_sent', 'message_sent', 'message_sent', 'tool_used', 'knowledge_search']);
    const model = random.pick([MODELS[0], MODELS[0], MODELS[1], MODELS[1], MODELS[2]]);
    const tokens = random.between(80, 2600);
    const tool = random.pick(['search_knowledge', 'web_search', 'read_file']);
    return {
      id: demoId(`use ${n}`),
      action_type: action,
      tokens,
      cost: Math.round((tokens * RATE[model]) / 1000),
      metadata: action === 'tool_used' ? { model, tool_name: tool } : { model },
      created_at: iso(at),
    };
  }).toSorted((a, b) => (a.created_at < b.created_at ? -1 : 1));
}

function quotas(uses: readonly DemoUse[]): DemoQuota[] {
  const months = Map.groupBy(uses, (use) => use.created_at.slice(0, 7));
  return [...months].map(([month, list]) => {
    const tools: Record<string, number> = {};
    for (const { metadata } of list) {
      const tool = metadata['tool_name'];
      if (tool !== undefined) tools[tool] = (tools[tool] ?? 0) + 1;
    }
    return {
      id: demoId(`quota ${month}`),
      month,
      messages: list.filter((use) => use.action_type === 'message_sent').length,
      tokens: list.reduce((sum, use) => sum + use.tokens, 0),
      tools,
      cost: list.reduce((sum, use) => sum + use.cost, 0),
    };
  });
}

export function demoBusiness(): DemoBusiness {
  const random = seeded(20_261_031);
  const { purchases, reviews } = sales(random);
  const days = visits(random);
  const uses = usage(random);
  return {
    listings: listings(),
    purchases,
    reviews,
    days,
    payouts: payouts(purchases),
    earnings: earnings(random),
    usage: uses,
    quotas: quotas(uses),
  };
}
