/**
 * How two changes of one column become one. Pure, and the same on both sides: the gateway decides with it, the device
 * shows with it what the gateway will decide. Values are JSON as schema/wire.ts gives them.
 */
import type { MergeRule } from '../../schema/columns.ts';
import { canonical, sameValue } from './equal.ts';
import { mergeText } from './merge-text.ts';

export { canonical, sameValue } from './equal.ts';

export interface Merged {
  readonly value: unknown;
  /** False: one side's value is not in it, so all three sides have to be kept. */
  readonly clean: boolean;
}

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text inside JSON is merged as a text from this length on (characters), or where it has lines; else it is a word and stands whole. */
const PROSE = 40;
const isProse = (text: string): boolean => text.length >= PROSE || text.includes('\n');

function mergeSet(base: unknown, mine: unknown, theirs: unknown): Merged {
  const was = Array.isArray(base) ? base : [];
  const ours = Array.isArray(mine) ? mine : [];
  const other = Array.isArray(theirs) ? theirs : [];
  const keys = (list: readonly unknown[]): Set<string> => new Set(list.map(canonical));
  const [inBase, inMine, inTheirs] = [keys(was), keys(ours), keys(other)];
  const sameMembers = inTheirs.size === inBase.size && [...inTheirs].every((key) => inBase.has(key));
  if (sameMembers) return { value: mine ?? null, clean: true };
  const kept = other.filter((item) => inMine.has(canonical(item)) || !inBase.has(canonical(item)));
  const added = ours.filter((item) => !inBase.has(canonical(item)) && !inTheirs.has(canonical(item)));
  const value = [...kept, ...added];
  return { value: value.length === 0 && (mine ?? null) === null ? null : value, clean: true };
}

const ABSENT = Symbol('absent');

/** One key or one list item: either side may have added, changed or removed it. */
function mergeSlot(base: unknown, mine: unknown, theirs: unknown): { value: unknown; clean: boolean } {
  const same = (a: unknown, b: unknown): boolean =>
    a === ABSENT || b === ABSENT ? a === b : canonical(a) === canonical(b);
  if (same(mine, theirs) || same(base, theirs)) return { value: mine, clean: true };
  if (same(base, mine)) return { value: theirs, clean: true };
  // Removed here and changed there: what was changed stays.
  if (mine === ABSENT) return { value: theirs, clean: false };
  if (theirs === ABSENT) return { value: mine, clean: false };
  return mergeJson(base === ABSENT ? undefined : base, mine, theirs);
}

function mergeObjects(base: JsonObject, mine: JsonObject, theirs: JsonObject): Merged {
  const at = (object: JsonObject, key: string): unknown => (Object.hasOwn(object, key) ? object[key] : ABSENT);
  const result: [string, unknown][] = [];
  let clean = true;
  for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const slot = mergeSlot(at(base, key), at(mine, key), at(theirs, key));
    clean &&= slot.clean;
    if (slot.value !== ABSENT) result.push([key, slot.value]);
  }
  return { value: Object.fromEntries(result), clean };
}

type Identified = JsonObject & { readonly id: string | number };

/** Null unless every item is an object with an id of its own. */
function byId(list: unknown): Map<string | number, Identified> | null {
  if (!Array.isArray(list)) return null;
  const found = new Map<string | number, Identified>();
  for (const item of list as unknown[]) {
    if (!isObject(item)) return null;
    const id = item['id'];
    if ((typeof id !== 'string' && typeof id !== 'number') || found.has(id)) return null;
    found.set(id, item as Identified);
  }
  return found;
}

function mergeById(
  base: Map<string | number, Identified>,
  mine: Map<string | number, Identified>,
  theirs: Map<string | number, Identified>,
): Merged {
  const kept = (list: Map<string | number, unknown>, other: Map<string | number, unknown>): string =>
    [...list.keys()].filter((id) => other.has(id)).join('\0');
  const moved = kept(mine, base) !== kept(base, mine);
  // Whoever changed the order, or the newest arrival where both did, gives it; the other side's additions follow.
  const order = new Set(moved ? [...mine.keys(), ...theirs.keys()] : [...theirs.keys(), ...mine.keys()]);
  const result: unknown[] = [];
  let clean = true;
  for (const id of order) {
    const slot = mergeSlot(base.get(id) ?? ABSENT, mine.get(id) ?? ABSENT, theirs.get(id) ?? ABSENT);
    clean &&= slot.clean;
    if (slot.value !== ABSENT) result.push(slot.value);
  }
  return { value: result, clean };
}

/** A list of words without repetition behaves as a set. */
const isWordSet = (list: unknown): list is unknown[] =>
  Array.isArray(list) &&
  list.every((item) => typeof item === 'string' || typeof item === 'number') &&
  new Set(list).size === list.length;

function mergeJson(base: unknown, mine: unknown, theirs: unknown): Merged {
  if (sameValue(mine, theirs)) return { value: mine, clean: true };
  if (base !== undefined && sameValue(base, theirs)) return { value: mine, clean: true };
  if (base !== undefined && sameValue(base, mine)) return { value: theirs, clean: true };
  if (isObject(mine) && isObject(theirs)) return mergeObjects(isObject(base) ? base : {}, mine, theirs);
  const [ours, other] = [byId(mine), byId(theirs)];
  if (ours && other && (ours.size > 0 || other.size > 0)) {
    const was = byId(base ?? []);
    if (was) return mergeById(was, ours, other);
  }
  if (isWordSet(mine) && isWordSet(theirs) && isWordSet(base)) return mergeSet(base, mine, theirs);
  if (
    typeof base === 'string' &&
    typeof mine === 'string' &&
    typeof theirs === 'string' &&
    isProse(base) &&
    isProse(mine) &&
    isProse(theirs)
  )
    return mergeText(base, mine, theirs);
  return { value: mine, clean: false };
}

/** `theirs + mine - base` for numbers and for decimals written as text. */
function mergeCounter(base: unknown, mine: unknown, theirs: unknown): Merged {
  const parsed = [base ?? 0, mine ?? 0, theirs ?? 0].map((value) => /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value)));
  const [was, ours, other] = parsed;
  if (!was || !ours || !other) return { value: mine, clean: sameValue(mine, theirs) };
  const scale = Math.max(...parsed.map((match) => match?.[3]?.length ?? 0));
  const units = (match: RegExpExecArray): bigint =>
    BigInt(`${match[1]}${match[2]}${(match[3] ?? '').padEnd(scale, '0')}`);
  const sum = units(other) + units(ours) - units(was);
  if (scale === 0 && typeof mine === 'number') return { value: Number(sum), clean: true };
  const digits = String(sum < 0n ? -sum : sum).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return {
    value: `${sum < 0n ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`,
    clean: true,
  };
}

/**
 * `mine` arrives last. `base` is what it was made on; undefined where that is not known. What cannot be merged is settled
 * by the last to arrive, part by part, with `clean` false.
 */
export function mergeColumn(rule: MergeRule, base: unknown, mine: unknown, theirs: unknown): Merged {
  if (rule === 'counter') return mergeCounter(base, mine, theirs);
  if (sameValue(mine, theirs)) return { value: theirs, clean: true };
  if (base !== undefined && sameValue(base, theirs)) return { value: mine, clean: true };
  if (base !== undefined && sameValue(base, mine)) return { value: theirs, clean: true };
  switch (rule) {
    case 'text':
      return typeof base === 'string' && typeof mine === 'string' && typeof theirs === 'string'
        ? mergeText(base, mine, theirs)
        : { value: mine, clean: false };
    case 'set':
      return mergeSet(base, mine, theirs);
    case 'json':
      return mergeJson(base, mine, theirs);
    case 'quiet':
      return { value: mine, clean: true };
    default:
      return { value: mine, clean: false };
  }
}

export interface ColumnEdit {
  readonly rule: MergeRule;
  /** What the column held before the edit; undefined for an insert. */
  readonly base: unknown;
  readonly baseVersion: number;
  readonly mine: unknown;
  /** Which device sends it. */
  readonly device: string;
}

export interface ColumnStand {
  readonly value: unknown;
  /** Version at which the column was last written (`_fv`, else `*`), and by which device. */
  readonly version: number;
  readonly device: string;
}

export interface Decided {
  readonly value: unknown;
  /** same: the row already holds it. */
  readonly outcome: 'same' | 'applied' | 'merged' | 'conflicted';
}

/**
 * What becomes of a column when an edit of it arrives (docs/sync.md, "Merge"). It stands as sent when the column still
 * holds what the edit began with, or when this device was the last to write it. That last case covers values that stand
 * whole: a text, set or JSON of this device may by now hold another's part as well, merged in since, so those are merged
 * against what the edit began with. Only an edit that does not say what it began with is judged by versions: in a cloud
 * that was put back to an earlier day, a version that someone saw in the lost days may name another value.
 */
export function decideColumn(edit: ColumnEdit, stand: ColumnStand): Decided {
  const counts = edit.rule === 'counter';
  if (!counts && sameValue(edit.mine, stand.value)) return { value: stand.value, outcome: 'same' };
  const known = edit.base !== undefined;
  const unchanged = known ? sameValue(edit.base, stand.value) : stand.version <= edit.baseVersion;
  if (unchanged || edit.rule === 'quiet') return { value: edit.mine, outcome: 'applied' };
  const merged = mergeColumn(edit.rule, edit.base, edit.mine, stand.value);
  // Made on nothing that was seen: even what this device wrote here itself may be news to it.
  const whole = known ? edit.rule === 'last' : edit.baseVersion > 0;
  if (whole && stand.device === edit.device) return { value: edit.mine, outcome: 'applied' };
  return { value: merged.value, outcome: merged.clean ? 'merged' : 'conflicted' };
}
