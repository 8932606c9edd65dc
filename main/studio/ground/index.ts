/** What the studio needs of the ground that Morgys draw on. */
export { createGround, textOf } from './service.ts';
export type { ChosenGround, GroundService } from './service.ts';
