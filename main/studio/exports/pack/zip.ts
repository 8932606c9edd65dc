// Writes a zip archive that is the same byte for byte whenever and wherever it is written.
import { crc32 } from 'node:zlib';
import { deflate } from './deflate.ts';
import { byCodeUnits } from './text.ts';
import { PackError } from './types.ts';

/** Installers refuse entries compressed more than 50:1; those are stored instead. */
const MAX_RATIO = 45;
/** 1980-01-01 00:00, the first moment that a zip can tell. */
const DOS_DATE = 0x21;
/** Regular file, rw-r--r--, made on Unix. */
const EXTERNAL_ATTRIBUTES = 0o100644 * 0x10000;
const VERSION_MADE_BY = (3 << 8) | 20;
/** Names are UTF-8. */
const FLAGS = 0x800;

export interface ZipOptions {
  readonly signal?: AbortSignal | undefined;
  /** What was compressed before, by name. */
  readonly deflated?: ReadonlyMap<string, Uint8Array> | undefined;
  /** Bytes read so far, of all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

interface Entry {
  readonly name: Uint8Array;
  readonly crc: number;
  readonly size: number;
  readonly method: 0 | 8;
  readonly body: Uint8Array;
}

function header(signature: number, length: number, entry: Entry, at: number): { bytes: Uint8Array; view: DataView } {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, signature, true);
  view.setUint16(at, 20, true);
  view.setUint16(at + 2, FLAGS, true);
  view.setUint16(at + 4, entry.method, true);
  view.setUint16(at + 8, DOS_DATE, true);
  view.setUint32(at + 10, entry.crc, true);
  view.setUint32(at + 14, entry.body.length, true);
  view.setUint32(at + 18, entry.size, true);
  view.setUint16(at + 22, entry.name.length, true);
  return { bytes, view };
}

/** Entries are sorted by name. Names are the packer's own: relative, with forward slashes, different in more than case. */
export async function writeZip(files: ReadonlyMap<string, Uint8Array>, options: ZipOptions = {}): Promise<Uint8Array> {
  const names = [...files.keys()].toSorted(byCodeUnits);
  if (new Set(names.map((name) => name.toLowerCase())).size !== names.length) {
    throw new PackError('invalid_content', 'Two files of the bundle have names that differ only in case.');
  }
  let total = 0;
  for (const bytes of files.values()) total += bytes.length;
  if (total > 0xf0000000)
    throw new PackError('too_large', 'The bundle would be larger than 4 GB. Leave out some documents.', { total });

  const parts: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let offset = 0;
  let before = 0;
  for (const name of names) {
    const bytes = files.get(name) ?? new Uint8Array();
    const packed =
      options.deflated?.get(name) ??
      (await deflate(bytes, (done) => options.onProgress?.(before + done, total), options.signal));
    before += bytes.length;
    const stored = packed.length >= bytes.length || bytes.length > packed.length * MAX_RATIO;
    const entry: Entry = {
      name: new TextEncoder().encode(name),
      crc: crc32(bytes),
      size: bytes.length,
      method: stored ? 0 : 8,
      body: stored ? bytes : packed,
    };
    const local = header(0x04034b50, 30, entry, 4);
    const directory = header(0x02014b50, 46, entry, 6);
    directory.view.setUint16(4, VERSION_MADE_BY, true);
    directory.view.setUint32(38, EXTERNAL_ATTRIBUTES, true);
    directory.view.setUint32(42, offset, true);
    parts.push(local.bytes, entry.name, entry.body);
    central.push(directory.bytes, entry.name);
    offset += local.bytes.length + entry.name.length + entry.body.length;
  }
  const end = new Uint8Array(22);
  const view = new DataView(end.buffer);
  view.setUint32(0, 0x06054b50, true);
  view.setUint16(8, names.length, true);
  view.setUint16(10, names.length, true);
  view.setUint32(
    12,
    central.reduce((sum, part) => sum + part.length, 0),
    true,
  );
  view.setUint32(16, offset, true);
  return Buffer.concat([...parts, ...central, end]);
}
