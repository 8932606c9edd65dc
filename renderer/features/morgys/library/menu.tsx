/** The menu of one Morgy or of all that are selected. */
import { Archive, ArchiveRestore, Copy, FileDown, PackageCheck, PenLine, Trash2 } from 'lucide-react';
import type { MorgySummary } from '../../../../main/studio/morgys/contract.ts';
import { go } from '../../../app/navigation.ts';
import type { MenuEntry } from '../../../components/Menu.tsx';
import { duplicate, moveToTrash, saveAsFile, setArchived } from '../actions.ts';

export function morgyMenu(morgy: MorgySummary, chosen: readonly MorgySummary[]): MenuEntry[] {
  const several = chosen.length > 1 && chosen.some((other) => other.id === morgy.id);
  const targets = several ? chosen : [morgy];
  const archive: MenuEntry = morgy.is_active
    ? {
        label: several ? `Archive ${targets.length}` : 'Archive',
        icon: <Archive aria-hidden />,
        onSelect: () => void setArchived(targets, true),
      }
    : {
        label: several ? `Bring back ${targets.length}` : 'Bring back',
        icon: <ArchiveRestore aria-hidden />,
        onSelect: () => void setArchived(targets, false),
      };
  const trash: MenuEntry = {
    label: several ? `Move ${targets.length} to trash` : 'Move to trash',
    icon: <Trash2 aria-hidden />,
    danger: true,
    onSelect: () => void moveToTrash(targets),
  };
  if (several) return [archive, { kind: 'separator' }, trash];
  return [
    {
      label: 'Open',
      icon: <PenLine aria-hidden />,
      onSelect: () => go({ name: 'morgy', id: morgy.id, tab: 'identity' }),
    },
    { label: 'Duplicate', icon: <Copy aria-hidden />, onSelect: () => void duplicate(morgy) },
    { label: 'Save as file…', icon: <FileDown aria-hidden />, onSelect: () => void saveAsFile(morgy) },
    {
      label: 'Export bundle…',
      icon: <PackageCheck aria-hidden />,
      onSelect: () => go({ name: 'morgy', id: morgy.id, tab: 'export' }),
    },
    { kind: 'separator' },
    archive,
    trash,
  ];
}
