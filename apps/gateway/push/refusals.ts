/**
 * Why a mutation is refused for good: stable words, and sentences for a person. What Postgres says in detail may hold
 * values, so its own texts stay here, but for the sentences that our own rules raise.
 */
import type { Table } from '../../../schema/index.ts';
import { columnWords, CORRECT, ruleSentence, tooMuch } from './rules.ts';

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
  hint?: string;
}

const isDatabaseError = (error: unknown): error is DatabaseError =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code);

/** Rules that our migrations raise speak for themselves; Postgres' own wording of a CHECK does not. */
const isOwnSentence = (message: string): boolean => !/violates check constraint/.test(message);
const own = (message: string): string => `The cloud refused it: ${message}. Change it, or let go of it.`;
/** The last resort, for rules that nobody has put into words: their name is all there is to say. */
const named = (constraint: string | undefined): string => (constraint ? ` (its name there is “${constraint}”)` : '');

function sentenceOf(error: DatabaseError, table: Table, otherwise: string): string {
  return (error.constraint && ruleSentence(table, error.constraint)) || otherwise;
}

function brokenRule(error: DatabaseError, table: Table): string {
  return sentenceOf(
    error,
    table,
    isOwnSentence(error.message)
      ? own(error.message)
      : `A rule of the cloud does not allow one of its values${named(error.constraint)}. ${CORRECT}`,
  );
}

/**
 * The refusal that a database's error means, or null where it is passing trouble or a fault of the service.
 * @param patch what was to be written
 */
export function refusalOf(error: unknown, table: Table, patch: Readonly<Record<string, unknown>> = {}): Refusal | null {
  if (error instanceof Refusal) return error;
  if (!isDatabaseError(error)) return null;
  switch (error.code) {
    case '23502':
      return new Refusal(
        'missing_value',
        `The ${error.column ? columnWords(table, error.column) : 'value of a field'} cannot be left out. Fill it in and send it again.`,
      );
    case '23503':
      return new Refusal(
        'missing_parent',
        sentenceOf(
          error,
          table,
          `What it belongs to is not in the cloud${named(error.constraint)}. Let go of the change.`,
        ),
      );
    case '23505':
      return new Refusal(
        'duplicate',
        sentenceOf(error, table, `Another one has the same value${named(error.constraint)}. ${CORRECT}`),
      );
    case '23514':
      return new Refusal('rule', brokenRule(error, table));
    case '23P01':
      return new Refusal(
        'rule',
        sentenceOf(error, table, `It overlaps another one${named(error.constraint)}. ${CORRECT}`),
      );
    case 'P0001':
      return new Refusal('rule', own(error.message));
    case '42501':
      return new Refusal(
        'forbidden',
        // What an admin decides comes with what a person may choose instead.
        error.hint && error.message.startsWith('only an admin ')
          ? `Only an admin sets this. ${error.hint} ${CORRECT}`
          : 'Your account may not make this change: it is about another account’s work, or something that the cloud alone decides. Let go of it.',
      );
    case '54000':
    case '54001':
      return new Refusal('too_large', 'One of its values is too large for the cloud. Shorten it and send it again.');
    default:
      return error.code.startsWith('22')
        ? new Refusal(
            'invalid_value',
            `${tooMuch(table, patch) ?? 'One of its values does not fit its field.'} ${CORRECT}`,
          )
        : null;
  }
}
