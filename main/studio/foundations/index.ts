/** What other capabilities may know of foundations. */
export { createFoundations } from './service.ts';
export type { FoundationsService } from './service.ts';
