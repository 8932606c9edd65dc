/** What other capabilities may know of foundations. */
export { against, contradictionsIn, sayingId } from './conflicts.ts';
export type { Saying } from './conflicts.ts';
export { createFoundations } from './service.ts';
export type { FoundationsService } from './service.ts';
