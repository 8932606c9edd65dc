/** The workspace that is open, and the way to another, at the top of the ground's part of the sidebar. */
import { useState } from 'react';
import { ChevronsUpDown, Building2, FileInput, List, Pencil, Plus, Save, Trash2 } from 'lucide-react';
import { useStudioQuery } from '../../app/client.ts';
import { useCommand } from '../../app/commands.ts';
import { go } from '../../app/navigation.ts';
import { Menu, type MenuEntry } from '../../components/Menu.tsx';
import { importFile, moveToTrash, saveAsFile, switchTo } from './actions.ts';
import { NameDialog } from './NameDialog.tsx';
import css from './WorkspaceSwitcher.module.css';

/** As many as a menu shows at a glance; the rest is on the page of all. */
const IN_MENU = 12;

export function WorkspaceSwitcher() {
  const current = useStudioQuery('workspaces.current', {}).data ?? null;
  const list = useStudioQuery('workspaces.list', {}).data ?? [];
  const [asking, setAsking] = useState<'create' | 'rename' | null>(null);

  useCommand('workspace.create', () => setAsking('create'));
  useCommand('workspace.rename', () => setAsking('rename'), { enabled: current !== null });
  useCommand('workspace.remove', () => current && void moveToTrash(current), { enabled: current !== null });
  useCommand('workspace.exportFile', () => current && void saveAsFile(current), { enabled: current !== null });
  useCommand('workspace.import', () => void importFile());
  useCommand('go.workspaces', () => go({ name: 'workspaces' }));
  useCommand('go.foundation', () => go({ name: 'foundation', section: 'overview' }));
  useCommand('go.onboarding', () => go({ name: 'onboarding', step: null }));
  useCommand('search.workspace', () => go({ name: 'ground', query: '' }));

  const shown = list.slice(0, IN_MENU);
  const more = list.length - shown.length;
  const entries: MenuEntry[] = [
    ...shown.map((workspace): MenuEntry => ({
      kind: 'check',
      label: workspace.name,
      checked: workspace.id === current?.id,
      onChange: () => void switchTo(workspace),
    })),
    ...(shown.length > 0 ? [{ kind: 'separator' } as const] : []),
    {
      label: more > 0 ? `All workspaces (${more} more)` : 'All workspaces',
      icon: <List aria-hidden />,
      onSelect: () => go({ name: 'workspaces' }),
    },
    { label: 'New workspace…', icon: <Plus aria-hidden />, onSelect: () => setAsking('create') },
    { label: 'Import…', icon: <FileInput aria-hidden />, onSelect: () => void importFile() },
    ...(current
      ? [
          { label: 'Save as file…', icon: <Save aria-hidden />, onSelect: () => void saveAsFile(current) },
          { label: 'Rename…', icon: <Pencil aria-hidden />, onSelect: () => setAsking('rename') },
          {
            label: 'Move to trash',
            icon: <Trash2 aria-hidden />,
            danger: true,
            onSelect: () => void moveToTrash(current),
          },
        ]
      : []),
  ];
  const name = current?.name ?? 'No workspace yet';
  return (
    <>
      <Menu
        trigger={
          <button type="button" className={css.switcher} aria-label={`Workspace: ${name}`} title={name}>
            <Building2 aria-hidden className={css.icon} />
            <span className={css.name}>{name}</span>
            <ChevronsUpDown aria-hidden className={css.arrows} />
          </button>
        }
        entries={entries}
      />
      {asking !== null && (
        <NameDialog workspace={asking === 'rename' ? current : null} onClose={() => setAsking(null)} />
      )}
    </>
  );
}
