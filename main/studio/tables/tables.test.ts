/** Faults caught: a table that forgets its columns over a restart, one table's look written over another's, a look that breaks every table, a formula or a mangled number in a CSV. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLocalClient } from '../rpc/local-client.ts';
import { createServer } from '../rpc/server.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { temporaryFolder, testStore } from '../store/testing.ts';
import { tablesContract } from './contract.ts';
import { createTables } from './index.ts';

const clientOf = (store: Store) => createLocalClient(createServer(tablesContract, createTables({ store }).handlers));

it('keeps the look of each table over a restart, and leaves out one that cannot be read', async () => {
  const file = join(temporaryFolder(), 'studio.db');
  const ledger = {
    sort: { column: 'amount', direction: 'asc' as const },
    shown: { licence: true, product: false },
    widths: { subject: 240 },
  };
  const first = openStore(file).store;
  const before = clientOf(first);
  await before.request('tables.keepLook', { name: 'ledger', look: ledger });
  await before.request('tables.keepLook', { name: 'reviews', look: { widths: { comment: 400 } } });
  first.write('As another program would', () =>
    first.run(`INSERT INTO settings (key, value) VALUES ('table:payouts', '{"widths":{"note":"wide"}}')`),
  );
  first.close();
  const second = openStore(file).store;
  expect(await clientOf(second).request('tables.looks', {})).toEqual({
    ledger,
    reviews: { sort: null, shown: {}, widths: { comment: 400 } },
  });
  second.close();
});

it('saves rows as CSV: numbers stay numbers, texts stay texts, a place that cannot be written is said', async () => {
  const folder = temporaryFolder();
  const client = clientOf(testStore(folder));
  const asked = {
    columns: [
      { header: 'Name', number: false },
      { header: 'Amount', number: true },
    ],
    rows: [
      ['=1+1', '-12.50'],
      ['Two, "three"', '=2'],
    ],
  };
  const path = join(folder, 'rows.csv');
  expect(await client.request('tables.saveCsv', { ...asked, path })).toEqual({ path, rows: 2 });
  expect(readFileSync(path, 'utf8')).toBe(`\uFEFFName,Amount\r\n'=1+1,-12.50\r\n"Two, ""three""",'=2\r\n`);
  await expect(client.request('tables.saveCsv', { ...asked, path: join(folder, 'none', 'x.csv') })).rejects.toThrow(
    /folder does not exist/,
  );
});
