/** What is written with escapes is found as well as what is written plainly, and goes as a whole. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodedPieces, originOf } from './decoded.ts';
import { scanText } from './secret-scan.ts';

const redacted = async (text: string): Promise<string> => {
  let left = '';
  let from = 0;
  for (const match of await scanText(text)) {
    left += text.slice(from, match.start) + match.replacement;
    from = match.end;
  }
  return left + text.slice(from);
};
const token = ['ghp', '_', 'q7Zx2Lw9Vb4Nt6Rk8Pd3Hs5Jf1Gc0MyEaUoT'].join('');

describe('e-mail addresses', () => {
  test.each([
    'mail <a href="mailto:maria.lopez%40acme.io">',
    'see [the list](mailto:maria.lopez%40acme.io)',
    'mail maria.lopez&#64;acme.io now',
    'mail maria.lopez&#x40;acme&#46;io now',
    'mail maria.lopez&commat;acme&period;io now',
    'mail maria%2Elopez%40acme%2Eio now',
    'mail %6d%61%72%69%61.lopez%40acme.io now',
    'to=maria.lopez%2540acme.io&x=1',
    '"maria.lopez\\u0040acme.io"',
    'mail maria.lo\u200bpez@acme.io now',
    'q=%20maria.lopez@acme.io',
  ])('no telling part is left of: %s', async (text) => {
    const left = await redacted(text);
    expect(left).not.toMatch(/lopez|acme|maria/i);
    expect(left).toContain('[e-mail address removed]');
  });

  test('what stands around it stays', async () => {
    expect(await redacted('mail maria.lopez@acme.io and <a href="mailto:maria.lopez%40acme.io">mail</a> 100 %')).toBe(
      'mail [e-mail address removed] and <a href="mailto:[e-mail address removed]">mail</a> 100 %',
    );
  });

  test('the addresses of nobody stay, encoded too', async () => {
    const text = 'write to user%40example.com or you&#64;example.org';
    expect(await redacted(text)).toBe(text);
  });
});

describe('secrets', () => {
  test.each([
    ['a token with an entity', token.replace('_', '&#95;')],
    ['a token in percents', [...token].map((c) => `%${(c.codePointAt(0) ?? 0).toString(16)}`).join('')],
    ['a token with a hidden character', `${token.slice(0, 12)}\u200b${token.slice(12)}`],
    ['a token with a soft hyphen by name', `${token.slice(0, 12)}&shy;${token.slice(12)}`],
    ['a connection string', ['postgres%3A%2F%2Fadmin%3A', 'Tr0ub4dor', '%40db.internal%2Fshop'].join('')],
    ['a password in a query', ['x=1&body=password%3D', 'Kx9tulip42'].join('')],
  ])('%s stops the export', async (_name, text) => {
    const found = await scanText(`see ${text} there`);
    expect(found.map(({ severity }) => severity)).toContain('block');
    const left = await redacted(`see ${text} there`);
    expect(left).not.toContain(text.slice(-8));
    expect(left.startsWith('see ')).toBe(true);
    expect(left.endsWith(' there')).toBe(true);
  });

  test('ordinary addresses with escapes are left alone', async () => {
    const text =
      'https://de.wikipedia.org/wiki/K%C3%A4se?x=%20y&amp;z=1 &nbsp; &copy; 2026, 100%25, C:\\temp\\x41 and \\d+\\u0020';
    expect(await scanText(text)).toEqual([]);
  });
});

test('an address is found and taken out whole, whichever of its characters are escaped', async () => {
  const address = 'maria.lopez@acme-works.io';
  const way = fc.constantFrom<(c: string) => string>(
    (c) => c,
    (c) => `%${(c.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`,
    (c) => `&#${c.codePointAt(0)};`,
    (c) => `&#x${(c.codePointAt(0) ?? 0).toString(16)};`,
    (c) => `%25${(c.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`,
    (c) => `\\u00${(c.codePointAt(0) ?? 0).toString(16)}`,
  );
  await fc.assert(
    fc.asyncProperty(fc.array(way, { minLength: address.length, maxLength: address.length }), async (ways) => {
      const written = [...address].map((c, i) => ways[i]?.(c) ?? c).join('');
      expect(await redacted(`Ask (${written}) soon.`)).toBe('Ask ([e-mail address removed]) soon.');
    }),
    { numRuns: 200 },
  );
});

test('every place of a decoded piece lies in the text, in order', () => {
  // A wrong place would cut into what stands beside a secret, or leave a part of it.
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string(),
          fc.constantFrom('%40', '&#64;', '%C3%A4', '&amp;#64;', '\u200b', '%25', '\\u0041', '&commat;'),
        ),
      ),
      (parts) => {
        const text = parts.join('');
        for (const piece of decodedPieces(text)) {
          let before = 0;
          for (let i = 0; i < piece.text.length; i++) {
            const [start, end] = originOf(piece, i, i + 1);
            expect(start).toBeGreaterThanOrEqual(before);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(text.length);
            before = start;
          }
        }
      },
    ),
  );
});

test('private folders in addresses of files and on servers', async () => {
  expect(await redacted('see file:///home/maria/y and file:///C:/Users/maria/z')).toBe('see file://~/y and file://~/z');
  expect(await redacted('see file:///Users/maria/y, file://localhost/home/maria/y.')).toBe(
    'see file://~/y, file://localhost~/y.',
  );
  expect(await redacted('see file:///root/.ssh and file:///home/maria%20l/y')).not.toMatch(/root|maria/);
  expect(await redacted('see file%3A%2F%2F%2Fhome%2Fmaria%2Fy')).not.toMatch(/maria/);
  expect(await redacted('see \\\\server\\maria\\z and C:\\Users\\maria\\x')).toBe('see ~\\z and ~\\x');
  expect(await redacted('see \\\\fs01\\Users\\maria and \\\\fs01\\maria$ there')).not.toMatch(/maria|fs01/);
  expect(await redacted('see file://fs01/maria/z, smb://fs01/homes/maria/z')).not.toMatch(/maria|fs01/);
  expect(await redacted('/mnt/c/Users/maria/x, /c/Users/maria/x, /var/home/maria')).not.toMatch(/maria/);
});

test.each([
  'file:///etc/passwd, file:///usr/share/doc/x, file://path/to/file and file:///tmp/x',
  'the formula \\\\hline\\multicolumn{2} and \\\\alpha\\beta, the pattern \\\\d+\\\\w',
  '\\\\.\\pipe\\docker_engine, \\\\?\\C:\\temp and \\\\server\\public\\x',
  'https://acme.io/home/maria and //cdn.acme.io/users/list',
])('other paths stay: %s', async (text) => {
  expect(await scanText(text)).toEqual([]);
});
