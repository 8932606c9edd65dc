/** The studio process: opens the data folder it was given, serves the shell, and ends with it. */
import { v7 as uuidv7 } from 'uuid';
import { StudioError, toStudioError } from '../contract/errors.ts';
import type { SecretStore } from './lib/secrets.ts';
import { parentPort, toStudio } from './rpc/wire.ts';
import type { FromStudio } from './rpc/wire.ts';
import { openStudio } from './studio.ts';
import type { Studio } from './studio.ts';

const port = parentPort();
const dataFolder = process.argv[2];
if (!dataFolder) throw new Error('The studio process takes the data folder as its argument.');

/** Asks the shell, which alone can reach the keychain. */
function shellSecrets(): {
  secrets: SecretStore;
  answer: (id: string, value: string | null, error: string | null) => void;
} {
  const waiting = new Map<string, { resolve: (value: string | null) => void; reject: (error: Error) => void }>();
  const ask = (action: 'get' | 'set' | 'delete', key: string, value: string | null): Promise<string | null> =>
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
let studio: Studio | null = null;

async function close(): Promise<never> {
  for (const controller of running.values()) controller.abort();
  await studio?.close();
  process.exit(0);
}

try {
  studio = openStudio({ dataFolder, secrets, emit: (event) => port.post({ type: 'event', event }) });
} catch (error) {
  port.post({ type: 'fatal', error: toStudioError(error).toShape() });
  // Lets the message out before the process ends.
  setTimeout(() => process.exit(1), 200);
}

if (studio) {
  const { server } = studio;
  port.onMessage((raw) => {
    const message = toStudio.parse(raw);
    switch (message.type) {
      case 'request': {
        const controller = new AbortController();
        running.set(message.id, controller);
        void server.handle(message.name, message.input, controller.signal).then((reply) => {
          running.delete(message.id);
          port.post({ type: 'reply', id: message.id, reply });
        });
        break;
      }
      case 'cancel':
        running.get(message.id)?.abort();
        break;
      case 'secret':
        answer(message.id, message.value, message.error);
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
