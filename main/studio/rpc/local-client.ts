/** The client for callers in the same process: the CLI and tests. It goes through the same validation as a window. */
import { StudioError } from '../../contract/errors.ts';
import type { StudioEvent } from '../../contract/events.ts';
import type { StudioClient, StudioRequestName } from '../../contract/index.ts';
import type { Server } from './server.ts';

export type LocalClient = StudioClient<StudioRequestName> & { emit(event: StudioEvent): void };

export function createLocalClient(server: Server): LocalClient {
  const listeners = new Map<string, Set<(event: never) => void>>();
  return {
    async request(name, input, options) {
      const reply = await server.handle(name, input, options?.signal ?? new AbortController().signal);
      if (!reply.ok) throw new StudioError(reply.error.code, reply.error.message, reply.error.details);
      return reply.value as never;
    },
    on(type, listener) {
      const set = listeners.get(type) ?? new Set();
      listeners.set(type, set);
      set.add(listener as (event: never) => void);
      return () => set.delete(listener as (event: never) => void);
    },
    emit(event) {
      for (const listener of listeners.get(event.type) ?? []) listener(event as never);
    },
  };
}
