/** What the studio needs of the profiles. */
export { createIcps } from './service.ts';
export type { IcpsService } from './service.ts';
export { summaryOf } from './summary.ts';
export { groupsOf } from './fields.ts';
