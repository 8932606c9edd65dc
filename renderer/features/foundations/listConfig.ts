/** What a list of the foundation is: its fields, how a line of it is told, and what is wrong with a value. */
import type { ReactNode } from 'react';
import { plainNumber } from '../../../main/contract/amount.ts';
import { itemInputs, type ItemOf, type ListName } from '../../../main/studio/foundations/contract.ts';
import type { Option } from '../../components/Select.tsx';

type FieldKind =
  | { kind: 'text'; placeholder?: string }
  | { kind: 'area'; placeholder?: string; rows?: number }
  | { kind: 'select'; options: readonly Option<string>[]; initial: string; number?: true }
  | { kind: 'check' }
  | { kind: 'tags'; placeholder?: string }
  | { kind: 'percent' };
export type ListField = FieldKind & { name: string; label: string; hint?: string; wide?: boolean };

export interface ListConfig<L extends ListName> {
  list: L;
  /** "fact": for buttons and labels. */
  thing: string;
  fields: readonly ListField[];
  title: (item: ItemOf<L>) => string;
  /** Right of the title on its line. */
  marks?: (item: ItemOf<L>) => ReactNode;
  /** Below the title, quiet. */
  detail?: (item: ItemOf<L>) => ReactNode;
  /** Below the fields of the one that is open. */
  more?: (item: ItemOf<L>) => ReactNode;
  /** A tick on the line itself: verified, approved, done. */
  tick?: { name: string; label: (item: ItemOf<L>) => string; value: (item: ItemOf<L>) => boolean };
  /** 0 to 2: how far a line is set in. */
  indent?: (item: ItemOf<L>) => number;
  /** What a new one starts with, besides what is typed. */
  initial?: Readonly<Record<string, unknown>>;
}

export type Values = Readonly<Record<string, unknown>>;

/** The sentence of the field that is wrong, or null. */
export function faultOf(list: ListName, name: string, value: unknown): string | null {
  const field = (
    itemInputs[list].shape as Readonly<
      Record<string, { safeParse(value: unknown): { error?: { issues: { message: string }[] } } }>
    >
  )[name];
  return field?.safeParse(value).error?.issues[0]?.message ?? null;
}

export const percentOf = (typed: string): number | null | undefined => {
  if (typed.trim() === '') return null;
  const value = Number(plainNumber(typed) ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
};

export const percentFault = (list: ListName, name: string, typed: string): string | null => {
  const value = percentOf(typed);
  return value === undefined ? 'A judgement is a number between 0 and 100.' : faultOf(list, name, value);
};
