/** Faults caught: half a file in the place of a whole one, and half a file beside it, when the disk fills up. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writeAtomically } from './atomic-file.ts';

it('keeps the old file whole where the new one does not fit', ({ skip }) => {
  const folder = mkdtempSync(join(tmpdir(), 'atomic-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  // Only a disk that is really full takes a part of what it is given and says so in a number alone.
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status !== 0) skip('no disk to fill');
  onTestFinished(() => void spawnSync('umount', ['-l', disk]));
  const path = join(disk, 'secrets.json');
  writeAtomically(path, 'the old one');
  expect(() => {
    for (let n = 0; n < 20; n += 1) writeFileSync(join(disk, `filler ${n}`), 'x'.repeat(4096));
  }).toThrow(/ENOSPC/);
  rmSync(join(disk, 'filler 0'));
  expect(() => writeAtomically(path, 'new '.repeat(2000))).toThrow(/ENOSPC/);
  expect(readFileSync(path, 'utf8')).toBe('the old one');
  expect(readdirSync(disk).filter((name) => name.endsWith('.new'))).toEqual([]);
});
