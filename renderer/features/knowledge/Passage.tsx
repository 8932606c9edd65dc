/** One passage: where it stands, its text, and what can be done with it. */
import { memo } from 'react';
import { Copy, EllipsisVertical, EyeOff, Merge, PenLine, Pin, PinOff, RotateCcw, Scissors } from 'lucide-react';
import type { KnowledgeChunk } from '../../../main/studio/knowledge/contract.ts';
import { Badge } from '../../components/Badge.tsx';
import { cx } from '../../components/cx.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { Markdown } from '../../components/Markdown.tsx';
import { Menu, type MenuEntry } from '../../components/Menu.tsx';
import { PlainText } from '../../components/PlainText.tsx';
import { countLabel } from '../morgys/words.ts';
import { copyText } from './actions.ts';
import { PassageEditor } from './PassageEditor.tsx';
import { citationOf, isChanged, withoutHeadings } from './passages.ts';
import css from './Passages.module.css';
import { pathLabel, shortPath } from './words.ts';

export type PassageAction = 'edit' | 'pin' | 'exclude' | 'merge' | 'reset';

export interface PassageProps {
  documentId: string;
  title: string;
  /** The document is text, not Markdown. */
  plain: boolean;
  chunk: KnowledgeChunk;
  isLast: boolean;
  /** It was linked to: from a search, say. */
  marked: boolean;
  /** The one that the keyboard is on: only its buttons are stops of the Tab key. */
  active: boolean;
  editing: boolean;
  unsaved: boolean;
  keptKey: string;
  onAct: (action: PassageAction, chunk: KnowledgeChunk) => void;
  /** Editing is over; `to` is the passage to go to. */
  onDone: (from: string, to: string) => void;
}

function entriesOf({ chunk, title, isLast, onAct }: PassageProps): MenuEntry[] {
  return [
    { label: 'Edit', icon: <PenLine aria-hidden />, shortcut: 'Enter', onSelect: () => onAct('edit', chunk) },
    {
      label: 'Split at the cursor…',
      icon: <Scissors aria-hidden />,
      shortcut: 'S',
      onSelect: () => onAct('edit', chunk),
    },
    {
      label: 'Merge with the next',
      icon: <Merge aria-hidden />,
      shortcut: 'M',
      disabled: isLast,
      onSelect: () => onAct('merge', chunk),
    },
    {
      label: 'Copy with its place',
      icon: <Copy aria-hidden />,
      shortcut: 'Mod+C',
      onSelect: () => void copyText(citationOf({ ...chunk, title }), 'The passage'),
    },
    { kind: 'separator' },
    {
      label: 'Reset to the document',
      icon: <RotateCcw aria-hidden />,
      shortcut: 'R',
      disabled: !isChanged(chunk),
      onSelect: () => onAct('reset', chunk),
    },
  ];
}

export const Passage = memo(function Passage(props: PassageProps) {
  const { documentId, plain, chunk, marked, active, editing, unsaved, keptKey, onAct, onDone } = props;
  const { ordinal, headingPath, page, tokens, pinned, excluded, edited } = chunk;
  const number = ordinal + 1;
  const stop = active ? 0 : -1;
  return (
    <div className={cx(css.passage, excluded && css.excluded, marked && css.marked)}>
      <header className={css.head}>
        <span className={css.number}>{number}</span>
        <span className={css.place}>
          <span className={css.path} title={pathLabel(headingPath)}>
            {shortPath(headingPath)}
          </span>
          <span className={css.facts}>
            {page !== null && `page ${page}, `}
            {countLabel(tokens, 'token')}
          </span>
        </span>
        <span className={css.badges}>
          {marked && <Badge tone="accent">Found here</Badge>}
          {pinned && <Badge tone="good">Pinned</Badge>}
          {excluded && <Badge tone="warn">Excluded</Badge>}
          {edited && <Badge>Edited</Badge>}
          {unsaved && !editing && <Badge tone="warn">Unsaved text</Badge>}
        </span>
        <span className={css.tools}>
          <IconButton
            size="sm"
            tabIndex={stop}
            label={pinned ? `Unpin passage ${number}` : `Pin passage ${number}`}
            pressed={pinned}
            shortcut="P"
            icon={pinned ? <PinOff aria-hidden /> : <Pin aria-hidden />}
            onClick={() => onAct('pin', chunk)}
          />
          <IconButton
            size="sm"
            tabIndex={stop}
            label={excluded ? `Include passage ${number} again` : `Exclude passage ${number}`}
            pressed={excluded}
            shortcut="X"
            icon={<EyeOff aria-hidden />}
            onClick={() => onAct('exclude', chunk)}
          />
          <IconButton
            size="sm"
            tabIndex={stop}
            label={`Edit passage ${number}`}
            shortcut="Enter"
            icon={<PenLine aria-hidden />}
            onClick={() => onAct('edit', chunk)}
          />
          <Menu
            align="end"
            trigger={
              <IconButton
                size="sm"
                tabIndex={stop}
                label={`More for passage ${number}`}
                icon={<EllipsisVertical aria-hidden />}
              />
            }
            entries={entriesOf(props)}
          />
        </span>
      </header>
      {editing ? (
        <PassageEditor {...{ documentId, chunk, keptKey }} onDone={(to) => onDone(chunk.key, to)} />
      ) : plain ? (
        <PlainText text={chunk.text} className={css.text} />
      ) : (
        <Markdown text={withoutHeadings(chunk.text)} className={css.text} />
      )}
    </div>
  );
});
