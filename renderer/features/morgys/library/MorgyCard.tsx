/** One Morgy as a card: face, name, what it is for, and the few facts one chooses by. */
import { EllipsisVertical } from 'lucide-react';
import type { MorgySummary } from '../../../../main/studio/morgys/contract.ts';
import { Avatar } from '../../../components/Avatar.tsx';
import { Badge } from '../../../components/Badge.tsx';
import { Checkbox } from '../../../components/Checkbox.tsx';
import { cx } from '../../../components/cx.ts';
import { IconButton } from '../../../components/IconButton.tsx';
import { Menu, type MenuEntry } from '../../../components/Menu.tsx';
import { categoryLabel, countLabel, priceLabel } from '../words.ts';
import css from './MorgyCard.module.css';

export interface MorgyCardProps {
  morgy: MorgySummary;
  selected: boolean;
  /** Something is selected somewhere: the tick boxes stay visible. */
  selecting: boolean;
  onToggle: () => void;
  entries: () => MenuEntry[];
}

export function MorgyCard({ morgy, selected, selecting, onToggle, entries }: MorgyCardProps) {
  return (
    <article className={cx(css.card, selected && css.selected, !morgy.is_active && css.archived)}>
      <div className={css.head}>
        <Avatar avatar={morgy.appearance.avatar} color={morgy.appearance.color} />
        <div className={css.names}>
          <h2 className={css.name} title={morgy.name}>
            {morgy.name}
          </h2>
          <span className={css.kind}>{categoryLabel(morgy.category)}</span>
        </div>
        <span className={css.tools} onClick={(event) => event.stopPropagation()}>
          <span className={cx(css.tick, (selecting || selected) && css.shown)}>
            <Checkbox label={`Select ${morgy.name}`} hideLabel tabIndex={-1} checked={selected} onChange={onToggle} />
          </span>
          <Menu
            align="end"
            trigger={
              <IconButton
                size="sm"
                tabIndex={-1}
                label={`Actions for ${morgy.name}`}
                icon={<EllipsisVertical aria-hidden />}
              />
            }
            entries={entries()}
          />
        </span>
      </div>
      <p className={css.description}>{morgy.description ?? <span className={css.none}>No description yet</span>}</p>
      <div className={css.foot}>
        {!morgy.is_active && <Badge tone="warn">Archived</Badge>}
        {morgy.is_public && morgy.is_active && <Badge tone="accent">Public</Badge>}
        <span>{countLabel(morgy.documents, 'document')}</span>
        {morgy.templates > 0 && <span>{countLabel(morgy.templates, 'template')}</span>}
        <span className={css.price}>{priceLabel(morgy)}</span>
      </div>
    </article>
  );
}
