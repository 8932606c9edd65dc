/** A failure for the log of an import. */
import { StudioError } from '../../../contract/errors.ts';

/** A sentence says it all; a fault of ours keeps its place in the program. */
export const faultOf = (error: unknown): unknown => (error instanceof StudioError ? error.message : error);
