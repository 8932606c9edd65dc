/** Fault caught: a package without a reason, or a reason without its package. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const names = z.record(z.string(), z.string());
const { dependencies, devDependencies } = z
  .object({ dependencies: names, devDependencies: names })
  .parse(JSON.parse(read('package.json')));

it('docs/dependencies.md gives every package of package.json its row, and no other', () => {
  const rows = [
    ...read('docs/dependencies.md').matchAll(/^\| (@?[a-z0-9][\w./@-]*)\s+\| (\S.*?)\s*\| (\S.*?)\s*\|$/gm),
  ];
  const listed = rows.map((row) => row[1]);
  expect(listed.toSorted()).toEqual([...Object.keys(dependencies), ...Object.keys(devDependencies)].toSorted());
  expect(new Set(listed).size).toBe(listed.length);
});

it('every version is pinned', () => {
  for (const version of Object.values({ ...dependencies, ...devDependencies }))
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
});
