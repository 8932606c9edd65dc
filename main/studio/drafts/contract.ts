/** What was typed and is not valid yet: kept on the device under a key such as `morgys/<id>/name` until it is. */
import { z } from 'zod';
import { defineContract, mutation, query } from '../../contract/define.ts';

export const draft = z.object({
  key: z.string().min(1).max(300),
  value: z.json(),
  updated_at: z.string(),
});

export const draftsContract = defineContract({
  /** Drafts whose key starts with the prefix. */
  'drafts.list': query({
    input: z.object({ prefix: z.string() }),
    output: z.array(draft),
    reads: ['drafts'],
  }),
  'drafts.save': mutation({ input: draft.omit({ updated_at: true }), output: draft }),
  'drafts.clear': mutation({
    input: z.object({ keys: z.array(z.string()) }),
    output: z.object({ count: z.int() }),
  }),
});
