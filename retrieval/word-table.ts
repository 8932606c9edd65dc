/**
 * Words of plain letters and digits with a number each, looked up where they stand in a text: a large base has millions of
 * words, and a string made and hashed for each costs more than everything else that is done with them.
 */

/** Longer ones are names, hashes or noise, which would only fill the table. */
const LONGEST = 40;

export class WordTable {
  /** Place of a word in the columns below, and 1; 0 is free. Its length is a power of two, at least a third of it free. */
  #slots = new Uint32Array(1 << 10);
  #hashes = new Int32Array(1 << 9);
  #values = new Uint32Array(1 << 9);
  #starts = new Uint32Array((1 << 9) + 1);
  #letters = new Uint8Array(1 << 12);
  #size = 0;

  /** The number of the word that stands there, or -1. */
  get(text: string, start: number, end: number, hash: number): number {
    const slots = this.#slots;
    const hashes = this.#hashes;
    const mask = slots.length - 1;
    for (let slot = mixed(hash) & mask; ; slot = (slot + 1) & mask) {
      const place = (slots[slot] ?? 0) - 1;
      if (place < 0) return -1;
      if (hashes[place] === hash && this.#same(place, text, start, end)) return this.#values[place] ?? -1;
    }
  }

  /** Keeps a word that is not there yet, unless it is too long to be worth it. */
  add(text: string, start: number, end: number, hash: number, value: number): void {
    if (end - start > LONGEST) return;
    const place = this.#size++;
    const from = this.#starts[place] ?? 0;
    const to = from + end - start;
    if (place === this.#values.length) this.#growColumns();
    if (to > this.#letters.length) this.#letters = larger(this.#letters, new Uint8Array(this.#letters.length * 2));
    for (let i = 0; i < end - start; i++) this.#letters[from + i] = text.charCodeAt(start + i);
    this.#starts[place + 1] = to;
    this.#hashes[place] = hash;
    this.#values[place] = value;
    if (this.#size * 3 > this.#slots.length * 2) this.#rehash();
    else this.#take(place);
  }

  #same(place: number, text: string, start: number, end: number): boolean {
    const from = this.#starts[place] ?? 0;
    if ((this.#starts[place + 1] ?? 0) - from !== end - start) return false;
    const letters = this.#letters;
    for (let i = 0; i < end - start; i++) if (letters[from + i] !== text.charCodeAt(start + i)) return false;
    return true;
  }

  #take(place: number): void {
    const mask = this.#slots.length - 1;
    let slot = mixed(this.#hashes[place] ?? 0) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = place + 1;
  }

  #growColumns(): void {
    const length = this.#values.length * 2;
    this.#values = larger(this.#values, new Uint32Array(length));
    this.#hashes = larger(this.#hashes, new Int32Array(length));
    this.#starts = larger(this.#starts, new Uint32Array(length + 1));
  }

  #rehash(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let place = 0; place < this.#size; place++) this.#take(place);
  }
}

/** The upper bits of a product hold more of it than the lower ones, which choose the slot. */
const mixed = (hash: number): number => hash ^ (hash >>> 15);

function larger<T extends Uint8Array | Uint32Array | Int32Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
