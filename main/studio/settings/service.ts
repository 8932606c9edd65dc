/** Serves the preferences of this device. */
import type { Handlers } from '../../contract/define.ts';
import { readLeniently } from '../lib/lenient.ts';
import type { Store } from '../store/store.ts';
import { settings } from './contract.ts';
import type { Settings, settingsContract } from './contract.ts';

export function readSettings(store: Store): Settings {
  const rows = store.all<{ key: string; value: string }>('SELECT key, value FROM settings');
  return readLeniently(settings, Object.fromEntries(rows.map(({ key, value }) => [key, JSON.parse(value)])));
}

export function writeSettings(store: Store, patch: { readonly [K in keyof Settings]?: Settings[K] | undefined }): void {
  store.write('Change settings', () => {
    for (const [key, value] of Object.entries(patch)) {
      if (value === undefined) continue;
      store.run(
        `INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
        [key, JSON.stringify(value)],
        'settings',
      );
    }
  });
}

export function createSettings({ store }: { store: Store }): { handlers: Handlers<typeof settingsContract> } {
  return {
    handlers: {
      'settings.get': () => readSettings(store),
      'settings.set': (patch) => {
        writeSettings(store, patch);
        return readSettings(store);
      },
    },
  };
}
