/** The window's tables: how each was left, kept on this device, and their rows as a file. */
import type { Handlers } from '../../contract/define.ts';
import { writeFileAtomically } from '../lib/atomic-write.ts';
import { stringify, textCell } from '../lib/csv.ts';
import type { Store } from '../store/store.ts';
import { tableLook } from './contract.ts';
import type { TableLooks, tablesContract } from './contract.ts';

/** In the device's settings one row a table, so that two that change at once never write over each other. */
const PREFIX = 'table:';
const DECIMAL = /^-?\d+(\.\d+)?$/;

function looksOf(store: Store): TableLooks {
  const rows = store.all<{ key: string; value: string }>(
    'SELECT key, value FROM settings WHERE substr(key, 1, ?) = ?',
    [PREFIX.length, PREFIX],
  );
  return Object.fromEntries(
    rows.flatMap(({ key, value }) => {
      const look = tableLook.safeParse(JSON.parse(value));
      return look.success ? [[key.slice(PREFIX.length), look.data]] : [];
    }),
  );
}

export function createTables({ store }: { store: Store }): { handlers: Handlers<typeof tablesContract> } {
  return {
    handlers: {
      'tables.looks': () => looksOf(store),
      'tables.keepLook': ({ name, look }) => {
        store.write('Change a table', () =>
          store.run(
            `INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
            [PREFIX + name, JSON.stringify(look)],
            'table_looks',
          ),
        );
        return { name };
      },
      'tables.saveCsv': async ({ path, columns, rows }) => {
        const cell = (text: string, place: number): string =>
          columns[place]?.number === true && DECIMAL.test(text) ? text : textCell(text);
        await writeFileAtomically(
          path,
          stringify([columns.map(({ header }) => header), ...rows.map((row) => row.map(cell))]),
        );
        return { path, rows: rows.length };
      },
    },
  };
}
