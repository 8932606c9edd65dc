/** Faults caught: a link that leads nowhere, a verb in the README that the command line does not know, a folder that is gone. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const read = (page: string): string => readFileSync(join(root, page), 'utf8');
const main = join(root, 'apps/cli/main.ts');

describe.each(pages)('%s', (page) => {
  it('links only to what is there', () => {
    const links = [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '');
    const inside = links.filter((link) => !/^[a-z]+:/i.test(link));
    expect(inside.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });
});

describe('README.md', () => {
  it('names folders that exist', () => {
    const table = read('README.md').split('## Where things are')[1]?.split('Your data:')[0] ?? '';
    const folders = [...table.matchAll(/^\| (.+?) +\|/gm)].flatMap((row) =>
      [...(row[1] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''),
    );
    expect(folders.length).toBeGreaterThan(8);
    expect(folders.filter((folder) => !existsSync(join(root, folder)))).toEqual([]);
  });

  it('shows commands that the command line knows', () => {
    const verbs = [...read('README.md').matchAll(/^npm run -s morgus -- (.+)$/gm)].map((match) =>
      (match[1] ?? '').split(' '),
    );
    expect(verbs.length).toBeGreaterThan(6);
    for (const [verb = '', second = ''] of verbs) {
      const words = ['morgy', 'knowledge', 'template', 'cloud'].includes(verb) ? [verb, second] : [verb];
      const { status } = spawnSync(process.execPath, [main, ...words, '--help'], { encoding: 'utf8' });
      expect([words.join(' '), status]).toEqual([words.join(' '), 0]);
    }
  });
});
