/**
 * A text with what breaks a rule underlined while it is typed. The text field is a plain one, so that keyboard, spelling and
 * screen readers work as everywhere; the lines lie in a copy of the text behind it, at the same places.
 */
import { useId, useRef, type Ref } from 'react';
import { markBreaches, type Breach } from '../../../main/contract/guardrails.ts';
import { cx } from '../../components/cx.ts';
import css from './Assets.module.css';

const WORST = { error: 0, warning: 1, suggestion: 2 } as const;

export interface RuledTextProps {
  label: string;
  value: string;
  breaches: readonly Breach[];
  onChange: (value: string) => void;
  onBlur: () => void;
  ref: Ref<HTMLTextAreaElement>;
}

export function RuledText({ label, value, breaches, onChange, onBlur, ref }: RuledTextProps) {
  const saidId = useId();
  const layer = useRef<HTMLDivElement>(null);
  return (
    <div className={css.ruled}>
      <div ref={layer} className={css.layer} aria-hidden>
        {markBreaches(value, breaches).map(({ text, breaches: over }, i) => {
          const worst = over.reduce<Breach | null>(
            (found, each) => (found === null || WORST[each.severity] < WORST[found.severity] ? each : found),
            null,
          );
          return (
            <span key={i} className={cx(worst && css.broken)} data-severity={worst?.severity}>
              {text}
            </span>
          );
        })}
        {/* A last line break has no height of its own. */}
        {'\u200b'}
      </div>
      <textarea
        ref={ref}
        aria-label={label}
        aria-describedby={saidId}
        className={css.writing}
        value={value}
        spellCheck
        onChange={(event) => onChange(event.target.value)}
        onBlur={onBlur}
      />
      <span id={saidId} className={css.hidden}>
        {breaches.length === 0
          ? 'No rule is broken.'
          : `${breaches.length} ${breaches.length === 1 ? 'place breaks' : 'places break'} a rule. They are listed after the text.`}
      </span>
    </div>
  );
}
