/** Fault caught: a page on the schema that no longer says what the schema is. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { tables } from './index.ts';
import { schemaPage } from './markdown.ts';

it('docs/schema.md is fresh: run `npm run schema`', () => {
  expect(readFileSync(new URL('../docs/schema.md', import.meta.url), 'utf8')).toBe(schemaPage(tables));
});
