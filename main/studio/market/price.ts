/** What a price would bring: the fee is rounded to the cent and the creator has the rest, as at a real sale. */
import { feeOf } from '../../contract/amount.ts';
import type { PricingModel, Simulation } from './contract.ts';

export interface PriceInput {
  readonly pricingModel: PricingModel;
  /** Cents: once, a month, or a message. */
  readonly price: number;
  readonly buyers: number;
  /** A buyer and month. */
  readonly messages: number;
  /** A message, question and answer together. */
  readonly tokens: number;
  /** Micros for a million tokens. */
  readonly tokenCost: number;
}

const CENT = 10_000;
const RATE = 10_000;

/** @param feeRate ten-thousandths that the platform keeps */
export function simulate(input: PriceInput, feeRate: number): Simulation {
  const charged =
    input.pricingModel === 'free'
      ? 0
      : input.pricingModel === 'usage_based'
        ? input.price * input.messages
        : input.price;
  const fee = feeOf(charged, feeRate);
  const revenue = charged - fee;
  const modelCost = Math.round((input.messages * input.tokens * input.tokenCost) / 1_000_000);
  const margin = revenue * CENT - modelCost;
  return {
    price: charged,
    feeRate,
    fee,
    revenue,
    modelCost,
    margin,
    marginShare: charged === 0 ? null : Math.round((margin * RATE) / (charged * CENT)),
    total: margin * input.buyers,
    breakEven: breakEven(modelCost, feeRate),
  };
}

/** The lowest price, in cents, of which the creator's share covers the cost. */
function breakEven(modelCost: number, feeRate: number): number {
  if (feeRate >= RATE) return 0;
  // The share of a price is within one step of its exact part, a step being what one cent of share costs.
  const step = RATE / (RATE - feeRate);
  let price = Math.max(0, Math.floor((modelCost / CENT - 1) * step) - 1);
  while ((price - feeOf(price, feeRate)) * CENT < modelCost) price += 1;
  return price;
}
