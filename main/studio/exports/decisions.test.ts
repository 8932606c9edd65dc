/** Faults caught: a decision about a secret forgotten at the next start, one Morgy's taken for another's, a text kept instead of a hash. */
import { expect, test } from 'vitest';
import { join } from 'node:path';
import { readSettings } from '../settings/index.ts';
import { openStore } from '../store/open.ts';
import { insertMorgy, temporaryFolder } from '../store/testing.ts';
import { decisionsFor, keepDecisions } from './decisions.ts';

test('what was decided is known after a restart, to its Morgy alone, and what is given now wins', () => {
  const file = join(temporaryFolder(), 'studio.db');
  const { store: before } = openStore(file);
  const morgyId = insertMorgy(before, 'Keeper');
  const other = insertMorgy(before, 'Other');
  keepDecisions(before, morgyId, [{ findingId: 'aaaa', action: 'redact' }]);
  keepDecisions(before, morgyId, [
    { findingId: 'bbbb', action: 'redact' },
    { findingId: 'bbbb-2', action: 'leave-out' },
  ]);
  before.close();

  const { store } = openStore(file);
  try {
    const given = [{ findingId: 'bbbb', action: 'allow' as const }];
    expect(decisionsFor(store, { morgyId, decisions: given })).toEqual([
      { findingId: 'aaaa', action: 'redact' },
      { findingId: 'bbbb', action: 'allow' },
      { findingId: 'bbbb-2', action: 'leave-out' },
    ]);
    expect(decisionsFor(store, { morgyId: other, decisions: [] })).toEqual([]);
    keepDecisions(store, other, given);
    expect(decisionsFor(store, { morgyId, decisions: [] })).toHaveLength(3);
  } finally {
    store.close();
  }
});

test('a Morgy that was purged leaves nothing behind', () => {
  const { store } = openStore(join(temporaryFolder(), 'studio.db'));
  try {
    keepDecisions(store, 'gone', [{ findingId: 'aaaa', action: 'redact' }]);
    const morgyId = insertMorgy(store);
    keepDecisions(store, morgyId, [{ findingId: 'aaaa', action: 'redact' }]);
    expect(Object.keys(readSettings(store).exportDecisions)).toEqual([morgyId]);
  } finally {
    store.close();
  }
});
