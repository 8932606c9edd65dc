/** What a device makes of the catalogue, in one import. */
export * from './sqlite.ts';
export * from './codec.ts';
export { deviceTables } from './index.ts';
