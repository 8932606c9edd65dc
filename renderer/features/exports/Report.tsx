/** What the check of a finished bundle saw, line by line. */
import { Check, Minus, X } from 'lucide-react';
import type { VerificationReport } from '../../../main/studio/exports/contract.ts';
import { cx } from '../../components/cx.ts';
import css from './Exports.module.css';

const SIGNS = {
  passed: { Icon: Check, word: 'Passed' },
  failed: { Icon: X, word: 'Failed' },
  skipped: { Icon: Minus, word: 'Not tried' },
} as const;

export function Report({ report }: { report: VerificationReport }) {
  return (
    <ul className={css.checks} aria-label="Checks of the bundle">
      {report.checks.map((check) => {
        const { Icon, word } = SIGNS[check.outcome];
        return (
          <li key={check.id} className={cx(css.check, css[check.outcome])}>
            <Icon aria-label={word} />
            <div>
              <strong>{check.label}</strong>
              <span>{check.detail}</span>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
