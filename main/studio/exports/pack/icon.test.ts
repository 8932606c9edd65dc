import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ICON_SIZE, makeIcon } from './icon.ts';
import { decodePng, encodePng, pngSize } from './png.ts';
import { PackError } from './types.ts';

const icon = (name: string, avatarPng?: Uint8Array): Uint8Array =>
  makeIcon({ name, appearance: { color: '#8B5CF6', avatarPng } });

test('an icon is 512 x 512, the same each time, another for another initial', () => {
  expect(pngSize(icon('Nora'))).toEqual({ width: ICON_SIZE, height: ICON_SIZE });
  expect(Buffer.from(icon('Nora')).equals(icon('Nina'))).toBe(true);
  expect(Buffer.from(icon('Nora')).equals(icon('Ada'))).toBe(false);
});

test('names in other scripts, with accents or of emoji give a picture too', () => {
  for (const name of ['日本', 'Élan', '🐷', ' ', '9 lives', 'ß']) expect(pngSize(icon(name))?.width).toBe(ICON_SIZE);
});

test('what is encoded decodes to the same pixels', () => {
  const data = Uint8Array.from({ length: 7 * 5 * 4 }, (_unused, i) => (i * 37) % 256);
  expect(decodePng(encodePng({ width: 7, height: 5, data }))).toEqual({ width: 7, height: 5, data });
});

test('an avatar is drawn afresh: text hidden in its file does not travel', () => {
  const pixels = { width: 3, height: 2, data: new Uint8Array(24).fill(200) };
  const png = Buffer.from(encodePng(pixels));
  const note = Buffer.from('tEXtAuthor\0CANARY-in-metadata');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(note.length - 4);
  const withNote = Buffer.concat([png.subarray(0, 33), length, note, Buffer.alloc(4), png.subarray(33)]);
  const made = icon('Nora', withNote);
  expect(pngSize(made)).toEqual({ width: ICON_SIZE, height: ICON_SIZE });
  expect(Buffer.from(made).includes('CANARY')).toBe(false);
  const middle = (256 * 512 + 256) * 4;
  expect(decodePng(made).data.slice(middle, middle + 4)).toEqual(Uint8Array.of(200, 200, 200, 200));
});

test('pictures that are broken, too large or bombs are refused in words', () => {
  const png = Buffer.from(encodePng({ width: 4, height: 4, data: new Uint8Array(64) }));
  const huge = Buffer.from(png);
  huge.writeUInt32BE(60_000, 16);
  const bomb = Buffer.concat([png.subarray(0, 33), idat(deflateSync(Buffer.alloc(50_000_000))), png.subarray(-12)]);
  for (const bytes of [new Uint8Array(), Buffer.from('GIF89a'), png.subarray(0, 50), huge]) {
    expect(() => icon('Nora', bytes)).toThrow(PackError);
  }
  // More rows than the header says are not unpacked.
  expect(pngSize(icon('Nora', bomb))).toEqual({ width: ICON_SIZE, height: ICON_SIZE });
});

function idat(body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length);
  head.write('IDAT', 4, 'latin1');
  return Buffer.concat([head, body, Buffer.alloc(4)]);
}
