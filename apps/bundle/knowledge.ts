/** The documents of a bundle: looked up by ordinal, read by slices, searched. Loaded when first asked for. */
import { openIndex, type SearchIndex } from '../../retrieval/index.ts';
import { BundleError, readJson, type BundleFiles, type Slices } from './files.ts';
import {
  decodePassages,
  FILES,
  FLAG_PINNED,
  type DocumentEntry,
  type DocumentsFile,
  type PassageTable,
} from './format.ts';

export interface Passage {
  readonly ordinal: number;
  /** "<document id>#<number>", numbers from 1. */
  readonly id: string;
  readonly document: DocumentEntry;
  readonly headingPath: readonly string[];
  readonly page: number | undefined;
  readonly pinned: boolean;
}

export interface SearchHit {
  readonly passage: Passage;
  readonly score: number;
}

/** Passages from which on the first search doesn't wait for the vectors (about 20 ms for so many). */
const MANY = 4_000;
/** Milliseconds in which an answer is surely written. */
const AFTER_ANSWER = 20;

export class Knowledge {
  readonly documents: readonly DocumentEntry[];
  readonly #byId: ReadonlyMap<string, DocumentEntry>;
  readonly #headings: DocumentsFile['headings'];
  readonly #files: BundleFiles;
  readonly #decoder = new TextDecoder();
  /** The text stays on the disk: of 20,000 passages it is 16 MB, and an answer quotes ten. */
  #body: { readonly text: Slices; readonly table: PassageTable } | undefined;
  #index: SearchIndex | undefined;
  #warm = false;
  /** The search that was answered by words alone: its further pages have to be, too. */
  #byWords: string | undefined;

  readonly #many: number;

  /** `many`: passages from which on the first search doesn't wait for the vectors. */
  constructor(files: BundleFiles, many: number = MANY) {
    this.#many = many;
    const file = readJson<DocumentsFile>(files, FILES.documents);
    this.#files = files;
    this.documents = file.documents;
    this.#headings = file.headings;
    this.#byId = new Map(file.documents.map((document) => [document.id, document]));
  }

  /** By its id, or by its title where only one document has it: models give the one for the other. */
  document(id: string): DocumentEntry {
    const wanted = id.trim().toLowerCase();
    const found = this.#byId.get(id) ?? this.#byId.get(wanted);
    if (found !== undefined) return found;
    const titled = this.documents.filter(({ title }) => title.trim().toLowerCase() === wanted);
    if (titled[0] !== undefined && titled.length === 1) return titled[0];
    const passage = /^(.+)#\d+$/.exec(wanted)?.[1];
    const shown = `There is no document with the id "${id.slice(0, 100)}".`;
    if (titled.length > 1) {
      const ids = titled.slice(0, 10).map((each) => each.id);
      throw new BundleError('not_found', `${shown} ${titled.length} documents have this title: ${ids.join(', ')}.`);
    }
    if (passage !== undefined && this.#byId.has(passage)) {
      throw new BundleError(
        'not_found',
        `${shown} It is the id of a passage: give "${passage}" as document, and "${wanted}" as from to begin there.`,
      );
    }
    throw new BundleError('not_found', `${shown} list_documents shows the ids.`);
  }

  passage(ordinal: number): Passage {
    const { table } = this.#loadBody();
    const document = this.#owner(ordinal);
    const page = table.pages[ordinal] ?? 0;
    return {
      ordinal,
      id: `${document.id}#${ordinal - document.first + 1}`,
      document,
      headingPath: this.#headings[table.headings[ordinal] ?? 0] ?? [],
      page: page === 0 ? undefined : page,
      pinned: ((table.flags[ordinal] ?? 0) & FLAG_PINNED) !== 0,
    };
  }

  /** Ordinal of a passage id of this document. */
  ordinalOf(document: DocumentEntry, passageId: string): number {
    const number = passageId.startsWith(`${document.id}#`)
      ? Number(passageId.slice(document.id.length + 1))
      : Number.NaN;
    if (!Number.isInteger(number) || number < 1 || number > document.count) {
      throw new BundleError(
        'not_found',
        `"${document.title}" has no passage "${passageId.slice(0, 100)}"; its passages are ${document.id}#1 to ${document.id}#${document.count}.`,
      );
    }
    return document.first + number - 1;
  }

  text(ordinal: number): string {
    const { text, table } = this.#loadBody();
    return this.#decoder.decode(text.read(table.starts[ordinal] ?? 0, table.starts[ordinal + 1] ?? 0));
  }

  /**
   * At most `limit` hits, best first, within one document if given; `onward` for a later page of the same search.
   *
   * Comparing by meaning needs a vector for every passage, which takes longer than everything else together in a large
   * bundle. There the very first search goes by words alone, and the vectors are made right after its answer.
   */
  search(query: string, limit: number, within: DocumentEntry | undefined, onward = false): SearchHit[] {
    const { table } = this.#loadBody();
    this.#index ??= openIndex(this.#files.read(FILES.index), {
      textOf: (ordinal) => this.text(ordinal),
      compared: true,
    });
    const index = this.#index;
    const cold = !this.#warm && table.count > this.#many;
    const wordsOnly = cold || (onward && query === this.#byWords);
    if (cold && this.#byWords === undefined) {
      this.#byWords = query;
      setTimeout(() => {
        index.search(query, { limit: 1 });
        this.#warm = true;
      }, AFTER_ANSWER).unref();
    }
    const hits = index.search(query, {
      limit,
      wordsOnly,
      ...(within === undefined
        ? {}
        : {
            accept: (ordinal: number) => ordinal >= within.first && ordinal < within.first + within.count,
          }),
    });
    return hits.map((hit) => ({ passage: this.passage(hit.ordinal), score: hit.score }));
  }

  #loadBody(): { readonly text: Slices; readonly table: PassageTable } {
    if (this.#body === undefined) {
      const table = decodePassages(this.#files.read(FILES.passages));
      this.#body = { text: this.#files.slices(FILES.text, table.starts[table.count] ?? 0, table.hashes), table };
    }
    return this.#body;
  }

  /** Binary search: documents lie one after the other without gaps. */
  #owner(ordinal: number): DocumentEntry {
    let low = 0;
    let high = this.documents.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.documents[middle]?.first ?? 0) <= ordinal) low = middle;
      else high = middle - 1;
    }
    const found = this.documents[low];
    if (found === undefined) throw new BundleError('not_found', 'This bundle has no documents.');
    return found;
  }
}
