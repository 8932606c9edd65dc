/** Shown while files are dragged over the window: says what letting go will do. */
import { useEffect, useState } from 'react';
import { FileDown } from 'lucide-react';
import { addAndShow } from '../features/knowledge/actions.ts';
import { documentsFor, droppedWords, useDropTargets } from './drop.ts';
import { importMorgyFile, verifyBundle } from './files.ts';
import { useNavigation, useRoute } from './navigation.ts';
import { askWhichMorgy } from './whichMorgy.ts';
import css from './DropOverlay.module.css';

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
const has = (path: string, extension: string): boolean => path.toLowerCase().endsWith(extension);

function take(paths: readonly string[]): void {
  const morgys = paths.filter((path) => has(path, '.morgy'));
  const bundle = paths.find((path) => has(path, '.mcpb'));
  const others = paths.filter((path) => !has(path, '.morgy') && !has(path, '.mcpb'));
  for (const path of morgys) void importMorgyFile(path);
  if (bundle !== undefined && others.length === 0) verifyBundle(bundle);
  if (others.length === 0) return;
  const target = useDropTargets.getState().targets.at(-1);
  const morgyId = documentsFor(useNavigation.getState().route);
  if (target) target.onPaths(others);
  else if (morgyId !== null) void addAndShow(morgyId, others);
  else
    void askWhichMorgy({
      title: 'Which Morgy gets them?',
      about: `${droppedWords(others)} to its knowledge. The originals stay where they are.`,
      orNew: true,
      onChosen: ({ id }) => void addAndShow(id, others),
    });
}

export function DropOverlay() {
  const [over, setOver] = useState(false);
  const shown = useDropTargets((state) => state.targets.at(-1));
  const morgyId = documentsFor(useRoute());
  const label = shown?.label ?? `Add to the knowledge of ${morgyId === null ? 'a Morgy' : 'this Morgy'}`;
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
        <strong dir="auto">{label}</strong>
        <span>
          {shown || morgyId !== null
            ? 'Files and folders. A .morgy file becomes a Morgy of its own.'
            : 'Files and folders; you say which one gets them. A .morgy file becomes a Morgy of its own.'}
        </span>
      </div>
    </div>
  );
}
