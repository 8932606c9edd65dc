/** Money and the terms that decide over it, in words for a terminal. */
import { rateLabel } from '../../main/contract/amount.ts';
import type { TermsOfKind } from '../../main/studio/market/contract.ts';

export const money = (micros: number, currency: string): string =>
  new Intl.NumberFormat('en', { style: 'currency', currency, maximumFractionDigits: 6 }).format(
    (micros + 0) / 1_000_000,
  );

const least = (micros: number): string => money(micros, 'USD');
const since = (day: string | null): string => (day === null ? '' : ` In force since ${day}.`);

/** By which a request is decided, and what is announced. */
export function termsInWords({ morgy, hiredAgent }: { morgy: TermsOfKind; hiredAgent: TermsOfKind }): string[] {
  const announced = [
    ...morgy.announced.map((each) => ({ ...each, of: 'Morgys' })),
    ...hiredAgent.announced.map((each) => ({ ...each, of: 'hired agents' })),
  ].toSorted((a, b) => a.since.localeCompare(b.since));
  return [
    `Morgys: the platform keeps ${rateLabel(morgy.feeRate)} of a sale; the smallest payout is ${least(morgy.minimum)}, the same number in every currency.${since(morgy.since)}`,
    `Hired agents: it keeps ${rateLabel(hiredAgent.feeRate)} of what is left after the machine’s cost; the sweep of the 15th pays from ${least(hiredAgent.minimum)} on.${since(hiredAgent.since)}`,
    ...announced.map(
      (each) =>
        `Announced from ${each.since} on, for ${each.of}: ${rateLabel(each.feeRate)}, and at least ${least(each.minimum)}.`,
    ),
    ...(morgy.since === null || hiredAgent.since === null
      ? ['The platform’s own terms have not arrived yet: these are its usual ones. The cloud decides by its own.']
      : []),
  ];
}
