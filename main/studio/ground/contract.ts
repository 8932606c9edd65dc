/** What a Morgy draws on: one foundation and some profiles, as its prompt sees them. */
import { z } from 'zod';
import { defineContract, query } from '../../contract/define.ts';

/** Kept in a Morgy's knowledge_base under `ground`. */
export const groundChoice = z.looseObject({
  workspaceId: z.string().nullable().default(null),
  /** In the order in which the prompt names them. */
  icpIds: z.array(z.string()).max(50).default([]),
});
export type GroundChoice = z.infer<typeof groundChoice>;

export const groundView = z.object({
  /** Null where no foundation is chosen, or it is not there any more. */
  workspace: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** What the prompt's variables become. */
  variables: z.object({
    company: z.string(),
    foundation: z.string(),
    icp: z.string(),
    icps: z.string(),
    guardrails: z.string(),
    voice: z.string(),
  }),
  icps: z.array(z.object({ id: z.string(), name: z.string(), is_primary: z.boolean() })),
  /** What was chosen and is not there any more, in sentences. */
  problems: z.array(z.string()),
});
export type GroundView = z.infer<typeof groundView>;

export const groundContract = defineContract({
  /** For a choice that may not be saved yet, so that a preview follows the hand. */
  'ground.read': query({
    input: z.object({ workspaceId: z.string().nullable(), icpIds: z.array(z.string()).max(50) }),
    output: groundView,
    reads: ['workspaces', 'foundations', 'icp_profiles'],
  }),
});
