/**
 * The server inside every bundle. Built into one CommonJS file that runs on Node 20 and newer, also inside a host's own
 * utility process: no native code, no child process, no main guard, no top-level await. Standard output is the protocol's.
 */
import './interpreted.ts';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { bundleServerFactory } from './create.ts';
import { BundleError } from './files.ts';
import { onlyMessages } from './only-messages.ts';
import { keepHeapSmall } from './small-heap.ts';

// Each answer that waits for a slow reader listens for faults; hundreds at once are no leak.
process.stdout.setMaxListeners(0);
try {
  serveStdio(bundleServerFactory(import.meta.dirname), {
    transport: new StdioServerTransport(onlyMessages(process.stdin, process.stdout), process.stdout),
    // The details of a shape that does not fit are for nobody who reads a host's log.
    onerror: (error) =>
      console.error(`Connection: ${error.name.includes('Zod') ? 'a message was not valid.' : error.message}`),
  });
} catch (error) {
  console.error(error instanceof BundleError ? error.message : error);
  process.exitCode = 1;
}
keepHeapSmall();
