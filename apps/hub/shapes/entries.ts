/** What a transaction of the database means for the shapes that follow its tables: the entries of each one's log. */
import type { LiveShape } from './live-shape.ts';
import type { Judge } from './membership.ts';
import { bodyOf, draftsOf } from './messages.ts';
import type { Draft } from './messages.ts';
import type { Change, LoggedRelation } from './pgoutput.ts';
import { sameRelation } from './relation.ts';
import type { Transaction } from './replication.ts';
import { isVisible } from './shape.ts';
import type { ShapeDefinition } from './shape.ts';
import type { ShapeSet } from './shape-set.ts';
import type { Entry } from './store.ts';

export interface Affected {
  /** By table, the shapes that can follow all of the transaction's changes of it. */
  readonly following: ReadonlyMap<number, readonly LiveShape[]>;
  /** Those that cannot: they are made anew. */
  readonly unfit: Set<LiveShape>;
}

/** A shape whose snapshot holds the transaction already is not affected by it. */
export function affectedBy({ xid, changes, broken }: Transaction, shapes: ShapeSet): Affected {
  const following = new Map<number, LiveShape[]>();
  const unfit = new Set<LiveShape>();
  const tables = new Map<number, { relation: LoggedRelation; whole: boolean }>();
  for (const { change } of changes) {
    const known = tables.get(change.relation.oid);
    tables.set(change.relation.oid, { relation: change.relation, whole: (known?.whole ?? true) && change.whole });
  }
  for (const oid of new Set([...tables.keys(), ...broken])) {
    const table = tables.get(oid);
    const able: LiveShape[] = [];
    for (const live of shapes.following(oid)) {
      if (isVisible(live.shape.visibility, xid)) continue;
      const follows =
        !broken.has(oid) &&
        table !== undefined &&
        table.whole &&
        sameRelation(live.shape.definition.relation, table.relation);
      if (follows) able.push(live);
      else unfit.add(live);
    }
    if (able.length > 0) following.set(oid, able);
  }
  return { following, unfit };
}

/**
 * `ask` has the database evaluate the shapes' where clauses on the rows before and after; a shape whose clause fails on
 * one of them becomes unfit.
 */
export async function entriesOf(
  { lsn, xid, changes }: Transaction,
  { following, unfit }: Affected,
  ask: (definitions: readonly ShapeDefinition[], changes: readonly Change[]) => Promise<Judge>,
): Promise<Map<LiveShape, Entry[]>> {
  const drafts = new Map<LiveShape, Draft[]>();
  for (const [oid, shapes] of following) {
    const own = changes.filter(({ change }) => change.relation.oid === oid);
    const opinion = await ask(
      shapes.map(({ shape }) => shape.definition),
      own.map(({ change }) => change),
    );
    for (const live of shapes) {
      const { definition } = live.shape;
      const { where } = definition;
      if (where !== null && opinion.failed.has(where)) {
        unfit.add(live);
        continue;
      }
      const takes = (image: Change['old']): boolean =>
        image !== null && (where === null || opinion.takes(where, image));
      const list = own.flatMap(({ op, change }) =>
        draftsOf(definition, change, { before: takes(change.old), after: takes(change.new) }, op),
      );
      if (list.length > 0) drafts.set(live, list);
    }
  }
  const entries = new Map<LiveShape, Entry[]>();
  for (const [live, list] of drafts)
    entries.set(
      live,
      list.map((draft, i) => ({
        shape: live.shape,
        lsn,
        op: draft.op,
        body: bodyOf(live.shape.definition, draft, lsn, xid, i === list.length - 1),
      })),
    );
  return entries;
}
