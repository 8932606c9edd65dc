/**
 * Prepares a where clause for use inside other SQL: puts its parameters in as quoted literals, whose type Postgres then
 * infers as it would a parameter's, and refuses what could leave the parentheses that it is put in. It only tells
 * literals from the rest; what the clause means is Postgres' to say (relation.ts).
 */

/** Thrown with a sentence that names the problem. */
export class WhereError extends Error {}

const quoted = (text: string): string => {
  if (text.includes('\0')) throw new WhereError('a parameter contains a zero byte, which Postgres cannot hold');
  return `'${text.replaceAll("'", "''")}'`;
};

/** What may stand at a place, tried in this order; anything else is one character. */
const TOKEN = new RegExp(
  [
    String.raw`(?<comment>--|/\*)`,
    String.raw`(?<escapes>[eE]'(?:[^'\\]|\\[^]|'')*')`,
    String.raw`(?<string>'(?:[^']|'')*')`,
    String.raw`(?<name>"(?:[^"]|"")*")`,
    String.raw`(?<dollar>\$(?<tag>[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$[^]*?\$\k<tag>\$)`,
    String.raw`(?<param>\$(?<number>\d+))`,
    String.raw`(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)`,
    String.raw`(?<digits>\d[\w.]*)`,
  ].join('|'),
  'uy',
);

/** @throws WhereError */
export function bindWhere(where: string, params: Readonly<Record<string, string>>): string {
  let bound = '';
  let depth = 0;
  for (let at = 0; at < where.length;) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(where);
    const groups = match?.groups ?? {};
    const text = match?.[0] ?? String.fromCodePoint(where.codePointAt(at) ?? 0);
    if (groups['comment'] !== undefined) throw new WhereError('comments are not taken here');
    if (groups['number'] !== undefined) {
      const value = params[groups['number']];
      if (value === undefined) throw new WhereError(`parameter $${groups['number']} was not provided`);
      bound += quoted(value);
    } else {
      if (match === null) {
        if (text === ';') throw new WhereError('unescaped ";" causing statement split');
        if (text === "'" || text === '"') throw new WhereError(`unterminated quoted text at ${at}`);
        if (text === '\0') throw new WhereError('a zero byte, which Postgres cannot hold');
        if (text === '(') depth += 1;
        if (text === ')') depth -= 1;
        if (depth < 0) throw new WhereError(`a parenthesis at ${at} closes nothing`);
      }
      bound += text;
    }
    at += text.length;
  }
  if (depth > 0) throw new WhereError('a parenthesis is not closed');
  return bound;
}
