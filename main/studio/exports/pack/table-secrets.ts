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

/** One of the names above may be in a line. */
const MAYBE_NAME =
  /pass|pwd|pw|psk|kennwort|contras|clave|senha|wachtwoord|lösenord|kode|has[łl]o|parola|пароль|key|token|secret|schlüssel/i;

export function tableSecrets(text: string): TableSecret[] {
  const found: TableSecret[] = [];
  if (!text.includes('|') || !MAYBE_NAME.test(text)) return found;
  let heads: readonly (Kind | undefined)[] = [];
  let after = -1;
  for (const { 0: line, index } of text.matchAll(/^[ \t]{0,8}\|.*$/gm)) {
    const begins = index !== after;
    after = index + line.length + 1;
    const named = MAYBE_NAME.test(line);
    if (begins && !named) heads = [];
    if (!named && heads.every((kind) => kind === undefined)) continue;
    const cells = cellsOf(line, index);
    const names = cells.map((cell) => kindOf(cell.text));
    if (begins) heads = [];
    for (const [i, cell] of cells.entries()) {
      const kind = heads[i] ?? names[i - 1];
      const secret = kind === undefined ? undefined : secretOf(cell, kind);
      if (secret) found.push(secret);
    }
    if (begins) heads = names;
  }
  return found;
}
