/**
 * The demo workspace: the demo data set in a database file of its own, outside the data folder and thrown away on leaving.
 * The person's own tables never see a row of it, and nothing of it is ever synced.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DEMO_AGENT,
  DEMO_CREATOR,
  DEMO_NOW,
  demoBusiness,
  FIRST_TERMS,
  FIRST_TERMS_FROM,
  morgyId,
} from '../../../migrations/seed/demo-business.ts';
import { demoMorgys } from '../../../migrations/seed/demo-content.ts';
import { demoId } from '../../../migrations/seed/random.ts';
import {
  agents,
  creatorEarnings,
  creatorPayouts,
  marketplaceListings,
  morgyAnalytics,
  morgyPurchases,
  morgyReviews,
  morgys,
  revenueTerms,
  usageQuotas,
  users,
  userUsage,
} from '../../../schema/index.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';

export interface Demo {
  readonly store: Store;
  /** The demo's present (milliseconds). */
  readonly today: number;
  close(): void;
}

/** What came from the cloud has a version, so that it is not taken for a request of this device. */
const FROM_THE_CLOUD = { row_version: 1 } as const;

function fillMorgys(store: Store): void {
  store.insert(users, {
    id: DEMO_CREATOR,
    email: 'creator@demo.invalid',
    display_name: 'Demo creator',
    role: 'creator',
    subscription_tier: 'starter',
  });
  for (const morgy of demoMorgys) {
    store.insert(morgys, {
      id: morgyId(morgy),
      creator_id: DEMO_CREATOR,
      name: morgy.name,
      description: morgy.description,
      category: morgy.category,
      tags: [morgy.category, 'demo'],
      ai_config: { systemPrompt: `You are ${morgy.name}. ${morgy.description}` },
      license_type: morgy.license,
      ...FROM_THE_CLOUD,
    });
  }
  store.insert(agents, {
    id: DEMO_AGENT,
    creator_id: DEMO_CREATOR,
    slug: 'demo-researcher',
    name: 'Demo Researcher',
    tagline: 'Reads so that you can decide',
    description: 'An agent that reads sources and writes a page.',
    category: 'research',
    status: 'published',
    github_repo_url: 'https://github.com/example/demo-researcher',
    ...FROM_THE_CLOUD,
  });
}

function fillMoney(store: Store): void {
  const business = demoBusiness();
  for (const { minimum_cents, ...row } of FIRST_TERMS)
    store.insert(revenueTerms, {
      ...row,
      payout_minimum: minimum_cents,
      effective_from: FIRST_TERMS_FROM,
      ...FROM_THE_CLOUD,
    });
  for (const { price_cents, ...row } of business.listings)
    store.insert(marketplaceListings, { ...row, creator_id: DEMO_CREATOR, price: price_cents, ...FROM_THE_CLOUD });
  for (const { price_cents, fee_cents, revenue_cents, ...row } of business.purchases)
    store.insert(morgyPurchases, {
      ...row,
      creator_id: DEMO_CREATOR,
      price: price_cents,
      platform_rate: FIRST_TERMS[0].platform_rate,
      platform_fee: fee_cents,
      creator_revenue: revenue_cents,
    });
  for (const row of business.reviews) store.insert(morgyReviews, { ...row, owner_id: DEMO_CREATOR });
  for (const row of business.days)
    store.insert(morgyAnalytics, { ...row, id: demoId(`day ${row.morgy_id} ${row.date}`), owner_id: DEMO_CREATOR });
  for (const { amount_cents, ...row } of business.payouts)
    store.insert(creatorPayouts, { ...row, creator_id: DEMO_CREATOR, amount: amount_cents, ...FROM_THE_CLOUD });
  for (const { gross, compute, creator, platform, ...row } of business.earnings)
    store.insert(creatorEarnings, {
      ...row,
      creator_id: DEMO_CREATOR,
      agent_id: DEMO_AGENT,
      gross_revenue: gross,
      compute_cost: compute,
      creator_amount: creator,
      platform_amount: platform,
      paid_out: row.paid_out_at !== null,
    });
  for (const { tokens, cost, ...row } of business.usage)
    store.insert(userUsage, { ...row, user_id: DEMO_CREATOR, tokens_used: tokens, cost_usd: cost });
  for (const { messages, tokens, tools, cost, ...row } of business.quotas)
    store.insert(usageQuotas, {
      ...row,
      user_id: DEMO_CREATOR,
      messages_used: messages,
      tokens_used: tokens,
      tools_used: tools,
      cost_usd: cost,
    });
}

export function openDemo(): Demo {
  const folder = mkdtempSync(join(tmpdir(), 'morgus-demo-'));
  const { store } = openStore(join(folder, 'demo.db'));
  store.write('Load the demo', () => {
    store.setMeta('owner_id', DEMO_CREATOR);
    store.uncaptured([], () => {
      fillMorgys(store);
      fillMoney(store);
    });
  });
  return {
    store,
    today: DEMO_NOW,
    close() {
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
