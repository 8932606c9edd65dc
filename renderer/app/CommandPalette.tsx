/** Everything by name: Morgys, commands that make sense now, pages and their parts, what people wrote, and a search in the knowledge. */
import { useId, useMemo, useState, type ReactNode } from 'react';
import { Dialog } from '@base-ui/react/dialog';
import { Command, FileText, PanelTop, Search } from 'lucide-react';
import { Avatar } from '../components/Avatar.tsx';
import { cx } from '../components/cx.ts';
import { Kbd } from '../components/Kbd.tsx';
import { useStudioQuery } from './client.ts';
import { listCommands, runCommand, useCommandState } from './commands.ts';
import { go } from './navigation.ts';
import { closeOverlay, useOverlays } from './overlays.ts';
import { bestMatches, matchScore } from './paletteMatch.ts';
import { PLACES, type Place } from './places.ts';
import { useNamed } from './useNamed.ts';
import { askWhichMorgy } from './whichMorgy.ts';
import css from './CommandPalette.module.css';

interface Entry {
  key: string;
  section: 'Morgys' | 'Commands' | 'Pages' | 'Yours' | 'Knowledge';
  title: string;
  detail?: string | undefined;
  shortcut?: string | undefined;
  icon: ReactNode;
  run: () => void;
}

export function CommandPalette() {
  const open = useOverlays((state) => state.palette);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && closeOverlay('palette')}>
      <Dialog.Portal>
        <Dialog.Backdrop className={css.veil} />
        <Dialog.Popup className={css.popup} aria-label="Command palette">
          <Palette onClose={() => closeOverlay('palette')} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function goToPlace({ to, title }: Place): void {
  if ('name' in to) go(to);
  else
    void askWhichMorgy({
      title: `${title} of which Morgy?`,
      about: 'Its page is opened there.',
      orNew: false,
      onChosen: ({ id }) => go({ name: 'morgy', id, tab: to.tab }),
    });
}

function useEntries(query: string): Entry[] {
  const registered = useCommandState((state) => state.registered);
  const morgys = useStudioQuery('morgys.list', {}).data;
  const named = useNamed(query);
  return useMemo(() => {
    const typed = query.trim();
    const found =
      typed === ''
        ? (morgys ?? []).slice(0, 4)
        : bestMatches(morgys ?? [], (morgy) => matchScore(typed, morgy.name, morgy.tags), 6);
    const entries: Entry[] = found.map((morgy) => ({
      key: morgy.id,
      section: 'Morgys',
      title: morgy.name,
      detail: morgy.category,
      icon: <Avatar size="sm" avatar={morgy.appearance.avatar} color={morgy.appearance.color} />,
      run: () => go({ name: 'morgy', id: morgy.id, tab: 'identity' }),
    }));
    const listed = listCommands(registered).filter((command) => command.id !== 'app.palette');
    for (const command of bestMatches(listed, (item) => matchScore(typed, item.title, item.keywords), 40)) {
      entries.push({
        key: command.id,
        section: 'Commands',
        title: command.title.replace(/…$/, ''),
        detail: command.group,
        shortcut: command.shortcut,
        icon: <Command aria-hidden />,
        run: () => runCommand(command.id),
      });
    }
    if (typed !== '') {
      for (const place of bestMatches(PLACES, ({ title, keywords }) => matchScore(typed, title, keywords), 6)) {
        entries.push({
          key: `${place.of}/${place.title}`,
          section: 'Pages',
          title: place.title,
          detail: place.of,
          icon: <PanelTop aria-hidden />,
          run: () => goToPlace(place),
        });
      }
      for (const { key, title, detail, to } of named) {
        entries.push({ key, section: 'Yours', title, detail, icon: <FileText aria-hidden />, run: () => go(to) });
      }
      entries.push({
        key: 'knowledge',
        section: 'Knowledge',
        title: `Search knowledge for “${typed}”`,
        icon: <Search aria-hidden />,
        run: () => go({ name: 'knowledge', query: typed, morgyId: null }),
      });
    }
    return entries;
  }, [query, registered, morgys, named]);
}

function Palette({ onClose }: { onClose: () => void }) {
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const listId = useId();
  const entries = useEntries(query);
  const at = Math.min(active, entries.length - 1);

  const run = (entry: Entry | undefined): void => {
    if (!entry) return;
    onClose();
    entry.run();
  };
  const step = (by: number): void => {
    if (entries.length === 0) return;
    const next = (at + by + entries.length) % entries.length;
    setActive(next);
    document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: 'nearest' });
  };

  return (
    <>
      <div className={css.head}>
        <Search aria-hidden />
        <input
          className={css.input}
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={at >= 0 ? `${listId}-${at}` : undefined}
          aria-label="Search commands and Morgys"
          placeholder="What would you like to do?"
          spellCheck={false}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') step(1);
            else if (event.key === 'ArrowUp') step(-1);
            else if (event.key === 'Enter') run(entries[at]);
            else return;
            event.preventDefault();
          }}
        />
      </div>
      <div className={css.list} role="listbox" id={listId} aria-label="Results">
        {entries.map((entry, index) => (
          <div key={entry.key} className={css.slot} role="presentation">
            {entries[index - 1]?.section !== entry.section && (
              <div className={css.section} role="presentation">
                {entry.section}
              </div>
            )}
            <div
              role="option"
              id={`${listId}-${index}`}
              aria-selected={index === at}
              className={cx(css.entry, index === at && css.active)}
              onPointerMove={() => index !== at && setActive(index)}
              onClick={() => run(entry)}
            >
              <span className={css.icon}>{entry.icon}</span>
              <span className={css.title}>{entry.title}</span>
              {entry.shortcut !== undefined ? (
                <Kbd keys={entry.shortcut} />
              ) : (
                <span className={css.detail}>{entry.detail}</span>
              )}
            </div>
          </div>
        ))}
        {entries.length === 0 && <p className={css.none}>Nothing has this name.</p>}
      </div>
    </>
  );
}
