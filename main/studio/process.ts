/** The studio process: opens the data folder it was given, serves the shell, changes accounts, and ends with it. */
import { v7 as uuidv7 } from 'uuid';
import { StudioError, toStudioError } from '../contract/errors.ts';
import { returnTo } from './accounts/index.ts';
import type { SecretStore } from './lib/secrets.ts';
import { parentPort, toStudio } from './rpc/wire.ts';
import type { FromStudio, SecretAction } from './rpc/wire.ts';
import { openStudio } from './studio.ts';
import type { Studio } from './studio.ts';

const port = parentPort();
const [, , folder = ''] = process.argv;
if (folder === '') throw new Error('The studio process takes the data folder as its argument.');

/** Asks the shell, which alone can reach the keychain. */
function shellSecrets(): {
  secrets: SecretStore;
  answer: (id: string, value: string | null, error: string | null) => void;
} {
  const waiting = new Map<string, { resolve: (value: string | null) => void; reject: (error: Error) => void }>();
  const ask = (action: SecretAction, key: string, value: string | null): Promise<string | null> =>
    new Promise((resolve, reject) => {
      const id = uuidv7();
      waiting.set(id, { resolve, reject });
      port.post({ type: 'secret', id, action, key, value } satisfies FromStudio);
    });
  return {
    secrets: {
      get: (key) => ask('get', key, null),
      set: async (key, value) => void (await ask('set', key, value)),
      delete: async (key) => void (await ask('delete', key, null)),
      hold: async (key, value) => void (await ask('hold', key, value)),
    },
    answer(id, value, error) {
      const request = waiting.get(id);
      waiting.delete(id);
      if (error === null) request?.resolve(value);
      else request?.reject(new StudioError('no_keychain', error));
    },
  };
}

const { secrets, answer } = shellSecrets();
const running = new Map<string, AbortController>();
/** Answers that are being made now, without those that wait for another database. */
const handled = new Set<Promise<unknown>>();
/** What runs when another account is opened may still take so long (milliseconds). */
const PATIENCE = 3000;
let studio: Studio | null = null;
/** While the database of another account is opened: requests that come meanwhile wait for it. */
let reopening: Promise<void> | null = null;

const open = (): Studio =>
  openStudio({ dataFolder: folder, secrets, emit: (event) => port.post({ type: 'event', event }), reopen });

function reopen(why: 'account' | 'again'): void {
  reopening ??= (why === 'account' ? change() : openAgain()).finally(() => {
    reopening = null;
  });
}

/** The request that asked for it answers first; what runs may finish. */
async function comeToRest(): Promise<void> {
  await new Promise(setImmediate);
  for (const controller of running.values()) controller.abort();
  await Promise.race([Promise.allSettled(handled), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
}

/** Closes the database and opens the same one: it may be writable by now. */
async function openAgain(): Promise<void> {
  await comeToRest();
  await studio?.close();
  studio = null;
  try {
    studio = open();
    studio.start();
    port.post({ type: 'event', event: { type: 'changed', tables: ['*'] } });
  } catch (error) {
    fail(error);
  }
}

/** Closes one database and opens the other; where that one cannot be opened the former comes back, and it is said why. */
async function change(): Promise<void> {
  await comeToRest();
  const before = studio?.account ?? null;
  await studio?.close();
  studio = null;
  let problem: string | null = null;
  try {
    studio = open();
  } catch (error) {
    problem = toStudioError(error).message;
    try {
      await returnTo(folder, before);
      studio = open();
    } catch (second) {
      fail(second);
      return;
    }
  }
  studio.start();
  port.post({ type: 'event', event: { type: 'account.switched', problem } });
}

async function serve(id: string, name: string, input: unknown): Promise<void> {
  await reopening?.catch(() => undefined);
  const controller = new AbortController();
  running.set(id, controller);
  const answering = studio?.server.handle(name, input, controller.signal);
  if (answering) handled.add(answering);
  const reply = (await answering) ?? {
    ok: false as const,
    error: { code: 'studio_failed', message: 'The database is not open. Restart the studio.' },
  };
  if (answering) handled.delete(answering);
  running.delete(id);
  port.post({ type: 'reply', id, reply });
}

async function close(): Promise<never> {
  for (const controller of running.values()) controller.abort();
  await studio?.close();
  process.exit(0);
}

function fail(error: unknown): void {
  port.post({ type: 'fatal', error: toStudioError(error).toShape() });
  // Lets the message out before the process ends.
  setTimeout(() => process.exit(1), 200);
}

try {
  studio = open();
} catch (error) {
  fail(error);
}

if (studio) {
  port.onMessage((raw) => {
    const message = toStudio.parse(raw);
    switch (message.type) {
      case 'request':
        void serve(message.id, message.name, message.input);
        break;
      case 'cancel':
        running.get(message.id)?.abort();
        break;
      case 'secret':
        answer(message.id, message.value, message.error);
        break;
      case 'wake':
        studio?.wake();
        break;
      case 'reading':
        // Heard by extract/reading-process.ts, which asked for it.
        break;
      case 'close':
        void close();
        break;
    }
  });
  port.onClose(() => void close());
  port.post({ type: 'ready' });
  studio.start();
}
