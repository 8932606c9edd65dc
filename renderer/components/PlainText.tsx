/** Text as it was written: every character and line break, nothing read as markup, each line in its own direction. */
import { memo } from 'react';
import { cx } from './cx.ts';
import css from './PlainText.module.css';

export const PlainText = memo(function PlainText({
  text,
  className,
}: {
  text: string;
  className?: string | undefined;
}) {
  return <div className={cx(css.plain, className)}>{text}</div>;
});
