// Reading a zip container that may be hostile: its table of contents is judged before anything is unpacked,
// and no member can unpack to more than the table promised.
import { inflateSync } from 'fflate';
import {
  MAX_RATIO,
  MAX_UNPACKED_BYTES,
  MAX_XML_BYTES,
  MAX_ZIP_ENTRIES,
  RATIO_FREE_BYTES,
  readableSize,
} from './limits.ts';
import { ExtractionError } from './types.ts';

export interface ZipEntry {
  name: string;
  packed: number;
  unpacked: number;
  method: number;
  encrypted: boolean;
  /** Where the member's local header begins. */
  offset: number;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;

function damaged(label: string): ExtractionError {
  return new ExtractionError(
    'damaged',
    `“${label}” is damaged: its container cannot be opened. Save it again in the program it comes from, then add it again.`,
  );
}

export class ZipContainer {
  readonly entries: ReadonlyMap<string, ZipEntry>;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #label: string;
  #spent = 0;

  /** @param label the file's name as the messages show it */
  constructor(bytes: Uint8Array, label: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#label = label;
    this.entries = this.#readDirectory();
  }

  #readDirectory(): Map<string, ZipEntry> {
    const view = this.#view;
    const from = Math.max(0, view.byteLength - 65_557);
    let end = -1;
    for (let at = view.byteLength - 22; at >= from; at--) {
      if (view.getUint32(at, true) === END_OF_DIRECTORY) {
        end = at;
        break;
      }
    }
    if (end === -1) throw damaged(this.#label);
    const count = view.getUint16(end + 10, true);
    let at = view.getUint32(end + 16, true);
    if (count > MAX_ZIP_ENTRIES || count === 0xffff) {
      throw new ExtractionError(
        'unpacks-too-large',
        `“${this.#label}” holds ${count} parts, more than the ${MAX_ZIP_ENTRIES} that a document may have. It was not opened. If it is a real document, save it as PDF and add that.`,
      );
    }
    const entries = new Map<string, ZipEntry>();
    let total = 0;
    const decoder = new TextDecoder();
    for (let n = 0; n < count; n++) {
      if (at + 46 > view.byteLength || view.getUint32(at, true) !== DIRECTORY_ENTRY) throw damaged(this.#label);
      const flags = view.getUint16(at + 8, true);
      const nameLength = view.getUint16(at + 28, true);
      const entry: ZipEntry = {
        name: decoder.decode(this.#bytes.subarray(at + 46, at + 46 + nameLength)),
        packed: view.getUint32(at + 20, true),
        unpacked: view.getUint32(at + 24, true),
        method: view.getUint16(at + 10, true),
        encrypted: (flags & 1) !== 0,
        offset: view.getUint32(at + 42, true),
      };
      total += entry.unpacked;
      // Zip64 writes 0xffffffff here, which is past every cap: refused by the same rule.
      if (
        total > MAX_UNPACKED_BYTES ||
        (entry.unpacked > RATIO_FREE_BYTES && entry.unpacked > entry.packed * MAX_RATIO)
      ) {
        throw new ExtractionError(
          'unpacks-too-large',
          `“${this.#label}” is ${readableSize(view.byteLength)} but says that it unpacks to ${readableSize(total)} or more. It was not opened, because files like this are made to fill up a computer. If it is a real document, save it as PDF and add that.`,
        );
      }
      if (!entries.has(entry.name)) entries.set(entry.name, entry);
      at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
    return entries;
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** Bytes of one member, or null when there is none. */
  read(name: string): Uint8Array | null {
    const entry = this.entries.get(name);
    if (entry === undefined) return null;
    if (entry.encrypted) throw encryptedError(this.#label);
    this.#spent += entry.unpacked;
    if (this.#spent > MAX_XML_BYTES) {
      throw new ExtractionError(
        'unpacks-too-large',
        `“${this.#label}” holds more than ${readableSize(MAX_XML_BYTES)} of text and markup. Split it into smaller documents and add those.`,
      );
    }
    const view = this.#view;
    if (entry.offset + 30 > view.byteLength || view.getUint32(entry.offset, true) !== LOCAL_HEADER)
      throw damaged(this.#label);
    const start = entry.offset + 30 + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true);
    const packed = this.#bytes.subarray(start, start + entry.packed);
    if (packed.length !== entry.packed) throw damaged(this.#label);
    if (entry.method === 0) return packed;
    if (entry.method !== 8) throw damaged(this.#label);
    try {
      // The fixed output buffer is the cap: a member that lies about its size is cut there.
      return inflateSync(packed, { out: new Uint8Array(entry.unpacked) });
    } catch (cause) {
      throw new ExtractionError('damaged', damaged(this.#label).message, { cause });
    }
  }

  text(name: string): string | null {
    const bytes = this.read(name);
    if (bytes === null) return null;
    const wide =
      bytes[0] === 0xff && bytes[1] === 0xfe
        ? 'utf-16le'
        : bytes[0] === 0xfe && bytes[1] === 0xff
          ? 'utf-16be'
          : 'utf-8';
    return new TextDecoder(wide).decode(bytes);
  }
}

export function encryptedError(label: string): ExtractionError {
  return new ExtractionError(
    'encrypted',
    `“${label}” is protected by a password. Open it in the program it comes from, save a copy without the password, and add that.`,
  );
}
