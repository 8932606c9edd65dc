/** Growing byte buffer and bounds-checked reader: little endian, variable-length unsigned integers (7 bits a byte). */
import { IndexFormatError } from './types.ts';

export class ByteWriter {
  private bytes = new Uint8Array(4096);
  length = 0;

  private room(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  byte(value: number): void {
    this.room(1);
    this.bytes[this.length++] = value;
  }

  varint(value: number): void {
    this.room(5);
    let rest = value;
    while (rest > 127) {
      this.bytes[this.length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.bytes[this.length++] = rest;
  }

  append(part: Uint8Array): void {
    this.room(part.length);
    this.bytes.set(part, this.length);
    this.length += part.length;
  }

  finish(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }
}

/** Reads within one section; anything past its end is a damaged index, never garbage. */
export class ByteReader {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    if (at < 0 || end > bytes.length || at > end) throw damaged();
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  byte(): number {
    if (this.at >= this.end) throw damaged();
    return this.bytes[this.at++] ?? 0;
  }

  varint(): number {
    // Nearly all take one byte.
    let value = this.byte();
    if (value < 128) return value;
    value &= 127;
    for (let shift = 7; shift <= 28; shift += 7) {
      const next = this.byte();
      value |= (next & 127) << shift;
      if (next < 128) return value >>> 0;
    }
    throw damaged();
  }

  /** So many of them in one go: nearly all take one byte, and an index has a hundred thousand. */
  varints(count: number): Uint32Array {
    // Each takes a byte at least; nothing is set aside for numbers that can't be there.
    if (count > this.end - this.at) throw damaged();
    const { bytes } = this;
    const values = new Uint32Array(count);
    for (let i = 0; i < count; i++) {
      const value = bytes[this.at] ?? 0;
      if (value < 128) {
        values[i] = value;
        this.at++;
      } else values[i] = this.varint();
    }
    if (this.at > this.end) throw damaged();
    return values;
  }

  take(length: number): Uint8Array {
    if (length > this.end - this.at) throw damaged();
    const part = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return part;
  }

  /** Moves on without a view, which costs more than reading where there are many. */
  skip(length: number): void {
    if (length > this.end - this.at) throw damaged();
    this.at += length;
  }
}

export function damaged(what = 'The search index is damaged: its parts contradict each other.'): IndexFormatError {
  return new IndexFormatError('damaged', `${what} Build it again from the chunks.`);
}

/** xxHash32, seed 0: finds accidental changes. It is no protection against intent. */
export function checksum(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const p1 = 0x9e3779b1;
  const p2 = 0x85ebca77;
  const p3 = 0xc2b2ae3d;
  const p4 = 0x27d4eb2f;
  const p5 = 0x165667b1;
  const round = (lane: number, input: number): number => {
    const mixed = (lane + Math.imul(input, p2)) | 0;
    return Math.imul((mixed << 13) | (mixed >>> 19), p1);
  };
  const length = bytes.length;
  let at = 0;
  let hash: number;
  if (length >= 16) {
    let a = (p1 + p2) | 0;
    let b = p2 | 0;
    let c = 0;
    let d = -p1 | 0;
    for (; at <= length - 16; at += 16) {
      a = round(a, view.getUint32(at, true));
      b = round(b, view.getUint32(at + 4, true));
      c = round(c, view.getUint32(at + 8, true));
      d = round(d, view.getUint32(at + 12, true));
    }
    hash =
      (((a << 1) | (a >>> 31)) + ((b << 7) | (b >>> 25)) + ((c << 12) | (c >>> 20)) + ((d << 18) | (d >>> 14))) | 0;
  } else hash = p5 | 0;
  hash = (hash + length) | 0;
  for (; at <= length - 4; at += 4) {
    hash = (hash + Math.imul(view.getUint32(at, true), p3)) | 0;
    hash = Math.imul((hash << 17) | (hash >>> 15), p4);
  }
  for (; at < length; at++) {
    hash = (hash + Math.imul(bytes[at] ?? 0, p5)) | 0;
    hash = Math.imul((hash << 11) | (hash >>> 21), p1);
  }
  hash = Math.imul(hash ^ (hash >>> 15), p2);
  hash = Math.imul(hash ^ (hash >>> 13), p3);
  return (hash ^ (hash >>> 16)) >>> 0;
}
