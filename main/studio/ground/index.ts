/** What the studio needs of the ground that Morgys draw on. */
export { exportedGround } from './export.ts';
export { createGround } from './service.ts';
