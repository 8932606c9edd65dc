/** What changed between two texts. Removed and added lines carry a sign, so colour is never the only difference. */
import { Fragment } from 'react';
import { foldDiff, type DiffLine } from './diff.ts';
import { cx } from './cx.ts';
import css from './DiffView.module.css';

export interface DiffViewProps {
  label: string;
  /** One-line values: shown as before and after. */
  before?: string;
  after?: string;
  /** Runs of lines, for longer texts. */
  lines?: readonly DiffLine[] | undefined;
}

const SIGN = { same: ' ', removed: '−', added: '+' };
const SAID = { same: '', removed: 'Removed: ', added: 'Added: ' };

export function DiffView({ label, before = '', after = '', lines }: DiffViewProps) {
  if (!lines) {
    return (
      <div className={css.pair} role="group" aria-label={label}>
        {before !== '' && <del className={css.before}>{before}</del>}
        {before !== '' && <span aria-hidden>→</span>}
        <ins className={css.after}>{after === '' ? 'empty' : after}</ins>
      </div>
    );
  }
  return (
    <div className={css.lines} role="group" aria-label={label} tabIndex={0}>
      {foldDiff(lines).map((part, index) => (
        <Fragment key={index}>
          {part.kind === 'skipped' ? (
            <div className={css.skipped}>
              {part.count} unchanged {part.count === 1 ? 'line' : 'lines'}
            </div>
          ) : (
            <div className={cx(css.line, css[part.kind])}>
              <span className={css.sign} aria-hidden>
                {SIGN[part.kind]}
              </span>
              <span>
                <span className={css.said}>{SAID[part.kind]}</span>
                {part.text === '' ? '\u00a0' : part.text}
              </span>
            </div>
          )}
        </Fragment>
      ))}
    </div>
  );
}
