/** What the studio needs of maintenance. */
export { createMaintenance } from './service.ts';
