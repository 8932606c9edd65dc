/** What the studio needs of campaigns and moves. */
export { createCampaigns } from './service.ts';
export type { MovesService } from './moves.ts';
