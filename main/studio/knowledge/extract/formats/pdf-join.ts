// Putting lines of a PDF together again: spaces, hyphens at line ends, and scripts that have neither.

/** How one line goes on in the next: whether the hyphen at its end goes, and what stands between. */
export interface Seam {
  dropLast: boolean;
  glue: '' | ' ';
}

/** A hyphen at the end of a line is dropped where the word is not known with it. `words`: those of the document, lower case. */
export function seamOf(before: string, after: string, words: ReadonlySet<string>): Seam {
  // No word is longer, and a paragraph may be a book.
  const end = before.slice(-80);
  if (end.endsWith('\u00ad')) return { dropLast: true, glue: '' };
  const head = /([\p{L}\p{N}'-]*\p{L})[-‐]$/u.exec(end)?.[1];
  // Small letters go on; capitals only after capitals.
  const tail =
    /^(\p{Ll}[\p{L}\p{N}'-]*)/u.exec(after)?.[1] ??
    (head !== undefined && /^\p{Lu}{2,}$/u.test(head) ? /^(\p{Lu}{2,})/u.exec(after)?.[1] : undefined);
  if (head !== undefined && tail !== undefined) {
    const keep = words.has(`${head}-${tail}`.toLowerCase()) && !words.has(`${head}${tail}`.toLowerCase());
    return { dropLast: !keep, glue: '' };
  }
  if (/[\p{L}\p{N}][-‐/]$/u.test(end) && /^[\p{L}\p{N}]/u.test(after)) return { dropLast: false, glue: '' };
  const ideograph = '[\\u3040-\\u30ff\\u3400-\\u9fff\\uff00-\\uffef]';
  return {
    dropLast: false,
    glue: new RegExp(`${ideograph}$`, 'u').test(end) && new RegExp(`^${ideograph}`, 'u').test(after) ? '' : ' ',
  };
}

/** A text that grows by lines, without copying what is there already. */
export class Joined {
  readonly #parts: string[];
  #last: string;

  constructor(first: string) {
    this.#parts = [first];
    this.#last = first;
  }

  add(line: string, words: ReadonlySet<string>): void {
    const { dropLast, glue } = seamOf(this.#last, line, words);
    if (dropLast) this.#parts[this.#parts.length - 1] = (this.#parts.at(-1) ?? '').slice(0, -1);
    this.#parts.push(glue + line);
    this.#last = line;
  }

  /** A line that somebody began on purpose. */
  addBroken(line: string): void {
    this.#parts.push(`\n${line}`);
    this.#last = line;
  }

  toString(): string {
    return this.#parts.join('');
  }
}
