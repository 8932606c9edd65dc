/** Giving a Morgy knowledge from the window: each way ends in an import, or in a sentence that says why not. */
import { toast } from '../../components/Toast.tsx';
import { studio } from '../../app/client.ts';

const READABLE = ['pdf', 'docx', 'pptx', 'xlsx', 'odt', 'epub', 'md', 'markdown', 'html', 'htm', 'txt', 'csv', 'json'];

export async function addPaths(morgyId: string, paths: string[]): Promise<void> {
  if (paths.length === 0) return;
  try {
    await studio.request('knowledge.addPaths', { morgyId, paths });
  } catch (error) {
    toast.error('Nothing was added', error);
  }
}

export async function chooseFiles(morgyId: string): Promise<void> {
  const { paths } = await studio.request('shell.openFiles', {
    title: 'Add files',
    filters: [
      { name: 'Documents', extensions: READABLE },
      { name: 'All files', extensions: ['*'] },
    ],
  });
  await addPaths(morgyId, paths);
}

export async function chooseFolder(morgyId: string): Promise<void> {
  const { paths } = await studio.request('shell.openFiles', { title: 'Add a folder', folders: true });
  await addPaths(morgyId, paths);
}

export async function removeDocuments(documents: readonly { id: string; title: string }[]): Promise<void> {
  const [first] = documents;
  if (!first) return;
  const what = documents.length === 1 ? `“${first.title}”` : `${documents.length} documents`;
  try {
    await studio.request('knowledge.remove', { ids: documents.map(({ id }) => id) });
    toast.done({
      title: `Moved ${what} to the trash`,
      action: {
        label: 'Undo',
        onClick: () =>
          void studio
            .request('trash.restore', { items: documents.map(({ id }) => ({ table: 'morgy_knowledge', id })) })
            .catch((error: unknown) => toast.error(`${what} could not be brought back`, error)),
      },
    });
  } catch (error) {
    toast.error(`${what} could not be moved to the trash`, error);
  }
}

export async function refreshDocuments(ids: string[]): Promise<void> {
  try {
    await studio.request('knowledge.refresh', { ids });
  } catch (error) {
    toast.error('The sources were not read again', error);
  }
}

/** `what` begins the sentence: "The address". */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast.done({ title: `${what} is copied` });
  } catch (error) {
    toast.error('Nothing was copied', error);
  }
}
