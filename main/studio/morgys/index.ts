/** What the studio needs of Morgys. */
export { createMorgys } from './service.ts';
