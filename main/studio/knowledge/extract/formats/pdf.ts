// PDF: pdfjs gives the pieces of text of each page; pdf-lines.ts and pdf-blocks.ts make lines and paragraphs of them.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as PdfjsModule from 'pdfjs-dist/legacy/build/pdf.mjs';
import { MarkdownBuilder } from '../builder.ts';
import type { Draft, ReadContext } from '../draft.ts';
import { firstHeading } from '../draft.ts';
import { ExtractionError } from '../types.ts';
import type { ExtractionWarning } from '../types.ts';
import { writePages } from './pdf-blocks.ts';
import { linesOf } from './pdf-lines.ts';
import type { OutlineEntry, PdfPage, TextPiece } from './pdf-lines.ts';

type Pdfjs = typeof PdfjsModule;
let loaded: Promise<Pdfjs> | undefined;

/** Loaded at the first PDF only: 40 MB of memory that a folder of Markdown does not need. */
function load(): Promise<Pdfjs> {
  loaded ??= (async () => {
    const pdfjs = await import('pdfjs-dist/legacy/build/pdf.mjs');
    // Its "worker" runs in this very thread, which is a worker already.
    (globalThis as { pdfjsWorker?: unknown }).pdfjsWorker = await import('pdfjs-dist/legacy/build/pdf.worker.mjs');
    return pdfjs;
  })();
  return loaded;
}

/** Character maps for Chinese, Japanese and Korean fonts, and metrics of the standard ones, come with pdfjs. */
function resources(): { cMapUrl: string; standardFontDataUrl: string } | null {
  try {
    const root = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
    return { cMapUrl: `${join(root, 'cmaps')}/`, standardFontDataUrl: `${join(root, 'standard_fonts')}/` };
  } catch {
    return null;
  }
}

export async function readPdf(bytes: Uint8Array, context: ReadContext): Promise<Draft> {
  const pdfjs = await load().catch((cause: unknown) => {
    throw new ExtractionError(
      'crashed',
      `“${context.label}” was not read, because the part of this program that reads PDFs is missing. Install the program again.`,
      { cause },
    );
  });
  const task = pdfjs.getDocument({
    // pdfjs keeps the array and may detach it.
    data: bytes.slice(),
    ...resources(),
    cMapPacked: true,
    disableFontFace: true,
    useSystemFonts: false,
    useWasm: false,
    enableXfa: false,
    stopAtErrors: false,
    verbosity: 0,
    maxImageSize: 4 * 1024 * 1024,
  });
  try {
    return await readDocument(await task.promise, bytes, context);
  } catch (cause) {
    throw asExtractionError(cause, context.label);
  } finally {
    await task.destroy().catch(() => undefined);
  }
}

function asExtractionError(cause: unknown, label: string): ExtractionError {
  if (cause instanceof ExtractionError) return cause;
  const name = cause instanceof Error ? cause.name : '';
  if (name === 'PasswordException') {
    return new ExtractionError(
      'encrypted',
      `“${label}” is protected by a password. Open it in a PDF program, save a copy without the password, and add that.`,
      { cause },
    );
  }
  return new ExtractionError(
    'damaged',
    `“${label}” is damaged: it begins like a PDF but cannot be read. Open it in a PDF program and save it again, or download it again.`,
    { cause },
  );
}

type PdfDocument = Awaited<ReturnType<Pdfjs['getDocument']>['promise']>;

async function readDocument(document: PdfDocument, bytes: Uint8Array, context: ReadContext): Promise<Draft> {
  const pages: PdfPage[] = [];
  const unreadable: number[] = [];
  for (let number = 1; number <= document.numPages; number++) {
    context.checkpoint();
    context.progress({ done: number - 1, total: document.numPages });
    try {
      const page = await document.getPage(number);
      const content = await page.getTextContent();
      const pieces = content.items.filter(
        (item): item is Extract<typeof item, { str: string }> => 'str' in item,
      ) as TextPiece[];
      const monospace = new Set(
        Object.entries(content.styles)
          .filter(([, style]) => style.fontFamily === 'monospace')
          .map(([name]) => name),
      );
      const view = page.view;
      pages.push({
        number,
        height: Math.abs((view[3] ?? 0) - (view[1] ?? 0)),
        bottom: view[1] ?? 0,
        lines: linesOf(pieces, monospace),
      });
      page.cleanup();
    } catch (cause) {
      // One bad page of a long document is no reason to lose the others.
      if (cause instanceof ExtractionError) throw cause;
      unreadable.push(number);
      pages.push({ number, height: 0, bottom: 0, lines: [] });
    }
  }
  if (unreadable.length === document.numPages) throw new Error('no page can be read');
  const info = await document.getMetadata().then(
    (meta) => meta.info as Record<string, unknown>,
    (): Record<string, unknown> => ({}),
  );
  const blank = pages
    .filter((page) => page.lines.length === 0 && !unreadable.includes(page.number))
    .map((page) => page.number);
  if (pages.every((page) => page.lines.length === 0)) throw noText(bytes, context.label, document.numPages);

  const outline = await readOutline(document);
  const builder = new MarkdownBuilder();
  writePages(pages, outline, builder);
  const { markdown, pages: offsets } = builder.finish();
  const warnings: ExtractionWarning[] = [];
  if (unreadable.length > 0)
    warnings.push({
      code: 'page-unreadable',
      message: `${pageList(unreadable)} of “${context.label}” could not be read and ${unreadable.length === 1 ? 'is' : 'are'} missing from the text.`,
    });
  // Blank pages between chapters are usual; many of them are scans.
  if (blank.length > Math.max(3, document.numPages * 0.2))
    warnings.push({
      code: 'pages-without-text',
      message: `${pageList(blank)} of “${context.label}” have no text. If they are scans, they need OCR first.`,
    });
  const title = typeof info['Title'] === 'string' ? info['Title'] : null;
  const said = title !== null && /\.(docx?|pdf|indd|tex|dvi|xlsx?|pptx?|qxd)$/i.test(title.trim()) ? null : title;
  return {
    markdown,
    pages: offsets,
    titles: [said, firstHeading(markdown)],
    date: pdfDate(info['ModDate']) ?? pdfDate(info['CreationDate']),
    warnings,
  };
}

function noText(bytes: Uint8Array, label: string, pages: number): ExtractionError {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  // Pictures are streams, whose dictionaries always stand in the open.
  if (/\/Subtype\s*\/Image\b/.test(source)) {
    const count = pages === 1 ? 'its page is a picture' : `all ${pages} pages are pictures`;
    return new ExtractionError(
      'needs-ocr',
      `“${label}” has only images: ${count} without text, as a scanner makes them. It needs OCR first. Run it through a text-recognition program, and add the PDF that comes out.`,
    );
  }
  return new ExtractionError(
    'no-text',
    `“${label}” has no text on any of its ${pages} pages. If its words are drawn as shapes, it needs OCR first.`,
  );
}

/** `Pages 3, 5–9` */
function pageList(numbers: readonly number[]): string {
  const ranges: string[] = [];
  for (let i = 0; i < numbers.length;) {
    let end = i;
    while (numbers[end + 1] === (numbers[end] ?? 0) + 1) end++;
    ranges.push(end > i ? `${numbers[i]}–${numbers[end]}` : String(numbers[i]));
    i = end + 1;
  }
  const shown = ranges.length > 12 ? `${ranges.slice(0, 12).join(', ')} and more` : ranges.join(', ');
  return `${numbers.length === 1 ? 'Page' : 'Pages'} ${shown}`;
}

/** `D:20221217193605+01'00'` */
export function pdfDate(value: unknown): string | null {
  const parts =
    typeof value === 'string'
      ? /^D?:?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([+-])(\d\d)'?(\d\d)?)?/.exec(value)
      : null;
  if (parts === null) return null;
  const [
    ,
    year,
    month = '01',
    day = '01',
    hour = '00',
    minute = '00',
    second = '00',
    sign,
    zoneHour = '00',
    zoneMinute = '00',
  ] = parts;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${sign === undefined ? 'Z' : `${sign}${zoneHour}:${zoneMinute}`}`;
}

async function readOutline(document: PdfDocument): Promise<OutlineEntry[]> {
  const entries: OutlineEntry[] = [];
  type Node = { title: string; items: Node[] };
  const walk = (nodes: readonly Node[], level: number): void => {
    for (const node of nodes) {
      if (entries.length >= 5000) return;
      if (typeof node.title === 'string' && node.title.trim() !== '') entries.push({ title: node.title, level });
      if (Array.isArray(node.items) && level < 12) walk(node.items, level + 1);
    }
  };
  try {
    walk(((await document.getOutline()) ?? []) as Node[], 1);
  } catch {
    // A broken outline only costs its hints.
  }
  return entries;
}
