/** For tests of imports: what the list says, and waiting for a state of the database. */
import type { TestKnowledge } from '../testing.ts';

export const states = (items: readonly { name: string; state: string }[]): Record<string, string> =>
  Object.fromEntries(items.map((item) => [item.name, item.state]));
export const documents = (base: TestKnowledge) => base.request('knowledge.list', { morgyId: base.morgyId });
export const jobOf = async (base: TestKnowledge) =>
  (await base.request('knowledge.imports', { morgyId: base.morgyId }))[0];

/** Waits for a state of the database, however long the machine takes. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
export const count = (base: TestKnowledge, state: string): number =>
  base.store.get<{ n: number }>(`SELECT count(*) AS n FROM import_items WHERE state = ?`, [state])?.n ?? 0;
