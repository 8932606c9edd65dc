/** One Morgy as a card: face, name, what it is for, and the few facts one chooses by. */
import { memo } from 'react';
import { EllipsisVertical } from 'lucide-react';
import type { MorgySummary } from '../../../../main/studio/morgys/contract.ts';
import { Avatar } from '../../../components/Avatar.tsx';
import { Badge } from '../../../components/Badge.tsx';
import { cx } from '../../../components/cx.ts';
import { Tick } from '../../../components/Tick.tsx';
import { categoryLabel, countLabel, priceLabel } from '../words.ts';
import css from './MorgyCard.module.css';

export interface MorgyCardProps {
  morgy: MorgySummary;
  selected: boolean;
  /** Something is selected somewhere: the tick boxes stay visible. */
  selecting: boolean;
  onToggle: (id: string) => void;
}

/** Opens the list's one menu at this button, as a right click on the card would. */
function openMenuAt(button: HTMLElement): void {
  const { left, bottom } = button.getBoundingClientRect();
  button.dispatchEvent(
    new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: left, clientY: bottom, button: 2 }),
  );
}

export const MorgyCard = memo(function MorgyCard({ morgy, selected, selecting, onToggle }: MorgyCardProps) {
  return (
    <article className={cx(css.card, selected && css.selected, !morgy.is_active && css.archived)}>
      <div className={css.head}>
        <Avatar avatar={morgy.appearance.avatar} color={morgy.appearance.color} />
        <div className={css.names}>
          <h2 className={css.name} title={morgy.name} dir="auto">
            {morgy.name}
          </h2>
          <span className={css.kind}>{categoryLabel(morgy.category)}</span>
        </div>
        <span className={css.tools} onClick={(event) => event.stopPropagation()}>
          <span className={cx(css.tick, (selecting || selected) && css.shown)}>
            <Tick label={`Select ${morgy.name}`} tabIndex={-1} checked={selected} onChange={() => onToggle(morgy.id)} />
          </span>
          <button
            type="button"
            className={css.more}
            tabIndex={-1}
            aria-haspopup="menu"
            aria-label={`Actions for ${morgy.name}`}
            onClick={(event) => openMenuAt(event.currentTarget)}
          >
            <EllipsisVertical aria-hidden />
          </button>
        </span>
      </div>
      <p className={css.description} title={morgy.description ?? undefined} dir="auto">
        {morgy.description ?? <span className={css.none}>No description yet</span>}
      </p>
      <div className={css.foot}>
        {!morgy.is_active && <Badge tone="warn">Archived</Badge>}
        {morgy.is_public && morgy.is_active && <Badge tone="accent">Public</Badge>}
        <span>{countLabel(morgy.documents, 'document')}</span>
        {morgy.templates > 0 && <span>{countLabel(morgy.templates, 'template')}</span>}
        <span className={css.price}>{priceLabel(morgy)}</span>
      </div>
    </article>
  );
});
