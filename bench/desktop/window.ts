/** Starts a program in Electron as a person would, learns when its window was visible and usable, and asks its page. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT, electronRuntime, runtimeEnvironment } from '../../scripts/runtime.mjs';

const HOOK = join(ROOT, 'bench/desktop/marks.cjs');
/** The program of the baseline. */
export const BARE = join(ROOT, 'bench/desktop/bare');
const SIGN = '@bench ';
/** Milliseconds that a start may take before it is called failed. */
const START_MS = 60_000;
const asRoot = process.platform === 'linux' && process.getuid?.() === 0;

export interface StartTimes {
  /** Milliseconds from the spawn. */
  readonly loaded: number;
  readonly ready: number;
  readonly created: number;
  readonly dom: number;
  readonly visible: number;
  readonly usable: number;
}

interface Said {
  readonly mark?: string;
  readonly at?: number;
  readonly id?: number;
  readonly value?: unknown;
  readonly error?: string;
  readonly failed?: string;
}

const clock = (): number => performance.timeOrigin + performance.now();

export class ProgramWindow {
  readonly times: StartTimes;
  readonly #child: ChildProcess;
  readonly #answers = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #last = 0;

  private constructor(child: ChildProcess, times: StartTimes) {
    this.#child = child;
    this.times = times;
  }

  /** Resolves when the window is visible and its first answer painted. */
  static start(program: string, userData: string, display: string | undefined): Promise<ProgramWindow> {
    const runtime = electronRuntime();
    if (!runtime) throw new Error('There is no Electron. Run npm start once, which fetches it.');
    const { MORGUS_DATA: _data, ...env } = process.env;
    const begun = clock();
    const child = spawn(
      runtime.executable,
      ['-r', HOOK, ...(asRoot ? ['--no-sandbox'] : []), program, `--user-data-dir=${userData}`],
      {
        stdio: ['pipe', 'pipe', 'ignore'],
        env: { ...env, ...runtimeEnvironment(), ...(display === undefined ? {} : { DISPLAY: display }) },
      },
    );
    const { promise, resolve, reject } = Promise.withResolvers<ProgramWindow>();
    const marks = new Map<string, number>();
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      const came = [...marks].map(([name, at]) => `${name} ${at.toFixed(0)} ms`).join(', ');
      reject(
        new Error(`The window of ${program} was not usable in ${START_MS / 1000} s. So far: ${came || 'nothing'}.`),
      );
    }, START_MS);
    child.once('exit', (code) => reject(new Error(`Electron ended early with code ${code}.`)));
    let window: ProgramWindow | null = null;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith(SIGN)) return;
      const said = JSON.parse(line.slice(SIGN.length)) as Said;
      if (said.failed !== undefined) reject(new Error(said.failed));
      if (said.id !== undefined) window?.answered(said);
      if (said.mark === undefined || said.at === undefined) return;
      marks.set(said.mark, said.at - begun);
      const at = (name: string): number => marks.get(name) ?? Number.NaN;
      if (window || !marks.has('visible') || !marks.has('usable')) return;
      clearTimeout(timer);
      window = new ProgramWindow(child, {
        loaded: at('loaded'),
        ready: at('ready'),
        created: at('created'),
        dom: at('dom'),
        visible: at('visible'),
        // A page may be painted before its window is on the screen.
        usable: Math.max(at('visible'), at('usable')),
      });
      resolve(window);
    });
    return promise;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Runs a function in the page. It takes nothing along but its argument. */
  evaluate<A, T>(work: (argument: A) => T | Promise<T>, argument: A): Promise<T> {
    const id = (this.#last += 1);
    const script = `(${work.toString()})(${JSON.stringify(argument) ?? 'undefined'})`;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#answers.set(id, { resolve, reject });
    this.#child.stdin?.write(`${JSON.stringify({ id, script })}\n`);
    return promise as Promise<T>;
  }

  private answered({ id = 0, value, error }: Said): void {
    const waiting = this.#answers.get(id);
    this.#answers.delete(id);
    if (error === undefined) waiting?.resolve(value);
    else waiting?.reject(new Error(error));
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin?.write(`${JSON.stringify({ id: 0, script: null })}\n`);
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(timer);
  }
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process or thread has ended meanwhile.
    return '';
  }
};

/** A process and everything below it. Linux only. */
export function family(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = read(`/proc/${entry}/stat`);
    // After the name in brackets come the state and the parent.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const found = [pid];
  for (let at = 0; at < found.length; at += 1) found.push(...(children.get(found[at] ?? 0) ?? []));
  return found;
}

export interface Memory {
  /** What every process holds, shared pages counted in each (MB). */
  readonly rss: number;
  /** Shared pages counted once, in parts: what would be free if all ended (MB). */
  readonly pss: number;
  readonly processes: number;
  /** PSS of the studio process alone (MB); 0 where there is none. */
  readonly studio: number;
}

export function memoryOf(pid: number): Memory {
  const all = family(pid);
  const sum = (pids: readonly number[], field: string): number =>
    pids.reduce((total, each) => {
      const line = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(read(`/proc/${each}/smaps_rollup`));
      return total + Number(line?.[1] ?? 0) / 1024;
    }, 0);
  const studio = studioOf(pid);
  return {
    rss: sum(all, 'Rss'),
    pss: sum(all, 'Pss'),
    processes: all.length,
    studio: studio === null ? 0 : sum([studio], 'Pss'),
  };
}

/** The studio process below a desktop. */
export function studioOf(pid: number): number | null {
  return family(pid).find((each) => read(`/proc/${each}/cmdline`).includes(join('studio', 'process.js'))) ?? null;
}
