/** Opens the bytes of an index for searching. */
import { openFileLexicon } from './file-lexicon.ts';
import { readFile } from './format.ts';
import { openProjection } from './projection.ts';
import { createSearcher } from './search.ts';
import type { OpenOptions, SearchIndex } from './types.ts';

/** @throws IndexFormatError for bytes that are truncated, altered, foreign or of another version. */
export function openIndex(bytes: Uint8Array, options: OpenOptions = {}): SearchIndex {
  const sections = readFile(bytes, options.compared);
  const lexicon = openFileLexicon(sections);
  return createSearcher(lexicon, openProjection(sections, lexicon), options);
}
