// Passwords and keys in tables: the name stands at the head of the column or in the cell before, not beside the value.
import { looksLikePassword, PASSWORD_NAMES } from './prose-rules.ts';
import { classes, looksRandom } from './secret-shapes.ts';

export interface TableSecret {
  readonly kind: 'password' | 'key';
  readonly severity: 'block' | 'warn';
  readonly start: number;
  readonly end: number;
}

const PASSWORD = new RegExp(`${PASSWORD_NAMES}|^(?:pwd|pw|pass|psk)$`, 'iu');
const KEY =
  /(?:api|access|secret|private|auth|bearer|client|webhook)[ _-]?(?:key|token|secret)|^(?:token|secret|key|schlüssel)$/iu;
/** Longer cells are sentences. */
const LONGEST_NAME = 40;

interface Cell {
  readonly text: string;
  readonly start: number;
}

/** Cells of a line "| a | b |", without the emphasis around them. */
function cellsOf(line: string, offset: number): Cell[] {
  const cells: Cell[] = [];
  for (const { 0: whole, 1: inside = '', index } of line.matchAll(/\|((?:[^|\\]|\\.)*)(?=\|)/g)) {
    const trimmed = inside.replace(/^[\s*_`]+|[\s*_`]+$/g, '');
    cells.push({ text: trimmed, start: offset + index + whole.indexOf(trimmed, 1) });
  }
  return cells;
}

type Kind = TableSecret['kind'];

function kindOf(name: string): Kind | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  if (PASSWORD.test(name)) return 'password';
  return KEY.test(name) ? 'key' : undefined;
}

function secretOf({ text, start }: Cell, kind: Kind): TableSecret | undefined {
  if (/\s/.test(text) || text.length > 200) return undefined;
  if (kind === 'key' ? !looksRandom(text) : !looksLikePassword(text)) return undefined;
  const strong = kind === 'key' || (text.length >= 7 && classes(text) >= 2);
  return { kind, severity: strong ? 'block' : 'warn', start, end: start + text.length };
}

export function tableSecrets(text: string): TableSecret[] {
  const found: TableSecret[] = [];
  if (
    !text.includes('|') ||
    !/pass|pwd|pw|psk|kennwort|contras|senha|wachtwoord|key|token|secret|schlüssel/i.test(text)
  )
    return found;
  let heads: readonly (Kind | undefined)[] = [];
  let offset = 0;
  for (const line of text.split('\n')) {
    if (!/^\s{0,8}\|/.test(line)) heads = [];
    else {
      const cells = cellsOf(line, offset);
      const isRule = cells.every((cell) => /^:?-*:?$/.test(cell.text));
      const names = cells.map((cell) => kindOf(cell.text));
      if (!isRule) {
        for (const [i, cell] of cells.entries()) {
          const kind = heads[i] ?? names[i - 1];
          const secret = kind === undefined ? undefined : secretOf(cell, kind);
          if (secret) found.push(secret);
        }
        // The head of a table is its first line; a head that is said again begins no other one.
        if (heads.length === 0) heads = names;
      }
    }
    offset += line.length + 1;
  }
  return found;
}
