/** Fault caught: a merge that melts into the edits before it, so that a person's own text is no version to go back to. */
import { expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { foundations, workspaces } from '../../../schema/index.ts';
import { testStore } from '../store/testing.ts';
import { rowAt, versionsOf } from './versions.ts';

it('what was written here stands apart from what came from the cloud right after', () => {
  const store = testStore();
  const [space, id] = [uuidv7(), uuidv7()];
  store.write('New workspace', () => {
    store.insert(workspaces, { id: space, user_id: store.ownerId(), name: 'Here' });
    store.insert(foundations, { id, workspace_id: space, owner_id: store.ownerId(), company_name: 'First' });
  });
  const name = (company_name: string, kind: 'do' | 'remote'): void => {
    const label = kind === 'do' ? 'Rename' : 'Arrived from the cloud';
    store.write(label, () => store.update(foundations, id, { company_name }), { kind });
  };
  name('Own words', 'do');
  name('Own and other words', 'remote');
  name('Last words', 'do');
  const row = store.row(foundations, id);
  if (!row) throw new Error('The foundation is gone.');
  expect(versionsOf(store, id).map(({ tx }) => rowAt(store, row, tx)?.company_name)).toEqual([
    'Last words',
    'Own and other words',
    'Own words',
  ]);
});
