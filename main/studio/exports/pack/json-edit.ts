// Changes one property of a JSON text and leaves every other character of it as it was.

export interface Span {
  readonly start: number;
  readonly end: number;
}

interface Property extends Span {
  readonly key: string;
  readonly value: Span;
}

/** Works on text that JSON.parse has accepted, so it looks only for where things end. */
class Scanner {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }

  blanks(at: number): number {
    let end = at;
    while (/[\s\uFEFF]/.test(this.#text[end] ?? '')) end++;
    return end;
  }

  string(at: number): number {
    let end = at + 1;
    while (this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1;
    return end + 1;
  }

  value(at: number): number {
    const first = this.#text[at];
    if (first === '"') return this.string(at);
    if (first !== '{' && first !== '[') {
      let end = at;
      while (end < this.#text.length && !/[\s,\]}]/.test(this.#text[end] ?? '')) end++;
      return end;
    }
    let depth = 0;
    for (let end = at; ;) {
      const character = this.#text[end];
      if (character === '"') end = this.string(end);
      else {
        if (character === '{' || character === '[') depth++;
        if (character === '}' || character === ']') depth--;
        end++;
        if (depth === 0) return end;
      }
    }
  }

  /** Properties of the object that begins at `at`. */
  properties(at: number): Property[] {
    const found: Property[] = [];
    let next = this.blanks(at + 1);
    while (this.#text[next] === '"') {
      const keyEnd = this.string(next);
      const start = this.blanks(this.blanks(keyEnd) + 1);
      const end = this.value(start);
      found.push({ key: String(JSON.parse(this.#text.slice(next, keyEnd))), start: next, end, value: { start, end } });
      next = this.blanks(end);
      if (this.#text[next] === ',') next = this.blanks(next + 1);
    }
    return found;
  }
}

/** "two keys of one name": which of them counts is anybody's guess, so nothing is changed. */
export class AmbiguousKey extends Error {}

function find(properties: readonly Property[], key: string): Property | undefined {
  const all = properties.filter((property) => property.key === key);
  if (all.length > 1) throw new AmbiguousKey(key);
  return all[0];
}

function styleOf(text: string): { readonly indent: string; readonly newline: string } {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? (text.includes('\n') || text.trim().length <= 2 ? '  ' : '');
  return { indent, newline };
}

/** `value` laid out as the text around it is, at this depth. */
function layOut(value: unknown, text: string, depth: number): string {
  const { indent, newline } = styleOf(text);
  if (indent === '') return JSON.stringify(value);
  return JSON.stringify(value, undefined, indent).replaceAll('\n', newline + indent.repeat(depth));
}

function insert(text: string, object: Span, key: string, value: unknown, depth: number): string {
  const properties = new Scanner(text).properties(object.start);
  const { indent, newline } = styleOf(text);
  const line = indent === '' ? '' : newline + indent.repeat(depth);
  const entry = `${line}${JSON.stringify(key)}:${indent === '' ? '' : ' '}${layOut(value, text, depth)}`;
  const last = properties.at(-1);
  if (last !== undefined) return `${text.slice(0, last.end)},${entry}${text.slice(last.end)}`;
  const close = indent === '' ? '' : newline + indent.repeat(depth - 1);
  return `${text.slice(0, object.start)}{${entry}${close}}${text.slice(object.end)}`;
}

/** Sets outer.inner in the root object. The text must be valid JSON with an object at its root (and at outer, if it is there). */
export function setNested(text: string, outer: string, inner: string, value: unknown): string {
  const scanner = new Scanner(text);
  const start = scanner.blanks(0);
  const root = { start, end: scanner.value(start) };
  const holder = find(scanner.properties(start), outer);
  if (holder === undefined) return insert(text, root, outer, { [inner]: value }, 1);
  const present = find(scanner.properties(holder.value.start), inner);
  if (present === undefined) return insert(text, holder.value, inner, value, 2);
  return text.slice(0, present.value.start) + layOut(value, text, 2) + text.slice(present.value.end);
}

/** Takes outer.inner out again, with its comma. */
export function removeNested(text: string, outer: string, inner: string): string {
  const scanner = new Scanner(text);
  const holder = find(scanner.properties(scanner.blanks(0)), outer);
  if (holder === undefined) return text;
  const properties = scanner.properties(holder.value.start);
  const present = find(properties, inner);
  if (present === undefined) return text;
  const at = properties.indexOf(present);
  const before = properties[at - 1];
  const after = properties[at + 1];
  if (after !== undefined) return text.slice(0, present.start) + text.slice(after.start);
  if (before !== undefined) return text.slice(0, before.end) + text.slice(present.end);
  return `${text.slice(0, holder.value.start)}{}${text.slice(holder.value.end)}`;
}
