/** A start on data that is not as it should be: it is said above the page, and the desktop can still be closed. */
import { mkdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from './desktop.ts';

// Would catch: a window that says nothing, and a desktop that cannot be quit because there is no studio to close.
test('a database of a newer program is left alone and said to be one', async ({ profile }) => {
  const data = join(profile.folder, 'data');
  mkdirSync(data);
  const file = join(data, 'studio.db');
  const db = new Database(file);
  db.exec('CREATE TABLE future (id TEXT)');
  db.pragma('user_version = 999');
  db.close();
  const page = await profile.start({ env: { MORGUS_DATA: data } });
  await expect(page.getByText('Your data could not be opened')).toBeVisible();
  await expect(page.getByText('was written by a newer Morgus Studio').first()).toBeVisible();
  await profile.stop();
  const after = new Database(file, { readonly: true });
  expect(after.pragma('user_version', { simple: true })).toBe(999);
  after.close();
});

test('a damaged database is set aside, and the way to a backup is above every page', async ({ profile }) => {
  const data = join(profile.folder, 'data');
  mkdirSync(data);
  await profile.start({ env: { MORGUS_DATA: data } });
  await profile.request('morgys.create', { name: 'Lost and found' });
  await profile.stop();
  truncateSync(join(data, 'studio.db'), 200_000);
  const page = await profile.start({ env: { MORGUS_DATA: data } });
  await expect(page.getByText('Something happened to your data')).toBeVisible();
  await page.getByRole('button', { name: 'Backups…' }).click();
  await expect(page.getByRole('button', { name: 'Restore a backup…' })).toBeVisible();
  await page.getByRole('button', { name: 'Understood' }).first().click();
  await expect(page.getByText('Something happened to your data')).toHaveCount(0);
});
