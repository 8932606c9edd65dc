// Reads and writes 8-bit PNG without native code. Writing is deterministic and carries no metadata.
import { unzlibSync, zlibSync } from 'fflate';
import { crc32 } from 'node:zlib';
import { PackError } from './types.ts';

/** RGBA, row by row from the top. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const MAX_SIDE = 2048;

function chunk(type: string, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
  bytes.set(body, 8);
  view.setUint32(8 + body.length, crc32(bytes.subarray(4, 8 + body.length)));
  return bytes;
}

export function encodePng({ width, height, data }: Pixels): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 6, 0, 0, 0], 8);
  const stride = width * 4;
  // Filter "up" on every row: flat areas and gradients become zeros.
  const rows = new Uint8Array((stride + 1) * height);
  for (let y = 0; y < height; y++) {
    const at = y * (stride + 1);
    rows[at] = 2;
    for (let x = 0; x < stride; x++) {
      const above = y === 0 ? 0 : (data[(y - 1) * stride + x] ?? 0);
      rows[at + 1 + x] = (data[y * stride + x] ?? 0) - above;
    }
  }
  const parts = [
    Uint8Array.from(SIGNATURE),
    chunk('IHDR', header),
    chunk('IDAT', zlibSync(rows, { level: 9 })),
    chunk('IEND', new Uint8Array()),
  ];
  return Buffer.concat(parts);
}

interface Header {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly colorType: number;
}

const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

function refuse(reason: string): never {
  throw new PackError(
    'invalid_image',
    `The avatar can't be used for the bundle's icon: ${reason}. Choose another image, or an emoji.`,
  );
}

export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

/** Width and height from the header alone. */
export function pngSize(bytes: Uint8Array): { readonly width: number; readonly height: number } | undefined {
  if (!isPng(bytes) || bytes.length < 33) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** 8 bits a channel, not interlaced, at most 2048 x 2048. */
export function decodePng(bytes: Uint8Array): Pixels {
  if (!isPng(bytes)) refuse('it is not a PNG file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: Header | undefined;
  let palette = new Uint8Array();
  let alpha = new Uint8Array();
  const parts: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    if (at + 12 + length > bytes.length) refuse('the file is cut off');
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const body = bytes.slice(at + 8, at + 8 + length);
    if (type === 'IHDR') header = readHeader(body);
    else if (type === 'PLTE') palette = body;
    else if (type === 'tRNS') alpha = body;
    else if (type === 'IDAT') parts.push(body);
    else if (type === 'IEND') break;
    at += 12 + length;
  }
  if (header === undefined || parts.length === 0) refuse('the file is damaged');
  const stride = header.width * header.channels;
  const size = (stride + 1) * header.height;
  let rows: Uint8Array;
  try {
    // The size is known, so a bomb has nowhere to unpack to.
    rows = unzlibSync(Buffer.concat(parts), { out: new Uint8Array(size) });
  } catch {
    refuse('the file is damaged');
  }
  if (rows.length < size) refuse('the file is cut off');
  return toRgba(header, unfilter(rows, header), palette, alpha);
}

function readHeader(body: Uint8Array): Header {
  if (body.length < 13) refuse('the file is damaged');
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  const colorType = body[9] ?? 255;
  const channels = CHANNELS[colorType];
  if (width === 0 || height === 0 || width > MAX_SIDE || height > MAX_SIDE)
    refuse(`it measures ${width} x ${height}; at most ${MAX_SIDE} x ${MAX_SIDE} fit`);
  if (channels === undefined || body[8] !== 8) refuse('only PNG with 8 bits a channel is read');
  if (body[12] !== 0) refuse('interlaced PNG is not read');
  return { width, height, channels, colorType };
}

function unfilter(rows: Uint8Array, { width, height, channels }: Header): Uint8Array {
  const stride = width * channels;
  const out = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (stride + 1)] ?? 0;
    if (filter > 4) refuse('the file is damaged');
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x >= channels ? (out[at - channels] ?? 0) : 0;
      const up = y > 0 ? (out[at - stride] ?? 0) : 0;
      const corner = x >= channels && y > 0 ? (out[at - stride - channels] ?? 0) : 0;
      const raw = rows[y * (stride + 1) + 1 + x] ?? 0;
      out[at] = raw + predictor(filter, left, up, corner);
    }
  }
  return out;
}

function predictor(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const estimate = left + up - corner;
  const [dl, du, dc] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)];
  return dl <= du && dl <= dc ? left : du <= dc ? up : corner;
}

function toRgba(
  { width, height, channels, colorType }: Header,
  samples: Uint8Array,
  palette: Uint8Array,
  alpha: Uint8Array,
): Pixels {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const at = i * channels;
    const first = samples[at] ?? 0;
    let rgba: readonly [number, number, number, number];
    if (colorType === 3) {
      if (first * 3 + 2 >= palette.length) refuse('the file is damaged');
      rgba = [palette[first * 3] ?? 0, palette[first * 3 + 1] ?? 0, palette[first * 3 + 2] ?? 0, alpha[first] ?? 255];
    } else if (channels <= 2) rgba = [first, first, first, channels === 2 ? (samples[at + 1] ?? 0) : 255];
    else rgba = [first, samples[at + 1] ?? 0, samples[at + 2] ?? 0, channels === 4 ? (samples[at + 3] ?? 0) : 255];
    data.set(rgba, i * 4);
  }
  return { width, height, data };
}
