/**
 * The file around an index: a header, a table of sections, the sections, a checksum.
 * docs/bundle-format.md describes it byte by byte.
 */
import { checksum, damaged } from './bytes.ts';
import { IndexFormatError } from './types.ts';

export const FORMAT_VERSION = 2;
/** "MSIX" */
const MAGIC = 0x5849534d;
/** magic, version, section count, total length, checksum of all that follows */
const HEADER = 20;
const ENTRY = 12;

export const SECTION = {
  meta: 1,
  ids: 2,
  documents: 3,
  lengths: 4,
  terms: 5,
  postings: 6,
  projection: 7,
  /** Only in an index that is to grow: the language of each chunk. */
  languages: 8,
} as const;

export function writeFile(sections: ReadonlyMap<number, Uint8Array>): Uint8Array {
  let length = HEADER + sections.size * ENTRY;
  for (const bytes of sections.values()) length += bytes.length;
  const file = new Uint8Array(length);
  const view = new DataView(file.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, FORMAT_VERSION, true);
  view.setUint32(8, sections.size, true);
  view.setUint32(12, length, true);
  let at = HEADER + sections.size * ENTRY;
  let entry = HEADER;
  for (const [id, bytes] of sections) {
    view.setUint32(entry, id, true);
    view.setUint32(entry + 4, at, true);
    view.setUint32(entry + 8, bytes.length, true);
    file.set(bytes, at);
    at += bytes.length;
    entry += ENTRY;
  }
  view.setUint32(16, checksum(file.subarray(HEADER)), true);
  return file;
}

/**
 * The sections of a file whose frame is sound. Their insides are checked by whoever reads them.
 * @param compared The checksum need not be reckoned.
 */
export function readFile(file: Uint8Array, compared = false): Map<number, Uint8Array> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length >= 4 && view.getUint32(0, true) !== MAGIC) {
    throw new IndexFormatError('foreign', 'This file is not a search index of Morgus Studio.');
  }
  if (file.length < HEADER)
    throw new IndexFormatError('truncated', 'The search index ends too early. Copy or export it again.');
  const version = view.getUint32(4, true);
  if (version !== FORMAT_VERSION) {
    throw new IndexFormatError(
      'version',
      `The search index has format ${version}, this program reads format ${FORMAT_VERSION}. Export it again.`,
    );
  }
  const length = view.getUint32(12, true);
  if (file.length < length)
    throw new IndexFormatError('truncated', 'The search index ends too early. Copy or export it again.');
  if (file.length > length) throw damaged('The search index has bytes after its end.');
  const count = view.getUint32(8, true);
  if (HEADER + count * ENTRY > length) throw damaged();
  if (!compared && checksum(file.subarray(HEADER)) !== view.getUint32(16, true)) {
    throw new IndexFormatError('checksum', 'The search index was changed after it was made. Export it again.');
  }
  const sections = new Map<number, Uint8Array>();
  let expected = HEADER + count * ENTRY;
  for (let i = 0; i < count; i++) {
    const at = HEADER + i * ENTRY;
    const offset = view.getUint32(at + 4, true);
    const size = view.getUint32(at + 8, true);
    if (offset !== expected || size > length - offset) throw damaged();
    const id = view.getUint32(at, true);
    if (sections.has(id)) throw damaged();
    sections.set(id, file.subarray(offset, offset + size));
    expected = offset + size;
  }
  if (expected !== length) throw damaged();
  return sections;
}
