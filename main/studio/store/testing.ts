/** For tests: real database files in a folder of their own, gone afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { morgys } from '../../../schema/index.ts';
import { openStore } from './open.ts';
import type { Store } from './store.ts';

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'morgus-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The production migrations on a real file. */
export function testStore(folder = temporaryFolder()): Store {
  const { store } = openStore(join(folder, 'studio.db'));
  onTestFinished(() => store.close());
  return store;
}

/** A Morgy as the service would make it. @returns its id */
export function insertMorgy(store: Store, name = 'Test Morgy'): string {
  const id = uuidv7();
  store.write(`New “${name}”`, () =>
    store.insert(morgys, { id, creator_id: store.ownerId(), name, category: 'custom' }),
  );
  return id;
}
