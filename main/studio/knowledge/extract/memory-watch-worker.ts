// Looks every so often how much memory its process holds, and ends it when that is too much or when it was left alone.
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import type { WatchData } from './memory.ts';

/** Milliseconds. A document can take about a hundred megabytes more in that time. */
const EVERY_MS = 50;
const { limitBytes, parent } = workerData as WatchData;

setInterval(() => {
  const left = process.ppid !== parent;
  if (!left && process.memoryUsage.rss() <= limitBytes) return;
  // Whoever started it reads this to know why.
  if (!left) writeSync(2, 'ended by its watch: out of memory\n');
  process.kill(process.pid, 'SIGKILL');
}, EVERY_MS);
