/** Settings > Model: a server that a person names, which may propose facts. There is none until somebody names one. */
import { useRef, useState, type FormEvent } from 'react';
import { PlugZap, Trash2 } from 'lucide-react';
import { MODEL_KEY, MODEL_NAME, type ChatModel } from '../../../main/studio/model/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Card } from '../../components/Card.tsx';
import { Combo } from '../../components/Combo.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { PLACE_SENTENCE } from './model.ts';
import css from './SettingsPage.module.css';

/** Where such servers listen unless they are told otherwise: Ollama, LM Studio, llama.cpp. */
const USUAL = ['http://127.0.0.1:11434/v1', 'http://127.0.0.1:1234/v1', 'http://127.0.0.1:8080/v1'];

type Errors = Partial<Record<'baseUrl' | 'model' | 'key', string | undefined>>;
type Checked = { at: 'nothing' } | { at: 'checking' } | { at: 'said'; said: string } | { at: 'failed'; why: string };

const KEY_HINT: Record<ChatModel['key'], string> = {
  none: 'Only where the server asks for one. It is kept by the system’s keychain, and in no backup.',
  keychain: 'One is kept in the keychain for this server. Left empty, it stays.',
  memory:
    'This system has no keychain, so the key is forgotten when the studio closes. Left empty, it stays until then.',
};

function Form({ model }: { model: ChatModel | null }) {
  const [baseUrl, setBaseUrl] = useState(model?.baseUrl ?? '');
  const [name, setName] = useState(model?.model ?? '');
  const [key, setKey] = useState('');
  const [errors, setErrors] = useState<Errors>({});
  const [saving, setSaving] = useState(false);
  const [checked, setChecked] = useState<Checked>({ at: 'nothing' });
  const abort = useRef<AbortController | null>(null);
  const unchanged = model !== null && baseUrl.trim() === model.baseUrl && name.trim() === model.model && key === '';

  const change = (set: (value: string) => void, field: keyof Errors) => (value: string) => {
    set(value);
    setErrors((before) => ({ ...before, [field]: undefined }));
    setChecked({ at: 'nothing' });
  };
  /** What is typed, or null with its faults at their places. */
  const typed = (): { baseUrl: string; model: string; key?: string } | null => {
    const wrong: Errors = {};
    if (baseUrl.trim() === '') wrong.baseUrl = 'The address of the model’s server is missing.';
    const modelFault = MODEL_NAME.safeParse(name).error?.issues[0]?.message;
    if (modelFault !== undefined) wrong.model = modelFault;
    const keyFault = MODEL_KEY.safeParse(key).error?.issues[0]?.message;
    if (keyFault !== undefined) wrong.key = keyFault;
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return null;
    return { baseUrl: baseUrl.trim(), model: name.trim(), ...(key.trim() === '' ? {} : { key: key.trim() }) };
  };
  const failed = (error: unknown): string => (error instanceof Error ? error.message : String(error));

  const check = async (): Promise<void> => {
    const wanted = typed();
    if (!wanted) return;
    const controller = new AbortController();
    abort.current = controller;
    setChecked({ at: 'checking' });
    try {
      const { said } = await studio.request('model.check', wanted, { signal: controller.signal });
      setChecked({ at: 'said', said });
    } catch (error) {
      setChecked(controller.signal.aborted ? { at: 'nothing' } : { at: 'failed', why: failed(error) });
    }
  };
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const wanted = typed();
    if (!wanted) return;
    setSaving(true);
    try {
      const { model: saved } = await studio.request('model.use', wanted);
      setKey('');
      if (saved) setBaseUrl(saved.baseUrl);
      toast.done({
        title: `${wanted.model} may propose facts`,
        description: 'It is asked only where you say so, and each time it is said what would be sent.',
      });
    } catch (error) {
      setErrors({ baseUrl: failed(error) });
    } finally {
      setSaving(false);
    }
  };
  const remove = (): void =>
    void studio.request('model.remove', {}).then(
      () => {
        for (const clear of [setBaseUrl, setName, setKey]) clear('');
        setChecked({ at: 'nothing' });
        toast.done({ title: 'No model is used any more', description: 'Its key is forgotten, too.' });
      },
      (error: unknown) => toast.error('The model stays as it was', error),
    );

  return (
    <form className={css.stack} noValidate aria-label="Model" onSubmit={(event) => void save(event)}>
      <Combo
        label="Address of its server"
        hint="It speaks the OpenAI chat protocol. On this computer that is Ollama, LM Studio or llama.cpp; elsewhere it is asked over https only."
        error={errors.baseUrl ?? null}
        placeholder="http://127.0.0.1:11434/v1"
        value={baseUrl}
        onChange={change(setBaseUrl, 'baseUrl')}
        suggestions={USUAL}
      />
      <TextField
        label="Name of the model"
        hint="As the server knows it."
        placeholder="llama3.2"
        spellCheck={false}
        error={errors.model ?? null}
        value={name}
        onChange={change(setName, 'model')}
      />
      <TextField
        label="Key"
        type="password"
        autoComplete="off"
        spellCheck={false}
        hint={KEY_HINT[model?.key ?? 'none']}
        error={errors.key ?? null}
        value={key}
        onChange={change(setKey, 'key')}
      />
      {checked.at === 'said' && <Callout title="It answers">{checked.said}</Callout>}
      {checked.at === 'failed' && (
        <Callout tone="bad" title="It does not answer">
          {checked.why}
        </Callout>
      )}
      <div className={css.buttons}>
        <Button variant="primary" type="submit" busy={saving} disabled={unchanged}>
          {model === null ? 'Use this model' : 'Save'}
        </Button>
        {checked.at === 'checking' ? (
          <Button onClick={() => abort.current?.abort()}>Cancel the check</Button>
        ) : (
          <Button icon={<PlugZap aria-hidden />} onClick={() => void check()}>
            Check
          </Button>
        )}
        {model !== null && (
          <Button icon={<Trash2 aria-hidden />} onClick={remove}>
            Stop using it
          </Button>
        )}
        {checked.at === 'checking' && (
          <span className={css.detail} role="status">
            Greeting it and waiting for its answer…
          </span>
        )}
      </div>
    </form>
  );
}

export function ModelSection() {
  const query = useStudioQuery('model.get', {});
  const model = query.data?.model ?? null;
  return (
    <Card
      title="A model that may propose facts"
      description="The studio finds facts by rules, without one. A model that you name here can be asked for more in the onboarding: what it proposes is marked as proposed, stands with the sentence of your evidence it comes from, and counts only once you take it."
    >
      {query.isError && <Callout tone="bad">{query.error.message}</Callout>}
      {query.data && (
        <>
          <p className={css.detail}>
            {model === null
              ? 'None is named, so none is asked and nothing is sent.'
              : PLACE_SENTENCE[model.place](model.host)}
          </p>
          <Form key={model === null ? 'none' : 'named'} model={model} />
        </>
      )}
    </Card>
  );
}
