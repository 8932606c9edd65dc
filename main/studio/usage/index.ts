/** Usage: quotas, costs and API keys, over the person's own rows or the demo's. */
import type { Handlers } from '../../contract/define.ts';
import { StudioError } from '../../contract/errors.ts';
import type { Account, Tokens } from '../accounts/index.ts';
import type { Shown } from '../earnings/index.ts';
import { createKeyCloud } from './cloud.ts';
import type { KeyCloud } from './cloud.ts';
import type { usageContract } from './contract.ts';
import { quotasAt, usageActions, usageFigures } from './figures.ts';
import { createKey, exchangeKeys, keysWait, listKeys, revokeKey } from './keys.ts';

export interface UsageDependencies {
  readonly shown: () => Promise<Shown>;
  /** Null where no account is open. */
  readonly account: Account | null;
  readonly tokens: Tokens | null;
}

const NO_CLOUD = 'No cloud is connected: keys made here wait until one is.';
const DEMO = 'The demo has no cloud: keys made here open nothing and are gone when you leave it.';

export function createUsage({ shown, account, tokens }: UsageDependencies): {
  handlers: Handlers<typeof usageContract>;
  /** Tells the cloud of keys that were made or revoked while it was away; quiet when it still is. */
  handIn(): Promise<void>;
} {
  const cloud: KeyCloud | null = account && tokens ? createKeyCloud(account, tokens) : null;

  /** @returns why the cloud's list could not be had; null when it was */
  async function exchange(): Promise<string | null> {
    const { store, demo } = await shown();
    if (demo) return DEMO;
    if (!cloud) return NO_CLOUD;
    try {
      await exchangeKeys(store, cloud);
      return null;
    } catch (error) {
      if (error instanceof StudioError) return `${error.message} What you see is what this device last knew.`;
      throw error;
    }
  }

  return {
    handIn: async () => {
      if (cloud && keysWait((await shown()).store)) await exchange();
    },
    handlers: {
      'usage.overview': async (range) => {
        const { store, now, zone } = await shown();
        return { ...quotasAt(store, now), ...usageFigures(store, zone, range) };
      },
      'usage.actions': async (asked) => {
        const { store, zone } = await shown();
        return usageActions(store, zone, asked);
      },
      'usage.keys': async () => {
        const away = await exchange();
        return { keys: listKeys((await shown()).store), away };
      },
      'usage.createKey': async (asked) => {
        const { store } = await shown();
        const made = createKey(store, asked);
        await exchange();
        return { ...made, record: listKeys(store).find((each) => each.id === made.record.id) ?? made.record };
      },
      'usage.revokeKey': async ({ id }) => {
        revokeKey((await shown()).store, id);
        await exchange();
        return { id };
      },
    },
  };
}
