/** What undo or redo left alone, in words. Pure. */
import type { RequestOutput } from '../../main/contract/index.ts';

type Skipped = RequestOutput<'history.undo'>['skipped'];

/** Fields named before the rest is counted. */
const NAMED = 3;

const fieldOf = (column: string): string => {
  if (column === '*') return 'the whole entry';
  return column === 'deleted_at' ? 'whether it lies in the trash' : column.replaceAll('_', ' ');
};

/** "Left alone: whether it lies in the trash (it was changed since, here or on another device)." Null where nothing was. */
export function skippedWords(skipped: Skipped): string | null {
  const said = new Set(
    skipped.map(({ column, reason }) => {
      const why = reason === 'it was changed since' ? 'it was changed since, here or on another device' : reason;
      return `${fieldOf(column)} (${why})`;
    }),
  );
  if (said.size === 0) return null;
  const more = said.size - NAMED;
  const named = [...said].slice(0, NAMED).join('; ');
  return `Left alone: ${more > 0 ? `${named}; and ${more} more` : named}.`;
}
