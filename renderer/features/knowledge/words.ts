/** Documents and imports in a person's words. Pure. */
import type { DocumentSummary, ImportItem, ImportJob } from '../../../main/studio/knowledge/contract.ts';

export const SOURCE_WORDS: Record<DocumentSummary['source_type'], string> = {
  file: 'File',
  url: 'Web page',
  text: 'Pasted text',
  api: 'JSON API',
};

export const ITEM_WORDS: Record<ImportItem['state'], string> = {
  waiting: 'Waiting',
  reading: 'Reading',
  added: 'Added',
  updated: 'Updated',
  unchanged: 'Unchanged',
  duplicate: 'Already there',
  skipped: 'Skipped',
  failed: 'Not read',
  cancelled: 'Cancelled',
};

/** "about 2 min left"; seconds are rounded so that the words do not flicker. */
export function timeLeft(seconds: number | null): string {
  if (seconds === null) return '';
  if (seconds < 5) return 'almost done';
  if (seconds < 60) return `about ${Math.ceil(seconds / 5) * 5} s left`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `about ${minutes} min left` : `about ${Math.round(minutes / 60)} h left`;
}

/** 0 to 1; by bytes where they are known, so that one large file does not stand still at the end. */
export function shareDone({ done, total, bytesDone, bytesTotal }: Pick<ImportJob, 'done' | 'total' | 'bytesDone' | 'bytesTotal'>): number | null {
  if (bytesTotal > 0) return Math.min(1, bytesDone / bytesTotal);
  return total > 0 ? Math.min(1, done / total) : null;
}

/** One address a line; what is not one is named, so that nothing is dropped in silence. */
export function readUrls(text: string): { urls: string[]; wrong: string[] } {
  const lines = text
    .split(/\s+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const isWeb = (line: string): boolean => URL.canParse(line) && /^https?:$/.test(new URL(line).protocol);
  return { urls: [...new Set(lines.filter(isWeb))], wrong: lines.filter((line) => !isWeb(line)) };
}
