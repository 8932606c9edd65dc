/** The creator's time zone and saved views, kept in this device's settings. */
import { readLeniently } from '../lib/lenient.ts';
import type { Store } from '../store/store.ts';
import { preferences } from './contract.ts';
import type { Preferences } from './contract.ts';
import { isZone, zoneNamed } from '../lib/period/zone.ts';
import type { Zone } from '../lib/period/zone.ts';

const KEY = 'earnings';

export function readPreferences(store: Store): Preferences {
  const row = store.get<{ value: string }>('SELECT value FROM settings WHERE key = ?', [KEY]);
  return readLeniently(preferences, row ? JSON.parse(row.value) : {});
}

export function writePreferences(store: Store, patch: Partial<Preferences>): Preferences {
  const next = { ...readPreferences(store), ...patch };
  store.write('Change earnings settings', () =>
    store.run(
      `INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      [KEY, JSON.stringify(next)],
      // Not the table itself: where the window was last is kept there too, and makes no figure stale.
      'earnings_preferences',
    ),
  );
  return next;
}

/** The chosen zone, else the system's, else UTC. */
export function zoneOf({ timeZone }: Preferences): Zone {
  const wanted = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zoneNamed(isZone(wanted) ? wanted : 'UTC');
}
