/** For tests: a keeper of the search index in the test's own thread, that writes what it keeps at once. */
import type { Store } from '../../store/store.ts';
import { IndexKeeper } from './index-keeper.ts';
import { keep } from './index-tables.ts';
import type { Keep } from './index-tables.ts';

export function inProcess(store: Store, allow: (what: Keep) => boolean = () => true): IndexKeeper {
  return new IndexKeeper({
    store,
    keep: async (what) => {
      if (!allow(what)) return false;
      let more = true;
      while (more) more = store.write('Keep the search index', () => keep(store, what)).value;
      return true;
    },
    onProgress: () => undefined,
  });
}
