/** What the studio needs of strategies and daily wins. */
export { createStrategies } from './service.ts';
