/** What the studio needs of the assets. */
export { createAssets } from './service.ts';
export type { AssetsService, MessagingRules } from './service.ts';
