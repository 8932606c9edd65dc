/** What other capabilities may know of settings. */
export { createSettings, readSettings, writeSettings } from './service.ts';
