/** Listings on their way to the market, what a price would bring, and what buyers say. */
import { v7 as uuidv7 } from 'uuid';
import type { Handlers } from '../../contract/define.ts';
import { StudioError, notFound } from '../../contract/errors.ts';
import { marketplaceListings } from '../../../schema/index.ts';
import type { PatchOf } from '../../../schema/index.ts';
import type { Shown } from '../earnings/index.ts';
import { instantsOf } from '../lib/period/range.ts';
import { refusals } from '../lib/refusals.ts';
import type { RefusalOf } from '../lib/refusals.ts';
import { termsAfter, termsDay, termsOn } from '../lib/terms.ts';
import type { ProductKind } from '../lib/terms.ts';
import type { Store } from '../store/store.ts';
import { checklistOf, isReady } from './checklist.ts';
import type { Listing, marketContract, Review, TermsOfKind } from './contract.ts';
import { simulate } from './price.ts';
import { ratedOf, reviewSeries } from './reviews.ts';

interface Row {
  morgy_id: string;
  name: string;
  description: string | null;
  ai_config: string;
  is_active: number;
  morgy_deleted: string | null;
  documents: number;
  listing_id: string | null;
  status: NonNullable<Listing['status']> | null;
  visibility: Listing['visibility'] | null;
  pricing_model: Listing['pricingModel'] | null;
  price: number | null;
  morgy_price: number;
  license_type: 'free' | 'paid' | 'subscription';
  rating: number | null;
  updated_at: string | null;
}

const LISTINGS = `SELECT m.id AS morgy_id, m.name, m.description, m.ai_config, m.is_active, m.deleted_at AS morgy_deleted,
    m.price AS morgy_price, m.license_type,
    (SELECT count(*) FROM knowledge_facts k WHERE k.morgy_id = m.id AND k.deleted_at IS NULL) AS documents,
    l.id AS listing_id, l.status, l.visibility, l.pricing_model, l.price, l.rating, l.updated_at
  FROM morgys m LEFT JOIN marketplace_listings l ON l.morgy_id = m.id AND l.deleted_at IS NULL`;

const promptOf = (config: string): string => {
  const value: unknown = (JSON.parse(config) as Record<string, unknown>)['systemPrompt'];
  return typeof value === 'string' ? value : '';
};

export interface MarketDependencies {
  /** The rows that the pages show: the person's own or the demo's. */
  readonly shown: () => Promise<Shown>;
}

export function createMarket({ shown }: MarketDependencies): { handlers: Handlers<typeof marketContract> } {
  function listingOf(row: Row, refusalOf: RefusalOf, counts: Shown['counts']): Listing {
    const terms = {
      visibility: row.visibility ?? ('private' as const),
      pricingModel:
        row.pricing_model ??
        ({ free: 'free', paid: 'one_time', subscription: 'subscription' } as const)[row.license_type],
      price: row.price ?? row.morgy_price,
    };
    const checklist = checklistOf({
      ...terms,
      name: row.name,
      description: row.description,
      prompt: promptOf(row.ai_config),
      documents: row.documents,
      inTrash: row.morgy_deleted !== null,
      active: row.is_active === 1,
    });
    return {
      id: row.listing_id,
      morgyId: row.morgy_id,
      name: row.name,
      status: row.status,
      ...terms,
      // The same as on the overview, not the cloud's counters: two pages never tell two numbers.
      views: counts.get(row.morgy_id)?.views ?? 0,
      purchases: counts.get(row.morgy_id)?.sold ?? 0,
      rating: row.rating ?? 0,
      updatedAt: row.updated_at,
      refusal: row.listing_id === null ? null : refusalOf('marketplace_listings', row.listing_id),
      checklist,
      ready: isReady(checklist),
    };
  }

  function one({ store, counts }: Shown, morgyId: string): Listing {
    const row = store.get<Row>(`${LISTINGS} WHERE m.id = ?`, [morgyId]);
    if (!row) throw notFound('Morgy', morgyId);
    return listingOf(row, refusals(store), counts);
  }

  /** Changes the listing, or makes it with what the Morgy itself says of its price. */
  function put(on: Shown, morgyId: string, label: string, patch: PatchOf<typeof marketplaceListings>): Listing {
    const { store } = on;
    const before = one(on, morgyId);
    store.write(label, () => {
      if (before.id !== null) store.update(marketplaceListings, before.id, patch);
      else
        store.insert(marketplaceListings, {
          id: uuidv7(),
          morgy_id: morgyId,
          creator_id: store.ownerId(),
          visibility: before.visibility,
          pricing_model: before.pricingModel,
          price: before.price,
          ...patch,
        });
    });
    return one(on, morgyId);
  }

  function reviews(store: Store): Review[] {
    return store.all(
      `SELECT r.id, r.morgy_id AS morgyId, coalesce(m.name, 'No longer here') AS name, r.rating, r.comment, r.created_at AS at
       FROM morgy_reviews r LEFT JOIN morgys m ON m.id = r.morgy_id
       WHERE r.deleted_at IS NULL AND r.rating BETWEEN 1 AND 5 ORDER BY r.created_at DESC, r.id`,
    );
  }

  return {
    handlers: {
      'market.listings': async () => {
        const { store, counts } = await shown();
        const refusalOf = refusals(store);
        return store
          .all<Row>(`${LISTINGS} WHERE m.deleted_at IS NULL OR l.id IS NOT NULL ORDER BY m.name COLLATE NOCASE, m.id`)
          .map((row) => listingOf(row, refusalOf, counts));
      },
      'market.save': async ({ morgyId, terms }) => {
        const on = await shown();
        const { name } = one(on, morgyId);
        return put(on, morgyId, `Change the listing of “${name}”`, {
          ...(terms.pricingModel === undefined ? {} : { pricing_model: terms.pricingModel }),
          ...(terms.price === undefined ? {} : { price: terms.price }),
          ...(terms.visibility === undefined ? {} : { visibility: terms.visibility }),
        });
      },
      'market.setState': async ({ morgyId, status }) => {
        const on = await shown();
        const before = one(on, morgyId);
        if (status === 'pending') {
          if (before.status !== null && before.status !== 'draft' && before.status !== 'rejected')
            throw new StudioError('listing_state', `The listing of “${before.name}” is ${before.status} already.`);
          const missing = before.checklist.filter((item) => item.required && !item.ok);
          if (missing.length > 0)
            throw new StudioError(
              'listing_incomplete',
              `“${before.name}” cannot be handed in yet: ${missing.map((item) => item.label.toLowerCase()).join(', ')} missing.`,
            );
        }
        return put(
          on,
          morgyId,
          status === 'pending' ? `Hand in “${before.name}” for approval` : `Take back the listing of “${before.name}”`,
          { status },
        );
      },
      'market.simulate': async ({ on, ...input }) => {
        const { store, now } = await shown();
        return simulate(input, termsOn(store, 'morgy', on ?? termsDay(now)).feeRate);
      },
      'market.terms': async () => {
        const { store, now } = await shown();
        const of = (kind: ProductKind): TermsOfKind => ({
          ...termsOn(store, kind, termsDay(now)),
          announced: termsAfter(store, kind, termsDay(now)),
        });
        return { morgy: of('morgy'), hiredAgent: of('hired_agent') };
      },
      'market.tokenCosts': async () =>
        (await shown()).store
          .all<{ model: string; cost: number; tokens: number }>(
            `SELECT json_extract(metadata, '$.model') AS model, sum(cost_usd) AS cost, sum(tokens_used) AS tokens FROM user_usage
             WHERE model IS NOT NULL AND tokens_used > 0 GROUP BY model HAVING tokens > 0 ORDER BY tokens DESC`,
          )
          // Ten-thousandths of a dollar over tokens, as micros for a million of them.
          .map(({ model, cost, tokens }) => ({ model, tokens, micros: Math.round((cost * 100 * 1_000_000) / tokens) })),
      'market.reviews': async ({ from, to, subjects, by }) => {
        const { store, zone, now } = await shown();
        const every = reviews(store).filter((each) => subjects.length === 0 || subjects.includes(each.morgyId));
        const last = to ?? zone.dateAt(now);
        const oldest = every.at(-1)?.at;
        const first = from ?? (oldest === undefined ? last : zone.dateAt(Date.parse(oldest)));
        const range = { from: first > last ? last : first, to: last };
        const [begin, end] = instantsOf(zone, range);
        const rows = every.filter(({ at }) => Date.parse(at) >= begin && Date.parse(at) < end);
        return { all: ratedOf(rows), series: reviewSeries(rows, range, by, zone), rows };
      },
    },
  };
}
