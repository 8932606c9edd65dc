/** How far an import is and how long it will take: at most ten reports a second. */
import type { StudioEventOf } from '../../../contract/events.ts';
import type { ImportJob } from '../contract.ts';
import { faultOf } from './fault.ts';

export type ImportProgress = StudioEventOf<'import.progress'>;

/** Milliseconds between two reports of one job. */
const EVERY_MS = 100;
/** Nothing is foretold before so much has been measured (milliseconds). */
const MEASURE_MS = 1000;
/** A file costs its bytes and what opening and committing it costs, in bytes of text (about 10 ms of either). */
const FILE_COST = 20_000;

interface Meter {
  /** Work at the time when this program began with the job. */
  readonly doneAtStart: number;
  readonly startedAt: number;
  /** Share of the items being read now, 0 to 1, by item. */
  readonly partial: Map<string, { readonly size: number; share: number }>;
  current: string | null;
  lastSent: number;
  timer: NodeJS.Timeout | null;
}

const work = (job: ImportJob): number => job.bytesDone + job.done * FILE_COST;

export class ProgressMeter {
  readonly #emit: (event: ImportProgress) => void;
  readonly #read: (jobId: string) => ImportJob | undefined;
  readonly #meters = new Map<string, Meter>();

  constructor(emit: (event: ImportProgress) => void, read: (jobId: string) => ImportJob | undefined) {
    this.#emit = emit;
    this.#read = read;
  }

  begin(jobId: string, itemId: string, name: string, size: number): void {
    const meter = this.#meter(jobId);
    if (!meter) return;
    meter.partial.set(itemId, { size, share: 0 });
    meter.current = name;
    this.tell(jobId);
  }

  share(jobId: string, itemId: string, share: number): void {
    const item = this.#meters.get(jobId)?.partial.get(itemId);
    if (!item) return;
    item.share = share;
    this.tell(jobId);
  }

  end(jobId: string, itemId: string): void {
    const meter = this.#meters.get(jobId);
    meter?.partial.delete(itemId);
    if (meter && meter.partial.size === 0) meter.current = null;
  }

  /** Reports soon; at once when the job has come to its end or a person changed its state. */
  tell(jobId: string, now = false): void {
    const meter = this.#meter(jobId);
    if (!meter) return;
    const wait = now ? 0 : meter.lastSent + EVERY_MS - performance.now();
    if (wait > 0) {
      meter.timer ??= setTimeout(() => this.#send(jobId, meter), wait).unref();
      return;
    }
    this.#send(jobId, meter);
  }

  close(): void {
    for (const { timer } of this.#meters.values()) if (timer) clearTimeout(timer);
    this.#meters.clear();
  }

  #known(jobId: string): ImportJob | undefined {
    try {
      return this.#read(jobId);
    } catch (error) {
      console.error('An import could not be looked up:', faultOf(error));
      return undefined;
    }
  }

  #meter(jobId: string): Meter | undefined {
    const known = this.#meters.get(jobId);
    if (known) return known;
    const job = this.#known(jobId);
    if (!job) return undefined;
    const meter: Meter = {
      doneAtStart: work(job),
      startedAt: performance.now(),
      partial: new Map(),
      current: null,
      lastSent: Number.NEGATIVE_INFINITY,
      timer: null,
    };
    this.#meters.set(jobId, meter);
    return meter;
  }

  /** A report that cannot be made is left out: the import must not end for it. */
  #send(jobId: string, meter: Meter): void {
    try {
      this.#report(jobId, meter);
    } catch (error) {
      console.error('How far an import is could not be told:', faultOf(error));
    }
  }

  #report(jobId: string, meter: Meter): void {
    if (meter.timer) clearTimeout(meter.timer);
    meter.timer = null;
    if (this.#meters.get(jobId) !== meter) return;
    const job = this.#read(jobId);
    if (!job) {
      this.#meters.delete(jobId);
      return;
    }
    meter.lastSent = performance.now();
    let reading = 0;
    for (const { size, share } of meter.partial.values()) reading += size * share;
    const bytesDone = Math.min(job.bytesTotal, Math.round(job.bytesDone + reading));
    const running = job.state === 'running';
    this.#emit({
      type: 'import.progress',
      jobId,
      done: job.done,
      failed: job.failed,
      total: job.total,
      current: running ? meter.current : null,
      bytesDone,
      bytesTotal: job.bytesTotal,
      secondsLeft: running ? secondsLeft(job, meter, work(job) + reading) : null,
      state: job.state,
    });
    // A pause is not counted as work: the next begin starts a new measurement.
    if (!running) this.#meters.delete(jobId);
  }
}

function secondsLeft(job: ImportJob, meter: Meter, done: number): number | null {
  const elapsed = performance.now() - meter.startedAt;
  const measured = done - meter.doneAtStart;
  if (elapsed < MEASURE_MS || measured <= 0) return null;
  const left = Math.max(0, job.bytesTotal + job.total * FILE_COST - done);
  return Math.round((left / measured) * (elapsed / 100)) / 10;
}
