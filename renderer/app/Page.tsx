/** The sheet of one page: title and marks at the top, a toolbar where there is one, the content below, which scrolls. */
import { useEffect, useRef, type ReactNode } from 'react';
import { ArrowLeft, ArrowRight } from 'lucide-react';
import { cx } from '../components/cx.ts';
import { IconButton } from '../components/IconButton.tsx';
import { runCommand } from './commands.ts';
import { useNavigation } from './navigation.ts';
import css from './Page.module.css';

export interface PageProps {
  title: string;
  /** Before the title: an avatar. */
  lead?: ReactNode;
  /** After the title, quiet: the state of saving, a count. */
  mark?: ReactNode;
  /** Right: buttons. */
  actions?: ReactNode;
  /** Below the title: search and filters. */
  toolbar?: ReactNode;
  /** Above everything else: what a person has to know of the whole page. */
  notice?: ReactNode;
  /** `read` centres a column of text width; `fill` gives the content the whole height and lets it scroll by itself. */
  layout?: 'wide' | 'read' | 'fill';
  children: ReactNode;
}

export function Page({ title, lead, mark, actions, toolbar, notice, layout = 'wide', children }: PageProps) {
  const canBack = useNavigation((state) => state.at > 0);
  const canForward = useNavigation((state) => state.at < state.steps.length - 1);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Morgus Studio`;
  }, [title]);
  // A new page is read out from its title, unless the page itself put the focus somewhere.
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <main className={css.page}>
      <header className={css.head}>
        <div className={css.steps}>
          <IconButton
            size="sm"
            label="Back"
            shortcut="Mod+["
            icon={<ArrowLeft aria-hidden />}
            disabled={!canBack}
            onClick={() => runCommand('go.back')}
          />
          <IconButton
            size="sm"
            label="Forward"
            shortcut="Mod+]"
            icon={<ArrowRight aria-hidden />}
            disabled={!canForward}
            onClick={() => runCommand('go.forward')}
          />
        </div>
        {lead}
        <h1 className={css.title} ref={heading} tabIndex={-1} title={title} dir="auto">
          {title}
        </h1>
        {mark !== undefined && <div className={css.mark}>{mark}</div>}
        <div className={css.actions}>{actions}</div>
      </header>
      {notice !== undefined && <div className={css.notice}>{notice}</div>}
      {toolbar !== undefined && <div className={css.toolbar}>{toolbar}</div>}
      <div className={cx(css.content, css[layout])}>
        {layout === 'read' ? <div className={css.column}>{children}</div> : children}
      </div>
    </main>
  );
}
