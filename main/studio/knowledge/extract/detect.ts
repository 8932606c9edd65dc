// Which format a file has, from its content. The extension only decides between kinds of plain text.
import { decodeText } from './decode.ts';
import type { Decoded } from './decode.ts';
import { readableSize } from './limits.ts';
import { extensionOf } from './name.ts';
import { ExtractionError } from './types.ts';
import type { Format } from './types.ts';
import { encryptedError, ZipContainer } from './zip.ts';

export type Detected =
  | { kind: 'pdf'; format: 'pdf'; mediaType: string }
  | { kind: 'zip'; format: 'docx' | 'pptx' | 'odt' | 'epub' | 'xlsx'; mediaType: string; zip: ZipContainer }
  | { kind: 'text'; format: 'markdown' | 'html' | 'text' | 'csv' | 'json'; mediaType: string; decoded: Decoded };

const OPENXML = 'application/vnd.openxmlformats-officedocument';

/** Extensions that say something definite, to tell a person when the content says something else. */
export const EXPECTED: Readonly<Record<string, Format>> = {
  pdf: 'pdf',
  docx: 'docx',
  docm: 'docx',
  dotx: 'docx',
  pptx: 'pptx',
  pptm: 'pptx',
  ppsx: 'pptx',
  odt: 'odt',
  ott: 'odt',
  epub: 'epub',
  xlsx: 'xlsx',
  xlsm: 'xlsx',
  ods: 'xlsx',
  md: 'markdown',
  markdown: 'markdown',
  mdx: 'markdown',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  csv: 'csv',
  tsv: 'csv',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
  // Formats that cannot be read: their content may still be one that can.
  doc: 'docx',
  ppt: 'pptx',
  xls: 'xlsx',
  png: 'pdf',
  jpg: 'pdf',
  zip: 'docx',
  exe: 'pdf',
};

type Refusal = { code: 'executable' | 'archive' | 'unsupported' | 'needs-ocr' | 'binary'; what: string; todo: string };

function ascii(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

const ARCHIVE: Pick<Refusal, 'code' | 'todo'> = { code: 'archive', todo: 'Unpack it and add the documents in it.' };
const PROGRAM: Pick<Refusal, 'code' | 'todo'> = {
  code: 'executable',
  todo: 'Programs are not knowledge and are never opened. Add the document you meant.',
};
const IMAGE: Refusal = {
  code: 'needs-ocr',
  what: 'an image',
  todo: 'It needs OCR first: turn it into a PDF with text, and add that.',
};
const MEDIA: Refusal = { code: 'unsupported', what: 'a sound or video file', todo: 'Add a transcript of it instead.' };

const SIGNATURES: readonly (readonly [at: number, signature: string, refusal: Refusal])[] = [
  [0, 'MZ', { ...PROGRAM, what: 'a Windows program' }],
  [0, '\x7fELF', { ...PROGRAM, what: 'a Linux program' }],
  [0, '\xfe\xed\xfa\xce', { ...PROGRAM, what: 'a macOS program' }],
  [0, '\xfe\xed\xfa\xcf', { ...PROGRAM, what: 'a macOS program' }],
  [0, '\xce\xfa\xed\xfe', { ...PROGRAM, what: 'a macOS program' }],
  [0, '\xcf\xfa\xed\xfe', { ...PROGRAM, what: 'a macOS program' }],
  [0, '\xca\xfe\xba\xbe', { ...PROGRAM, what: 'a program' }],
  [0, '\0asm', { ...PROGRAM, what: 'a WebAssembly program' }],
  [0, 'dex\n', { ...PROGRAM, what: 'an Android program' }],
  [0, '\x1f\x8b', { ...ARCHIVE, what: 'a gzip archive' }],
  [0, 'BZh', { ...ARCHIVE, what: 'a bzip2 archive' }],
  [0, '7z\xbc\xaf\x27\x1c', { ...ARCHIVE, what: 'a 7-Zip archive' }],
  [0, 'Rar!', { ...ARCHIVE, what: 'a RAR archive' }],
  [0, '\xfd7zXZ', { ...ARCHIVE, what: 'an xz archive' }],
  [0, '\x28\xb5\x2f\xfd', { ...ARCHIVE, what: 'a zstd archive' }],
  [0, 'MSCF', { ...ARCHIVE, what: 'a cabinet archive' }],
  [0, '!<arch>', { ...ARCHIVE, what: 'a software package' }],
  [257, 'ustar', { ...ARCHIVE, what: 'a tar archive' }],
  [0, '\x89PNG', IMAGE],
  [0, '\xff\xd8\xff', IMAGE],
  [0, 'GIF8', IMAGE],
  [0, 'II*\0', IMAGE],
  [0, 'MM\0*', IMAGE],
  [8, 'WEBP', IMAGE],
  [0, 'ID3', MEDIA],
  [0, 'OggS', MEDIA],
  [0, 'fLaC', MEDIA],
  [4, 'ftyp', MEDIA],
  [8, 'WAVE', MEDIA],
  [8, 'AVI ', MEDIA],
  [0, '\x1a\x45\xdf\xa3', MEDIA],
  [0, '{\\rtf', { code: 'unsupported', what: 'an RTF document', todo: 'Save it as .docx and add that.' }],
  [0, 'SQLite format 3', { code: 'binary', what: 'a database', todo: 'Export what you need as CSV and add that.' }],
];

/** Refuses what is recognisably not a document. Used for files and, before anything else, for what an address serves. */
export function refuseKnown(bytes: Uint8Array, label: string): void {
  for (const [at, signature, refusal] of SIGNATURES) {
    if (!ascii(bytes, at, signature)) continue;
    // Two letters are not enough where a text may begin with them.
    if (signature === 'MZ' && decodeText(bytes.subarray(0, 4096)) !== null) continue;
    if (signature === 'BZh' && !/[1-9]/.test(String.fromCharCode(bytes[3] ?? 0))) continue;
    throw new ExtractionError(refusal.code, `“${label}” is ${refusal.what}. ${refusal.todo}`);
  }
}

function ofZip(bytes: Uint8Array, label: string): Detected {
  const zip = new ZipContainer(bytes, label);
  const found = (format: 'docx' | 'pptx' | 'odt' | 'epub' | 'xlsx', mediaType: string): Detected => ({
    kind: 'zip',
    format,
    mediaType,
    zip,
  });
  if (zip.has('word/document.xml')) return found('docx', `${OPENXML}.wordprocessingml.document`);
  if (zip.has('ppt/presentation.xml')) return found('pptx', `${OPENXML}.presentationml.presentation`);
  if (zip.has('xl/workbook.xml')) return found('xlsx', `${OPENXML}.spreadsheetml.sheet`);
  const mimetype =
    zip.has('mimetype') && (zip.entries.get('mimetype')?.unpacked ?? 0) < 200
      ? (zip.text('mimetype') ?? '').trim()
      : '';
  if (mimetype === 'application/epub+zip' || zip.has('META-INF/container.xml'))
    return found('epub', 'application/epub+zip');
  if (mimetype.startsWith('application/vnd.oasis.opendocument.text'))
    return found('odt', 'application/vnd.oasis.opendocument.text');
  if (mimetype.startsWith('application/vnd.oasis.opendocument.spreadsheet'))
    return found('xlsx', 'application/vnd.oasis.opendocument.spreadsheet');
  if (mimetype.startsWith('application/vnd.oasis.opendocument')) {
    throw new ExtractionError(
      'unsupported',
      `“${label}” is an OpenDocument presentation or drawing. Save it as .pptx or PDF and add that.`,
    );
  }
  if (zip.entries.has('AndroidManifest.xml') || zip.entries.has('META-INF/MANIFEST.MF')) {
    throw new ExtractionError('executable', `“${label}” is a program in a zip container. ${PROGRAM.todo}`);
  }
  const inside = zip.entries.size === 1 ? '1 file' : `${zip.entries.size} files`;
  throw new ExtractionError('archive', `“${label}” is a zip archive of ${inside}. ${ARCHIVE.todo}`);
}

/** Old Office files and new ones behind a password share this container. */
function ofOle(bytes: Uint8Array, label: string): never {
  const haystack = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const has = (name: string): boolean => haystack.indexOf(Buffer.from(name, 'utf16le')) !== -1;
  if (has('EncryptedPackage') || has('EncryptionInfo')) throw encryptedError(label);
  const what = has('WordDocument')
    ? ['a Word 97 document', '.docx']
    : has('PowerPoint Document')
      ? ['a PowerPoint 97 presentation', '.pptx']
      : has('Workbook')
        ? ['an Excel 97 workbook', '.xlsx']
        : has('__substg1.0')
          ? ['an Outlook message', 'plain text']
          : null;
  if (what === null)
    throw new ExtractionError(
      'unsupported',
      `“${label}” is an old Office container that cannot be read here. Save it as PDF and add that.`,
    );
  throw new ExtractionError(
    'unsupported',
    `“${label}” is ${what[0]}, a format that cannot be read here. Save it as ${what[1]} and add that.`,
  );
}

export function detect(bytes: Uint8Array, label: string, mediaType?: string): Detected {
  if (bytes.length === 0)
    throw new ExtractionError(
      'empty',
      `“${label}” is empty: it has no bytes at all. Check that it was saved or downloaded completely, then add it again.`,
    );
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024)).toString('latin1');
  // Some writers put a few bytes before the mark; the PDF specification lets readers look through the first 1024.
  const mark = head.indexOf('%PDF-');
  if (mark === 0 || (mark > 0 && !/^\s*[<{#]/.test(head)))
    return { kind: 'pdf', format: 'pdf', mediaType: 'application/pdf' };
  if (ascii(bytes, 0, 'PK\x03\x04')) return ofZip(bytes, label);
  if (ascii(bytes, 0, 'PK\x05\x06'))
    throw new ExtractionError('archive', `“${label}” is an empty zip archive. There is nothing in it to add.`);
  if (ascii(bytes, 0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) ofOle(bytes, label);
  refuseKnown(bytes, label);
  const decoded = decodeText(bytes, charsetOf(head, mediaType));
  if (decoded === null) {
    refuseMisnamed(bytes, label);
    throw new ExtractionError(
      'binary',
      `“${label}” (${readableSize(bytes.length)}) is not a document that can be read here: its content is not text. Documents can be PDF, Word, PowerPoint, Excel, OpenDocument, EPUB, HTML, Markdown, text, CSV or JSON.`,
    );
  }
  return ofText(decoded, label, mediaType);
}

/** What a file must be in its bytes to be what its name says. */
const BINARY_NAMES: Readonly<Record<string, string>> = {
  pdf: 'PDF',
  docx: 'Word document',
  pptx: 'PowerPoint presentation',
  xlsx: 'Excel workbook',
  odt: 'OpenDocument text',
  epub: 'EPUB book',
};

/** Bytes that are nothing known, under the name of a format: the file is broken or misnamed, and that is what helps. */
function refuseMisnamed(bytes: Uint8Array, label: string): void {
  const extension = extensionOf(label);
  const what = BINARY_NAMES[extension];
  if (what === undefined) return;
  throw new ExtractionError(
    'damaged',
    `“${label}” (${readableSize(bytes.length)}) is named .${extension} but is damaged or is no ${what}. Open it in the program it comes from, save it again, and add that.`,
  );
}

function charsetOf(head: string, mediaType: string | undefined): string | undefined {
  const declared = /charset\s*=\s*["']?([\w.:-]{2,40})/i;
  return (
    declared.exec(mediaType ?? '')?.[1] ??
    declared.exec(head)?.[1] ??
    /^<\?xml[^>]*encoding=["']([\w.:-]{2,40})/i.exec(head)?.[1]
  );
}

function ofText(decoded: Decoded, label: string, mediaType: string | undefined): Detected {
  const start = decoded.text.slice(0, 4096).trimStart();
  if (start === '' && decoded.text.trim() === '')
    throw new ExtractionError('no-text', `“${label}” has only blank space in it. Check that it is the right file.`);
  const extension = extensionOf(label);
  const said = (mediaType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const kind = (format: 'markdown' | 'html' | 'text' | 'csv' | 'json', type: string): Detected => ({
    kind: 'text',
    format,
    mediaType: type,
    decoded,
  });

  const markdownName = EXPECTED[extension] === 'markdown' || said === 'text/markdown';
  if (/^<(!doctype\s+html|html[\s>])/i.test(afterProlog(start))) return kind('html', 'text/html');
  if (
    EXPECTED[extension] === 'json' ||
    said.endsWith('/json') ||
    said.endsWith('+json') ||
    said.includes('ndjson') ||
    /^[[{]/.test(start)
  ) {
    if (isJson(decoded.text)) return kind('json', 'application/json');
  }
  if (markdownName) return kind('markdown', 'text/markdown');
  if (EXPECTED[extension] === 'csv' || said === 'text/csv' || said === 'text/tab-separated-values')
    return kind('csv', extension === 'tsv' ? 'text/tab-separated-values' : 'text/csv');
  const tags =
    start.match(/<\/?(p|div|span|br|h[1-6]|ul|li|table|body|head|title|a|meta|script)\b[^>]*>/gi)?.length ?? 0;
  if (EXPECTED[extension] === 'html' || said === 'text/html' || said === 'application/xhtml+xml') {
    return tags > 0 ? kind('html', 'text/html') : kind('text', 'text/plain');
  }
  if (tags >= 5 && /^<[a-z!]/i.test(start) && !/^<\?xml|^<svg/i.test(start)) return kind('html', 'text/html');
  return kind('text', 'text/plain');
}

/** Without the XML declaration and comments at its beginning. */
function afterProlog(start: string): string {
  let rest = start.replace(/^<\?xml[^>]*>/i, '').trimStart();
  while (rest.startsWith('<!--')) {
    const end = rest.indexOf('-->');
    if (end === -1) return '';
    rest = rest.slice(end + 3).trimStart();
  }
  return rest;
}

/** One JSON value, or one a line. Cheap: only its first character and its last decide whether to parse. */
function isJson(text: string): boolean {
  const trimmed = text.trim();
  return /^[[{"\d\-tfn]/.test(trimmed) && /[\]}"\dels]$/.test(trimmed);
}
