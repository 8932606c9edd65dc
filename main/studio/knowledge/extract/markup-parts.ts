// Small parts of writing HTML as Markdown: what the elements are, and how single ones are written.
import type { Element, TreeNode } from './tree.ts';

export const DROPPED = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'head',
  'svg',
  'math-annotation',
  'iframe',
  'object',
  'embed',
  'canvas',
  'audio',
  'video',
  'select',
  'button',
  'input',
  'textarea',
  'link',
  'meta',
  'dialog',
  'map',
  'source',
  'track',
  'annotation',
  'annotation-xml',
]);
export const BLOCKS = new Set([
  '#root',
  'html',
  'body',
  'address',
  'article',
  'aside',
  'blockquote',
  'center',
  'dd',
  'details',
  'div',
  'dl',
  'dt',
  'fieldset',
  'figcaption',
  'figure',
  'footer',
  'form',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'header',
  'hgroup',
  'hr',
  'li',
  'main',
  'menu',
  'nav',
  'ol',
  'p',
  'pre',
  'search',
  'section',
  'summary',
  'table',
  'tbody',
  'td',
  'tfoot',
  'th',
  'thead',
  'tr',
  'ul',
  'caption',
  'legend',
  'title',
]);
export const HEADINGS = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6']);

/** `<dl><div><dt>…` is allowed: the div stands for its group. */
export function element2dl(group: Element): Element {
  return { tag: 'dl', attributes: group.attributes, children: group.children };
}

/** Spaces stay outside the marks, where Markdown wants them. */
export function wrapped(inner: string, mark: string): string {
  const text = inner.trim();
  if (text === '' || text.includes('\n') || text.includes(mark)) return inner;
  const lead = /^\s/.test(inner) ? ' ' : '';
  const trail = /\s$/.test(inner) ? ' ' : '';
  return `${lead}${mark}${text}${mark}${trail}`;
}

export function codeSpan(code: string): string {
  const text = code.replace(/\s+/g, ' ').trim();
  if (text === '') return '';
  let longest = 0;
  for (const run of text.matchAll(/`+/g)) longest = Math.max(longest, run[0].length);
  const mark = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${mark}${pad}${text}${pad}${mark}`;
}

export function preText(node: TreeNode): string {
  if (typeof node === 'string') return node;
  if (node.tag === 'br') return '\n';
  if (DROPPED.has(node.tag)) return '';
  return node.children.map(preText).join('');
}

export function languageOf(pre: Element): string {
  const code = pre.children.find((child): child is Element => typeof child !== 'string' && child.tag === 'code');
  const classes = `${pre.attributes['class'] ?? ''} ${code?.attributes['class'] ?? ''} ${pre.attributes['data-language'] ?? ''}`;
  return /(?:language|lang|highlight-source)-([a-z0-9+#-]{1,20})/i.exec(classes)?.[1]?.toLowerCase() ?? '';
}

export function indent(text: string, by: number): string {
  const pad = ' '.repeat(by);
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : pad + line))
    .join('\n');
}

export function isCell(node: TreeNode): node is Element {
  return typeof node !== 'string' && (node.tag === 'td' || node.tag === 'th');
}

export function collectRows(node: Element, rows: Element[], captions: Element[]): void {
  for (const child of node.children) {
    if (typeof child === 'string') continue;
    if (child.tag === 'tr') rows.push(child);
    else if (child.tag === 'caption') captions.push(child);
    else if (child.tag !== 'table' && !isCell(child)) collectRows(child, rows, captions);
  }
}

/** Tables, headings and code inside a cell cannot be written in a GFM table. */
export function isLayout(node: Element): boolean {
  return node.children.some(
    (child) =>
      typeof child !== 'string' &&
      (child.tag === 'table' || child.tag === 'pre' || HEADINGS.has(child.tag) || isLayout(child)),
  );
}

export function span(value: string | undefined, max: number): number {
  const number = Number.parseInt(value ?? '1', 10);
  return Number.isSafeInteger(number) && number > 0 ? Math.min(number, max) : 1;
}
