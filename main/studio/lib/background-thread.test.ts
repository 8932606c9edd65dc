import { readFileSync, readdirSync } from 'node:fs';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';

/** Niceness of every thread of this process: field 19 of its stat line. */
const niceness = (): number[] =>
  readdirSync('/proc/self/task').map((thread) =>
    Number(readFileSync(`/proc/self/task/${thread}/stat`, 'utf8').split(') ')[1]?.split(' ')[16]),
  );

// A priority that reached the whole process would slow the thread that answers the window.
it.runIf(process.platform === 'linux')('puts back the worker alone', async () => {
  const before = niceness().filter((value) => value > 0).length;
  const module = new URL('./background-thread.ts', import.meta.url).href;
  const worker = new Worker(
    `import(${JSON.stringify(module)}).then((m) => { m.giveWay(); require('node:worker_threads').parentPort.postMessage('done'); });
     setInterval(() => undefined, 1000);`,
    { eval: true },
  );
  await once(worker, 'message');
  expect(niceness().filter((value) => value > 0)).toHaveLength(before + 1);
  await worker.terminate();
});
