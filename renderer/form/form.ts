/**
 * A form that saves by itself and never throws away what was typed. What is valid goes to the studio a moment after the
 * last key; what is not valid yet stays on screen and is kept as a draft on the device until it is.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';

export type Parsed = { ok: true; value: unknown } | { ok: false; message: string };

export interface FieldSpec<B, V> {
  label: string;
  /** The saved value as it is typed. */
  show: (base: B) => V;
  /** What would be saved, or in words why not. */
  parse: (typed: V) => Parsed;
}

export type Specs<B, R> = { readonly [P in keyof R & string]: FieldSpec<B, R[P]> };

export interface FormState<B, R> {
  base: B;
  /** What was typed and is not saved yet. */
  edits: Partial<R>;
  /** Fields whose error may be shown: they were left, or a save was tried. */
  checked: ReadonlySet<string>;
  saving: boolean;
  failure: string | null;
}

export interface FormPorts<B> {
  /** Saves these values and answers the new state. */
  save: (values: Readonly<Record<string, unknown>>, base: B) => Promise<B>;
  keepDraft: (field: string, typed: unknown) => Promise<void>;
  dropDrafts: (fields: string[]) => Promise<void>;
  /** How many answers of reads, which `load` is told of, have come so far. */
  answers: () => number;
}

export interface Form<B, R> {
  readonly store: StoreApi<FormState<B, R>>;
  readonly specs: Specs<B, R>;
  set<P extends keyof R & string>(field: P, typed: R[P]): void;
  /** The field was left: its error may be shown, and what is valid is saved now. */
  leave(field: keyof R & string): void;
  /** Saves what is valid and keeps the rest; resolves when nothing valid is left to save or saving failed. */
  flush(): Promise<void>;
  /**
   * A state from the studio, the so-manieth answer; what is being typed stays. One that came before the answer of a save is
   * older than it, however late it is handed over, and would put back what was typed since.
   */
  load(base: B, arrival: number): void;
  /** What an earlier session left unfinished. */
  restore(drafts: Readonly<Record<string, unknown>>): void;
  close(): Promise<void>;
}

const same = (a: unknown, b: unknown): boolean => Object.is(a, b) || JSON.stringify(a) === JSON.stringify(b);

export function valueOf<B, R, P extends keyof R & string>(specs: Specs<B, R>, state: FormState<B, R>, field: P): R[P] {
  const edited = state.edits[field];
  return edited === undefined ? specs[field].show(state.base) : edited;
}

export function errorOf<B, R, P extends keyof R & string>(
  specs: Specs<B, R>,
  state: FormState<B, R>,
  field: P,
): string | null {
  const edited = state.edits[field];
  if (edited === undefined) return null;
  const parsed = specs[field].parse(edited);
  return parsed.ok ? null : parsed.message;
}

/**
 * `clean`: saving it would change nothing ("0.70" where 0.7 is saved), so it only stays because the hand is still on it.
 * `pending`: valid and not saved. `invalid`: kept as a draft.
 */
export type FieldStatus = 'clean' | 'pending' | 'invalid';

export function statusOf<B, R, P extends keyof R & string>(
  specs: Specs<B, R>,
  state: FormState<B, R>,
  field: P,
): FieldStatus {
  const edited = state.edits[field];
  if (edited === undefined) return 'clean';
  const parsed = specs[field].parse(edited);
  if (!parsed.ok) return 'invalid';
  const saved = specs[field].parse(specs[field].show(state.base));
  return saved.ok && same(saved.value, parsed.value) ? 'clean' : 'pending';
}

export function createForm<B, R extends object>(
  specs: Specs<B, R>,
  base: B,
  ports: FormPorts<B>,
  /** From the last key to the save. Milliseconds. */
  delay = 600,
  /** What is typed without a pause is saved at least this often, so that a crash costs no more. Milliseconds. */
  longest = 3_000,
): Form<B, R> {
  const store = createStore<FormState<B, R>>()(() => ({
    base,
    edits: {},
    checked: new Set(),
    saving: false,
    failure: null,
  }));
  const fields = Object.keys(specs) as (keyof R & string)[];
  const drafts = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let meanwhile: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | null = null;
  /** A save was asked for while one was running, after that one had looked at what there is. */
  let asked = false;
  let sending: Partial<R> = {};
  /** Answers that had come when the last save was answered. */
  let answered = 0;

  const edited = (): (keyof R & string)[] => fields.filter((field) => store.getState().edits[field] !== undefined);

  const without = (drop: (field: keyof R & string) => boolean): Partial<R> => {
    const kept: Partial<R> = {};
    for (const field of edited()) if (!drop(field)) kept[field] = store.getState().edits[field];
    return kept;
  };

  const withStatus = (status: FieldStatus): (keyof R & string)[] =>
    edited().filter((field) => statusOf(specs, store.getState(), field) === status);

  async function keep(unsaved: readonly (keyof R & string)[]): Promise<void> {
    for (const field of unsaved) {
      drafts.add(field);
      await ports.keepDraft(field, store.getState().edits[field]);
    }
    const settled = [...drafts].filter((field) => !unsaved.some((other) => other === field));
    if (settled.length === 0) return;
    for (const field of settled) drafts.delete(field);
    await ports.dropDrafts(settled);
  }

  async function saveOnce(): Promise<boolean> {
    const state = store.getState();
    const values: Record<string, unknown> = {};
    const sent: Partial<R> = {};
    for (const field of withStatus('pending')) {
      const typed = state.edits[field];
      if (typed === undefined) continue;
      const parsed = specs[field].parse(typed);
      if (!parsed.ok) continue;
      values[field] = parsed.value;
      sent[field] = typed;
    }
    if (Object.keys(values).length === 0) return false;
    sending = sent;
    store.setState({ saving: true, failure: null });
    const saved = await ports.save(values, state.base);
    answered = ports.answers();
    sending = {};
    // What reads as it was typed is no edit any more; what reads otherwise waits until the field is left.
    store.setState({
      base: saved,
      saving: false,
      edits: without((field) => same(store.getState().edits[field], specs[field].show(saved))),
    });
    // Where the studio settled on something else than was sent, its answer stands; sending it again would never end.
    const overruled = withStatus('pending').filter(
      (field) => sent[field] !== undefined && same(sent[field], store.getState().edits[field]),
    );
    if (overruled.length > 0) store.setState({ edits: without((field) => overruled.includes(field)) });
    return true;
  }

  async function run(): Promise<void> {
    try {
      do await saveAll();
      while (asked);
    } finally {
      running = null;
    }
  }

  async function saveAll(): Promise<void> {
    try {
      while (await saveOnce());
      asked = false;
      await keep(withStatus('invalid'));
    } catch (error) {
      sending = {};
      asked = false;
      store.setState({ saving: false, failure: error instanceof Error ? error.message : String(error) });
      // Should the window close now, the next session finds it. Where even this fails, the window still holds it.
      await keep([...withStatus('invalid'), ...withStatus('pending')]).catch(() => undefined);
    }
  }

  function save(): Promise<void> {
    clearTimeout(meanwhile);
    meanwhile = undefined;
    asked = true;
    running ??= run();
    return running;
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    store.setState({ checked: new Set([...store.getState().checked, ...edited()]) });
    return save();
  }

  const tidy = (field: keyof R & string): void => {
    if (statusOf(specs, store.getState(), field) === 'clean')
      store.setState({ edits: without((other) => other === field) });
  };

  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), delay);
    // Not a flush: whoever is still typing is not told yet that a name is too short.
    meanwhile ??= setTimeout(() => void save(), longest);
  };

  return {
    store,
    specs,
    set(field, typed) {
      const state = store.getState();
      const back = sending[field] === undefined && same(typed, specs[field].show(state.base));
      const edits = without((other) => other === field);
      if (!back) edits[field] = typed;
      store.setState({ edits, failure: null });
      later();
    },
    leave(field) {
      const status = statusOf(specs, store.getState(), field);
      if (status === 'clean') store.setState({ edits: without((other) => other === field) });
      else void flush().then(() => tidy(field));
    },
    flush,
    load(next, arrival) {
      // An answer that was on its way while we save is older than what the save will answer, or has answered.
      if (store.getState().saving || arrival <= answered) return;
      // A space at the end, which saving has trimmed, stays while the hand is on it: dropping it would eat what is being
      // typed. News of that very field come before it.
      const { base: before } = store.getState();
      const told = new Set(
        withStatus('clean').filter((field) => !same(specs[field].show(before), specs[field].show(next))),
      );
      store.setState({ edits: without((field) => told.has(field)) });
      store.setState({ base: next });
    },
    restore(found) {
      const edits: Partial<R> = { ...store.getState().edits };
      const checked = new Set(store.getState().checked);
      for (const field of fields) {
        const typed = found[field];
        if (
          typed === undefined ||
          edits[field] !== undefined ||
          typeof typed !== typeof specs[field].show(store.getState().base)
        )
          continue;
        edits[field] = typed as R[typeof field];
        checked.add(field);
        drafts.add(field);
      }
      store.setState({ edits, checked });
    },
    close: () => flush(),
  };
}
