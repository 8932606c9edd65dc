/** Which document, and so which Morgy, each ordinal of the search index belongs to. */
import type { MutableIndex } from '../../../../retrieval/index.ts';

interface Place {
  readonly number: number;
  readonly documentId: string;
  readonly morgyId: string;
  readonly ordinals: number[];
}

export class Places {
  readonly #documents = new Map<string, Place>();
  /** Also those of documents that were worked in again since. */
  readonly #list: Place[] = [];
  /** Document of each ordinal, by `Place.number`. */
  readonly #owners: number[] = [];

  /** All of an index as it stands. */
  static of(index: MutableIndex, morgyOf: (documentId: string) => string): Places {
    const places = new Places();
    for (let ordinal = 0; ordinal < index.slots; ordinal++) {
      const documentId = index.documentIdOf(ordinal);
      places.take(ordinal, places.#documents.get(documentId) ?? places.at(documentId, morgyOf(documentId)));
    }
    return places;
  }

  at(documentId: string, morgyId: string): Place {
    const known = this.#documents.get(documentId);
    if (known && known.morgyId === morgyId) return known;
    const place = { number: this.#list.length, documentId, morgyId, ordinals: [] };
    this.#list.push(place);
    this.#documents.set(documentId, place);
    return place;
  }

  take(ordinal: number, place: Place): void {
    place.ordinals.push(ordinal);
    this.#owners[ordinal] = place.number;
  }

  drop(documentId: string): void {
    this.#documents.delete(documentId);
  }

  ordinalsOf(documentId: string): readonly number[] {
    return this.#documents.get(documentId)?.ordinals ?? [];
  }

  /** The Morgy of each document. */
  morgys(): Map<string, string> {
    return new Map([...this.#documents.values()].map(({ documentId, morgyId }) => [documentId, morgyId]));
  }

  /** 1 where the document is wanted. */
  mask(index: MutableIndex, wanted: (documentId: string, morgyId: string) => boolean): Uint8Array {
    const chosen = this.#list.map(({ documentId, morgyId }) => Number(wanted(documentId, morgyId)));
    const mask = new Uint8Array(index.slots);
    for (let ordinal = 0; ordinal < mask.length; ordinal++) {
      if (index.alive(ordinal)) mask[ordinal] = chosen[this.#owners[ordinal] ?? -1] ?? 0;
    }
    return mask;
  }

  /** At most `count` ordinals from all over the base, the same ones for the same documents. */
  spread(index: MutableIndex, count: number): number[] {
    const alive: number[] = [];
    for (const { ordinals } of [...this.#documents.values()].toSorted((a, b) => (a.documentId < b.documentId ? -1 : 1)))
      for (const ordinal of ordinals) if (index.alive(ordinal)) alive.push(ordinal);
    return alive.length <= count
      ? alive
      : Array.from({ length: count }, (_, i) => alive[Math.floor((i * alive.length) / count)] ?? 0);
  }
}
