/** `npm run hub`: starts the hub and stays, or prints a new pairing code for the one that runs. */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { pino } from 'pino';
import { PostgresStartError } from '../../migrations/postgres/server.ts';
import { HubError } from './errors.ts';
import { defaultHubFolder, isRunning, openFolder } from './folder.ts';
import { DEFAULT_PORT, pairingLink, startHub } from './hub.ts';
import { Ledger } from './issuer/ledger.ts';

/** Milliseconds after which a start that says nothing looks as if it hung. */
const STILL_EVERY = 15_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) throw new InvalidArgumentError('It is no port.');
  return value;
}

interface Options {
  data: string;
  port: number;
  lan?: boolean;
  demo?: boolean;
}

function sayPairing(url: string, code: string): void {
  say(`  Pair        ${pairingLink(url, code)}`);
  say('              Paste this link into Settings > Sync of the desktop (or open it), or: sync pair "<link>"');
  say('              The link works once, within ten minutes. Another: npm run hub -- pair');
}

/** Milliseconds after “Stopped.” in which this process has to be gone: whatever still holds it is of no use to anybody. */
const GONE = 3000;

async function start(options: Options): Promise<void> {
  // Started by another program that ends with it, and without one that would stop it: it stops by itself.
  const orphaned = new Promise<void>((resolve) => {
    if (process.connected) process.once('disconnect', resolve);
  });
  // Whoever heard what is said here may be gone; that is no reason to fall over in the middle of stopping.
  process.stdout.on('error', () => undefined);
  let running = false;
  void orphaned.then(() => (running ? undefined : process.exit(1)));
  say('Starting the hub …');
  const folder = openFolder(options.data);
  const log = pino({ level: 'info', base: null }, pino.destination({ dest: folder.log, sync: false, mode: 0o600 }));
  const since = performance.now();
  const still = setInterval(
    () =>
      say(`  still starting (${Math.round((performance.now() - since) / 1000)} s; the first start makes the database)`),
    STILL_EVERY,
  );
  const hub = await startHub({
    folder: options.data,
    port: options.port,
    lan: options.lan ?? false,
    demo: options.demo ?? false,
    log,
  }).finally(() => clearInterval(still));
  say('');
  say('The hub runs.');
  say(
    `  Address     ${hub.url}${options.lan ? ' (anyone in your network can reach it, unencrypted)' : ' (this machine only)'}`,
  );
  say(`  Account     ${hub.account.name} (of this hub alone)`);
  say(`  Data        ${hub.folder.root}`);
  if (hub.migrated.length > 0) say(`  Schema      ${hub.migrated.length} migrations ran`);
  sayPairing(hub.url, hub.newCode());
  say('Stop it with Ctrl+C.');
  // Ctrl+C can arrive twice, from the terminal and from whoever started this: the second changes nothing.
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
  running = true;
  await Promise.race([stopped, orphaned]);
  say('Stopping …');
  await hub.stop();
  say('Stopped.');
  setTimeout(() => process.exit(0), GONE).unref();
}

function pair(options: Options): void {
  const folder = openFolder(options.data);
  if (!isRunning(folder))
    throw new HubError('not_running', 'No hub runs with this folder. Start it with “npm run hub”; it prints a code.');
  const ledger = new Ledger(folder.database);
  try {
    const { url } = ledger;
    if (url === null) throw new HubError('not_running', 'The hub is still starting. It prints a code when it is up.');
    sayPairing(url, ledger.newCode());
  } finally {
    ledger.close();
  }
}

const program: Command = new Command('hub')
  .description('A cloud of your own on this machine: PostgreSQL, gateway and shapes, without Docker.')
  .option('--data <dir>', 'where the hub keeps everything', defaultHubFolder())
  .option('--port <number>', 'where it answers', port, DEFAULT_PORT)
  .option('--lan', 'answer other machines of your network too, unencrypted')
  .option('--demo', 'begin with two years of an invented creator (a new hub only)')
  .action(() => start(program.opts<Options>()))
  .exitOverride();
program
  .command('pair')
  .description('print a new pairing code for the hub that runs')
  .action(() => pair(program.opts<Options>()))
  .exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof HubError || error instanceof PostgresStartError) {
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = 1;
  } else throw error;
} finally {
  // The channel to whoever started it would hold this process.
  process.removeAllListeners('disconnect');
  if (process.connected) process.disconnect();
}
