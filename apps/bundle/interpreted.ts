/**
 * Imported before everything that has a schema. zod would otherwise compile its parsers with the Function constructor, which a
 * bundle must not use; a schema goes by what was set when it was made.
 */
import { config } from 'zod';

config({ jitless: true });
