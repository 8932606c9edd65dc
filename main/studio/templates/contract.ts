/** Prompt templates of a Morgy. */
import { z } from 'zod';
import { defineContract, mutation, query } from '../../contract/define.ts';
import { patchOf } from '../../contract/patch.ts';

/** Names are what `{{name}}` refers to in the text. */
export const templateArgument = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/i, 'A name is letters, digits and _, and starts with a letter.'),
  description: z.string().max(500).default(''),
  required: z.boolean().default(false),
});
export const template = z.object({
  id: z.string(),
  morgy_id: z.string(),
  title: z.string(),
  description: z.string().nullable(),
  arguments: z.array(templateArgument),
  text: z.string(),
  position: z.int(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type Template = z.infer<typeof template>;

export const templatePatch = z.object({
  title: z.string().trim().min(1, 'A template needs a title.').max(255),
  description: z.string().max(2000).nullable().default(null),
  arguments: z.array(templateArgument).max(30).default([]),
  text: z.string().max(200_000),
});
const READS = ['morgy_templates'];

export const templatesContract = defineContract({
  'templates.list': query({
    input: z.object({ morgyId: z.string() }),
    output: z.array(template),
    reads: READS,
  }),
  'templates.create': mutation({
    input: templatePatch.extend({ morgyId: z.string() }),
    output: template,
  }),
  'templates.update': mutation({
    input: z.object({ id: z.string(), patch: patchOf(templatePatch) }),
    output: template,
  }),
  'templates.remove': mutation({
    input: z.object({ id: z.string() }),
    output: z.object({ id: z.string() }),
  }),
  /** The order as listed; every template of the Morgy is named once. */
  'templates.reorder': mutation({
    input: z.object({ morgyId: z.string(), ids: z.array(z.string()) }),
    output: z.array(template),
  }),
});
