/** Giving a Morgy knowledge from the window: each way ends in an import, or in a sentence that says why not. */
import { toast } from '../../components/Toast.tsx';
import { studio } from '../../app/client.ts';
import { go } from '../../app/navigation.ts';

const READABLE = ['pdf', 'docx', 'pptx', 'xlsx', 'odt', 'epub', 'md', 'markdown', 'html', 'htm', 'txt', 'csv', 'json'];

export async function addPaths(morgyId: string, paths: string[]): Promise<void> {
  if (paths.length === 0) return;
  try {
    await studio.request('knowledge.addPaths', { morgyId, paths });
  } catch (error) {
    toast.error('Nothing was added', error);
  }
}

/** Where it is seen that they are read. */
export async function addAndShow(morgyId: string, paths: string[]): Promise<void> {
  go({ name: 'morgy', id: morgyId, tab: 'knowledge' });
  await addPaths(morgyId, paths);
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

/** Should the studio restart meanwhile, the event of the end is lost; then the list tells. Milliseconds. */
const LOOK_AGAIN = 3000;

const isOver = (state: string): boolean => state === 'done' || state === 'cancelled';

/** Waits for the end of an import; `begin` starts it, and its end may be told before its answer arrives. */
async function finished(begin: () => Promise<{ jobId: string }>): Promise<string> {
  const over = new Set<string>();
  let heard: (() => void) | undefined;
  const stop = studio.on('import.progress', ({ jobId, state }) => {
    if (!isOver(state)) return;
    over.add(jobId);
    heard?.();
  });
  try {
    const { jobId } = await begin();
    while (!over.has(jobId)) {
      await new Promise<void>((next) => {
        heard = next;
        setTimeout(next, LOOK_AGAIN);
      });
      const jobs = await studio.request('knowledge.imports', { morgyId: null }).catch(() => null);
      const job = jobs?.find(({ id }) => id === jobId);
      if (jobs && (!job || isOver(job.state))) over.add(jobId);
    }
    return jobId;
  } finally {
    stop();
  }
}

/** Reads one source again and says what came of it: for a page that shows no list of imports. */
export async function refreshDocument({ id, title }: { id: string; title: string }): Promise<void> {
  const waiting = toast.done({ title: `Reading the source of “${title}” again` });
  try {
    const jobId = await finished(() => studio.request('knowledge.refresh', { ids: [id] }));
    const [item] = await studio.request('knowledge.importItems', { jobId });
    toast.close(waiting);
    if (item?.state === 'updated') toast.done({ title: `“${title}” is brought up to date` });
    else if (item?.state === 'unchanged') toast.done({ title: `The source of “${title}” has not changed` });
    else if (item?.message) toast.error('The source was not read again', new Error(item.message));
    // It is told here; in the list of imports it would be told twice.
    await studio.request('knowledge.dismissImport', { jobId });
  } catch (error) {
    toast.close(waiting);
    toast.error('The source was not read again', error);
  }
}
