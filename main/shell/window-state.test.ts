import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MIN_SIZE, openStateFile, placeOnDisplays } from './window-state.ts';

const SCREEN = { x: 0, y: 0, width: 1920, height: 1040 };
const file = (): string => join(mkdtempSync(join(tmpdir(), 'window-')), 'window.json');

describe('the place of the window', () => {
  it('is kept when it is on a display', () => {
    const bounds = { x: 200, y: 100, width: 1000, height: 700 };
    expect(placeOnDisplays(bounds, [SCREEN])).toEqual(bounds);
  });

  // The second display was unplugged: a window restored there could never be reached again.
  it('is forgotten when its display is gone, the size is not', () => {
    expect(placeOnDisplays({ x: 2500, y: 100, width: 1000, height: 700 }, [SCREEN])).toEqual({
      width: 1000,
      height: 700,
    });
    expect(placeOnDisplays({ x: 100, y: -500, width: 1000, height: 700 }, [SCREEN])).toEqual({
      width: 1000,
      height: 700,
    });
  });

  it('is never larger than a small display nor smaller than what can be used', () => {
    expect(placeOnDisplays(null, [{ x: 0, y: 0, width: 800, height: 600 }])).toEqual({ width: 800, height: 600 });
    expect(placeOnDisplays({ x: 0, y: 0, width: 10, height: 10 }, [SCREEN])).toMatchObject(MIN_SIZE);
  });
});

describe('the state file', () => {
  it('comes back as it was left', () => {
    const path = file();
    const first = openStateFile(path);
    first.update({ theme: 'dark', maximized: true });
    first.update({ bounds: { x: 1, y: 2, width: 800, height: 600 } });
    first.flush();
    expect(openStateFile(path).current).toMatchObject({ theme: 'dark', maximized: true, bounds: { x: 1 } });
  });

  // A file cut short by a crash, or from another program, must not keep the window from opening.
  it.each(['', '{"bounds":', '[]', '{"theme":"purple"}'])('starts fresh from %j', (text) => {
    const path = file();
    writeFileSync(path, text);
    expect(openStateFile(path).current).toMatchObject({ bounds: null, theme: 'system' });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
});
