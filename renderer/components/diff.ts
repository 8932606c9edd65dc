/** Folds a line diff, so that a change in a long text is read without scrolling through what stayed. */

export interface DiffLine {
  kind: 'same' | 'removed' | 'added';
  /** One line or a run of them. */
  text: string;
}
export type FoldedLine = DiffLine | { kind: 'skipped'; count: number };

/** Unchanged lines kept on each side of a change. */
const CONTEXT = 2;

export function foldDiff(runs: readonly DiffLine[]): FoldedLine[] {
  const lines = runs.flatMap((run) =>
    run.text
      .replace(/\n$/, '')
      .split('\n')
      .map((text): DiffLine => ({ kind: run.kind, text })),
  );
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some((line) => line.kind !== 'same'),
  );
  const folded: FoldedLine[] = [];
  lines.forEach((line, index) => {
    if (line.kind !== 'same' || near[index] === true) {
      folded.push(line);
      return;
    }
    const last = folded.at(-1);
    if (last?.kind === 'skipped') last.count += 1;
    else folded.push({ kind: 'skipped', count: 1 });
  });
  return folded;
}
