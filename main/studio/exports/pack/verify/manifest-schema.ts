// What a manifest must be. Our own bundles are held to the strict MCPB 0.3; foreign ones to what an installer needs.
import * as z from 'zod';
import { META_NAMESPACE, MOST_RESULTS } from '../../../../../apps/bundle/format.ts';

const version = z
  .string()
  .regex(/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/, 'is not a semantic version');

const prompt = z.strictObject({
  name: z.string().min(1).max(64),
  description: z.string().optional(),
  arguments: z.array(z.string()).optional(),
  text: z.string(),
});

const tool = z.strictObject({ name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/), description: z.string().optional() });

const meta = z.strictObject({
  format: z.number().int(),
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
  resultLimit: z.number().int().min(1).max(MOST_RESULTS).optional(),
});

/** What the packer writes. A subset of the published schema: less may vary, so more can be checked. */
export const ownManifest = z.strictObject({
  manifest_version: z.literal('0.3'),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  display_name: z.string().min(1),
  version,
  description: z.string().min(1),
  long_description: z.string().optional(),
  author: z.strictObject({ name: z.string().min(1) }),
  icon: z.string(),
  icons: z.array(z.strictObject({ src: z.string(), size: z.string().regex(/^\d+x\d+$/) })),
  server: z.strictObject({
    type: z.literal('node'),
    entry_point: z.string(),
    mcp_config: z.strictObject({ command: z.literal('node'), args: z.array(z.string()), env: z.strictObject({}) }),
  }),
  tools: z.array(tool),
  prompts: z.array(prompt),
  keywords: z.array(z.string()).optional(),
  license: z.string().optional(),
  compatibility: z.strictObject({
    platforms: z.array(z.enum(['darwin', 'win32', 'linux'])),
    runtimes: z.strictObject({ node: z.string() }),
  }),
  _meta: z.strictObject({ [META_NAMESPACE]: meta }),
});

export const foreignManifest = z.looseObject({
  name: z.string().min(1),
  display_name: z.string().optional(),
  version,
  description: z.string(),
  author: z.looseObject({ name: z.string().min(1) }),
  icon: z.string().optional(),
  server: z.looseObject({ type: z.string(), entry_point: z.string() }),
  tools: z.array(z.looseObject({ name: z.string() })).optional(),
  prompts: z.array(z.looseObject({ name: z.string() })).optional(),
});

export type OwnManifest = z.infer<typeof ownManifest>;
export type ForeignManifest = z.infer<typeof foreignManifest>;

/** The first thing that is wrong, with its place. */
export function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  const place = issue?.path.join('.') ?? '';
  return place === '' ? (issue?.message ?? 'it is not valid') : `${place}: ${issue?.message ?? 'is not valid'}`;
}
