/** Keeps which model a person named: its address in the settings of this device, its key in the system's keychain. */
import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import type { Handlers } from '../../contract/define.ts';
import type { SecretStore } from '../lib/secrets.ts';
import type { Store } from '../store/store.ts';
import { askModel } from './ask.ts';
import type { Question } from './ask.ts';
import type { ChatModel, modelContract, WantedModel } from './contract.ts';
import { readEndpoint } from './endpoint.ts';

const SETTING = 'chat_model';
/** Milliseconds. The first question loads the model into memory. */
const CHECK_PATIENCE = 60_000;
const ASK_PATIENCE = 240_000;

const kept = z.object({
  baseUrl: z.string(),
  model: z.string(),
  key: z.enum(['none', 'keychain', 'memory']).catch('none'),
});

/** By server: a key that was meant for one is never shown to another. */
const secretOf = (origin: string): string => `model/${origin}`;

export interface ModelDependencies {
  readonly store: Store;
  readonly secrets: SecretStore;
}

export type Asked = Pick<Question, 'system' | 'user' | 'shape' | 'signal'>;

export interface Model {
  readonly handlers: Handlers<typeof modelContract>;
  /** The one that is named; null while there is none. */
  current(): ChatModel | null;
  /** Puts a question to it. @throws StudioError no_model, and whatever askModel throws */
  ask(asked: Asked): Promise<string>;
}

export function createModel({ store, secrets }: ModelDependencies): Model {
  function current(): ChatModel | null {
    const row = store.get<{ value: string }>('SELECT value FROM settings WHERE key = ?', [SETTING]);
    const read = kept.safeParse(row === undefined ? null : JSON.parse(row.value));
    if (!read.success) return null;
    try {
      const { baseUrl, host, place } = readEndpoint(read.data.baseUrl);
      return { ...read.data, baseUrl, host, place };
    } catch {
      // Somebody wrote another address into the file.
      return null;
    }
  }

  const write = (label: string, value: z.input<typeof kept> | null): void =>
    void store.write(
      label,
      () =>
        value === null
          ? store.run('DELETE FROM settings WHERE key = ?', [SETTING], 'settings')
          : store.run(
              `INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
              [SETTING, JSON.stringify(value)],
              'settings',
            ),
      { kind: 'record' },
    );

  async function keep(origin: string, key: string): Promise<ChatModel['key']> {
    try {
      await secrets.set(secretOf(origin), key);
      return 'keychain';
    } catch (error) {
      if (!(error instanceof StudioError && error.code === 'no_keychain') || !secrets.hold) throw error;
      await secrets.hold(secretOf(origin), key);
      return 'memory';
    }
  }

  /** The kind of key that goes with an address when none is typed: the one that is kept for this very server. */
  const keptKind = (origin: string): ChatModel['key'] => {
    const before = current();
    return before && readEndpoint(before.baseUrl).origin === origin ? before.key : 'none';
  };

  async function keyFor(origin: string, host: string, kind: ChatModel['key']): Promise<string> {
    if (kind === 'none') return '';
    const key = await secrets.get(secretOf(origin));
    if (key === null)
      throw new StudioError(
        'no_key',
        kind === 'memory'
          ? `The key for ${host} was kept only until the studio closed, because this system has no keychain. Enter it again under Settings > Model.`
          : `The key for ${host} is not in the keychain that is used here. Enter it again under Settings > Model.`,
      );
    return key;
  }

  async function name({ baseUrl: typed, model, key }: WantedModel): Promise<void> {
    const { baseUrl, origin } = readEndpoint(typed);
    const before = current();
    const kind = key === undefined ? keptKind(origin) : key === '' ? 'none' : await keep(origin, key);
    write('Name a model', { baseUrl, model, key: kind });
    const left = before && readEndpoint(before.baseUrl).origin;
    if (left !== null && (left !== origin || kind === 'none') && before?.key !== 'none')
      await secrets.delete(secretOf(left));
  }

  const handlers: Handlers<typeof modelContract> = {
    'model.get': () => ({ model: current() }),
    'model.use': async (wanted) => {
      await name(wanted);
      return { model: current() };
    },
    'model.remove': async () => {
      const before = current();
      write('Forget the model', null);
      if (before && before.key !== 'none') await secrets.delete(secretOf(readEndpoint(before.baseUrl).origin));
      return { model: null };
    },
    'model.check': async ({ baseUrl, model, key: typed }, { signal }) => {
      const endpoint = readEndpoint(baseUrl);
      const key = typed ?? (await keyFor(endpoint.origin, endpoint.host, keptKind(endpoint.origin)));
      const begun = performance.now();
      const answer = await askModel({
        endpoint,
        model,
        key,
        system: 'You are asked whether you can be reached. Answer with one word.',
        user: 'Hello',
        signal,
        patience: CHECK_PATIENCE,
      });
      const ms = Math.round(performance.now() - begun);
      const words = answer
        .replaceAll(/<think>[\s\S]*?<\/think>/g, '')
        .replaceAll(/[\p{C}\s]+/gu, ' ')
        .trim();
      const shown = words.length > 80 ? `${words.slice(0, 80)}…` : words;
      const time = ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
      return {
        ms,
        said:
          shown === ''
            ? `${model} at ${endpoint.host} was reached in ${time}, but said nothing.`
            : `${model} at ${endpoint.host} answered after ${time}: “${shown}”`,
      };
    },
  };

  return {
    handlers,
    current,
    async ask(asked) {
      const model = current();
      if (!model)
        throw new StudioError('no_model', 'No model is named. Name one under Settings > Model, or go on without.');
      const endpoint = readEndpoint(model.baseUrl);
      const key = await keyFor(endpoint.origin, endpoint.host, model.key);
      return askModel({ ...asked, endpoint, model: model.model, key, patience: ASK_PATIENCE });
    },
  };
}
