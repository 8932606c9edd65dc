/**
 * Property tests draw the same values in each run, so that a change is judged by what it changed. Other values are drawn
 * with PROPERTY_SEED=fresh, and those of one run again with the seed that a failure names.
 */
import { configureGlobal } from 'fast-check';

const FIXED = 20_260_117;
const wanted = process.env['PROPERTY_SEED'];

if (wanted !== 'fresh') {
  const seed = wanted === undefined ? FIXED : Number(wanted);
  if (!Number.isInteger(seed)) throw new Error(`PROPERTY_SEED is a whole number or "fresh", not "${wanted}".`);
  configureGlobal({ seed });
}
