/** Runs asynchronous work one piece after another. Jobs go before what waits, and can be let through while the rest is held. */

type Work = () => Promise<void>;

export class WorkQueue {
  private readonly jobs: Work[] = [];
  private waiting: Work[] = [];
  private running = false;
  private held: boolean;
  private readonly onError: (error: unknown) => void;

  constructor(held: boolean, onError: (error: unknown) => void) {
    this.held = held;
    this.onError = onError;
  }

  add(work: Work): void {
    this.waiting.push(work);
    void this.run();
  }

  /** Between two pieces of work, never in the middle of one. */
  job<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.jobs.push(() => work().then(resolve, reject));
      void this.run();
    });
  }

  hold(held: boolean): void {
    this.held = held;
    if (!held) void this.run();
  }

  /** What waits is dropped: its connection is gone, and it will come again. */
  clear(): void {
    this.waiting = [];
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    for (;;) {
      const work = this.jobs.shift() ?? (this.held ? undefined : this.waiting.shift());
      if (!work) break;
      try {
        await work();
      } catch (error) {
        this.onError(error);
      }
    }
    this.running = false;
  }
}
