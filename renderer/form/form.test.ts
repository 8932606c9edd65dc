import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createForm, errorOf, statusOf, valueOf, type Specs } from './form.ts';

interface Base {
  name: string;
  size: number;
}
interface Typed {
  name: string;
  size: string;
}
const specs: Specs<Base, Typed> = {
  name: {
    label: 'Name',
    show: (base) => base.name,
    parse: (typed) =>
      typed.length >= 3 ? { ok: true, value: typed } : { ok: false, message: 'At least 3 characters.' },
  },
  size: {
    label: 'Size',
    show: (base) => String(base.size),
    parse: (typed) =>
      Number.isFinite(Number(typed)) && typed !== ''
        ? { ok: true, value: Number(typed) }
        : { ok: false, message: 'A number.' },
  },
};

function setUp(save?: (values: Readonly<Record<string, unknown>>, base: Base) => Promise<Base>) {
  const ports = {
    save: vi.fn<(values: Readonly<Record<string, unknown>>, base: Base) => Promise<Base>>(
      save ?? (async (values, base) => ({ ...base, ...values })),
    ),
    keepDraft: vi.fn<(field: string, typed: unknown) => Promise<void>>(async () => undefined),
    dropDrafts: vi.fn<(fields: string[]) => Promise<void>>(async () => undefined),
    answers: vi.fn<() => number>(() => 0),
  };
  return { ports, form: createForm<Base, Typed>(specs, { name: 'Luna', size: 1 }, ports, 100_000) };
}

/** A form whose draft of a name was handed over and is not kept until `kept` is called; `first` ends after that. */
async function withDraftOnItsWay() {
  let done = (): void => undefined;
  const { form, ports } = setUp();
  ports.keepDraft.mockImplementationOnce(() => new Promise((resolve) => (done = resolve)));
  form.set('name', 'Lu');
  const first = form.flush();
  await vi.waitFor(() => expect(ports.keepDraft).toHaveBeenCalledOnce());
  return { form, ports, first, kept: () => done() };
}

describe('a form that saves by itself', () => {
  it('saves what is valid and leaves the invalid on screen and as a draft', async () => {
    const { form, ports } = setUp();
    form.set('name', 'Lu');
    form.set('size', '12');
    await form.flush();
    expect(ports.save).toHaveBeenCalledExactlyOnceWith({ size: 12 }, { name: 'Luna', size: 1 });
    expect(ports.keepDraft).toHaveBeenCalledExactlyOnceWith('name', 'Lu');
    expect(valueOf(specs, form.store.getState(), 'name')).toBe('Lu');
    expect(errorOf(specs, form.store.getState(), 'name')).toBe('At least 3 characters.');
    expect(form.store.getState().base).toEqual({ name: 'Luna', size: 12 });
  });
  // Faults caught: a save that waits for a pause which never comes, so that a crash takes minutes of typing with it; a
  // complaint about a field that is still being typed.
  it('saves while a person types without a pause, and complains of nothing before it', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { ports } = setUp();
    const form = createForm<Base, Typed>(specs, { name: 'Luna', size: 1 }, ports, 600, 3_000);
    form.set('size', 'twelve');
    for (let typed = 0; typed < 30; typed += 1) {
      form.set('name', `Luna ${'x'.repeat(typed)}y`);
      await vi.advanceTimersByTimeAsync(200);
    }
    expect(ports.save).toHaveBeenCalledTimes(2);
    expect(ports.save.mock.lastCall?.[0]).toEqual({ name: `Luna ${'x'.repeat(29)}y` });
    expect([...form.store.getState().checked]).toEqual([]);
    await vi.advanceTimersByTimeAsync(600);
    expect([...form.store.getState().checked]).toContain('size');
  });
  it('lets go of the draft when the field becomes valid', async () => {
    const { form, ports } = setUp();
    form.set('name', 'Lu');
    await form.flush();
    form.set('name', 'Lux!');
    await form.flush();
    expect(ports.dropDrafts).toHaveBeenCalledExactlyOnceWith(['name']);
    expect(form.store.getState().edits).toEqual({});
  });
  it('keeps what is typed while a save is under way, and saves it next', async () => {
    const answers: ((base: Base) => void)[] = [];
    const { form, ports } = setUp(
      (values, base) => new Promise((done) => answers.push(() => done({ ...base, ...values }))),
    );
    form.set('name', 'Lunar');
    const saving = form.flush();
    form.set('name', 'Lunar moth');
    answers[0]?.({ name: '', size: 0 });
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    expect(valueOf(specs, form.store.getState(), 'name')).toBe('Lunar moth');
    answers[1]?.({ name: '', size: 0 });
    await saving;
    expect(ports.save).toHaveBeenCalledTimes(2);
    expect(form.store.getState().base.name).toBe('Lunar moth');
  });
  it('typing the old value back while the new one is on its way is not lost', async () => {
    const answers: (() => void)[] = [];
    const { form } = setUp((values, base) => new Promise((done) => answers.push(() => done({ ...base, ...values }))));
    form.set('name', 'Lunar');
    const saving = form.flush();
    form.set('name', 'Luna');
    answers[0]?.();
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    answers[1]?.();
    await saving;
    expect(form.store.getState().base.name).toBe('Luna');
  });
  // Faults caught: the last words before the window closes, typed while another field's draft was still on its way.
  it('saves what is typed while a draft is being kept, though nobody types any more', async () => {
    const { form, ports, first, kept } = await withDraftOnItsWay();
    form.set('size', '12');
    const last = form.close();
    kept();
    await Promise.all([first, last]);
    expect(ports.save).toHaveBeenCalledExactlyOnceWith({ size: 12 }, { name: 'Luna', size: 1 });
    expect(form.store.getState().base).toEqual({ name: 'Luna', size: 12 });
  });
  it('keeps the newer of two drafts, where the older was still on its way', async () => {
    const { form, ports, first, kept } = await withDraftOnItsWay();
    form.set('name', 'L');
    const last = form.close();
    kept();
    await Promise.all([first, last]);
    expect(ports.keepDraft.mock.calls).toEqual([
      ['name', 'Lu'],
      ['name', 'L'],
    ]);
  });
  it('a failed save loses nothing and succeeds on the next try', async () => {
    let broken = true;
    const { form } = setUp(async (values, base) => {
      if (broken) throw new Error('The disk is full.');
      return { ...base, ...values };
    });
    form.set('name', 'Lunar');
    await form.flush();
    expect(form.store.getState()).toMatchObject({
      failure: 'The disk is full.',
      edits: { name: 'Lunar' },
      saving: false,
    });
    broken = false;
    await form.flush();
    expect(form.store.getState()).toMatchObject({ failure: null, edits: {}, base: { name: 'Lunar' } });
  });
  it('does not eat the space a person has just typed, because saving trims it', async () => {
    const { form, ports } = setUp(async (values, base) => ({
      ...base,
      ...values,
      name: String(values['name'] ?? base.name).trim(),
    }));
    form.set('size', '1.50');
    await form.flush();
    expect(valueOf(specs, form.store.getState(), 'size')).toBe('1.50');
    expect(statusOf(specs, form.store.getState(), 'size')).toBe('clean');
    await form.flush();
    expect(ports.save).toHaveBeenCalledOnce();
    form.leave('size');
    expect(valueOf(specs, form.store.getState(), 'size')).toBe('1.5');
  });
  it('does not eat it either when the answer comes a second time, as news', async () => {
    const { form } = setUp();
    form.set('size', '1.50');
    await form.flush();
    form.load({ name: 'Luna', size: 1.5 }, 1);
    expect(valueOf(specs, form.store.getState(), 'size')).toBe('1.50');
    form.load({ name: 'Luna', size: 2 }, 2);
    expect(valueOf(specs, form.store.getState(), 'size')).toBe('2');
  });
  it('takes the answer of a studio that settles on something else, instead of asking for ever', async () => {
    const { form, ports } = setUp(async (_values, base) => ({ ...base, name: 'Sol' }));
    form.set('name', 'Lunar');
    await form.flush();
    expect(ports.save).toHaveBeenCalledOnce();
    expect(valueOf(specs, form.store.getState(), 'name')).toBe('Sol');
  });
  it('keeps as a draft what could not be saved, for the next session', async () => {
    const { form, ports } = setUp(async () => {
      throw new Error('The disk is full.');
    });
    form.set('name', 'Lunar');
    await form.flush();
    expect(ports.keepDraft).toHaveBeenCalledExactlyOnceWith('name', 'Lunar');
  });
  // Fault: the read that the first save caused is handed over after the second one, puts the older text back under the hand,
  // and what is typed next is saved without what lies between.
  it('takes no answer that came before the answer of a save, however late it is handed over', async () => {
    const { form, ports } = setUp();
    form.set('name', 'Luna a');
    await form.flush();
    const asked = { name: 'Luna a', size: 1 };
    form.set('name', 'Luna ab');
    ports.answers.mockReturnValue(1);
    await form.flush();
    form.load(asked, 1);
    expect(valueOf(specs, form.store.getState(), 'name')).toBe('Luna ab');
    form.load({ name: 'Theirs', size: 1 }, 2);
    expect(valueOf(specs, form.store.getState(), 'name')).toBe('Theirs');
  });
  it('a change from elsewhere reaches fields that are not being edited, and only those', () => {
    const { form } = setUp();
    form.set('name', 'Mine');
    form.load({ name: 'Theirs', size: 7 }, 1);
    expect(valueOf(specs, form.store.getState(), 'name')).toBe('Mine');
    expect(valueOf(specs, form.store.getState(), 'size')).toBe('7');
  });
  it('brings back the draft of an earlier session, with its error, but nothing of another type', () => {
    const { form } = setUp();
    form.restore({ name: 'Lu', size: 12, unknown: 'x' });
    expect(form.store.getState().edits).toEqual({ name: 'Lu' });
    expect(form.store.getState().checked.has('name')).toBe(true);
  });
});
