/**
 * Why a mutation is refused for good: stable words, and sentences for a person. What Postgres says in detail may hold
 * values, so its own texts stay here, but for the sentences that our own rules raise.
 */
import type { Table } from '../../../schema/index.ts';

/**
 * unknown_table, read_only_table, unknown_column, server_column (the cloud alone sets it), fixed_column (set once, with
 * the row), invalid_value, not_found (no such row of this person), id_taken (the id is another row's), duplicate (a
 * value that has to be unique is taken), missing_parent, missing_value, rule (a rule of the table or of the product; the
 * message names it), forbidden (row level security, or a scope the API key lacks), too_large.
 */
export const REFUSALS = [
  'unknown_table',
  'read_only_table',
  'unknown_column',
  'server_column',
  'fixed_column',
  'invalid_value',
  'not_found',
  'id_taken',
  'duplicate',
  'missing_parent',
  'missing_value',
  'rule',
  'forbidden',
  'too_large',
] as const;
export type RefusalCode = (typeof REFUSALS)[number];

/** One mutation is refused; the others stand. */
export class Refusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
  }
}

interface DatabaseError {
  code: string;
  message: string;
  constraint?: string;
  column?: string;
}

const isDatabaseError = (error: unknown): error is DatabaseError =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code);

/** Rules that our migrations raise speak for themselves; Postgres' own wording of a CHECK does not. */
const isOwnSentence = (message: string): boolean => !/violates check constraint/.test(message);

/** The refusal that a database's error means, or null where it is passing trouble or a fault of the service. */
export function refusalOf(error: unknown, table: Table): Refusal | null {
  if (error instanceof Refusal) return error;
  if (!isDatabaseError(error)) return null;
  const rule = error.constraint ? ` (rule “${error.constraint}”)` : '';
  switch (error.code) {
    case '23502':
      return new Refusal('missing_value', `“${error.column ?? 'A column'}” of ${table.name} cannot be empty.`);
    case '23503':
      return new Refusal('missing_parent', `A row of ${table.name} names another row that is not there${rule}.`);
    case '23505':
      return new Refusal('duplicate', `Another row of ${table.name} has the same value already${rule}.`);
    case '23514':
      return new Refusal(
        'rule',
        isOwnSentence(error.message)
          ? `The cloud refused it: ${error.message}.`
          : `A value is outside what ${table.name} takes${rule}.`,
      );
    case '23P01':
      return new Refusal('rule', `It overlaps another row of ${table.name}${rule}.`);
    case 'P0001':
      return new Refusal('rule', `The cloud refused it: ${error.message}.`);
    case '42501':
      return new Refusal('forbidden', `Your account may not make this change to ${table.name}.`);
    case '54000':
    case '54001':
      return new Refusal('too_large', `A value is too large for ${table.name}.`);
    default:
      return error.code.startsWith('22')
        ? new Refusal('invalid_value', `A value does not fit its column of ${table.name}.`)
        : null;
  }
}
