// What the reader of one format gives back, before index.ts makes an Extraction of it.
import { atxText, plainInline } from '../chunk/plain-inline.ts';
import type { ExtractionWarning, ExtractProgress } from './types.ts';

export interface Draft {
  markdown: string;
  pages: number[];
  /** Best first; the file's name is used when none says anything. */
  titles: (string | null | undefined)[];
  /** As the document writes it; anything that is not a date is ignored. */
  date?: string | null | undefined;
  warnings: ExtractionWarning[];
  /** Where the reader knows better than the look at the first bytes. */
  mediaType?: string;
}

export interface ReadContext {
  /** The file's name as messages show it. */
  label: string;
  progress: (step: Omit<ExtractProgress, 'stage'>) => void;
  /** Throws when the person cancelled. */
  checkpoint: () => void;
}

/** First level-1 heading of a Markdown text, without its markup. */
export function firstHeading(markdown: string): string | null {
  for (const line of markdown.slice(0, 20_000).split('\n')) {
    if (!/^ {0,3}#[ \t]/.test(line)) continue;
    const text = plainInline(atxText(line));
    if (text !== '') return text;
  }
  return null;
}
