/** A network that drops, delays, repeats, reorders and cuts, between a device and its cloud. */
import { NetworkError } from '../errors.ts';
import type { Port } from './cloud.ts';
import type { Chance } from './random.ts';

export class Network {
  readonly #chance: Chance;
  /** Requests that nobody waits for any more and that arrive all the same. */
  readonly #late: (() => Promise<unknown>)[] = [];
  isGood = false;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** Lets some of the late ones arrive, in any order. */
  async arrive(all = false): Promise<void> {
    const probability = all ? 1 : 0.5;
    while (this.#late.length > 0 && this.#chance.is(probability)) {
      const [request] = this.#late.splice(this.#chance.below(this.#late.length), 1);
      // Whatever it brings about or is refused for, nobody hears of it.
      await request?.().catch(() => undefined);
    }
  }

  async #send<T>(request: () => Promise<T>, matters: boolean): Promise<T> {
    if (this.isGood) return request();
    const fate = this.#chance.next();
    if (fate < 0.08) throw new NetworkError('Dropped on the way there.');
    if (fate < 0.14) {
      await request();
      throw new NetworkError('Dropped on the way back.');
    }
    if (fate < 0.2 && matters) {
      this.#late.push(request);
      throw new NetworkError('Delayed.');
    }
    if (fate < 0.26 && matters) {
      const first = await request();
      const second = await request();
      return this.#chance.is(0.5) ? first : second;
    }
    return request();
  }

  between(port: Port): Port {
    return {
      register: (device) => this.#send(() => port.register(device), true),
      push: (request) => {
        // What was sent is what arrives, however late.
        const sent = structuredClone(request);
        return this.#send(() => port.push(sent), true);
      },
      page: (table, after, limit) => this.#send(() => port.page(table, after, limit), false),
      shape: (table, offset, handle) => this.#send(() => port.shape(table, offset, handle), false),
    };
  }
}
