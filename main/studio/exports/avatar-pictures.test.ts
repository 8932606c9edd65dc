import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { avatarPictures } from './avatar-pictures.ts';
import { encodePng } from './pack/png.ts';

const square = (shade: number): Uint8Array =>
  encodePng({ width: 4, height: 4, data: new Uint8Array(4 * 4 * 4).fill(shade) });

// Would catch: a bundle whose bytes change because a font was updated, or a picture of one colour used for another.
test('the first picture of an emoji on a colour stays, and broken ones are refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'morgus-avatars-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const pictures = avatarPictures(folder);
  const pig = { avatar: '🐷', color: '#8B5CF6' };
  expect(pictures.of(pig)).toBeUndefined();
  await expect(pictures.keep(pig, new TextEncoder().encode('no picture'))).rejects.toThrow('the initial stands in');
  await pictures.keep(pig, square(10));
  await pictures.keep(pig, square(20));
  expect(Buffer.from(pictures.of(pig) ?? []).equals(square(10))).toBe(true);
  expect(avatarPictures(folder).of({ ...pig, color: '#000000' })).toBeUndefined();
});
