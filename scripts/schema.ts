/** Writes docs/schema.md from the catalogue. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { tables } from '../schema/index.ts';
import { schemaPage } from '../schema/markdown.ts';

writeFileSync(fileURLToPath(new URL('../docs/schema.md', import.meta.url)), schemaPage(tables));
