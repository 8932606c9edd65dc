/** `npm start`: sets up, builds what changed, and opens the desktop with the arguments given after `--`. */
import { spawn } from 'node:child_process';
import { NODE, ROOT, electronRuntime, runtimeEnvironment } from './runtime.mjs';
import { orExplain, setUp } from './setup.mjs';

const NO_DISPLAY = `There is no display to open a window on. Ways to get one:
  xvfb-run -a npm start                a virtual one (package xvfb)
  ssh -X this-machine, then npm start  the display of the machine you sit at
  export DISPLAY=:0                    the one of a person logged in here
Without one, the same studio works from the terminal:  npm run -s morgus -- --help`;

/** Runs a program with our streams; answers its exit code. */
function runToEnd(file, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  });
}

const HELP = `npm start                  sets everything up, then opens the desktop
npm start -- --data DIR    on another data folder than yours (the command line's --data DIR names the same)
npm start -- LINK or FILE  opens a morgus:// link, a .morgy file or a .mcpb bundle too
npm start -- -- SWITCHES   switches of Electron and Chromium`;

/** What is ours, and what goes to Electron as it stands: after one more `--`. */
function split(args) {
  const at = args.indexOf('--');
  return at < 0 ? [args, []] : [args.slice(0, at), args.slice(at + 1)];
}

const [own, electronSwitches] = split(process.argv.slice(2));
if (own.includes('--help') || own.includes('-h')) {
  console.log(HELP);
  process.exit(0);
}
const unknown = own.find((argument) => argument.startsWith('-') && !/^--data(=|$)/.test(argument));
if (unknown !== undefined) {
  process.stderr.write(`npm start knows no ${unknown}.\n\n${HELP}\n`);
  process.exit(2);
}

const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);

await orExplain(async () => {
  await setUp();
  const built = await runToEnd(NODE, ['scripts/build.ts']);
  if (built !== 0) process.exit(built);
  if (!hasDisplay) {
    process.stderr.write(`${NO_DISPLAY}\n`);
    process.exit(1);
  }
  const runtime = electronRuntime();
  // Chromium refuses its sandbox to root; everyone else keeps it.
  const flags = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  // What Chromium misses on a bare system (a message bus, a graphics card) is nothing that a person could or need mend.
  if (!process.env.ELECTRON_ENABLE_LOGGING) flags.push('--log-level=3');
  process.stderr.write(`Opening Morgus Studio on Electron ${runtime.version}\n`);
  process.exit(await runToEnd(runtime.executable, [...flags, ...electronSwitches, ROOT, ...own], runtimeEnvironment()));
});
