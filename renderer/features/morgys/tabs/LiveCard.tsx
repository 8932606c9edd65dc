/** The Morgy as others will see it, while it is being made. */
import { cardIcon } from '../appearance.tsx';
import { Avatar } from '../../../components/Avatar.tsx';
import { cx } from '../../../components/cx.ts';
import { useField, useMorgyForm } from '../morgyForm.ts';
import { categoryLabel, priceLabel, TONE_WORDS } from '../words.ts';
import { useStore } from 'zustand';
import css from './LiveCard.module.css';

const HEX = /^#[0-9a-f]{6}$/i;

export function LiveCard() {
  const name = useField('name').value.trim();
  const description = useField('description').value.trim();
  const category = useField('category').value;
  const avatar = useField('appearance.avatar').value;
  const color = useField('appearance.color').value;
  const icon = useField('appearance.icon').value;
  const theme = useField('appearance.theme').value;
  const tone = useField('personality.tone').value;
  const tags = useField('tags').value;
  const license = useField('license_type').value;
  const price = useStore(useMorgyForm().store, (state) => state.base.price);
  return (
    <figure className={css.figure}>
      <div className={cx(css.card, css[theme])} style={{ '--tint': HEX.test(color) ? color : '#8B5CF6' }}>
        <div className={css.top}>
          <Avatar size="xl" avatar={avatar} color={HEX.test(color) ? color : '#8B5CF6'} />
          <span className={css.icon}>{cardIcon(icon)}</span>
        </div>
        <p className={css.name} dir="auto">
          {name === '' ? 'No name yet' : name}
        </p>
        <p className={css.kind}>
          {categoryLabel(category)} · {TONE_WORDS[tone].label}
        </p>
        <p className={css.description} dir="auto">
          {description === '' ? 'No description yet.' : description}
        </p>
        <div className={css.foot}>
          <span className={css.tags}>{tags.slice(0, 3).join(' · ')}</span>
          <span className={css.price}>{priceLabel({ license_type: license, price })}</span>
        </div>
      </div>
      <figcaption className={css.caption}>How it appears to others</figcaption>
    </figure>
  );
}
