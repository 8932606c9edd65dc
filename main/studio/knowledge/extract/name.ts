// Names and titles that are safe to show and to store: no path, no control character, a bounded length.
import { MAX_NAME_CHARS, MAX_TITLE_CHARS } from './limits.ts';

/** Controls, line and paragraph separators, and the marks that make a name read backwards. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu;

function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  // A cut pair would leave half a character behind.
  return `${text
    .slice(0, max - 1)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()}…`;
}

/** One line of text, at most `max` UTF-16 units. */
export function oneLine(text: string, max: number): string {
  return cut(text.toWellFormed().normalize('NFC').replace(UNSAFE, ' ').replace(/\s+/g, ' ').trim(), max);
}

/** The last part of a name, whatever separators it carries; `../../etc/passwd` is `passwd`. Keeps the extension. */
export function safeName(name: string): string {
  const last = name.split(/[/\\]/).findLast((part) => part.trim() !== '' && !/^\.+$/.test(part.trim())) ?? '';
  const line = oneLine(last, 4096);
  if (line === '') return 'document';
  const extension = extensionOf(line);
  const stem = extension === '' ? line : line.slice(0, line.length - extension.length - 1);
  return extension === ''
    ? cut(stem, MAX_NAME_CHARS)
    : `${cut(stem, MAX_NAME_CHARS - extension.length - 1)}.${extension}`;
}

/** Lower case, without the dot; '' where there is none. */
export function extensionOf(name: string): string {
  return /[^.]\.([a-z0-9]{1,10})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** What programs write into a title when nobody did. */
const PLACEHOLDER =
  /^(untitled|title|document\s*\d*|unnamed|presentation\s*\d*|powerpoint presentation|slide 1|book\s*\d+|no title|unknown|\(?anonymous\)?)$/i;

/** The first of `candidates` that says something, else the name without its extension. */
export function chooseTitle(candidates: readonly (string | null | undefined)[], name: string): string {
  for (const candidate of candidates) {
    const line = oneLine(candidate ?? '', MAX_TITLE_CHARS).replace(/^Microsoft (Word|PowerPoint|Excel) - /, '');
    // Some writers put the path of the author's own machine there.
    if (line === '' || PLACEHOLDER.test(line) || /^([a-z]:)?[\\/]|^file:/i.test(line)) continue;
    if (/[\p{L}\p{N}]/u.test(line)) return line;
  }
  const safe = safeName(name);
  const extension = extensionOf(safe);
  const stem = extension === '' ? safe : safe.slice(0, safe.length - extension.length - 1);
  return oneLine(stem.replace(/_+/g, ' '), MAX_TITLE_CHARS) || 'Document';
}
