/** Changes that no longer fit the document's text. They are kept and shown until a person deals with them. */
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { countLabel } from '../morgys/words.ts';
import { copyText } from './actions.ts';
import { forgetKept } from './kept.ts';
import { dropChange } from './passageActions.ts';
import { CHANGE_WORDS, type Orphan } from './passages.ts';
import css from './Passages.module.css';

export interface OrphansProps {
  documentId: string;
  orphaned: readonly Orphan[];
  /** Texts typed into passages that are gone, never saved: key and text. */
  lost: readonly (readonly [string, string])[];
  prefix: string;
}

export function Orphans({ documentId, orphaned, lost, prefix }: OrphansProps) {
  const [shown, setShown] = useState(false);
  const count = orphaned.length + lost.length;
  if (count === 0) return null;
  return (
    <div className={css.note}>
      <Callout
        tone="warn"
        title={`${countLabel(count, 'change')} of yours no longer ${count === 1 ? 'fits' : 'fit'} the text`}
        actions={
          <Button size="sm" aria-expanded={shown} onClick={() => setShown(!shown)}>
            {shown ? 'Hide' : 'Show'}
          </Button>
        }
      >
        The document changed below {count === 1 ? 'it' : 'them'}. Nothing is lost: use what you wrote elsewhere, then
        let go of it here.
        {shown && (
          <ul className={css.orphans}>
            {orphaned.map(({ override, reason }) => (
              <li key={`${override.kind}-${override.key}`}>
                <strong>{CHANGE_WORDS[override.kind]}</strong>
                <span>{reason}</span>
                {override.kind === 'edit' && <blockquote>{override.text}</blockquote>}
                <span className={css.orphanActions}>
                  {override.kind === 'edit' && (
                    <Button size="sm" onClick={() => void copyText(override.text, 'The text')}>
                      Copy the text
                    </Button>
                  )}
                  <Button
                    size="sm"
                    onClick={() => void dropChange(documentId, override.key, override.kind, 'The change is still kept')}
                  >
                    Let go of it
                  </Button>
                </span>
              </li>
            ))}
            {lost.map(([key, text]) => (
              <li key={key}>
                <strong>Text that was never saved</strong>
                <span>The passage it was typed into is not in the document any more.</span>
                <blockquote>{text}</blockquote>
                <span className={css.orphanActions}>
                  <Button size="sm" onClick={() => void copyText(text, 'The text')}>
                    Copy the text
                  </Button>
                  <Button size="sm" onClick={() => forgetKept(`${prefix}${key}`)}>
                    Let go of it
                  </Button>
                </span>
              </li>
            ))}
          </ul>
        )}
      </Callout>
    </div>
  );
}
