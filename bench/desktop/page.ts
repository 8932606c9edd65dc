/** What the desktop's benchmark runs inside the page. Each function is sent as text: it uses nothing but its argument. */

/** So many requests one after another, in milliseconds: each by itself, and ten at a time for the page's coarse clock. */
export async function relayed(asked: {
  name: string;
  input: unknown;
  count: number;
}): Promise<{ single: number[]; tens: number[] }> {
  const single: number[] = [];
  const tens: number[] = [];
  let ten = performance.now();
  for (let n = 1; n <= asked.count; n += 1) {
    const begun = performance.now();
    const reply = await window.studio.request(asked.name, asked.input, crypto.randomUUID());
    if (!reply.ok) throw new Error(reply.error.message);
    const now = performance.now();
    single.push(now - begun);
    if (n % 10 === 0) {
      tens.push((now - ten) / 10);
      ten = now;
    }
  }
  return { single, tens };
}

/** Opens the first Morgy of the library at its knowledge. */
export async function openKnowledge(): Promise<string> {
  const found = async <E extends Element>(look: () => E | null | undefined): Promise<E> => {
    for (const end = performance.now() + 10_000; performance.now() < end;) {
      const element = look();
      if (element) return element;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    throw new Error('The page of knowledge did not come.');
  };
  const cell = await found(() => document.querySelector<HTMLElement>('[role=gridcell][data-id]'));
  const id = cell.dataset['id'] ?? '';
  cell.click();
  const tab = await found(() =>
    [...document.querySelectorAll<HTMLElement>('[role=tab]')].find((each) => each.textContent?.includes('Knowledge')),
  );
  tab.click();
  await found(() => document.querySelector('[role=tab][aria-selected=true]'));
  return id;
}

/** The intervals between frames: for so long, or until the import of this folder is over. Milliseconds. */
export async function frames(asked: {
  morgyId: string;
  path: string | null;
  milliseconds: number;
}): Promise<{ intervals: number[]; milliseconds: number; done: number }> {
  const request = async (name: string, input: unknown): Promise<unknown> => {
    const reply = await window.studio.request(name, input, crypto.randomUUID());
    if (!reply.ok) throw new Error(reply.error.message);
    return reply.value;
  };
  const intervals: number[] = [];
  let last: number | null = null;
  let running = true;
  const frame = (at: number): void => {
    if (last !== null) intervals.push(at - last);
    last = at;
    if (running) requestAnimationFrame(frame);
  };
  const begun = performance.now();
  let done = 0;
  let jobId: string | null = null;
  if (asked.path !== null) {
    ({ jobId } = (await request('knowledge.addPaths', {
      morgyId: asked.morgyId,
      paths: [asked.path],
    })) as { jobId: string });
  }
  requestAnimationFrame(frame);
  while (performance.now() - begun < asked.milliseconds) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    if (jobId === null) continue;
    const jobs = (await request('knowledge.imports', { morgyId: asked.morgyId })) as {
      id: string;
      state: string;
      done: number;
    }[];
    const job = jobs.find((each) => each.id === jobId);
    done = job?.done ?? done;
    if (!job || job.state === 'done' || job.state === 'cancelled') break;
  }
  running = false;
  return { intervals, milliseconds: performance.now() - begun, done };
}

/** Imports a path, cancels it some time later, and says when it was asked to and when it was cancelled (clock times). */
export async function cancelled(asked: {
  morgyId: string;
  path: string;
  after: number;
}): Promise<{ asked: number; cancelled: number }> {
  const request = async (name: string, input: unknown): Promise<unknown> => {
    const reply = await window.studio.request(name, input, crypto.randomUUID());
    if (!reply.ok) throw new Error(reply.error.message);
    return reply.value;
  };
  const clock = (): number => performance.timeOrigin + performance.now();
  const { jobId } = (await request('knowledge.addPaths', { morgyId: asked.morgyId, paths: [asked.path] })) as {
    jobId: string;
  };
  await new Promise((resolve) => setTimeout(resolve, asked.after));
  const begun = clock();
  await request('knowledge.cancelImport', { jobId });
  for (;;) {
    const jobs = (await request('knowledge.imports', { morgyId: asked.morgyId })) as { id: string; state: string }[];
    const state = jobs.find((each) => each.id === jobId)?.state;
    if (state === 'cancelled') break;
    if (state !== 'running') throw new Error(`The import was ${state ?? 'gone'} before it could be cancelled.`);
  }
  const ended = clock();
  await request('knowledge.dismissImport', { jobId });
  return { asked: begun, cancelled: ended };
}

/** Keystrokes in the library's search, from the event to the painted list. Milliseconds of each. */
export async function filtered(asked: { steps: number[]; rounds: number }): Promise<number[]> {
  const field = document.querySelector<HTMLInputElement>('input[type=search]');
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
  const rows = (): string =>
    [...document.querySelectorAll('[role=grid] [role=gridcell]')].map((cell) => cell.getAttribute('aria-label')).join();
  const painted = (): Promise<number> =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener('message', () => resolve(performance.now()));
        port1.start();
        port2.postMessage(null);
      });
    });
  if (!field || !set) throw new Error('The library has no search field.');
  const times: number[] = [];
  for (let round = 0; round < asked.rounds; round += 1) {
    for (const step of asked.steps) {
      const before = rows();
      const begun = performance.now();
      set.call(field, `each${step}.`);
      field.dispatchEvent(new Event('input', { bubbles: true }));
      let at = await painted();
      while (rows() === before) {
        if (at - begun > 5_000) throw new Error('The search changed nothing.');
        at = await painted();
      }
      times.push(at - begun);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
  }
  return times;
}
