/** What the shape service takes on; beyond it, Electric is the answer. */

export interface Limits {
  /** Shapes kept; beyond it the one that was not asked for longest goes, if that is over `idleMs` ago. */
  shapes: number;
  idleMs: number;
  /** Requests held open at once. */
  requests: number;
  /** One answer, and one file of a snapshot. */
  chunkBytes: number;
  snapshotBytes: number;
  /** A shape whose log is longer is fetched again instead. */
  logBytes: number;
  transactionBytes: number;
}

/** For one person's devices, or a few people's in a house. */
export const LIMITS: Limits = {
  shapes: 600,
  idleMs: 60 * 60_000,
  requests: 1000,
  chunkBytes: 10 * 1024 * 1024,
  snapshotBytes: 2 * 1024 ** 3,
  logBytes: 128 * 1024 * 1024,
  transactionBytes: 256 * 1024 * 1024,
};
