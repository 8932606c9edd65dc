/** What the studio tells its clients without being asked. */
import { z } from 'zod';

export const studioEvent = z.discriminatedUnion('type', [
  /** Rows of these tables changed; '*' when another process wrote and nothing finer is known. */
  z.object({ type: z.literal('changed'), tables: z.array(z.string()) }),
  /** Progress of an import, at most ten times a second. */
  z.object({
    type: z.literal('import.progress'),
    jobId: z.string(),
    done: z.int(),
    failed: z.int(),
    total: z.int(),
    /** What is being read now; null between files. */
    current: z.string().nullable(),
    bytesDone: z.int(),
    bytesTotal: z.int(),
    /** Estimated; null until something has been measured. */
    secondsLeft: z.number().nullable(),
    state: z.enum(['running', 'paused', 'done', 'cancelled']),
  }),
  /** Progress of an export. `share` runs from 0 to 1. */
  z.object({
    type: z.literal('export.progress'),
    exportKey: z.string(),
    stage: z.string(),
    share: z.number(),
  }),
  /** How far a model has been asked for more facts. */
  z.object({
    type: z.literal('propose.progress'),
    workspaceId: z.string(),
    /** Questions answered, and those that there are. */
    done: z.int(),
    total: z.int(),
    /** New proposals so far. */
    fresh: z.int(),
    /** The evidence that is asked about now. */
    current: z.string(),
  }),
  /** Another account's database is open now, or the device's own: nothing of the last one may stay on screen. */
  z.object({ type: z.literal('account.switched'), problem: z.string().nullable() }),
  /** The studio process itself, told by the shell. */
  z.object({
    type: z.literal('status'),
    state: z.enum(['starting', 'ready', 'restarting', 'failed']),
    restarts: z.int(),
    message: z.string().nullable(),
  }),
]);
export type StudioEvent = z.infer<typeof studioEvent>;
export type StudioEventOf<T extends StudioEvent['type']> = Extract<StudioEvent, { type: T }>;
