/** Words and times of a person's own language model. */
import type { OwnModelReport, OwnModelState } from '../../../main/studio/knowledge/contract.ts';

export const POOLING_WORDS: Record<OwnModelReport['pooling'], string> = {
  mean: 'as the mean of their vectors',
  first: 'by the vector of the first',
};

/** "about 20 min"; never more exact than it can be known. */
function spanLabel(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return 'a few seconds';
  if (seconds < 90) return `about ${Math.round(seconds / 10) * 10} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `about ${minutes} min` : `about ${Math.round(minutes / 60)} h`;
}

export function readingEstimate(passages: number, passageMs: number): string {
  if (passages === 0) return 'none yet';
  return `${passages.toLocaleString('en')}, read in ${spanLabel(passages * passageMs)} in the background`;
}

export function readingDetail({ done, total, passageMs, state }: OwnModelState): string {
  const far = `${done.toLocaleString('en')} of ${total.toLocaleString('en')} passages`;
  return passageMs === null || state !== 'reading' ? far : `${far}, ${spanLabel((total - done) * passageMs)} left`;
}
