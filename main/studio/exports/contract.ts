/** Exports: what would leave, making the bundle, what was made, and putting it into Claude Desktop. */
import { z } from 'zod';
import { defineContract, mutation, query } from '../../contract/define.ts';

/** The file or address it came from, where several documents of the Morgy have its title. */
const source = z.string().exactOptional();
export const findingPlace = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('morgy'), field: z.string() }),
  z.object({ kind: z.literal('template'), index: z.int(), title: z.string(), field: z.string() }),
  z.object({ kind: z.literal('ground'), title: z.string(), field: z.string() }),
  z.object({ kind: z.literal('document'), documentId: z.string(), documentTitle: z.string(), source }),
  z.object({
    kind: z.literal('chunk'),
    documentId: z.string(),
    documentTitle: z.string(),
    source,
    chunkId: z.string(),
    number: z.int(),
  }),
]);
const action = z.enum(['redact', 'leave-out', 'allow']);
export const finding = z.object({
  id: z.string(),
  rule: z.string(),
  label: z.string(),
  severity: z.enum(['block', 'warn']),
  place: findingPlace,
  line: z.int(),
  column: z.int(),
  /** The secret itself is masked. */
  excerpt: z.string(),
  /** By which a person may say that it is no secret (settings, `notSecrets`); null where its format leaves no doubt. */
  hash: z.string().nullable(),
  /** A person said so. */
  kept: z.boolean(),
  /** What a person decided about it, now or at an earlier export; null where nobody did. */
  decided: action.nullable(),
});
export const decision = z.object({
  findingId: z.string(),
  action,
});

export const plan = z.object({
  name: z.string(),
  /** The version the bundle would get; `unchanged` says that it would be byte for byte the last one. */
  version: z.string(),
  unchanged: z.boolean(),
  files: z.array(z.object({ path: z.string(), size: z.int(), purpose: z.string() })),
  tools: z.array(z.object({ name: z.string(), description: z.string() })),
  prompts: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      description: z.string(),
      arguments: z.array(z.string()),
    }),
  ),
  counts: z.object({
    documents: z.int(),
    chunks: z.int(),
    templates: z.int(),
    /** Profiles; null where no foundation travels. */
    icps: z.int().nullable(),
  }),
  findings: z.array(finding),
  /** Ids of findings that must be decided before an export is possible. */
  blocking: z.array(z.string()),
  unpackedSize: z.int(),
  estimatedSize: z.int(),
});
export type ExportPlan = z.infer<typeof plan>;

export const verificationReport = z.object({
  ok: z.boolean(),
  checks: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      outcome: z.enum(['passed', 'failed', 'skipped']),
      detail: z.string(),
    }),
  ),
  sha256: z.string(),
  size: z.int(),
  name: z.string().nullable(),
  version: z.string().nullable(),
  tools: z.array(z.string()),
  prompts: z.array(z.string()),
});
export type VerificationReport = z.infer<typeof verificationReport>;

export const exportRecord = z.object({
  id: z.string(),
  morgy_id: z.string(),
  /** The Morgy's name now. */
  morgy_name: z.string(),
  /** The name that went out. */
  exported_name: z.string(),
  share_id: z.string(),
  share_url: z.string(),
  include_knowledge: z.boolean(),
  include_templates: z.boolean(),
  /** A foundation travelled along. */
  include_ground: z.boolean(),
  downloads: z.int(),
  created_at: z.string(),
  version: z.string(),
  file_name: z.string(),
  /** Bytes of the .mcpb; the file itself may have been cleared since. */
  size: z.int(),
  sha256: z.string(),
  present: z.boolean(),
  report: verificationReport,
});
export type ExportRecord = z.infer<typeof exportRecord>;

const choices = z.object({
  morgyId: z.string(),
  includeKnowledge: z.boolean().default(true),
  includeTemplates: z.boolean().default(true),
  /** The foundation and profiles that the Morgy was given; nothing where it was given none. */
  includeGround: z.boolean().default(true),
  decisions: z.array(decision).default([]),
});

const decided = z.object({ morgyId: z.string(), decisions: z.array(decision).max(10_000) });

/** One part of a bundle that differs between two exports. */
export const exportChange = z.object({
  kind: z.enum(['added', 'removed', 'changed']),
  /** In words: "Document: Onboarding guide", "System prompt", "Template: Weekly report". */
  what: z.string(),
  detail: z.string(),
});

export const PNG_URL = 'data:image/png;base64,';

export const exportsContract = defineContract({
  'exports.plan': query({
    input: choices,
    output: plan,
    reads: [
      'morgys',
      'morgy_knowledge',
      'morgy_templates',
      'chunks',
      'mcp_exports',
      'workspaces',
      'foundations',
      'icp_profiles',
      'settings',
    ],
  }),
  /** Keeps what was decided on this device, so that the next export does not ask again. */
  'exports.decide': mutation({ input: decided, output: z.object({ morgyId: z.string() }) }),
  /** Packs, verifies and records; only a bundle that passed every check is recorded. Progress comes as events. */
  'exports.create': mutation({
    input: choices.extend({ exportKey: z.string() }),
    output: exportRecord,
  }),
  /** An emoji avatar of which this device has no picture yet: the window draws one for the icon. */
  'exports.avatar': query({
    input: z.object({ morgyId: z.string() }),
    output: z.object({ missing: z.object({ avatar: z.string(), color: z.string() }).nullable() }),
    reads: ['morgys', 'mcp_exports'],
  }),
  'exports.keepAvatar': mutation({
    input: z.object({ morgyId: z.string(), png: z.string().startsWith(PNG_URL).max(2_000_000) }),
    output: z.object({ morgyId: z.string() }),
  }),
  'exports.list': query({
    input: z.object({ morgyId: z.string().nullable() }),
    output: z.array(exportRecord),
    reads: ['mcp_exports', 'morgys'],
  }),
  'exports.diff': query({
    input: z.object({ from: z.string(), to: z.string() }),
    output: z.array(exportChange),
    reads: [],
  }),
  'exports.saveAs': mutation({
    input: z.object({ id: z.string(), path: z.string() }),
    output: z.object({ path: z.string() }),
  }),
  /** The file to hand to the system, for "Open in Claude Desktop". */
  'exports.file': query({
    input: z.object({ id: z.string() }),
    output: z.object({ path: z.string() }),
    reads: [],
  }),
  'exports.verify': mutation({ input: z.object({ path: z.string() }), output: verificationReport }),
  /** The manual way: unpacks into the data folder and merges an entry into claude_desktop_config.json (with a backup). */
  'exports.installManually': mutation({
    input: z.object({ id: z.string() }),
    output: z.object({ config: z.string(), backup: z.string().nullable(), entry: z.string() }),
  }),
  'exports.uninstallManually': mutation({
    input: z.object({ id: z.string() }),
    output: z.object({ config: z.string(), removed: z.boolean() }),
  }),
  /** What a person would paste by hand. */
  'exports.configSnippet': query({
    input: z.object({ id: z.string() }),
    output: z.object({ json: z.string(), configs: z.array(z.string()) }),
    reads: [],
  }),
});
