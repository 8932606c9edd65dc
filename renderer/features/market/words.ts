/** The words of listings. */
import { rateLabel } from '../../../main/contract/amount.ts';
import { LEAST_PRICE } from '../../../main/studio/market/contract.ts';
import type { Listing, ListingState, PricingModel, TermsOfKind } from '../../../main/studio/market/contract.ts';
import { dayLabel } from '../../components/when.ts';
import { asCents } from '../../form/parse.ts';

export const STATE_WORDS: Record<ListingState, string> = {
  draft: 'Draft',
  pending: 'Handed in',
  approved: 'Approved',
  rejected: 'Rejected',
  archived: 'Archived',
};
export const STATE_ABOUT: Record<ListingState, string> = {
  draft: 'Only you see it. Hand it in when nothing is missing.',
  pending: 'The platform looks at it. You can take it back and work on it until then.',
  approved: 'It is in the market. To change what the platform approved, take it back; it is looked at again.',
  rejected: 'The platform turned it down. Take it back, put right what was wrong, and hand it in again.',
  archived: 'The platform took it out of the market.',
};
export const VISIBILITY_WORDS: Record<Listing['visibility'], string> = {
  private: 'Private',
  public: 'Public',
  unlisted: 'By link only',
};
export const PRICING_WORDS: Record<PricingModel, string> = {
  free: 'Free',
  one_time: 'One price',
  subscription: 'A month',
  usage_based: 'A message',
};
export const UNIT_WORDS: Record<PricingModel, string> = {
  free: '',
  one_time: 'once',
  subscription: 'a month',
  usage_based: 'a message',
};

export const priceWords = ({ pricingModel, price }: Pick<Listing, 'pricingModel' | 'price'>): string =>
  pricingModel === 'free' ? 'Free' : `$${(price / 100).toFixed(2)} ${UNIT_WORDS[pricingModel]}`;

/** What a person typed as a price, in cents; null when it is none or above the most. */
export function priceOf(text: string): number | null {
  const parsed = asCents(text);
  return parsed.ok && typeof parsed.value === 'number' ? parsed.value : null;
}

/** What a price is too low for; undefined where it is for nothing. */
export function lowPrice(cents: number | null): string | undefined {
  if (cents === null || cents >= LEAST_PRICE) return undefined;
  const least = `$${(LEAST_PRICE / 100).toFixed(2)}`;
  return cents === 0
    ? `At $0.00 nobody pays anything, and it cannot be handed in to the market. Type ${least} or more, or choose Free.`
    : `It cannot be handed in to the market: a price there is ${least} or more, because smaller payments are not taken.`;
}

/** Said wherever the usual terms stand in. */
export const USUAL_TERMS =
  'The platform’s own terms have not arrived on this device yet: these are its usual ones. The cloud decides by its own.';

/** Whose rate a simulation goes by. */
export const feeSource = ({ feeRate, since, announced }: TermsOfKind, on: string | null): string => {
  if (on !== null && announced.some((each) => each.since === on))
    return `By the terms that are announced from ${dayLabel(on)} on.`;
  return since === null
    ? `The platform’s terms have not arrived on this device yet; its usual ${rateLabel(feeRate)} are assumed.`
    : `By the platform’s terms, in force since ${dayLabel(since)}.`;
};
