/** Evidence as plain text: Markdown without its marks, a paragraph a line, so that a sentence can be quoted word for word. */

import { setImmediate as nextTurn } from 'node:timers/promises';

const inline = (line: string): string =>
  line
    .replaceAll(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/<(https?:[^>\s]+)>/g, '$1')
    .replaceAll(/<\/?[a-z][^>]*>/gi, '')
    .replaceAll(/(?<!\\)(?:\*\*|__|`+)/g, '')
    .replaceAll(/(?<![\p{L}\p{N}\\])[*_](?=\S)|(?<=[^\s\\])[*_](?![\p{L}\p{N}])/gu, '')
    .replaceAll(/\\([\\`*_{}[\]()#+\-.!|<>~])/g, '$1')
    .replaceAll(/[ \t\u00a0]+/g, ' ')
    .trim();

const BLOCK = /^\s*(?:#{1,6}\s+|[-*+]\s+|\d{1,3}[.)]\s+|>\s?)/;

export function toPlain(markdown: string): string {
  const result: string[] = [];
  let paragraph: string[] = [];
  const close = (): void => {
    const text = inline(paragraph.join(' '));
    if (text !== '') result.push(text);
    paragraph = [];
  };
  let fence: string | null = null;
  for (const line of markdown.split('\n')) {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1] ?? null;
    if (fence !== null) {
      // What a program says is nobody's word.
      if (mark !== null && mark.startsWith(fence)) fence = null;
    } else if (mark !== null) {
      fence = mark;
      close();
    } else if (line.trim() === '' || /^\s*(?:---+\s*$|===+\s*$)/.test(line)) close();
    else if (/^\s*\|.*\|\s*$/.test(line)) {
      close();
      if (!/^[\s|:-]+$/.test(line)) {
        const cells = line
          .trim()
          .slice(1, -1)
          .split(/(?<!\\)\|/)
          .map(inline)
          .filter((cell) => cell !== '');
        if (cells.length > 0) result.push(cells.join(' | '));
      }
    } else if (BLOCK.test(line)) {
      close();
      paragraph.push(line.replace(BLOCK, ''));
      if (/^\s*#{1,6}\s/.test(line)) close();
    } else paragraph.push(line.trim());
  }
  close();
  return result.join('\n');
}

/** Characters that are turned at a time: a few milliseconds. */
const PIECE = 200_000;

/** The same for a long text, giving way to other work between pieces; they are cut between paragraphs. */
export async function toPlainInSlices(markdown: string): Promise<string> {
  const parts: string[] = [];
  for (let from = 0; from < markdown.length;) {
    const gap = from + PIECE < markdown.length ? markdown.indexOf('\n\n', from + PIECE) : -1;
    const end = gap < 0 ? markdown.length : gap;
    parts.push(toPlain(markdown.slice(from, end)));
    from = end;
    if (from < markdown.length) {
      from += 2;
      await nextTurn();
    }
  }
  return parts.filter((part) => part !== '').join('\n');
}

const ABBREVIATED =
  /(?:^|[\s(])(?:Inc|Ltd|Co|Corp|Dr|Mr|Mrs|Ms|St|No|vs|e\.g|i\.e|etc|approx|Prof|Jr|Sr|ca|Nr|Mio|Mrd|Tsd|inkl|zzgl|bzw|Str|z\.\s?B|d\.\s?h|u\.\s?a|e\.\s?V|Mme|Mlle|env|Sra|Srta|S\.A|S\.L|S\.A\.S|S\.A\.R\.L|[A-Z])\.$/;
/** “am 12. März”: a date goes on. */
const DAY = /(?<!\d)\d{1,2}\.$/;
const MONTH =
  /^(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)(?!\p{L})/u;

/** Around a quoted sentence longer than this, some words of it are enough. */
const LONGEST_QUOTE = 2000;

/**
 * Words that a person saw in a text, as they stand there, and the sentence around them; null where they do not. White space
 * is as a screen shows it: one space, or a line.
 */
export function quoteOf(plain: string, words: string): { value: string; quote: string } | null {
  const parts = words.trim().split(/\s+/);
  const pattern = parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('\\s+');
  const match = words.trim() === '' ? null : new RegExp(pattern, 'u').exec(plain);
  if (!match) return null;
  const value = match[0].replaceAll(/\s+/g, ' ');
  const sentence = sentencesOf(plain).find((one) => one.includes(match[0]));
  if (sentence !== undefined && sentence.length <= LONGEST_QUOTE) return { value, quote: sentence };
  const from = Math.max(0, match.index - LONGEST_QUOTE / 8);
  const around = plain.slice(from, match.index + match[0].length + LONGEST_QUOTE / 8);
  return { value, quote: around.replaceAll(/\s+/g, ' ').trim() };
}

/** The sentences of plain text, each word for word as it stands there. */
export function sentencesOf(plain: string): string[] {
  return plain.split('\n').flatMap((line) => {
    const list: string[] = [];
    let from = 0;
    // Notes stand behind the full stop: “… in 1975.[12] Later …”.
    for (const match of line.matchAll(/[.!?…]+["”’)\]]*(?:\[\d{1,3}\])*\s+(?=["“‘([]?[\p{Lu}\p{N}])/gu)) {
      const end = match.index + match[0].trimEnd().length;
      const said = line.slice(from, end);
      if (ABBREVIATED.test(said)) continue;
      if (DAY.test(said) && MONTH.test(line.slice(match.index + match[0].length))) continue;
      list.push(line.slice(from, end).trim());
      from = match.index + match[0].length;
    }
    list.push(line.slice(from).trim());
    return list.filter((sentence) => sentence !== '');
  });
}
