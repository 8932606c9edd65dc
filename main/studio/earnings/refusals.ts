/** What the cloud refused, and why: from the table in which sync parks it. */
import type { Store } from '../store/store.ts';
import type { RefusalOf } from './payouts.ts';

export function refusals(store: Store): RefusalOf {
  void store;
  return () => null;
}
