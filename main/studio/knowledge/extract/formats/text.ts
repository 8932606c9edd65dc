// Plain text, source code and Markdown files.
import { cleanText, escapeLineStart, escapeText, fenced, MarkdownBuilder } from '../builder.ts';
import { firstHeading } from '../draft.ts';
import type { Draft } from '../draft.ts';
import { extensionOf } from '../name.ts';

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

export function readPlain(source: string, name: string): Draft {
  const text = cleanText(source);
  const language = CODE[extensionOf(name)];
  if (language !== undefined) return draft(`${fenced(text.replace(/^\n+/, ''), language)}\n`, []);
  // Much of what is saved as .txt today is Markdown.
  if (isMarkdown(text)) return readMarkdown(source);
  const lines = text.split('\n').map((line, index, all) => {
    const clean = line.trimEnd();
    // A line of dashes or equals signs under words is the usual headline of plain text, and means the same in Markdown.
    if (/^(={3,}|-{3,})$/.test(clean) && (all[index - 1] ?? '').trim() !== '' && (all[index - 2] ?? '').trim() === '')
      return clean;
    // Text drawn with spaces (columns, diagrams) is code to Markdown, and is left as it stands.
    return /^( {4}|\t)/.test(clean) ? clean : escapeText(escapeLineStart(clean));
  });
  const builder = new MarkdownBuilder();
  builder.block(lines.join('\n').replace(/\n{3,}/g, '\n\n'));
  return draft(builder.finish().markdown, []);
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
  titles.push(firstHeading(text), setext?.[1] ?? null);
  return { ...draft(`${text.trimEnd()}\n`, titles), date };
}

function field(yaml: string, key: string): string | null {
  const value = new RegExp(`^${key}[ \\t]*:[ \\t]*(.+)$`, 'im').exec(yaml)?.[1]?.trim();
  return value === undefined ? null : value.replace(/^(["'])(.*)\1$/, '$2');
}

function draft(markdown: string, titles: (string | null)[]): Draft {
  return { markdown: markdown.trim() === '' ? '' : markdown, pages: [], titles, warnings: [] };
}
