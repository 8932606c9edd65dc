/** A bell that is remembered: `wait` returns at once when it rang since the last wait. */
export class Signal {
  #rung = false;
  #wake: (() => void) | null = null;

  send(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** @param most milliseconds; without it, until it rings */
  async wait(most?: number): Promise<void> {
    if (!this.#rung) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (most !== undefined) timer = setTimeout(resolve, most);
      });
      clearTimeout(timer);
      this.#wake = null;
    }
    this.#rung = false;
  }
}
