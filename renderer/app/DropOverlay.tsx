/** Shown while files are dragged over the window: says what letting go will do. */
import { useEffect, useState } from 'react';
import { FileDown } from 'lucide-react';
import { toast } from '../components/Toast.tsx';
import { addPaths } from '../features/knowledge/actions.ts';
import { documentsFor, useDropTargets } from './drop.ts';
import { importMorgyFile } from './files.ts';
import { go, useNavigation, useRoute } from './navigation.ts';
import css from './DropOverlay.module.css';

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

/** Where it is seen that they are read. */
async function addTo(morgyId: string, paths: string[]): Promise<void> {
  go({ name: 'morgy', id: morgyId, tab: 'knowledge' });
  await addPaths(morgyId, paths);
}

function take(paths: readonly string[]): void {
  const morgys = paths.filter((path) => path.toLowerCase().endsWith('.morgy'));
  for (const path of morgys) void importMorgyFile(path);
  const others = paths.filter((path) => !morgys.includes(path));
  const target = useDropTargets.getState().targets.at(-1);
  if (others.length === 0) return;
  const morgyId = documentsFor(useNavigation.getState().route);
  if (target) target.onPaths(others);
  else if (morgyId !== null) void addTo(morgyId, others);
  else toast.error('Open a Morgy first', new Error('Documents are added to the knowledge of the Morgy that is open.'));
}

export function DropOverlay() {
  const [over, setOver] = useState(false);
  const shown = useDropTargets((state) => state.targets.at(-1));
  const morgyId = documentsFor(useRoute());
  const label = shown?.label ?? (morgyId === null ? null : 'Add to the knowledge of this Morgy');
  useEffect(() => {
    // Entering a child fires before leaving its parent: only the balance tells whether the pointer is inside.
    let depth = 0;
    const enter = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      depth += 1;
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      // Out of the window there is nothing that it goes to.
      depth = event.relatedTarget === null ? 0 : Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const hover = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    // While something is dragged the pointer is not heard: this one means that it is over, also when what it was dragged
    // over went from the page meanwhile and never told of its leaving.
    const move = (): void => {
      depth = 0;
      setOver(false);
    };
    const drop = (event: DragEvent): void => {
      depth = 0;
      setOver(false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      const paths = [...(event.dataTransfer?.files ?? [])]
        .map((file) => window.studio.pathForFile(file))
        .filter((path) => path !== '');
      if (paths.length > 0) take(paths);
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', hover);
    window.addEventListener('drop', drop);
    window.addEventListener('pointermove', move);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('dragover', hover);
      window.removeEventListener('drop', drop);
      window.removeEventListener('pointermove', move);
    };
  }, []);
  if (!over) return null;
  return (
    <div className={css.overlay} aria-hidden>
      <div className={css.sheet}>
        <FileDown />
        <strong>{label ?? 'Import a Morgy'}</strong>
        <span>
          {label !== null
            ? 'Files and folders. A .morgy file becomes a Morgy of its own.'
            : 'Drop a .morgy file, or open a Morgy to add documents to it.'}
        </span>
      </div>
    </div>
  );
}
