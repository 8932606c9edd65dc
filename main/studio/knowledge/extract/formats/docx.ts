// Word documents: mammoth reads them as HTML, which is then written as Markdown.
import mammoth from 'mammoth';
import { MarkdownBuilder } from '../builder.ts';
import type { Draft, ReadContext } from '../draft.ts';
import { firstHeading } from '../draft.ts';
import { blocksOf } from '../markdown.ts';
import { find, findAll, parseMarkup, textOf } from '../tree.ts';
import type { ExtractionWarning } from '../types.ts';
import type { ZipContainer } from '../zip.ts';
import { repackText } from './xlsx.ts';

const STYLES = [
  "p[style-name='Title'] => h1:fresh",
  "p[style-name='Subtitle'] => p:fresh",
  "p[style-name='Source Code'] => pre:separator('\n')",
  "p[style-name='HTML Preformatted'] => pre:separator('\n')",
  "p[style-name='Code'] => pre:separator('\n')",
  "p[style-name='Preformatted Text'] => pre:separator('\n')",
  "r[style-name='Verbatim Char'] => code",
  "r[style-name='HTML Code'] => code",
  "p[style-name='Quote'] => blockquote:fresh",
  "p[style-name='Intense Quote'] => blockquote:fresh",
  "p[style-name='Block Text'] => blockquote > p:fresh",
  "p[style-name='Definition Term'] => p > strong:fresh",
];

export async function readDocx(zip: ZipContainer, context: ReadContext): Promise<Draft> {
  const packed = repackText(
    zip,
    /^(\[Content_Types\]\.xml|_rels\/.*|word\/[^/]+\.xml|word\/_rels\/.*|docProps\/core\.xml)$/i,
  );
  context.checkpoint();
  const { value } = await mammoth.convertToHtml(
    { buffer: Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength) },
    // Pictures are not read: their bytes are not even in the container any more.
    { styleMap: STYLES, convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })) },
  );
  context.checkpoint();
  const warnings: ExtractionWarning[] = [];
  const comments = zip.text('word/comments.xml');
  const count = comments === null ? 0 : findAll(parseMarkup(comments, 'xml', context.label).root, 'w:comment').length;
  if (count > 0) {
    warnings.push({
      code: 'hidden-content-left-out',
      message:
        count === 1 ? 'One comment of a reviewer was left out.' : `${count} comments of reviewers were left out.`,
    });
  }
  const builder = new MarkdownBuilder();
  for (const block of blocksOf(parseMarkup(value, 'html', context.label).root)) builder.block(block);
  const { markdown } = builder.finish();
  const core = coreProperties(zip, context.label);
  return { markdown, pages: [], titles: [core.title, firstHeading(markdown)], date: core.date, warnings };
}

/** Title and date that Office writes beside a document. */
export function coreProperties(zip: ZipContainer, label: string): { title: string | null; date: string | null } {
  const xml = zip.text('docProps/core.xml');
  if (xml === null) return { title: null, date: null };
  const { root } = parseMarkup(xml, 'xml', label);
  const value = (tag: string): string | null => {
    const node = find(root, tag);
    return node === null ? null : textOf(node).trim() || null;
  };
  return { title: value('dc:title'), date: value('dcterms:modified') ?? value('dcterms:created') };
}
