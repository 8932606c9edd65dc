/** What the studio needs of history. */
export { createHistory } from './service.ts';
export { purgeExpired } from './trash.ts';
