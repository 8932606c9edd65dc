// Compresses one file of a bundle: the same bytes wherever and in whichever thread it is done.
import { Deflate } from 'fflate';
import { setImmediate as nextTick } from 'node:timers/promises';
import { throwIfCancelled } from './cancelled.ts';

const LEVEL = 6;
/** Compressed in one go; bounds the time that the event loop is held (about 15 ms). */
const SLICE = 1 << 18;

export async function deflate(
  bytes: Uint8Array,
  after: (done: number) => void,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const stream = new Deflate({ level: LEVEL }, (part) => parts.push(part));
  for (let at = 0; at < bytes.length; at += SLICE) {
    const end = Math.min(bytes.length, at + SLICE);
    stream.push(bytes.subarray(at, end), end === bytes.length);
    after(end);
    if (bytes.length > SLICE) {
      await nextTick();
      throwIfCancelled(signal);
    }
  }
  return Buffer.concat(parts);
}
