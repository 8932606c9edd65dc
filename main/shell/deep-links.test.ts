import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { fromArguments, parseFile, parseLink } from './deep-links.ts';

const ID = '0198f3c2-7a11-7cc3-8b11-3f1a5b2c9d10';

describe('links', () => {
  it('opens a Morgy, an export and a search', () => {
    expect(parseLink(`morgus://morgy/${ID}`)).toEqual({
      kind: 'command',
      command: { id: 'system.openMorgy', args: { id: ID } },
    });
    expect(parseLink(`morgus://export/${ID}`)).toMatchObject({
      command: { args: { link: `morgus://exports?id=${ID}` } },
    });
    expect(parseLink('morgus://knowledge?q=late%20fees')).toMatchObject({
      command: { args: { link: 'morgus://search?q=late%20fees' } },
    });
    const pairing = 'morgus://pair?url=http%3A%2F%2F127.0.0.1%3A4400&code=abc-123';
    expect(parseLink(pairing)).toEqual({ kind: 'command', command: { id: 'system.pair', args: { link: pairing } } });
    expect(parseLink('morgus://knowledge')).toMatchObject({ command: { args: { link: 'morgus://search?q=' } } });
  });

  // A lenient parser would let a web page reach commands and parameters that were never meant for it.
  it.each([
    ['an id that is none', 'morgus://morgy/../../etc/passwd'],
    ['a second id', `morgus://morgy/${ID}/${ID}`],
    ['a parameter that is not known', `morgus://morgy/${ID}?then=delete`],
    ['another command', 'morgus://data.restore/?path=/tmp/x'],
    ['another scheme', 'https://morgy/1'],
    ['a damaged escape', 'morgus://morgy/%E0%A4%A'],
    ['a very long link', `morgus://knowledge?q=${'x'.repeat(3000)}`],
    ['pairing with nothing', 'morgus://pair?code=123456'],
    ['pairing with a file', 'morgus://pair?url=file%3A%2F%2F%2Fetc%2Fpasswd&code=123456'],
    ['pairing that brings more along', 'morgus://pair?url=https%3A%2F%2Fa.example&code=1&then=upload'],
  ])('refuses %s, in a sentence', (_what, link) => {
    const opened = parseLink(link);
    expect(opened.kind).toBe('refused');
    if (opened.kind === 'refused') expect(opened.message).toMatch(/^[A-Z].*\.$/);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((tail) => `morgus://${tail}`),
        ),
        (text) => {
          const opened = parseLink(text);
          const asked = opened.kind === 'refused' ? null : opened.command.id;
          expect([null, 'system.openMorgy']).toContain(asked);
        },
      ),
    );
  });
});

describe('files', () => {
  it('takes Morgys and bundles, from where the program was started', () => {
    expect(parseFile('notes/Ada.morgy', '/home/ada')).toMatchObject({
      command: { id: 'system.openFile', args: { path: '/home/ada/notes/Ada.morgy' } },
    });
    expect(parseFile('/x/a.MCPB', '/').kind).toBe('command');
    expect(parseFile('/x/a.exe', '/').kind).toBe('refused');
  });

  it('finds links and files among switches and the app folder', () => {
    const found = fromArguments(['--no-sandbox', '/app', '--flag=x.morgy', 'a.morgy', `morgus://morgy/${ID}`], '/d');
    expect(found.map((what) => what.kind)).toEqual(['command', 'command']);
  });
});
