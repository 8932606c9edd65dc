// Plain text, source code and Markdown files.
import { cleanText, fenced, heading, MarkdownBuilder } from '../builder.ts';
import { firstHeading } from '../draft.ts';
import type { Draft } from '../draft.ts';
import { extensionOf } from '../name.ts';
import { withoutTags } from './markup-in-markdown.ts';

/** Extension to the language of its code fence. */
const CODE: Readonly<Record<string, string>> = {
  ts: 'ts',
  tsx: 'tsx',
  js: 'js',
  jsx: 'jsx',
  mjs: 'js',
  cjs: 'js',
  py: 'python',
  rb: 'ruby',
  go: 'go',
  rs: 'rust',
  java: 'java',
  kt: 'kotlin',
  swift: 'swift',
  c: 'c',
  h: 'c',
  cpp: 'cpp',
  hpp: 'cpp',
  cs: 'csharp',
  php: 'php',
  sh: 'sh',
  bash: 'sh',
  zsh: 'sh',
  ps1: 'powershell',
  sql: 'sql',
  yaml: 'yaml',
  yml: 'yaml',
  toml: 'toml',
  ini: 'ini',
  conf: 'ini',
  xml: 'xml',
  svg: 'xml',
  css: 'css',
  scss: 'scss',
  lua: 'lua',
  r: 'r',
  pl: 'perl',
  vue: 'vue',
  graphql: 'graphql',
  proto: 'proto',
  tex: 'latex',
};

/** A document of this type is the text itself, not Markdown. */
const PLAIN = 'text/plain';

export function readPlain(source: string, name: string): Draft {
  const text = cleanText(source);
  const language = CODE[extensionOf(name)];
  if (language !== undefined) {
    const code = draft(`${fenced(text.replace(/^\n+/, ''), language)}\n`, []);
    return { ...code, mediaType: `text/x-${language}` };
  }
  // Every character stands for itself: nothing is escaped, and whoever shows a text/plain document shows it as text.
  const rows = text.split('\n');
  const headings = numberedHeadings(rows.map((line) => line.trimEnd()));
  const builder = new MarkdownBuilder();
  builder.block(
    headings.size === 0
      ? text
      : rows.map((line, index) => (headings.has(index) ? heading(headings.get(index) ?? 1, line) : line)).join('\n'),
  );
  // Much of what is saved as .txt today is Markdown, and says its title as such.
  return { ...draft(builder.finish().markdown, isMarkdown(text) ? [firstHeading(text)] : []), mediaType: PLAIN };
}

/**
 * Headlines of manuals and standards: `2.5.1. Archive meta data` or `Chapter 3. Tools`, alone between blank lines.
 * Only where at least three of them have a number of several parts; a list of `1.` and `2.` is none.
 */
function numberedHeadings(lines: readonly string[]): Map<number, number> {
  const found = new Map<number, number>();
  let parted = 0;
  lines.forEach((line, index) => {
    if (line.length > 100 || (lines[index - 1] ?? '') !== '' || (lines[index + 1] ?? '') !== '' || /[.,;:]$/.test(line))
      return;
    const number = /^(\d{1,3}(?:\.\d{1,3}){0,5})\.?\s+\p{Lu}/u.exec(line)?.[1];
    if (number !== undefined) {
      const parts = number.split('.').length;
      if (parts > 1) parted++;
      found.set(index, Math.min(6, parts));
    } else if (/^(chapter|appendix|part|kapitel|anhang)\s+[\divxlca-z]{1,5}[.:]?\s+\S/i.test(line)) found.set(index, 1);
  });
  return parted >= 3 ? found : new Map();
}

/** Two headings with blank lines around them, or a heading and a fence. */
function isMarkdown(text: string): boolean {
  const head = text.slice(0, 100_000);
  const headings = head.match(/(^|\n\n)#{1,4} \S[^\n]*(?=\n\n|\n[^#\n])/g)?.length ?? 0;
  return headings >= 3 || (headings >= 1 && /\n```\w*\n[\s\S]*?\n```/.test(head));
}

export function readMarkdown(source: string): Draft {
  let text = cleanText(source).replace(/^\n+/, '');
  const titles: (string | null)[] = [];
  let date: string | null = null;
  const front = /^---[ \t]*\n([\s\S]{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(text);
  const matter = front?.[1] ?? '';
  if (front !== null && /^[\w-]+[ \t]*:/m.test(matter)) {
    titles.push(field(matter, 'title'));
    date =
      field(matter, 'last_modified_at') ??
      field(matter, 'updated') ??
      field(matter, 'lastmod') ??
      field(matter, 'date');
    // Left as it is, Markdown would read its last line as a heading.
    text = `${fenced(matter, 'yaml')}\n\n${text.slice(front[0].length).replace(/^\n+/, '')}`;
  }
  const setext = /^(?!\s)([^\n#>|`-][^\n]{0,199})\n=+[ \t]*$/m.exec(text.slice(0, 5000));
  titles.push(firstHeading(withoutTags(text.slice(0, 20_000))), setext?.[1] ?? null);
  return { ...draft(`${withoutTags(text).trim()}\n`, titles), date };
}

function field(yaml: string, key: string): string | null {
  const value = new RegExp(`^${key}[ \\t]*:[ \\t]*(.+)$`, 'im').exec(yaml)?.[1]?.trim();
  return value === undefined ? null : value.replace(/^(["'])(.*)\1$/, '$2');
}

function draft(markdown: string, titles: (string | null)[]): Draft {
  return { markdown: markdown.trim() === '' ? '' : markdown, pages: [], titles, warnings: [] };
}
