// HTML inside Markdown, as converters and READMEs leave it: its words and links stay, its tags go.
// Code is not touched, and neither are tags that nobody knows.
import { blocksOf } from '../../chunk/blocks.ts';

const TAGS =
  /<\/?(?:div|span|center|font|section|article|header|footer|main|p|details|summary|figure|figcaption|picture|source|u|ins|small|big|sub|sup|tbody|br|b|strong|em|i|kbd|samp|tt|colgroup|col)\b[^<>]{0,2000}>/gi;
const CODE = /<code\b[^<>]{0,2000}>([^<>`]*)<\/code>/gi;
const LINK = /<a\b([^<>]{0,2000})>([^<>]*)<\/a>/gi;
const IMAGE = /<img\b([^<>]{0,2000})>/gi;
const COMMENT = /<!--[^>]{0,5000}-->/g;
const CODE_SPAN = /(?<!`)(`+)(?!`)[^`]{1,2000}(?<!`)\1(?!`)/g;

export function withoutTags(markdown: string): string {
  if (!markdown.includes('<')) return markdown;
  const parts: string[] = [];
  let at = 0;
  for (const block of blocksOf(markdown)) {
    parts.push(markdown.slice(at, block.start));
    const text = markdown.slice(block.start, block.end);
    // Four spaces in front of every line are code too, outside of lists.
    const code =
      block.kind === 'code' ||
      !text.includes('<') ||
      (block.kind === 'paragraph' && /^(?:(?: {4}|\t)[^\n]*(?:\n|$))+$/.test(text));
    parts.push(code ? text : cleanBlock(text));
    at = block.end;
  }
  parts.push(markdown.slice(at));
  return parts.join('').replace(/\n{3,}/g, '\n\n');
}

function cleanBlock(text: string): string {
  const out: string[] = [];
  let at = 0;
  for (const span of text.matchAll(CODE_SPAN)) {
    out.push(text.slice(at, span.index), '\u0000', span[0], '\u0000');
    at = span.index + span[0].length;
  }
  out.push(text.slice(at));
  // Code spans stand between NULs, which no cleaned text has: links may reach over them, tags inside them stay.
  const pieces = out.join('').split('\u0000');
  const words = pieces.map((piece, index) => (index % 2 === 1 ? piece : clean(piece))).join('');
  return words
    .split('\n')
    .filter(
      (line, index, lines) =>
        line.trim() !== '' || (index > 0 && index < lines.length - 1 && lines[index - 1]?.trim() !== ''),
    )
    .join('\n')
    .trimEnd();
}

function clean(text: string): string {
  return text
    .replace(COMMENT, '')
    .replace(CODE, '`$1`')
    .replace(TAGS, (tag) => (/^<br/i.test(tag) ? '  ' : ''))
    .replace(LINK, (_, attributes: string, words: string) => {
      const href = attribute(attributes, 'href');
      const inner = words.replace(/\s+/g, ' ').trim();
      return href !== null && /^(https?:\/\/|mailto:)/i.test(href) && inner !== '' && inner !== href
        ? `[${inner}](${href})`
        : inner;
    })
    .replace(IMAGE, (_, attributes: string) => {
      const alt = attribute(attributes, 'alt')?.trim() ?? '';
      return alt.includes(' ') ? `[image: ${alt.replace(/[[\]]/g, '')}]` : '';
    });
}

function attribute(source: string, name: string): string | null {
  const found = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i').exec(source);
  return found?.[1] ?? found?.[2] ?? null;
}
