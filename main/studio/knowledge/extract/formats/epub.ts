// EPUB: its chapters in reading order, each read like a page of HTML.
import { MarkdownBuilder } from '../builder.ts';
import type { Draft, ReadContext } from '../draft.ts';
import { blocksOf } from '../markdown.ts';
import { find, findAll, parseMarkup, textOf } from '../tree.ts';
import type { Element } from '../tree.ts';
import { ExtractionError } from '../types.ts';
import type { ZipContainer } from '../zip.ts';
import { insidePath } from './pptx.ts';

export function readEpub(zip: ZipContainer, context: ReadContext): Draft {
  const { label } = context;
  const broken = (what: string): ExtractionError =>
    new ExtractionError(
      'damaged',
      `“${label}” is not a complete EPUB: ${what}. Download or export it again, then add it again.`,
    );
  const container = zip.text('META-INF/container.xml');
  if (container === null) throw broken('its table of parts is missing');
  const opfName = find(parseMarkup(container, 'xml', label).root, 'rootfile')?.attributes['full-path'] ?? '';
  const opf = zip.text(opfName);
  if (opf === null) throw broken('its package document is missing');
  refuseProtected(zip, label);
  const { root } = parseMarkup(opf, 'xml', label);
  const folder = opfName.includes('/') ? opfName.slice(0, opfName.lastIndexOf('/')) : '';

  const items = new Map<string, Element>();
  for (const item of findAll(find(root, 'manifest') ?? root, 'item')) items.set(item.attributes['id'] ?? '', item);
  const contents = new Set(
    findAll(root, 'reference')
      .filter((node) => node.attributes['type'] === 'toc')
      .map((node) => insidePath(folder, decodeName(node.attributes['href'] ?? ''))),
  );
  const builder = new MarkdownBuilder();
  const spine = findAll(root, 'itemref');
  spine.forEach((reference, index) => {
    context.checkpoint();
    context.progress({ done: index, total: spine.length });
    const item = items.get(reference.attributes['idref'] ?? '');
    if (
      item === undefined ||
      reference.attributes['linear'] === 'no' ||
      / ?\bnav\b/.test(item.attributes['properties'] ?? '')
    )
      return;
    const name = insidePath(folder, decodeName(item.attributes['href'] ?? ''));
    // The list of contents repeats every heading of the book.
    if (contents.has(name)) return;
    const xhtml = /x?html/i.test(item.attributes['media-type'] ?? '') ? zip.text(name) : null;
    if (xhtml === null) return;
    const page = parseMarkup(xhtml, 'html', label).root;
    for (const block of blocksOf(find(page, 'body') ?? page, { skip: isFurniture })) builder.block(block);
  });
  const value = (tag: string): string | null => {
    const node = find(root, tag);
    return node === null ? null : textOf(node).trim();
  };
  const modified = findAll(root, 'meta').find((node) => node.attributes['property'] === 'dcterms:modified');
  return {
    ...builder.finish(),
    pages: [],
    titles: [value('dc:title')],
    date: modified === undefined ? value('dc:date') : textOf(modified),
    warnings: [],
  };
}

function isFurniture(node: Element): boolean {
  return (
    node.tag === 'nav' ||
    node.attributes['hidden'] !== undefined ||
    /(^|\s)(toc|navheader|navfooter)(\s|$)/.test(node.attributes['class'] ?? '')
  );
}

function decodeName(href: string): string {
  const path = href.replace(/#.*$/, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Fonts may be scrambled in any book; scrambled chapters mean a bought one with copy protection. */
function refuseProtected(zip: ZipContainer, label: string): void {
  const xml = zip.text('META-INF/encryption.xml');
  if (xml === null) return;
  const text = findAll(parseMarkup(xml, 'xml', label).root, 'enc:CipherReference').concat(
    findAll(parseMarkup(xml, 'xml', label).root, 'CipherReference'),
  );
  if (text.some((node) => /\.x?html?$/i.test(node.attributes['URI'] ?? ''))) {
    throw new ExtractionError(
      'encrypted',
      `“${label}” is copy-protected (DRM) and cannot be read here. Add a version without protection, if you have one.`,
    );
  }
}
