/** What the benchmark of the long table runs inside the page. Each function is sent as text: it uses nothing but its argument. */

/** Opens the ledger and answers how many rows it has. */
export async function openLedger(): Promise<number> {
  const found = async <E>(look: () => E | null | undefined | false): Promise<E> => {
    for (const end = performance.now() + 60_000; performance.now() < end;) {
      const element = look();
      if (element) return element;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    throw new Error('The ledger did not come.');
  };
  const named = (selector: string, text: string): HTMLElement | undefined =>
    [...document.querySelectorAll<HTMLElement>(selector)].find((each) => each.textContent?.trim() === text);
  (await found(() => named('nav button', 'Earnings'))).click();
  (await found(() => named('[role=tab]', 'Ledger'))).click();
  const grid = await found(() => document.querySelector<HTMLElement>('[role=grid][aria-label=Ledger]'));
  await found(() => grid.querySelector('[data-row]'));
  return Number(grid.getAttribute('aria-rowcount')) - 1;
}

export type Gesture = 'rest' | 'wheel' | 'fling' | 'pages' | 'drag';

/**
 * Intervals between frames (milliseconds) while a hand does one thing to the table for so long, the most rows that were in
 * the page at once, and how long after its end every row in view had its cells.
 */
export async function handled(asked: {
  gesture: Gesture;
  milliseconds: number;
}): Promise<{ intervals: number[]; mounted: number; settledMs: number; travelled: number }> {
  const grid = document.querySelector<HTMLElement>('[role=grid][aria-label=Ledger]');
  if (!grid) throw new Error('There is no ledger.');
  grid.focus();
  grid.scrollTop = 0;
  await new Promise((resolve) => setTimeout(resolve, 500));
  const whole = grid.scrollHeight - grid.clientHeight;
  const intervals: number[] = [];
  let mounted = 0;
  let travelled = 0;
  let frame = 0;
  const press = (key: string): void =>
    void grid.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  const act = (): void => {
    const before = grid.scrollTop;
    // A short list is gone over again and again, so that both are moved as far.
    const next = (step: number): number => (before + step > whole ? 0 : before + step);
    if (asked.gesture === 'wheel') grid.scrollTop = next(100);
    else if (asked.gesture === 'fling') grid.scrollTop = next(2_400);
    else if (asked.gesture === 'pages' && frame % 3 === 0) press(frame % 240 === 237 ? 'Home' : 'PageDown');
    else if (asked.gesture === 'drag') grid.scrollTop = whole * ((frame * 0.0137) % 1);
    travelled += Math.abs(grid.scrollTop - before);
  };
  await new Promise<void>((resolve) => {
    const begun = performance.now();
    let last: number | null = null;
    const step = (at: number): void => {
      if (last !== null) intervals.push(at - last);
      last = at;
      mounted = Math.max(mounted, grid.querySelectorAll('[role=row]').length - 1);
      if (performance.now() - begun > asked.milliseconds) {
        resolve();
        return;
      }
      act();
      frame += 1;
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
  const ended = performance.now();
  const coming = (): boolean => grid.querySelector('[aria-busy]') !== null || grid.querySelector('[data-row]') === null;
  // Two frames, so that what the last movement asked for has been drawn at all.
  for (let n = 0; n < 2 || coming(); n += 1) {
    if (performance.now() - ended > 30_000) throw new Error('Rows in view never came.');
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  return { intervals, mounted, settledMs: performance.now() - ended, travelled };
}

/** From the key to the last row of the list drawn with its cells, and back to the first. Milliseconds of each. */
export async function jumps(asked: { rounds: number }): Promise<number[]> {
  const grid = document.querySelector<HTMLElement>('[role=grid][aria-label=Ledger]');
  if (!grid) throw new Error('There is no ledger.');
  const count = Number(grid.getAttribute('aria-rowcount')) - 1;
  const times: number[] = [];
  for (let round = 0; round < asked.rounds; round += 1) {
    for (const [key, row] of [
      ['End', count - 1],
      ['Home', 0],
    ] as const) {
      const begun = performance.now();
      grid.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      while (!grid.querySelector(`[data-row="${row}"]`)) {
        if (performance.now() - begun > 30_000) throw new Error(`${key} never came.`);
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      times.push(performance.now() - begun);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }
  return times;
}
