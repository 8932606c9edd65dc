/**
 * Extraction and chunking a format: MB a minute of source, and of the text that comes out, as a ratio to the nearest
 * plain use of the library below it on the same bytes (pdfjs without layout, mammoth's raw text, Readability with
 * turndown, SheetJS to CSV) or, where there is none, to decoding and hashing the bytes. Budget: 20 MB of text a minute.
 *
 * `node bench/extract.bench.ts [FILE…]` measures real files instead of the ones made here.
 */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import * as XLSX from '@e965/xlsx';
import { Readability } from '@mozilla/readability';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { parseHTML } from 'linkedom';
import mammoth from 'mammoth';
import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs';
import TurndownService from 'turndown';
import { chunkMarkdown } from '../main/studio/knowledge/chunk/index.ts';
import { docx, epub, odt, pdf, pdfLines, pptx, xlsx } from '../main/studio/knowledge/extract/fixtures.ts';
import { extractBytes } from '../main/studio/knowledge/extract/index.ts';

const RUNS = 5;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function time(run: () => unknown): Promise<number> {
  await run();
  const times: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  return median(times);
}

const SENTENCES = Array.from(
  { length: 40 },
  (_, i) =>
    `Sentence ${i} tells how the ship of ${i * 31} tonnes came into the harbour with the tide, although the wind of that day (${i} knots) was against it.`,
);

function paragraph(n: number): string {
  return Array.from({ length: 6 }, (_, i) => SENTENCES[(n * 7 + i) % SENTENCES.length]).join(' ');
}

/** The part of a small document between two marks, many times over. */
function grown(
  bytes: Uint8Array,
  part: string,
  after: string,
  addition: (n: number) => string,
  times: number,
): Uint8Array {
  const parts = unzipSync(bytes);
  const xml = new TextDecoder().decode(parts[part]);
  const at = xml.indexOf(after) + after.length;
  parts[part] = strToU8(
    xml.slice(0, at) + Array.from({ length: times }, (_, n) => addition(n)).join('') + xml.slice(at),
  );
  return zipSync(parts);
}

function made(): [name: string, bytes: Uint8Array][] {
  const blocks = Array.from({ length: 1500 }, (_, n) => n);
  const markdown = blocks.map((n) => `${n % 8 === 0 ? `## Part ${n}\n\n` : ''}${paragraph(n)}`).join('\n\n');
  const html = `<!doctype html><html><head><title>Harbour</title></head><body><nav><a href="/">x</a></nav>${blocks.map((n) => `${n % 8 === 0 ? `<h2>Part ${n}</h2>` : ''}<p>${paragraph(n).replace('ship', '<b>ship</b>')}</p>`).join('')}</body></html>`;
  return [
    [
      'made.pdf',
      pdf(
        Array.from({ length: 200 }, (__, page) =>
          pdfLines(
            Array.from({ length: 50 }, (_, i) => (SENTENCES[(page * 11 + i) % SENTENCES.length] ?? '').slice(0, 95)),
            740,
          ),
        ),
      ),
    ],
    [
      'made.docx',
      grown(docx(), 'word/document.xml', '<w:body>', (n) => `<w:p><w:r><w:t>${paragraph(n)}</w:t></w:r></w:p>`, 1500),
    ],
    [
      'made.pptx',
      grown(
        pptx(),
        'ppt/slides/slide2.xml',
        '<p:spTree>',
        (n) => `<p:sp><p:txBody><a:p><a:r><a:t>${paragraph(n)}</a:t></a:r></a:p></p:txBody></p:sp>`,
        1500,
      ),
    ],
    ['made.odt', grown(odt(), 'content.xml', '<office:text>', (n) => `<text:p>${paragraph(n)}</text:p>`, 1500)],
    ['made.epub', grown(epub(), 'OEBPS/text/one.xhtml', '<body>', (n) => `<p>${paragraph(n)}</p>`, 1500)],
    [
      'made.xlsx',
      grown(
        xlsx(),
        'xl/worksheets/sheet1.xml',
        '<sheetData>',
        (n) =>
          `<row r="${n + 10}"><c r="A${n + 10}" t="inlineStr"><is><t>${SENTENCES[n % 40]}</t></is></c><c r="B${n + 10}"><v>${n * 3}</v></c></row>`,
        8000,
      ),
    ],
    ['made.html', strToU8(html)],
    ['made.md', strToU8(markdown)],
    ['made.txt', strToU8(markdown.replace(/^## /gm, ''))],
    [
      'made.csv',
      strToU8(
        blocks.flatMap((n) => [0, 1, 2, 3, 4, 5].map((i) => `${n},${i},"${SENTENCES[(n + i) % 40]}"`)).join('\n'),
      ),
    ],
    [
      'made.json',
      strToU8(JSON.stringify(blocks.map((n) => ({ id: n, title: `Part ${n}`, body: paragraph(n), tags: ['a', 'b'] })))),
    ],
  ];
}

type Baseline = [what: string, run: () => unknown];

function baselineOf(format: string, bytes: Uint8Array): Baseline {
  switch (format) {
    case 'pdf':
      return [
        'pdfjs, text only',
        async () => {
          const task = pdfjs.getDocument({ data: bytes.slice(), verbosity: 0, disableFontFace: true });
          const document = await task.promise;
          for (let page = 1; page <= document.numPages; page++) await (await document.getPage(page)).getTextContent();
          await task.destroy();
        },
      ];
    case 'docx':
      return ['mammoth raw text', () => mammoth.extractRawText({ buffer: Buffer.from(bytes) })];
    case 'xlsx':
      return [
        'SheetJS to CSV',
        () => {
          const book = XLSX.read(bytes, { type: 'array' });
          return book.SheetNames.map((name) => XLSX.utils.sheet_to_csv(book.Sheets[name] ?? {}));
        },
      ];
    case 'html':
      return [
        'Readability + turndown',
        () => {
          const { document } = parseHTML(new TextDecoder().decode(bytes));
          const article = new Readability(document as unknown as Document).parse();
          return new TurndownService().turndown(
            parseHTML(`<html><body>${article?.content ?? ''}</body></html>`).document.body as unknown as HTMLElement,
          );
        },
      ];
    case 'pptx':
    case 'odt':
    case 'epub':
      return ['unzip and decode', () => Object.values(unzipSync(bytes)).map((part) => new TextDecoder().decode(part))];
    default:
      return ['decode and hash', () => [new TextDecoder().decode(bytes), hash('sha256', bytes, 'hex')]];
  }
}

const files = process.argv.slice(2);
const inputs: [string, Uint8Array][] =
  files.length > 0 ? files.map((path) => [basename(path), new Uint8Array(readFileSync(path))]) : made();
const results = [];
for (const [name, bytes] of inputs) {
  const extraction = await extractBytes({ bytes, name });
  const extract = await time(() => extractBytes({ bytes, name }));
  const chunk = await time(() => chunkMarkdown(extraction.markdown, { pages: extraction.pages }));
  const [what, run] = baselineOf(extraction.format, bytes);
  const baseline = await time(run);
  const perMinute = (size: number, ms: number): number => Math.round((size / 1e6 / ms) * 60_000);
  const result = {
    name,
    format: extraction.format,
    sourceMB: Math.round(bytes.length / 1e4) / 100,
    textMB: Math.round(extraction.markdown.length / 1e4) / 100,
    extractMs: Math.round(extract * 10) / 10,
    chunkMs: Math.round(chunk * 10) / 10,
    textMBperMinute: perMinute(extraction.markdown.length, extract + chunk),
    sourceMBperMinute: perMinute(bytes.length, extract + chunk),
    baseline: what,
    baselineMs: Math.round(baseline * 10) / 10,
    ratio: Math.round((extract / baseline) * 100) / 100,
  };
  results.push(result);
  console.log(
    `${name.padEnd(24)} ${String(result.textMBperMinute).padStart(6)} MB text/min  ${String(result.sourceMBperMinute).padStart(6)} MB source/min  extract ${result.extractMs} ms, chunk ${result.chunkMs} ms  ${result.ratio} × ${what} (${result.baselineMs} ms)`,
  );
}
console.log(JSON.stringify({ bench: 'extract', results }));
