/** A Morgy's face: its emoji or image on its own colour. Decoration beside a name, so it has no name itself. */
import { cx } from './cx.ts';
import css from './Avatar.module.css';

export interface AvatarProps {
  /** An emoji or a `data:image/` URL. */
  avatar: string;
  /** `#rrggbb` */
  color: string;
  size?: 'sm' | 'md' | 'lg' | 'xl';
}

export function Avatar({ avatar, color, size = 'md' }: AvatarProps) {
  return (
    <span className={cx(css.avatar, css[size])} style={{ '--tint': color }} aria-hidden>
      {avatar.startsWith('data:image/') ? <img src={avatar} alt="" className={css.image} /> : avatar}
    </span>
  );
}
