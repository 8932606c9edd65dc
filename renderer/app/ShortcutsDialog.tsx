/** Every shortcut of the registry, by menu. */
import { commands, shortcutsOf } from '../../main/contract/commands.ts';
import { Dialog } from '../components/Dialog.tsx';
import { Kbd } from '../components/Kbd.tsx';
import { isMac } from '../components/keys.ts';
import { closeOverlay, useOverlays } from './overlays.ts';
import css from './ShortcutsDialog.module.css';

const MENUS = ['File', 'Edit', 'View', 'Morgy', 'Ground', 'Go', 'Help'] as const;

export function ShortcutList() {
  return (
    <div className={css.columns}>
      {MENUS.map((menu) => {
        const listed = commands.flatMap((command) =>
          command.menu === menu && 'shortcut' in command
            ? [{ id: command.id, title: command.title, keys: shortcutsOf(command, isMac(navigator.platform)) }]
            : [],
        );
        if (listed.length === 0) return null;
        return (
          <section key={menu} className={css.group}>
            <h3>{menu}</h3>
            <dl>
              {listed.map((command) => (
                <div key={command.id} className={css.line}>
                  <dt>{command.title.replace(/…$/, '')}</dt>
                  <dd>
                    {command.keys.map((keys) => (
                      <Kbd key={keys} keys={keys} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        );
      })}
    </div>
  );
}

export function ShortcutsDialog() {
  const open = useOverlays((state) => state.shortcuts);
  return (
    <Dialog
      open={open}
      onClose={() => closeOverlay('shortcuts')}
      title="Keyboard shortcuts"
      description="In lists: arrows walk, Space selects, Shift extends, Enter opens, Delete moves to the trash."
      size="md"
    >
      <ShortcutList />
    </Dialog>
  );
}
