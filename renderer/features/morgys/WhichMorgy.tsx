/** Asks which Morgy something is for: found by its name as it is typed, by keyboard or mouse, or made for it. */
import { useId, useState } from 'react';
import { Plus } from 'lucide-react';
import { studio, useStudioQuery } from '../../app/client.ts';
import { bestMatches, matchScore } from '../../app/paletteMatch.ts';
import { closeMorgyQuestion, useMorgyQuestion, type MorgyQuestion } from '../../app/whichMorgy.ts';
import { Avatar } from '../../components/Avatar.tsx';
import { cx } from '../../components/cx.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { toast } from '../../components/Toast.tsx';
import css from './WhichMorgy.module.css';
import { countLabel } from './words.ts';

/** Shown at once; the rest is found by its name. */
const MOST = 50;

function Question({ question }: { question: MorgyQuestion }) {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const listId = useId();
  const list = useStudioQuery('morgys.list', {}).data;
  const wanted = text.trim();
  const all = (list ?? []).filter(({ is_active }) => is_active);
  const fitting =
    wanted === '' ? all : bestMatches(all, ({ name, tags }) => matchScore(wanted, name, tags), all.length);
  const shown = fitting.slice(0, MOST);
  const count = shown.length + (question.orNew ? 1 : 0);
  const at = Math.min(active, count - 1);

  const choose = async (index: number): Promise<void> => {
    const morgy = shown[index];
    if (!morgy && !question.orNew) return;
    closeMorgyQuestion();
    try {
      question.onChosen(morgy ?? (await studio.request('morgys.create', {})));
    } catch (error) {
      toast.error('No Morgy was made', error);
    }
  };
  const step = (by: number): void => {
    if (count === 0) return;
    const next = (at + by + count) % count;
    setActive(next);
    document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: 'nearest' });
  };
  const option = (index: number) => ({
    id: `${listId}-${index}`,
    role: 'option',
    'aria-selected': index === at,
    className: cx(css.option, index === at && css.active),
    onPointerMove: () => setActive(index),
    onClick: () => void choose(index),
  });

  return (
    <>
      <SearchField
        label="Find a Morgy"
        value={text}
        list={{ id: listId, active: at >= 0 ? `${listId}-${at}` : undefined }}
        onChange={(next) => {
          setText(next);
          setActive(0);
        }}
        onSubmit={() => void choose(at)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          step(event.key === 'ArrowDown' ? 1 : -1);
        }}
      />
      <div role="listbox" id={listId} aria-label="Morgys" className={css.list}>
        {shown.map(({ id, name, appearance, documents }, index) => (
          <div key={id} {...option(index)}>
            <Avatar size="sm" avatar={appearance.avatar} color={appearance.color} />
            <span className={css.name} title={name} dir="auto">
              {name}
            </span>
            <span className={css.quiet}>{countLabel(documents, 'document')}</span>
          </div>
        ))}
        {question.orNew && (
          <div {...option(shown.length)}>
            <span className={css.icon}>
              <Plus aria-hidden />
            </span>
            <span className={css.name}>A new Morgy</span>
          </div>
        )}
      </div>
      {fitting.length > shown.length && (
        <p className={css.more}>
          And {(fitting.length - shown.length).toLocaleString('en')} more: type a name to find one.
        </p>
      )}
      {list && shown.length === 0 && !question.orNew && (
        <p className={css.more}>{wanted === '' ? 'There is no Morgy yet.' : 'No Morgy has this name.'}</p>
      )}
    </>
  );
}

export function WhichMorgy() {
  const question = useMorgyQuestion((state) => state.question);
  if (!question) return null;
  return (
    <Dialog open size="md" title={question.title} description={question.about} onClose={closeMorgyQuestion}>
      <Question question={question} />
    </Dialog>
  );
}
