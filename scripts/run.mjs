/** Sets up, then runs one of the project's programs on Node 24: `node scripts/run.mjs FILE [ARGUMENT…]`. */
import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { NODE, ROOT, runtimeEnvironment } from './runtime.mjs';
import { orExplain, setUp } from './setup.mjs';

const [file, ...args] = process.argv.slice(2);
await orExplain(async () => {
  await setUp({ quietWhenReady: !file.endsWith('test.ts') });
  const path = [dirname(NODE), join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  const child = spawn(NODE, [join(ROOT, file), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...runtimeEnvironment(), PATH: path },
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('close', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
});
