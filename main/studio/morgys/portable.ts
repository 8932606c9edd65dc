/**
 * A Morgy as one file (`.morgy`): JSON that a person can read, with its templates and, if wanted, its knowledge. No ids of
 * people, no times of the device, no money earned: what a creator wrote, and nothing else.
 */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import { SOURCE_TYPES } from '../../../schema/index.ts';
import type { morgyKnowledge, morgys, morgyTemplates, RowOf } from '../../../schema/index.ts';
import { writeFileAtomically } from '../lib/atomic-write.ts';
import { templatePatch } from '../templates/contract.ts';
import { morgyPatch } from './contract.ts';

const FORMAT = 'morgus-studio/morgy';
/** Bytes; a file over this is not a Morgy that a person wrote. */
const LARGEST = 1024 * 1024 * 1024;

const morgyFile = z.object({
  format: z.literal(FORMAT),
  formatVersion: z.literal(1),
  // Whether it is offered to others is decided here, never by a file.
  morgy: morgyPatch.omit({ is_public: true, is_active: true }).extend({ name: z.string().trim().min(3).max(255) }),
  templates: z.array(templatePatch).max(1000),
  documents: z
    .array(
      z.object({
        title: z.string().min(1).max(255),
        content: z.string(),
        source_type: z.enum(SOURCE_TYPES),
        source_url: z.string().nullable().default(null),
        metadata: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default([]),
});
export type MorgyFile = z.output<typeof morgyFile>;

export interface PortableRows {
  readonly morgy: RowOf<typeof morgys>;
  readonly templates: readonly RowOf<typeof morgyTemplates>[];
  readonly documents: readonly RowOf<typeof morgyKnowledge>[];
}

/** Which foundation it draws on is told by ids of this studio, which mean nothing elsewhere. */
function withoutGround(settings: unknown): unknown {
  if (typeof settings !== 'object' || settings === null) return settings;
  return Object.fromEntries(Object.entries(settings).filter(([key]) => key !== 'ground'));
}

/** @returns bytes written. @throws StudioError cannot_write */
export async function writeMorgyFile(path: string, { morgy, templates, documents }: PortableRows): Promise<number> {
  const file = {
    format: FORMAT,
    formatVersion: 1,
    morgy: {
      name: morgy.name,
      description: morgy.description,
      category: morgy.category,
      tags: morgy.tags,
      ai_config: morgy.ai_config,
      personality: morgy.personality,
      appearance: morgy.appearance,
      capabilities: morgy.capabilities,
      knowledge_base: withoutGround(morgy.knowledge_base),
      license_type: morgy.license_type,
      price: morgy.price,
    },
    templates: templates.map(({ title, description, arguments: args, text }) => ({
      title,
      description,
      arguments: args,
      text,
    })),
    documents: documents.map(({ title, content, source_type, source_url, metadata }) => ({
      title,
      content,
      source_type,
      source_url,
      metadata,
    })),
  };
  const text = `${JSON.stringify(file, null, 2)}\n`;
  await writeFileAtomically(path, text);
  return Buffer.byteLength(text);
}

function byHand(fields: object): unknown {
  const { templates = [], documents = [], ...morgy } = fields as Record<string, unknown>;
  return { format: FORMAT, formatVersion: 1, morgy, templates, documents };
}

/** @throws StudioError not_a_morgy with what is wrong, in words; nothing is imported then. */
export async function readMorgyFile(path: string): Promise<MorgyFile> {
  const name = basename(path);
  const refuse = (why: string): StudioError =>
    new StudioError('not_a_morgy', `“${name}” could not be imported: ${why} Nothing was changed.`);
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > LARGEST) throw refuse('it is larger than 1 GB.');
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof StudioError) throw error;
    throw refuse('the file could not be read.');
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw refuse('it is not a Morgy file (its text is not JSON).');
  }
  // A file written by hand may be the fields alone.
  const written =
    typeof json === 'object' && json !== null && !('format' in json) && 'name' in json ? byHand(json) : json;
  const parsed = morgyFile.safeParse(written);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.join('.') ?? '';
    if (place === 'format') throw refuse('it is not a file that Morgus Studio wrote.');
    if (place === 'formatVersion') throw refuse('a newer Morgus Studio wrote it. Update the studio and try again.');
    throw refuse(`its part “${place}” is not valid: ${issue?.message ?? 'unknown'}.`);
  }
  return parsed.data;
}
