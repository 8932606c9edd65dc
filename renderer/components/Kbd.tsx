/** A shortcut drawn as keys. */
import { isMac, shortcutParts } from './keys.ts';
import css from './Kbd.module.css';

export function Kbd({ keys }: { keys: string }) {
  const parts = shortcutParts(keys, isMac(navigator.platform));
  return (
    <span className={css.keys}>
      {parts.map((part) => (
        <kbd key={part} className={css.key}>
          {part}
        </kbd>
      ))}
    </span>
  );
}
