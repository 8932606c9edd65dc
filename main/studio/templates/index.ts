/** What the studio needs of templates. */
export { createTemplates } from './service.ts';
