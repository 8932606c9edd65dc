/**
 * What a window has to know of every request: whether it asks or changes, and which tables its answer reads. The build of
 * the window works it out once and puts the result here (vite.config.ts), so that the schemas of all capabilities, which
 * only the studio checks by, are neither loaded nor kept in each window.
 */
import { contract } from './index.ts';

/** The tables that an answer reads, by the name of its request; null for one that changes something. */
export type RequestFacts = Readonly<Record<string, readonly string[] | null>>;

export const requestFacts: RequestFacts = Object.fromEntries(
  Object.entries(contract).map(([name, request]) => [name, request.kind === 'query' ? request.reads : null]),
);
