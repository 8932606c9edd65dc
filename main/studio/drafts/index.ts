/** What the studio needs of drafts. */
export { createDrafts } from './service.ts';
