/** The evidence vault: files, pages and texts that already say who the business is. */
import { useState, type FormEvent } from 'react';
import { Eye, FileText, FilePlus2, Globe, RefreshCw, Trash2 } from 'lucide-react';
import { z } from 'zod';
import type { Evidence } from '../../../main/studio/onboarding/contract.ts';
import { studio } from '../../app/client.ts';
import { useFileDrop } from '../../app/drop.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { TextArea, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useKept } from '../knowledge/kept.ts';
import { readUrls, wrongUrls } from '../knowledge/words.ts';
import { countLabel } from '../morgys/words.ts';
import { bytesLabel } from '../settings/bytes.ts';
import { EvidenceDialog } from './EvidenceDialog.tsx';
import type { StepProps } from './StepBody.tsx';
import css from './Steps.module.css';

const STATE: Record<Evidence['status'], string> = {
  pending: 'waits to be read',
  processing: 'is being read',
  complete: 'read',
  error: 'not read',
};

function Item({ workspaceId, item, onShow }: { workspaceId: string; item: Evidence; onShow: () => void }) {
  const again = (): void =>
    void studio
      .request('onboarding.readAgain', { workspaceId, id: item.id })
      .catch((error: unknown) => toast.error(`${item.name} was not read`, error));
  const remove = (): void =>
    void studio.request('onboarding.removeEvidence', { workspaceId, id: item.id }).then(
      () =>
        toast.done({
          title: `Took ${item.name} out`,
          description: 'Facts that you took from it stay.',
          action: {
            label: 'Undo',
            onClick: () =>
              void studio
                .request('history.undo', {})
                .catch((error: unknown) => toast.error('It was not brought back', error)),
          },
        }),
      (error: unknown) => toast.error(`${item.name} was not taken out`, error),
    );
  return (
    <li className={css.evidence}>
      {item.type === 'url' ? <Globe aria-hidden /> : <FileText aria-hidden />}
      <div className={css.words}>
        <span className={css.name}>{item.name}</span>
        <span className={css.detail}>
          {item.status === 'complete'
            ? [bytesLabel(item.size), item.found > 0 ? countLabel(item.found, 'fact') : '', item.url ?? '']
                .filter((part) => part !== '')
                .join(' · ')
            : (item.message ?? STATE[item.status])}
        </span>
        {item.status === 'complete' && !item.here && (
          <span className={css.detail}>Read on another device. Its facts came along; its text stayed there.</span>
        )}
      </div>
      {item.status !== 'complete' && (
        <Badge tone={item.status === 'error' ? 'bad' : 'plain'}>{STATE[item.status]}</Badge>
      )}
      {item.tags.map((tag) => (
        <Badge key={tag}>{tag}</Badge>
      ))}
      {item.here && (
        <IconButton size="sm" label={`Show the text of ${item.name}`} icon={<Eye aria-hidden />} onClick={onShow} />
      )}
      {(item.status === 'error' || (item.status === 'complete' && !item.here)) && (
        <IconButton size="sm" label={`Read ${item.name} again`} icon={<RefreshCw aria-hidden />} onClick={again} />
      )}
      <IconButton size="sm" label={`Take out ${item.name}`} icon={<Trash2 aria-hidden />} onClick={remove} />
    </li>
  );
}

const anyText = z.string();
const typedText = z.object({ name: z.string(), text: z.string() });
const NO_TEXT = { name: '', text: '' };

export function EvidenceStep({ workspace, session }: StepProps) {
  const workspaceId = workspace.id;
  const urls = useKept(`onboarding/${workspaceId}/urls`, '', anyText);
  const kept = useKept(`onboarding/${workspaceId}/text`, NO_TEXT, typedText);
  const typed = kept.value;
  const [shownId, setShown] = useState<string | null>(null);
  const shown = session.evidence.find(({ id }) => id === shownId);
  const [wrong, setWrong] = useState<{ urls?: string; name?: string; text?: string }>({});

  const addPaths = (paths: string[]): void =>
    void studio
      .request('onboarding.addFiles', { workspaceId, paths })
      .catch((error: unknown) => toast.error('Nothing was added', error));
  useFileDrop('Add as evidence', addPaths);
  const choose = async (): Promise<void> => {
    const { paths } = await studio.request('shell.openFiles', { title: 'Add evidence' });
    if (paths.length > 0) addPaths(paths);
  };
  const submitUrls = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { urls: list, wrong: faults } = readUrls(urls.value);
    const sentence = wrongUrls(faults);
    if (sentence !== null) {
      setWrong({ urls: sentence });
      return;
    }
    if (list.length === 0) {
      setWrong({ urls: 'An address is missing: one that begins with https://.' });
      return;
    }
    try {
      await studio.request('onboarding.addUrls', { workspaceId, urls: list });
      urls.forget();
    } catch (error) {
      setWrong({ urls: error instanceof Error ? error.message : String(error) });
    }
  };
  const submitText = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const faults = {
      ...(typed.name.trim() === ''
        ? { name: 'The text needs a name, so that a fact can say where it comes from.' }
        : {}),
      ...(typed.text.trim() === '' ? { text: 'There is no text yet.' } : {}),
    };
    setWrong(faults);
    if (Object.keys(faults).length > 0) return;
    try {
      await studio.request('onboarding.addText', { workspaceId, ...typed });
      kept.forget();
    } catch (error) {
      setWrong({ text: error instanceof Error ? error.message : String(error) });
    }
  };

  return (
    <>
      {shown && <EvidenceDialog workspaceId={workspaceId} item={shown} onClose={() => setShown(null)} />}
      {session.evidence.length > 0 && (
        <ul className={css.vault} aria-label="Evidence">
          {session.evidence.map((item) => (
            <Item key={item.id} workspaceId={workspaceId} item={item} onShow={() => setShown(item.id)} />
          ))}
        </ul>
      )}
      <div className={css.panel}>
        <h3>Files</h3>
        <p className={css.detail}>
          Drop them anywhere on the window: PDF, Word, PowerPoint, Excel, OpenDocument, EPUB, HTML, Markdown, text, CSV,
          JSON, up to 50 MB each. They are read on this device, and their text stays on it.
        </p>
        <div>
          <Button icon={<FilePlus2 aria-hidden />} onClick={() => void choose()}>
            Choose files…
          </Button>
        </div>
      </div>
      <form className={css.panel} noValidate aria-label="Web pages" onSubmit={(event) => void submitUrls(event)}>
        <TextField
          label="Web pages"
          hint="Your home page, the page about you, the prices. Several with spaces between them."
          placeholder="https://example.org/about"
          value={urls.value}
          error={wrong.urls ?? null}
          onChange={(next) => {
            urls.set(next);
            setWrong({});
          }}
        />
        <div>
          <Button type="submit">Add the pages</Button>
        </div>
      </form>
      <form className={css.panel} noValidate aria-label="Pasted text" onSubmit={(event) => void submitText(event)}>
        <TextField
          label="Name of a text"
          placeholder="Notes from the founders"
          value={typed.name}
          error={wrong.name ?? null}
          onChange={(name) => {
            kept.set({ ...typed, name });
            setWrong({});
          }}
        />
        <TextArea
          label="Text"
          rows={5}
          value={typed.text}
          error={wrong.text ?? null}
          onChange={(text) => {
            kept.set({ ...typed, text });
            setWrong({});
          }}
        />
        <div>
          <Button type="submit">Add the text</Button>
        </div>
      </form>
    </>
  );
}
