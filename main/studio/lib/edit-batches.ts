/**
 * Groups the saves of one run of typing, so that Undo takes back what a person thinks of as one edit. A pause or another
 * field starts a new group.
 */
import { v7 as uuidv7 } from 'uuid';

const PAUSE_MS = 3000;
const LONGEST_MS = 30_000;

export class EditBatches {
  #last: { key: string; batch: string; begun: number; at: number } | null = null;

  /** The batch for a save of these fields of this row, at this moment. */
  continue(rowId: string, fields: string, now = performance.now()): string {
    const key = `${rowId}/${fields}`;
    const last = this.#last;
    if (last?.key === key && now - last.at < PAUSE_MS && now - last.begun < LONGEST_MS) {
      last.at = now;
      return last.batch;
    }
    this.#last = { key, batch: uuidv7(), begun: now, at: now };
    return this.#last.batch;
  }
}
