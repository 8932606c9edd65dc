/** Documents 1: the market, sales and payouts. */
import * as c from '../columns.ts';
import { defineTable, deletedAt } from '../table.ts';

export const revenueTerms = defineTable({
  name: 'revenue_terms',
  domain: 'market',
  document: 0,
  purpose: 'The creator’s and the platform’s share by kind of product and date of effect.',
  sync: 'down',
  isCommon: true,
  uniques: [['product_kind', 'effective_from']],
  columns: {
    id: c.id(),
    product_kind: c.notNull(c.oneOf('morgy', 'hired_agent', 'plugin')),
    platform_rate: c.notNull(c.numeric(5, 4, { min: 0, max: 10000 })),
    payout_minimum: c.notNull(c.numeric(10, 2, { min: 0 })),
    currency: c.withDefault(c.notNull(c.text()), "'USD'::text", 'USD'),
    effective_from: c.notNull(c.date()),
    created_at: c.stamped(),
  },
});

export const marketplaceListings = defineTable({
  name: 'marketplace_listings',
  domain: 'market',
  document: 1,
  purpose: 'A Morgy’s place in the market with its approval workflow.',
  sync: 'up',
  ownerColumn: 'creator_id',
  deviceIndexes: [['creator_id']],
  columns: {
    id: c.id(),
    morgy_id: c.unique(c.references(c.notNull(c.uuid()), 'morgys', 'cascade')),
    creator_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    status: c.withDefault(
      c.notNull(c.oneOf('draft', 'pending', 'approved', 'rejected', 'archived')),
      "'draft'::text",
      'draft',
    ),
    visibility: c.withDefault(c.notNull(c.oneOf('private', 'public', 'unlisted')), "'private'::text", 'private'),
    pricing_model: c.withDefault(
      c.notNull(c.oneOf('free', 'one_time', 'subscription', 'usage_based')),
      "'free'::text",
      'free',
    ),
    price: c.withDefault(c.notNull(c.numeric(10, 2, { min: 0, max: 99999 })), '0', 0),
    views: c.serverOwned(c.withDefault(c.notNull(c.integer({ min: 0 })), '0', 0)),
    purchases: c.serverOwned(c.withDefault(c.notNull(c.integer({ min: 0 })), '0', 0)),
    rating: c.serverOwned(c.withDefault(c.notNull(c.numeric(3, 2, { min: 0, max: 500 })), '0', 0)),
    created_at: c.stamped(),
    updated_at: c.serverOwned(c.stamped()),
    deleted_at: deletedAt(),
  },
});

export const morgyPurchases = defineTable({
  name: 'morgy_purchases',
  domain: 'market',
  document: 1,
  purpose: 'Sales and subscriptions of Morgys with the shares that held when they were made.',
  sync: 'down',
  ownerColumn: 'creator_id',
  uniques: [['buyer_id', 'morgy_id']],
  deviceIndexes: [['creator_id']],
  columns: {
    id: c.id(),
    morgy_id: c.references(c.notNull(c.uuid()), 'morgys'),
    buyer_id: c.references(c.notNull(c.uuid()), 'users'),
    creator_id: c.references(c.notNull(c.uuid()), 'users'),
    purchase_type: c.notNull(c.oneOf('one_time', 'subscription')),
    price: c.notNull(c.numeric(10, 2, { min: 0 })),
    currency: c.withDefault(c.notNull(c.text()), "'USD'::text", 'USD'),
    platform_rate: c.notNull(c.numeric(5, 4, { min: 0, max: 10000 })),
    platform_fee: c.notNull(c.numeric(10, 2, { min: 0 })),
    creator_revenue: c.notNull(c.numeric(10, 2, { min: 0 })),
    payment_status: c.withDefault(
      c.notNull(c.oneOf('pending', 'completed', 'failed', 'refunded')),
      "'pending'::text",
      'pending',
    ),
    stripe_payment_id: c.unique(c.text()),
    subscription_status: c.oneOf('active', 'cancelled', 'expired', 'past_due'),
    subscription_start: c.timestamptz(),
    subscription_end: c.timestamptz(),
    stripe_subscription_id: c.text(),
    created_at: c.stamped(),
    updated_at: c.serverOwned(c.stamped()),
  },
});

export const creatorPayouts = defineTable({
  name: 'creator_payouts',
  domain: 'market',
  document: 1,
  purpose: 'Payouts that creators asked for, and what became of them.',
  sync: 'up',
  ownerColumn: 'creator_id',
  deviceIndexes: [['creator_id']],
  columns: {
    id: c.id(),
    creator_id: c.references(c.notNull(c.uuid()), 'users'),
    amount: c.notNull(c.numeric(10, 2, { min: 100 })),
    currency: c.withDefault(c.notNull(c.text()), "'USD'::text", 'USD'),
    period_start: c.notNull(c.date()),
    period_end: c.notNull(c.date()),
    status: c.serverOwned(
      c.withDefault(c.notNull(c.oneOf('pending', 'processing', 'paid', 'failed')), "'pending'::text", 'pending'),
    ),
    stripe_payout_id: c.serverOwned(c.unique(c.text())),
    paid_at: c.serverOwned(c.timestamptz()),
    created_at: c.stamped(),
  },
});
