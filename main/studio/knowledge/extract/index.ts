// Any document to Markdown: `extractFile` and `extractBytes`. Pure functions without a database; pool.ts runs them in workers.
import { hash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { detect, EXPECTED } from './detect.ts';
import type { Detected } from './detect.ts';
import type { Draft, ReadContext } from './draft.ts';
import { readCsv } from './formats/csv.ts';
import { readDocx } from './formats/docx.ts';
import { readEpub } from './formats/epub.ts';
import { readHtml } from './formats/html.ts';
import { readJson } from './formats/json.ts';
import { readOdt } from './formats/odt.ts';
import { readPdf } from './formats/pdf.ts';
import { readPptx } from './formats/pptx.ts';
import { readMarkdown, readPlain } from './formats/text.ts';
import { readSheets } from './formats/xlsx.ts';
import { MAX_FILE_BYTES, MAX_TEXT_BYTES, readableSize } from './limits.ts';
import { chooseTitle, extensionOf, safeName } from './name.ts';
import { ExtractionError } from './types.ts';
import type { ExtractBytesInput, Extraction, ExtractFileInput, ExtractionWarning, ExtractOptions } from './types.ts';

export * from './types.ts';

const NAMES: Readonly<Record<Detected['format'], string>> = {
  pdf: 'a PDF',
  docx: 'a Word document',
  pptx: 'a PowerPoint presentation',
  odt: 'an OpenDocument text',
  epub: 'an EPUB',
  xlsx: 'a spreadsheet',
  markdown: 'Markdown',
  html: 'an HTML page',
  text: 'plain text',
  csv: 'a CSV table',
  json: 'JSON',
};

/** Reads a file. Its size is judged before a byte is read. */
export async function extractFile(input: ExtractFileInput, options: ExtractOptions = {}): Promise<Extraction> {
  const name = input.name ?? basename(input.path);
  const label = safeName(name);
  const bytes = await readWhole(input.path, label, options);
  return extractBytes({ bytes, name }, options);
}

async function readWhole(path: string, label: string, options: ExtractOptions): Promise<Uint8Array> {
  const failed = (cause: unknown): ExtractionError => {
    const code = (cause as { code?: unknown } | null)?.code;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return new ExtractionError(
        'not-found',
        `“${label}” is not there. Check the path, or whether it was moved or renamed, then add it again.`,
        { cause },
      );
    if (code === 'EACCES' || code === 'EPERM')
      return new ExtractionError(
        'unreadable',
        `“${label}” may not be read: your account has no permission for it. Change its permissions or copy it to a folder of yours, then add it again.`,
        { cause },
      );
    if (code === 'ELOOP')
      return new ExtractionError('unreadable', `“${label}” is a link that leads back to itself. Add the file itself.`, {
        cause,
      });
    return new ExtractionError(
      'unreadable',
      `“${label}” could not be read from the disk. Check that the disk is connected and the file opens elsewhere, then add it again.`,
      { cause },
    );
  };
  try {
    const info = await stat(path);
    if (info.isDirectory())
      throw new ExtractionError(
        'not-a-file',
        `“${label}” is a folder. Add it as a folder, and the documents in it are added.`,
      );
    if (!info.isFile())
      throw new ExtractionError('not-a-file', `“${label}” is not a file but a device or a pipe. Add a document.`);
    if (info.size > MAX_FILE_BYTES) throw tooLarge(label, info.size);
    const file = await open(path, 'r');
    try {
      const bytes = new Uint8Array(info.size);
      let at = 0;
      while (at < bytes.length) {
        options.signal?.throwIfAborted();
        const { bytesRead } = await file.read(bytes, at, Math.min(4 * 1024 * 1024, bytes.length - at), at);
        if (bytesRead === 0) break;
        at += bytesRead;
        options.onProgress?.({ stage: 'reading', done: at, total: bytes.length });
      }
      return bytes.subarray(0, at);
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof ExtractionError) throw cause;
    if (options.signal?.aborted === true) throw cancelled(label);
    throw failed(cause);
  }
}

function tooLarge(label: string, size: number): ExtractionError {
  return new ExtractionError(
    'too-large',
    `“${label}” is ${readableSize(size)}; a document may have ${readableSize(MAX_FILE_BYTES)} (plain text ${readableSize(MAX_TEXT_BYTES)}). Split it into parts and add those.`,
  );
}

function cancelled(label: string): ExtractionError {
  return new ExtractionError('cancelled', `Reading “${label}” was cancelled.`);
}

/** Reads a document that is in memory already. The bytes are not changed. */
export async function extractBytes(input: ExtractBytesInput, options: ExtractOptions = {}): Promise<Extraction> {
  const { bytes, name } = input;
  const label = safeName(name);
  const context: ReadContext = {
    label,
    progress: (step) => options.onProgress?.({ stage: 'extracting', ...step }),
    checkpoint: () => {
      if (options.signal?.aborted === true) throw cancelled(label);
    },
  };
  context.checkpoint();
  if (bytes.length > MAX_FILE_BYTES) throw tooLarge(label, bytes.length);
  try {
    const detected = detect(bytes, label, input.mediaType);
    if (detected.kind === 'text' && bytes.length > MAX_TEXT_BYTES) {
      throw new ExtractionError(
        'too-large',
        `“${label}” is ${readableSize(bytes.length)} of plain text; up to ${readableSize(MAX_TEXT_BYTES)} can be read at once. Split it into parts and add those.`,
      );
    }
    const { draft, format } = await read(detected, bytes, label, context);
    context.checkpoint();
    if (!/[\p{L}\p{N}]/u.test(draft.markdown)) {
      throw new ExtractionError(
        'no-text',
        `“${label}” was opened, but there is no text in it. If its content is pictures, it needs OCR first.`,
      );
    }
    const date = isoDate(draft.date);
    return {
      title: chooseTitle(draft.titles, name),
      markdown: draft.markdown,
      mediaType: draft.mediaType ?? (format === detected.format ? detected.mediaType : 'text/plain'),
      format,
      sha256: hash('sha256', bytes, 'hex'),
      textSha256: hash('sha256', draft.markdown, 'hex'),
      size: bytes.length,
      pages: draft.pages,
      warnings: [...generalWarnings(detected, format, label), ...draft.warnings],
      ...(date === null ? {} : { date }),
    };
  } catch (cause) {
    if (cause instanceof ExtractionError) throw cause;
    if (cause instanceof RangeError && /call stack/i.test(cause.message)) {
      throw new ExtractionError(
        'too-deep',
        `“${label}” is nested so deeply that it cannot be read. Save it as PDF or plain text and add that.`,
        { cause },
      );
    }
    throw new ExtractionError(
      'damaged',
      `“${label}” is damaged and could not be read. Open it in the program it comes from, save it again, and add that.`,
      { cause },
    );
  }
}

async function read(
  detected: Detected,
  bytes: Uint8Array,
  label: string,
  context: ReadContext,
): Promise<{ draft: Draft; format: Detected['format'] }> {
  const { format } = detected;
  if (detected.kind === 'pdf') return { draft: await readPdf(bytes, context), format };
  if (detected.kind === 'zip') {
    const { zip } = detected;
    switch (detected.format) {
      case 'docx':
        return { draft: await readDocx(zip, context), format };
      case 'pptx':
        return { draft: readPptx(zip, context), format };
      case 'odt':
        return { draft: readOdt(zip, context), format };
      case 'epub':
        return { draft: readEpub(zip, context), format };
      case 'xlsx':
        return { draft: readSheets(zip, context), format };
    }
  }
  const { text } = detected.decoded;
  switch (detected.format) {
    case 'markdown':
      return { draft: readMarkdown(text), format };
    case 'html':
      return { draft: readHtml(text, context), format };
    case 'csv':
      return { draft: readCsv(text, label, context), format };
    case 'json': {
      const draft = readJson(text, context);
      if (draft !== null) return { draft, format };
      const plain = readPlain(text, label);
      // A text that only begins with a bracket was never meant to be JSON.
      if (EXPECTED[extensionOf(label)] === 'json')
        plain.warnings.push({
          code: 'malformed',
          message: `“${label}” is not proper JSON. It was added as plain text.`,
        });
      return { draft: plain, format: 'text' };
    }
    case 'text':
      return { draft: readPlain(text, label), format };
  }
}

function generalWarnings(detected: Detected, format: Detected['format'], label: string): ExtractionWarning[] {
  const warnings: ExtractionWarning[] = [];
  const extension = extensionOf(label);
  const expected = EXPECTED[extension];
  const spreadsheetOrText =
    expected !== undefined &&
    expected !== format &&
    !(format === 'text' && (expected === 'json' || expected === 'markdown'));
  if (spreadsheetOrText)
    warnings.push({
      code: 'wrong-extension',
      message: `“${label}” is called .${extension} but is ${NAMES[format]}. It was read as that.`,
    });
  if (detected.kind === 'text') {
    const { guessed, replaced, encoding } = detected.decoded;
    if (guessed)
      warnings.push({
        code: 'encoding-guessed',
        message: `“${label}” does not say how its letters are encoded; it was read as ${encoding === 'iso-8859-1' ? 'Latin-1' : 'Windows-1252 (Western European)'}. If accents look wrong, save it as UTF-8 and add it again.`,
      });
    if (replaced > 0)
      warnings.push({
        code: 'characters-replaced',
        message: `${replaced} ${replaced === 1 ? 'character' : 'characters'} of “${label}” could not be read and ${replaced === 1 ? 'shows' : 'show'} as �.`,
      });
  }
  return warnings;
}

/** A time of day with its zone behind it, or a date in ISO form, which is one of UTC. */
const HAS_ZONE =
  /:\d\d(?:\.\d+)?\s*(?:[AP]M\s*)?(?:Z|[ECMP][SD]T|(?:UTC|GMT)?\s?[+-]\d\d?:?\d\d|UTC|GMT)(?:\s*\([^)]*\))?$|^\d{4}(?:-\d\d){0,2}$/i;

/** UTC with milliseconds, or null for anything that is not a date between 1970 and a day from now. */
function isoDate(value: string | null | undefined): string | null {
  if (value === null || value === undefined || !/\d{4}/.test(value)) return null;
  // Without a zone a time would be read in the zone of this machine, and differ from one to the next: "March 5, 2024" would be
  // the day before in Berlin.
  const written = value.trim();
  const isIsoTime = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(written);
  const inUtc = isIsoTime ? `${written.replace(' ', 'T')}Z` : HAS_ZONE.test(written) ? written : `${written} UTC`;
  const time = [inUtc, written].map((text) => Date.parse(text)).find((each) => !Number.isNaN(each)) ?? Number.NaN;
  if (Number.isNaN(time) || time < 0 || time > Date.now() + 86_400_000) return null;
  return new Date(time).toISOString();
}
