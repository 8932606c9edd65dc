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
export function shareDone({
  done,
  total,
  bytesDone,
  bytesTotal,
}: Pick<ImportJob, 'done' | 'total' | 'bytesDone' | 'bytesTotal'>): number | null {
  if (bytesTotal > 0) return Math.min(1, bytesDone / bytesTotal);
  return total > 0 ? Math.min(1, done / total) : null;
}

/** "20 read, 4 could not be read, 4 skipped": what became of the files of an import that is over. */
export function outcomeLabel({
  done,
  total,
  failed,
  skipped,
}: Pick<ImportJob, 'done' | 'total' | 'failed' | 'skipped'>): string {
  const read = Math.max(0, done - failed - skipped);
  const number = (count: number): string => count.toLocaleString('en');
  const parts = [
    ...(read > 0 || failed + skipped === 0 ? [`${number(read)} read`] : []),
    ...(failed > 0 ? [`${number(failed)} could not be read`] : []),
    ...(skipped > 0 ? [`${number(skipped)} skipped`] : []),
    ...(done < total ? [`${number(total - done)} not begun`] : []),
  ];
  return parts.join(', ');
}

/** Above the list of what was not read: only what failed asks for a person. @param most lines that the list has room for */
export function leftOutLabel(failed: number, skipped: number, most: number): string {
  const parts = [
    ...(failed > 0 ? [`${failed.toLocaleString('en')} ${failed === 1 ? 'needs' : 'need'} you`] : []),
    ...(skipped > 0 ? [`${skipped.toLocaleString('en')} skipped`] : []),
  ];
  const counts = parts.join(', ');
  return failed + skipped > most ? `${counts}: the first ${most}` : counts;
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

/** Names what is no address, so that it can be found in the field; null when all are. */
export function wrongUrls(wrong: readonly string[]): string | null {
  const shown = wrong
    .slice(0, 3)
    // A password in an address is nobody's to read over a shoulder.
    .map((word) => word.replace(/(\/\/)[^\s/?#]*@/g, '$1•••@'))
    .map((word) => `“${word.length > 60 ? `${word.slice(0, 59)}…` : word}”`);
  if (shown.length === 0) return null;
  const more = wrong.length - shown.length;
  const names = more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
  return `${names} ${wrong.length === 1 ? 'is no web address' : 'are no web addresses'}: one begins with https:// or http://.`;
}

/** How far an import is, as the studio last told it. */
export type Progress = Pick<ImportJob, 'state' | 'done' | 'total' | 'failed' | 'bytesDone' | 'bytesTotal'> & {
  secondsLeft: number | null;
  current: string | null;
};

/** "412 of 1,000 files, about 2 min left". */
export function progressDetail({ state, done, total, secondsLeft }: Progress): string {
  const count = total === 0 ? 'Looking for files' : `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`;
  const rest = state === 'running' ? timeLeft(secondsLeft) : '';
  return rest === '' ? count : `${count}, ${rest}`;
}

/** What is said aloud: only when an import begins, passes a quarter, or changes its state. */
export function milestone(progress: Progress): string {
  const share = shareDone(progress);
  if (progress.state !== 'running') return progress.state;
  return `running ${share === null ? 0 : Math.min(75, Math.floor(share * 4) * 25)}`;
}

export function spoken(label: string, progress: Progress): string {
  switch (progress.state) {
    case 'running':
      return `${label}: ${progressDetail(progress)}.`;
    case 'paused':
      return `${label}: paused at ${progressDetail(progress)}.`;
    case 'cancelled':
      return `${label}: cancelled.`;
    case 'done':
      return progress.failed > 0
        ? `${label}: done. ${progress.failed.toLocaleString('en')} could not be read.`
        : `${label}: done.`;
  }
}

/** "Guide › Setup › Proxies", without empty parts. */
export const pathLabel = (path: readonly string[]): string => path.filter((part) => part.trim() !== '').join(' › ');

/** The last two headings say where one is; the whole path belongs into a title. */
export function shortPath(path: readonly string[]): string {
  const parts = path.filter((part) => part.trim() !== '');
  return parts.length > 2 ? `… › ${parts.slice(-2).join(' › ')}` : parts.join(' › ');
}
