// The allow-list: parses what a caller hands over and keeps the fields that may leave, nothing else.
import * as z from 'zod';
import { MOST_RESULTS } from '../../../../apps/bundle/format.ts';
import { wellFormed } from './text.ts';
import { PackError, type BundleContent } from './types.ts';

/** Characters of all passages together; a bundle has to be read into memory at once. */
const MAX_TEXT = 400_000_000;

const text = (max: number) => z.string().max(max, `is longer than ${max} characters`).transform(wellFormed);
const line = (max: number) => text(max).transform((value) => value.trim());
const slider = z.number().min(1).max(10).optional();

const schema = z.object({
  morgy: z.object({
    name: line(255).pipe(z.string().min(1, 'is empty')),
    description: line(20_000),
    category: line(100),
    tags: z.array(line(100)).max(200),
    systemPrompt: text(500_000),
    ai: z.object({
      model: line(200).optional(),
      temperature: z.number().min(0).max(2).optional(),
      maxTokens: z.number().int().positive().optional(),
    }),
    resultLimit: z.number().int().min(1).max(MOST_RESULTS).optional(),
    personality: z
      .object({
        tone: line(100).optional(),
        verbosity: line(100).optional(),
        emojiUsage: line(100).optional(),
        responseStyle: line(5_000).optional(),
        energy: slider,
        formality: slider,
        humor: slider,
      })
      .optional(),
    appearance: z.object({
      color: z.string().transform((value) => (/^#[0-9a-f]{6}$/i.test(value) ? value.toUpperCase() : '#8B5CF6')),
      avatarPng: z.instanceof(Uint8Array).optional(),
    }),
    capabilities: z.array(line(200)).max(200),
  }),
  author: z.object({ name: line(255).pipe(z.string().min(1, 'is empty')) }),
  license: line(1_000).optional(),
  documents: z
    .array(
      z.object({
        id: z.string().min(1),
        title: line(1_000),
        sourceType: z.enum(['file', 'url', 'text', 'api']),
        date: z.iso.date().optional(),
        chunks: z.array(
          z.object({
            id: z.string().min(1),
            text: text(4_000_000),
            headingPath: z.array(line(1_000)).max(20),
            page: z.number().int().min(1).max(0xffffffff).optional(),
            pinned: z.boolean(),
          }),
        ),
      }),
    )
    .max(100_000),
  templates: z
    .array(
      z.object({
        title: line(255).pipe(z.string().min(1, 'is empty')),
        description: line(5_000),
        arguments: z
          .array(
            z.object({
              name: line(64).pipe(z.string().regex(/^(?!__proto__$)[^{}\p{C}]+$/u, 'is not a usable name')),
              description: line(2_000),
              required: z.boolean(),
            }),
          )
          .max(50)
          .refine(
            (list) => new Set(list.map((argument) => argument.name)).size === list.length,
            'has two arguments of the same name',
          ),
        text: text(200_000),
      }),
    )
    .max(1_000),
  ground: z
    .object({
      company: line(500),
      summary: text(100_000),
      category: line(500),
      positioning: line(10_000),
      voice: line(20_000),
      rules: z
        .array(
          z.object({
            type: z.enum(['do', 'dont']),
            text: line(2_000),
            reason: line(2_000),
            severity: z.enum(['error', 'warning', 'suggestion']),
          }),
        )
        .max(500),
      soundbites: z.array(z.object({ category: line(100), content: line(5_000) })).max(1_000),
      messages: z.array(line(5_000)).max(500),
      icps: z
        .array(
          z.object({
            name: line(255).pipe(z.string().min(1, 'is empty')),
            tagline: line(500),
            primary: z.boolean(),
            summary: text(20_000),
            sections: z
              .array(
                z.object({
                  title: line(100),
                  fields: z.array(z.object({ label: line(100), lines: z.array(line(5_000)).max(200) })).max(50),
                }),
              )
              .max(20),
          }),
        )
        .max(50),
    })
    .optional(),
});

/** Throws a PackError with the place of the first thing that doesn't fit. */
export function parseContent(content: BundleContent): BundleContent {
  const parsed = schema.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.join('.') ?? '';
    throw new PackError(
      'invalid_content',
      `This Morgy can't be exported yet: ${place} ${issue?.message ?? 'is not valid'}.`,
      { place },
    );
  }
  let total = 0;
  for (const document of parsed.data.documents) for (const chunk of document.chunks) total += chunk.text.length;
  if (total > MAX_TEXT) {
    throw new PackError(
      'too_large',
      `The knowledge has ${Math.round(total / 1e6)} million characters; a bundle takes at most ${MAX_TEXT / 1e6} million. Leave out some documents.`,
      { total, limit: MAX_TEXT },
    );
  }
  return parsed.data;
}
