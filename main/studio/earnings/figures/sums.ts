/** Adding up ledger rows. Amounts are whole millionths, so a sum is exact up to nine billion of a currency's unit. */
import type { Sums } from '../contract.ts';
import { LEDGER_KINDS } from '../ledger/types.ts';

const [SALE, FEE, REFUND, FEE_REFUND, ADJUSTMENT, PAYOUT] = LEDGER_KINDS.map((_, number) => number);

/** Six sums and two counts at once: one place for each kind, then how many sales and refunds. */
const WIDTH = 8;

/** Sums of many groups in one array. */
export class SumTable {
  readonly #cells: Float64Array;

  constructor(groups: number) {
    this.#cells = new Float64Array(groups * WIDTH);
  }

  add(group: number, kind: number, micros: number): void {
    const at = group * WIDTH;
    this.#cells[at + kind] = (this.#cells[at + kind] ?? 0) + micros;
    if (kind === SALE) this.#cells[at + 6] = (this.#cells[at + 6] ?? 0) + 1;
    else if (kind === REFUND) this.#cells[at + 7] = (this.#cells[at + 7] ?? 0) + 1;
  }

  of(group: number): Sums {
    const cell = (offset: number | undefined): number => (this.#cells[group * WIDTH + (offset ?? 0)] ?? 0) + 0;
    const gross = cell(SALE);
    const refunds = cell(REFUND);
    const fees = cell(FEE) + cell(FEE_REFUND);
    const costs = cell(ADJUSTMENT);
    return {
      gross,
      refunds,
      fees,
      costs,
      net: gross + refunds + fees + costs,
      payouts: cell(PAYOUT),
      sales: cell(6),
      refunded: cell(7),
    };
  }

  get empty(): (group: number) => boolean {
    return (group) => {
      for (let offset = 0; offset < WIDTH; offset += 1) if (this.#cells[group * WIDTH + offset] !== 0) return false;
      return true;
    };
  }
}
