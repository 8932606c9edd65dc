/**
 * `npm run -s morgus -- …`: the command line, with set-up on the way. stdout carries the command's output and nothing
 * else; set-up speaks on stderr, and only where there was something to do.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { NODE, OUT, ROOT } from './runtime.mjs';
import { orExplain, setUp } from './setup.mjs';

function run(args, stdio) {
  return new Promise((resolve, reject) => {
    const child = spawn(NODE, args, { stdio });
    child.on('error', reject);
    // Ctrl+C reaches the command too, which ends what it does in its own way: stay until it has.
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
    child.on('close', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
}

await orExplain(async () => {
  await setUp({ desktop: false, quietWhenReady: true });
  const built = await run(
    [join(ROOT, 'scripts/build.ts'), '--quiet', 'bundle', 'cli'],
    ['ignore', 'ignore', 'inherit'],
  );
  if (built !== 0) process.exit(1);
  process.exit(await run([OUT.cli, ...process.argv.slice(2)], 'inherit'));
});
