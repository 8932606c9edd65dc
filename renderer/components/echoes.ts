/**
 * Tells what an editor reported itself from what comes from outside. React hands a typed text back some time after the key:
 * on a busy machine more was typed by then, and taking the older text for news would put it over the newer one. Pure.
 */
export interface Echoes {
  /** The editor told this text. */
  told: (text: string) => void;
  /** Whether a text that arrives is only what the editor told before; `now` is what stands in it. */
  isEcho: (text: string, now: string) => boolean;
}

export function createEchoes(): Echoes {
  let waiting: string[] = [];
  return {
    told(text) {
      waiting.push(text);
    },
    isEcho(text, now) {
      // In step: nothing is on its way any more, and an older text that comes after this is an undo.
      if (text === now) {
        waiting = [];
        return true;
      }
      const at = waiting.indexOf(text);
      // Texts are handed back in order, some of them passed over.
      waiting = at < 0 ? [] : waiting.slice(at + 1);
      return at >= 0;
    },
  };
}
