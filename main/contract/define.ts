/**
 * The words in which a capability states its requests. A contract is plain data on zod: the studio validates and serves
 * it, the shell relays it, and windows, the CLI and tests call it through one typed client.
 */
import type { z } from 'zod';

export interface Query<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'query';
  readonly input: I;
  readonly output: O;
  /** Tables whose change makes an answer stale. */
  readonly reads: readonly string[];
}

export interface Mutation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'mutation';
  readonly input: I;
  readonly output: O;
}

export type Contract = Readonly<Record<string, Query | Mutation>>;

export const query = <I extends z.ZodType, O extends z.ZodType>(spec: {
  input: I;
  output: O;
  reads: readonly string[];
}): Query<I, O> => ({ kind: 'query', ...spec });

export const mutation = <I extends z.ZodType, O extends z.ZodType>(spec: { input: I; output: O }): Mutation<I, O> => ({
  kind: 'mutation',
  ...spec,
});

export const defineContract = <const C extends Contract>(contract: C): C => contract;

/** What a caller may pass (defaults may be left out). */
export type InputOf<C extends Contract, N extends keyof C> = z.input<C[N]['input']>;
/** What a handler receives. */
export type ParsedInputOf<C extends Contract, N extends keyof C> = z.output<C[N]['input']>;
export type OutputOf<C extends Contract, N extends keyof C> = z.output<C[N]['output']>;

export type Handlers<C extends Contract> = {
  readonly [N in keyof C]: (
    input: ParsedInputOf<C, N>,
    context: RequestContext,
  ) => OutputOf<C, N> | Promise<OutputOf<C, N>>;
};

export interface RequestContext {
  /** Aborted when the caller gave up or its window closed. */
  readonly signal: AbortSignal;
}

/** Joins contracts; the same name twice is a mistake in the program. */
export function joinContracts<const L extends readonly Contract[]>(...contracts: L): UnionToIntersection<L[number]> {
  const joined: Record<string, Query | Mutation> = {};
  for (const contract of contracts) {
    for (const [name, definition] of Object.entries(contract)) {
      if (joined[name]) throw new Error(`Two contracts define "${name}".`);
      joined[name] = definition;
    }
  }
  return joined as UnionToIntersection<L[number]>;
}

type UnionToIntersection<U> = (U extends unknown ? (value: U) => void : never) extends (value: infer I) => void
  ? I
  : never;
