import { join, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTENT_SECURITY_POLICY, fileOf } from './app-protocol.ts';

const ROOT = join(sep, 'app', 'out', 'renderer');

describe('app:// addresses', () => {
  it('names files below the root', () => {
    expect(fileOf('app://studio/', ROOT)).toBe(join(ROOT, 'index.html'));
    expect(fileOf('app://studio/assets/main-1.js?v=2#x', ROOT)).toBe(join(ROOT, 'assets', 'main-1.js'));
    expect(fileOf('app://studio/a%20b.css', ROOT)).toBe(join(ROOT, 'a b.css'));
  });

  // A page, or a link in an imported document, must not read the disk through the app's own origin.
  it.each([
    'app://studio/..%2f..%2fpackage.json',
    'app://studio/a/%2e%2e%2fpackage.json',
    'app://studio/a/..%5c..%5cx',
    'app://studio/C:%5cWindows%5cwin.ini',
    'app://studio/x%00.html',
    'app://other/index.html',
    'file:///etc/passwd',
    'app://studio/%E0%A4%A',
    'not a url',
  ])('refuses %s', (address) => {
    expect(fileOf(address, ROOT)).toBeNull();
  });

  it('stays below the root for any path', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom('..', '.', '%2e%2e', '%2f', '\\', ''), fc.string())), (parts) => {
        const file = fileOf(`app://studio/${parts.join('/')}`, ROOT);
        expect(file === null || file.startsWith(ROOT + sep)).toBe(true);
      }),
    );
  });

  it('allows no inline code and no other origin', () => {
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|https?:|\*/);
    expect(CONTENT_SECURITY_POLICY).toContain("default-src 'none'");
  });
});
