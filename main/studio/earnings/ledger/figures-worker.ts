/** Reads many rows into columns beside the thread that answers the window, and hands them over without copying. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { openConnection } from '../../store/connection.ts';
import { toFile } from './kept.ts';
import { readLedger, readViews } from './read.ts';

const asked = z
  .object({ file: z.string(), kind: z.enum(['ledger', 'views']), stamp: z.string(), folder: z.string().nullable() })
  .parse(workerData);

/** The buffers of the arrays in it: they move. */
function buffers(value: object): ArrayBuffer[] {
  return Object.values(value).flatMap((each: unknown) => {
    if (ArrayBuffer.isView(each)) return each.buffer instanceof ArrayBuffer ? [each.buffer] : [];
    return typeof each === 'object' && each !== null && !Array.isArray(each) ? buffers(each) : [];
  });
}

const db = openConnection(asked.file, { readonly: true, mustExist: true });
try {
  const value = asked.kind === 'ledger' ? readLedger(db) : readViews(db);
  toFile(asked.folder, asked.kind, { stamp: asked.stamp, value });
  parentPort?.postMessage(value, buffers(value));
} finally {
  db.close();
}
