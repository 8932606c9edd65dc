/** Sources that are typed: addresses, text, a JSON API. What was typed stays until it is added, also when the dialog closes. */
import { useId, useState, type ReactNode } from 'react';
import { Plus, X } from 'lucide-react';
import { z } from 'zod';
import { studio, useStudioQuery } from '../../app/client.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { TextArea, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { go } from '../../app/navigation.ts';
import { countLabel } from '../morgys/words.ts';
import css from './AddDialogs.module.css';
import { useKept } from './kept.ts';
import { useFirstField } from './useFirstField.ts';
import { readUrls, wrongUrls } from './words.ts';

interface AddDialogProps {
  morgyId: string;
  onClose: () => void;
}

/** The most addresses that one import takes (main/studio/knowledge/contract.ts). */
const MOST_URLS = 1000;

interface FrameProps {
  title: string;
  description: string;
  submit: string;
  busy: boolean;
  failure: string | null;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

function Frame({ title, description, submit, busy, failure, onSubmit, onClose, children }: FrameProps) {
  const form = useId();
  const fields = useFirstField();
  return (
    <Dialog
      open
      title={title}
      description={description}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={form} busy={busy}>
            {submit}
          </Button>
        </>
      }
    >
      <form
        ref={fields}
        id={form}
        className={css.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
        {failure !== null && (
          <Callout tone="bad" title="Nothing was added">
            {failure}
          </Callout>
        )}
      </form>
    </Dialog>
  );
}

/** Runs the request and keeps its failure, so that the dialog stays open with everything in it. */
function useAdding(): { busy: boolean; failure: string | null; add: (work: () => Promise<void>) => void } {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  return {
    busy,
    failure,
    add: (work) => {
      setBusy(true);
      setFailure(null);
      work().catch((error: unknown) => {
        setFailure(error instanceof Error ? error.message : String(error));
        setBusy(false);
      });
    },
  };
}

const typedText = z.string();

export function AddUrlsDialog({ morgyId, onClose }: AddDialogProps) {
  const kept = useKept(`knowledge/add-urls/${morgyId}`, '', typedText);
  const [tried, setTried] = useState(false);
  const [left, setLeft] = useState(false);
  const { busy, failure, add } = useAdding();
  const { urls, wrong } = readUrls(kept.value);
  const missing = tried && urls.length === 0 && wrong.length === 0 ? 'Write at least one address.' : null;
  const tooMany =
    urls.length > MOST_URLS ? `One import takes ${MOST_URLS.toLocaleString('en')} addresses at most.` : null;
  const error = missing ?? tooMany ?? (tried || left ? wrongUrls(wrong) : null);
  const submit = (): void => {
    setTried(true);
    if (urls.length === 0 || wrong.length > 0 || urls.length > MOST_URLS) return;
    add(async () => {
      await studio.request('knowledge.addUrls', { morgyId, urls });
      kept.forget();
      onClose();
    });
  };
  return (
    <Frame
      title="Add web pages"
      description="Each page is read once, now, and its text is kept on this device. You can have it read again later."
      submit={urls.length > 1 ? `Add ${urls.length.toLocaleString('en')} pages` : 'Add'}
      {...{ busy, failure, onClose }}
      onSubmit={submit}
    >
      <TextArea
        label="Addresses"
        value={kept.value}
        onChange={kept.set}
        onBlur={() => setLeft(true)}
        error={error}
        rows={5}
        placeholder="https://example.org/guide"
        hint={
          urls.length > 0
            ? `${countLabel(urls.length, 'address', 'addresses')}. One a line, or separated by spaces.`
            : 'One a line, or separated by spaces. They begin with https:// or http://.'
        }
      />
    </Frame>
  );
}

const typedDocument = z.object({ title: z.string(), text: z.string() });
const NO_DOCUMENT = { title: '', text: '' };

export function AddTextDialog({ morgyId, onClose }: AddDialogProps) {
  const { value, set, forget } = useKept(`knowledge/add-text/${morgyId}`, NO_DOCUMENT, typedDocument);
  const [tried, setTried] = useState(false);
  const { busy, failure, add } = useAdding();
  const title = value.title.trim();
  const titleError =
    title === '' ? 'A document needs a title.' : title.length > 255 ? 'A title has 255 characters at most.' : null;
  const textError = value.text.trim() === '' ? 'Paste or write the text.' : null;
  const submit = (): void => {
    setTried(true);
    if (titleError !== null || textError !== null) return;
    add(async () => {
      const document = await studio.request('knowledge.addText', { morgyId, title, text: value.text });
      forget();
      toast.done({
        title: `Added “${document.title}”`,
        action: { label: 'Open', onClick: () => go({ name: 'document', id: document.id, chunkId: null }) },
      });
      onClose();
    });
  };
  return (
    <Frame
      title="Add text"
      description="For what is in no file: notes, a message, a passage of a page."
      submit="Add"
      {...{ busy, failure, onClose }}
      onSubmit={submit}
    >
      <TextField
        label="Title"
        value={value.title}
        onChange={(next) => set({ ...value, title: next })}
        error={tried ? titleError : null}
        hint="Shown wherever this text is found and cited."
      />
      <TextArea
        label="Text"
        value={value.text}
        onChange={(next) => set({ ...value, text: next })}
        error={tried ? textError : null}
        rows={10}
        hint="Markdown or plain text. It is cut along its headings."
      />
    </Frame>
  );
}

interface TypedApi {
  url: string;
  title: string;
  headers: readonly { name: string; value: string }[];
}
const NO_API: TypedApi = { url: '', title: '', headers: [] };
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]{1,200}$/;

export function AddApiDialog({ morgyId, onClose }: AddDialogProps) {
  // Without a schema: header values are secrets and must not be written down as drafts.
  const { value, set, forget } = useKept<TypedApi>(`knowledge/add-api/${morgyId}`, NO_API);
  const [tried, setTried] = useState(false);
  const { busy, failure, add } = useAdding();
  const info = useStudioQuery('shell.info', {}).data;
  const { urls, wrong } = readUrls(value.url);
  const urlError =
    urls.length === 1 && wrong.length === 0
      ? null
      : urls.length > 1
        ? 'One address at a time.'
        : 'Write the address of the API, with https://.';
  const headers = value.headers.filter(({ name, value: secret }) => name.trim() !== '' || secret !== '');
  const nameError = (name: string): string | null =>
    HEADER_NAME.test(name.trim()) ? null : 'A name such as Authorization.';
  const noKeychain = info?.keychain === false;
  const setHeader = (at: number, patch: Partial<{ name: string; value: string }>): void =>
    set({ ...value, headers: value.headers.map((header, index) => (index === at ? { ...header, ...patch } : header)) });
  const submit = (): void => {
    setTried(true);
    const [url] = urls;
    if (urlError !== null || url === undefined || headers.some(({ name }) => nameError(name) !== null)) return;
    if (noKeychain && headers.length > 0) return;
    add(async () => {
      await studio.request('knowledge.addApi', {
        morgyId,
        url,
        title: value.title.trim(),
        headers: headers.map((header) => ({ name: header.name.trim(), value: header.value })),
      });
      forget();
      onClose();
    });
  };
  return (
    <Frame
      title="Add a JSON API"
      description="The answer of one address becomes a document. It is read now, and again whenever you ask for it."
      submit="Add"
      {...{ busy, failure, onClose }}
      onSubmit={submit}
    >
      <TextField
        label="Address"
        inputMode="url"
        value={value.url}
        onChange={(url) => set({ ...value, url })}
        error={tried ? urlError : null}
        placeholder="https://api.example.org/v1/items"
        spellCheck={false}
      />
      <TextField
        label="Title"
        value={value.title}
        onChange={(title) => set({ ...value, title })}
        hint="Left empty, the address is its title."
      />
      <fieldset className={css.headers}>
        <legend>Headers</legend>
        {noKeychain ? (
          <Callout tone="warn" title="This system has no keychain">
            Header values are secrets and are kept nowhere else, so an API that needs headers can’t be added here. One
            without headers can. On Linux, a secret service such as GNOME Keyring or KWallet makes it possible.
          </Callout>
        ) : (
          <p className={css.hint}>
            Their values go to the system’s keychain. The document keeps their names only, and neither a backup nor an
            export ever has the values.
          </p>
        )}
        {value.headers.map((header, index) => (
          // The place is the identity: the name is what is being typed.
          <div key={`header-${index}`} className={css.header}>
            <TextField
              label={`Name of header ${index + 1}`}
              hideLabel
              placeholder="Authorization"
              spellCheck={false}
              value={header.name}
              error={tried && (header.name !== '' || header.value !== '') ? nameError(header.name) : null}
              onChange={(name) => setHeader(index, { name })}
            />
            <TextField
              label={`Value of header ${index + 1}`}
              hideLabel
              type="password"
              placeholder="Bearer …"
              spellCheck={false}
              value={header.value}
              onChange={(secret) => setHeader(index, { value: secret })}
            />
            <IconButton
              label={`Remove header ${header.name || index + 1}`}
              icon={<X aria-hidden />}
              onClick={() => set({ ...value, headers: value.headers.filter((_, at) => at !== index) })}
            />
          </div>
        ))}
        {tried && noKeychain && headers.length > 0 && (
          <p className={css.refused} role="alert">
            Remove the headers to add this API on this system.
          </p>
        )}
        {(!noKeychain || value.headers.length > 0) && value.headers.length < 20 && (
          <Button
            size="sm"
            variant="ghost"
            icon={<Plus aria-hidden />}
            disabled={noKeychain}
            onClick={() => set({ ...value, headers: [...value.headers, { name: '', value: '' }] })}
          >
            Add a header
          </Button>
        )}
      </fieldset>
    </Frame>
  );
}
