/** Preferences of this device. Secrets are not among them: they live in the keychain. */
import { z } from 'zod';
import { defineContract, mutation, query } from '../../contract/define.ts';
import { patchOf } from '../../contract/patch.ts';

export const settings = z.object({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  libraryView: z.enum(['cards', 'table']).default('cards'),
  /** The name an exported bundle carries as its author. */
  authorName: z.string().max(200).default(''),
  /** Where share links of exports point; the cloud's address once there is one. */
  shareBase: z.url().default('https://morgus.studio'),
  defaultModel: z.string().default('claude-sonnet-4-5'),
  /** What a search for secrets found and a person said is none: SHA-256 of its rule and text, never the text. */
  notSecrets: z.array(z.string().length(64)).max(10_000).default([]),
  /** What was decided about findings of an export: by Morgy, then by the finding's id, which is a hash. Never a text. */
  exportDecisions: z.record(z.string(), z.record(z.string(), z.enum(['redact', 'leave-out', 'allow']))).default({}),
  /** Page and selection of the window, as the renderer wants it back. */
  window: z.json().default(null),
});
export type Settings = z.infer<typeof settings>;

export const settingsContract = defineContract({
  'settings.get': query({ input: z.object({}), output: settings, reads: ['settings'] }),
  'settings.set': mutation({ input: patchOf(settings), output: settings }),
});
