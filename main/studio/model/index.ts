/** What other capabilities may know of the model. */
export { createModel } from './service.ts';
export type { Model } from './service.ts';
