/** What other capabilities may know of settings. */
export { createSettings, readSettings } from './service.ts';
