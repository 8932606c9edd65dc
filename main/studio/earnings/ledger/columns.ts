/**
 * The ledger in columns: one typed array a property, rows in order of time. A sum over half a million rows is one pass over
 * numbers, a range of dates two binary searches. Names (Morgys, currencies, people) are numbers into a list.
 */
import { LEDGER_KINDS, LICENCES, PRODUCTS, SOURCES } from './types.ts';
import type { LeftOutReason, SourceTable } from './types.ts';
import type { LedgerRow } from './derive.ts';

/** In place of a name that a row has not. */
export const NONE = 0xffff_ffff;
/** In place of a product or licence. */
export const NO_WORD = 0xff;

export interface LedgerColumns {
  readonly count: number;
  readonly at: Float64Array;
  readonly micros: Float64Array;
  readonly kind: Uint8Array;
  readonly currency: Uint8Array;
  readonly product: Uint8Array;
  readonly licence: Uint8Array;
  readonly source: Uint8Array;
  readonly subject: Uint32Array;
  readonly buyer: Uint32Array;
  /** Row ids of the source rows, 16 bytes each. */
  readonly sourceId: Uint8Array;
  readonly currencies: readonly string[];
  readonly subjects: readonly string[];
  readonly buyers: number;
  readonly subscriptions: SubscriptionColumns;
  readonly leftOut: readonly LeftOut[];
  readonly waiting: number;
}

/** Room for so many rows, to be filled in; without the lists that the numbers stand for. */
export const emptyColumns = (count: number) => ({
  count,
  at: new Float64Array(count),
  micros: new Float64Array(count),
  kind: new Uint8Array(count),
  currency: new Uint8Array(count),
  product: new Uint8Array(count),
  licence: new Uint8Array(count),
  source: new Uint8Array(count),
  subject: new Uint32Array(count),
  buyer: new Uint32Array(count),
  sourceId: new Uint8Array(count * 16),
});

/** Subscriptions that were paid and not refunded. */
export interface SubscriptionColumns {
  readonly count: number;
  readonly start: Float64Array;
  /** NaN while it runs. */
  readonly end: Float64Array;
  /** Micros a month. */
  readonly price: Float64Array;
  readonly currency: Uint8Array;
  readonly licence: Uint8Array;
  readonly subject: Uint32Array;
  /** The row of its sale. */
  readonly sale: Uint32Array;
}

export interface LeftOut {
  readonly id: string;
  readonly source: SourceTable;
  readonly reason: LeftOutReason;
  readonly detail: string;
}

class Names {
  readonly list: string[] = [];
  readonly #numbers = new Map<string, number>();

  number(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.list.length;
      this.#numbers.set(name, number);
      this.list.push(name);
    }
    return number;
  }
}

const HEX = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(digit) ? 0 : digit;
});
/** Where the digits of a UUID stand in its text. */
const DIGIT_AT = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

export function writeId(id: string, into: Uint8Array, row: number): void {
  for (let byte = 0; byte < 16; byte += 1) {
    const at = DIGIT_AT[byte] ?? 0;
    into[row * 16 + byte] = ((HEX[id.charCodeAt(at)] ?? 0) << 4) | (HEX[id.charCodeAt(at + 1)] ?? 0);
  }
}

export function readId(ids: Uint8Array, row: number): string {
  const hex = Buffer.from(ids.buffer, ids.byteOffset + row * 16, 16).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const word = (list: readonly string[], value: string | null): number =>
  value === null ? NO_WORD : list.indexOf(value);

export interface SubscriptionSource {
  readonly start: number;
  readonly end: number;
  readonly row: LedgerRow;
}

/** Gathers rows and puts them in order of time; equal times keep the order in which they came. */
export class ColumnsBuilder {
  readonly #rows: LedgerRow[] = [];
  readonly #subscriptions: SubscriptionSource[] = [];
  readonly #leftOut: LeftOut[] = [];
  readonly #currencies = new Names();
  readonly #subjects = new Names();
  readonly #buyers = new Names();
  readonly #bought = new Set<number>();
  #waiting = 0;

  /** False for the second time that a person bought the same Morgy: the cloud has each pair once. */
  firstPurchase(buyerId: string, morgyId: string): boolean {
    const pair = this.#buyers.number(buyerId) * 2 ** 26 + this.#subjects.number(morgyId);
    if (this.#bought.has(pair)) return false;
    this.#bought.add(pair);
    return true;
  }

  add(rows: readonly LedgerRow[]): void {
    for (const row of rows) this.#rows.push(row);
  }

  subscription(source: SubscriptionSource): void {
    this.#subscriptions.push(source);
  }

  leaveOut(row: LeftOut): void {
    this.#leftOut.push(row);
  }

  wait(): void {
    this.#waiting += 1;
  }

  build(): LedgerColumns {
    const rows = this.#rows.toSorted((a, b) => a.at - b.at);
    const count = rows.length;
    const columns = emptyColumns(count);
    for (let n = 0; n < count; n += 1) {
      const row = rows[n];
      if (!row) continue;
      columns.at[n] = row.at;
      columns.micros[n] = row.micros;
      columns.kind[n] = LEDGER_KINDS.indexOf(row.kind);
      columns.currency[n] = this.#currencies.number(row.currency);
      columns.product[n] = word(PRODUCTS, row.product);
      columns.licence[n] = word(LICENCES, row.licence);
      columns.source[n] = SOURCES.indexOf(row.source);
      columns.subject[n] = row.subjectId === null ? NONE : this.#subjects.number(row.subjectId);
      columns.buyer[n] = row.buyerId === null ? NONE : this.#buyers.number(row.buyerId);
      writeId(row.sourceId, columns.sourceId, n);
    }
    return {
      ...columns,
      subscriptions: this.#buildSubscriptions(rows),
      currencies: this.#currencies.list,
      subjects: this.#subjects.list,
      buyers: this.#buyers.list.length,
      leftOut: this.#leftOut,
      waiting: this.#waiting,
    };
  }

  #buildSubscriptions(rows: readonly LedgerRow[]): SubscriptionColumns {
    const list = this.#subscriptions;
    const sales = new Map(list.map((each) => [each.row, 0]));
    for (const [place, row] of rows.entries()) if (sales.has(row)) sales.set(row, place);
    return {
      count: list.length,
      start: Float64Array.from(list, (each) => each.start),
      end: Float64Array.from(list, (each) => each.end),
      price: Float64Array.from(list, (each) => each.row.micros),
      currency: Uint8Array.from(list, (each) => this.#currencies.number(each.row.currency)),
      licence: Uint8Array.from(list, (each) => word(LICENCES, each.row.licence)),
      subject: Uint32Array.from(list, (each) => this.#subjects.number(each.row.subjectId ?? '')),
      sale: Uint32Array.from(list, (each) => sales.get(each.row) ?? 0),
    };
  }
}

/** The first row at or after the instant. */
export function firstAt({ at, count }: LedgerColumns, instant: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((at[middle] ?? 0) < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
