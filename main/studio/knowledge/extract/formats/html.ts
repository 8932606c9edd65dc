// HTML pages: the article of a page without its menus and banners, as Markdown.
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { MarkdownBuilder } from '../builder.ts';
import type { Draft, ReadContext } from '../draft.ts';
import { firstHeading } from '../draft.ts';
import { MAX_READABILITY_CHARS, MAX_READABILITY_NODES } from '../limits.ts';
import { blocksOf } from '../markdown.ts';
import { find, findAll, parseMarkup, textOf } from '../tree.ts';
import type { Element } from '../tree.ts';
import type { ExtractionWarning } from '../types.ts';

const FURNITURE = new Set(['nav', 'footer', 'aside', 'menu', 'search', 'form']);
const FURNITURE_ROLES = new Set([
  'navigation',
  'banner',
  'contentinfo',
  'search',
  'complementary',
  'menu',
  'menubar',
  'toolbar',
  'dialog',
  'alertdialog',
]);

/** Menus, footers, hidden parts: what no reader of the page would call its text. */
function isFurniture(node: Element): boolean {
  const { attributes } = node;
  return (
    FURNITURE.has(node.tag) ||
    FURNITURE_ROLES.has(attributes['role'] ?? '') ||
    attributes['hidden'] !== undefined ||
    attributes['aria-hidden'] === 'true' ||
    (node.tag === 'ul' && isLanguageMenu(node)) ||
    /display:\s*none|visibility:\s*hidden/i.test(attributes['style'] ?? '') ||
    /(^|\s)(navheader|navfooter|mw-editsection|noprint|sr-only|visually-hidden|cookie-banner|skip-link|headerlink|anchorjs-link|navbox|catlinks|mw-portlet|vector-menu|mw-jump-link|printfooter|breadcrumbs?|pagination|share-buttons|social-share)(\s|$)/i.test(
      attributes['class'] ?? '',
    )
  );
}

/** The same page in other languages. */
function isLanguageMenu(list: Element): boolean {
  const links = findAll(list, 'a');
  return links.length >= 3 && links.every((link) => link.attributes['hreflang'] !== undefined);
}

/** Letters and digits only: white space and markup must not decide which reading kept more. */
function weigh(markdown: string): number {
  return markdown.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}

export function readHtml(source: string, context: ReadContext): Draft {
  const tree = parseMarkup(source, 'html', context.label);
  context.checkpoint();
  const warnings: ExtractionWarning[] = [];
  const body = find(tree.root, 'body') ?? tree.root;
  const whole = blocksOf(body, { skip: isFurniture, link: outsideLink });
  const article = mainPart(body);
  let blocks = whole;
  const wholeWeight = weigh(whole.join('\n'));
  if (article !== null) {
    const part = blocksOf(article, { skip: isFurniture, link: outsideLink });
    if (weigh(part.join('\n')) >= wholeWeight * 0.5) blocks = part;
  } else if (source.length <= MAX_READABILITY_CHARS && tree.elements <= MAX_READABILITY_NODES && wholeWeight > 500) {
    const readable = readability(source, context.label);
    // It throws away whole chapters of long documents; then the page without its menus is the better reading.
    if (readable !== null && weigh(readable.join('\n')) >= wholeWeight * 0.7) blocks = readable;
  } else if (source.length > MAX_READABILITY_CHARS) {
    warnings.push({
      code: 'structure-simplified',
      message: 'The page is very large: menus and footers were recognised by their tags only.',
    });
  }
  // A page of nothing but furniture (a form, a menu) still has its words.
  if (blocks.length === 0) blocks = blocksOf(body, { link: outsideLink });

  const title = find(tree.root, 'title');
  const meta = metaOf(tree.root);
  const pageTitle = meta.get('og:title') ?? (title === null ? null : textOf(title));
  const builder = new MarkdownBuilder();
  const h1 = find(body, 'h1');
  const heading = h1 === null ? null : textOf(h1).replace(/\s+/g, ' ').trim();
  // Readers of articles drop the page's own headline.
  if (heading && !blocks.some((block) => block.startsWith('# '))) builder.block(`# ${heading}`);
  for (const block of blocks) builder.block(block);
  const { markdown } = builder.finish();
  return {
    markdown,
    pages: [],
    titles: [heading !== null && heading.length > 3 ? (firstHeading(markdown) ?? heading) : null, pageTitle],
    date:
      meta.get('article:modified_time') ??
      meta.get('last-modified') ??
      meta.get('article:published_time') ??
      meta.get('dcterms.modified') ??
      meta.get('date'),
    warnings,
  };
}

/** One `<main>` or `<article>` with most of the page's words is what the author calls the content. */
function mainPart(body: Element): Element | null {
  const mains = findAll(body, 'main');
  if (mains.length === 1 && mains[0] !== undefined) return mains[0];
  const articles = findAll(body, 'article');
  return articles.length === 1 ? (articles[0] ?? null) : null;
}

function readability(source: string, label: string): string[] | null {
  try {
    const { document } = parseHTML(source);
    const article = new Readability(document as unknown as Document, { charThreshold: 200 }).parse();
    if (!article?.content) return null;
    return blocksOf(parseMarkup(article.content, 'html', label).root, { skip: isFurniture, link: outsideLink });
  } catch {
    // Broken markup that its DOM cannot stand: the plain reading is there already.
    return null;
  }
}

function metaOf(root: Element): Map<string, string> {
  const found = new Map<string, string>();
  for (const node of findAll(root, 'meta')) {
    const name = (
      node.attributes['property'] ??
      node.attributes['name'] ??
      node.attributes['http-equiv'] ??
      ''
    ).toLowerCase();
    const content = node.attributes['content'];
    if (name !== '' && content !== undefined && !found.has(name)) found.set(name, content);
  }
  return found;
}

/** Only addresses that mean something outside the page; of the others the words are kept. */
function outsideLink(href: string): string | null {
  if (!/^(https?:\/\/|mailto:)/i.test(href) || href.length > 500) return null;
  return href.trim().replace(/[\s()<>]/g, encodeURIComponent);
}
