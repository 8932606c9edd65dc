/** Connections to the database that can be ended in a bounded time, whatever a statement on one of them waits for. */
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** Milliseconds for a pool to notice that its connections are gone. */
const NOTICE = 1000;

export class EndingPool extends pg.Pool {
  readonly #sockets: Set<Socket>;

  /** `onLost` hears of an idle connection that the server ended: no fault, the next use opens another. */
  constructor(config: pg.PoolConfig, onLost: (error: Error) => void = () => undefined) {
    const sockets = new Set<Socket>();
    super({
      ...config,
      stream: () => {
        const socket = new Socket();
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
        return socket;
      },
    });
    this.#sockets = sockets;
    this.on('error', onLost);
  }

  /** Ends it; what is still under way after so many milliseconds is cut off, and its transaction with it. */
  async endWithin(patience: number): Promise<void> {
    const over = new AbortController();
    const ended = this.end().finally(() => over.abort());
    const late = (ms: number): Promise<void> => sleep(ms, undefined, { signal: over.signal }).catch(() => undefined);
    await Promise.race([ended, late(patience)]);
    for (const socket of this.#sockets) socket.destroy();
    await Promise.race([ended, late(NOTICE)]);
  }
}
