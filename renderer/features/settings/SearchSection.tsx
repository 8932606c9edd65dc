/** Settings > Search: what meaning is compared with, and a person's own language model in its place. */
import { useRef, useState } from 'react';
import { Brain, FileSearch, Pause, Play, RotateCcw, Trash2 } from 'lucide-react';
import type { MutationName } from '../../../main/contract/index.ts';
import type { OwnModelReport, OwnModelState, SearchIndexState } from '../../../main/studio/knowledge/contract.ts';
import { studio, useStudioMutation, useStudioQuery } from '../../app/client.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Card } from '../../components/Card.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { toast } from '../../components/Toast.tsx';
import { bytesLabel } from './bytes.ts';
import { POOLING_WORDS, readingDetail, readingEstimate } from './ownModel.ts';
import css from './SettingsPage.module.css';

const ONNX_FILES = [{ name: 'ONNX model', extensions: ['onnx'] }];

function Facts({ facts }: { facts: readonly (readonly [string, string, 'path'?])[] }) {
  return (
    <dl className={css.facts}>
      {facts.map(([name, value, kind]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={kind === 'path' ? css.path : undefined}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Learned({ index }: { index: SearchIndexState }) {
  const stop = useStudioMutation('knowledge.stopLearning');
  const passages = index.chunks.toLocaleString('en');
  if (index.state === 'learning') {
    return (
      <>
        <ProgressBar
          label="Learning which words belong together"
          share={index.share}
          detail={`${Math.round(index.share * 100)} %`}
        />
        <div>
          <Button icon={<Pause aria-hidden />} onClick={() => stop.mutate({})}>
            Stop until the knowledge changes
          </Button>
        </div>
      </>
    );
  }
  if (index.modelId === null)
    return (
      <p>
        {index.chunks === 0
          ? 'There is no knowledge yet. As soon as there is some, the studio learns from it.'
          : `The ${passages} passages here are too few to learn from; words are compared as they stand.`}
      </p>
    );
  return (
    <Facts
      facts={[
        ['Passages', passages],
        ['Waiting to be worked in', index.waiting.toLocaleString('en')],
        ['Model', index.modelId, 'path'],
      ]}
    />
  );
}

/** What is known of a model that was looked at, before anything is changed. */
function Found({
  report,
  passages,
  busy,
  onUse,
  onLeave,
}: {
  report: OwnModelReport;
  passages: number;
  busy: boolean;
  onUse: () => void;
  onLeave: () => void;
}) {
  return (
    <>
      <p>
        <strong>{report.name}</strong> works: it puts like beside like, in 384 components.
      </p>
      <Facts
        facts={[
          ['File', report.path, 'path'],
          ['Size', bytesLabel(report.bytes)],
          ['Reads of a passage', `up to ${report.mostTokens} tokens, ${POOLING_WORDS[report.pooling]}`],
          ['Your passages', readingEstimate(passages, report.passageMs)],
        ]}
      />
      <div className={css.buttons}>
        <Button variant="primary" icon={<Brain aria-hidden />} busy={busy} onClick={onUse}>
          Use this model
        </Button>
        <Button onClick={onLeave}>Not now</Button>
      </div>
    </>
  );
}

const TITLES: Record<OwnModelState['state'], string> = {
  reading: 'It is reading your passages. Until it is done, search goes by what the studio learned itself.',
  paused: 'Its reading is paused, and search goes by what the studio learned itself.',
  ready: 'Search goes by it.',
  broken: 'It cannot be used now, and search goes by what the studio learned itself.',
};

async function ask(name: Extract<MutationName, `knowledge.${'pause' | 'resume' | 'remove'}Model`>): Promise<void> {
  try {
    await studio.request(name, {});
  } catch (error) {
    toast.error('The model stays as it was', error);
  }
}

function Chosen({ model, onChoose }: { model: OwnModelState; onChoose: () => void }) {
  const [removing, setRemoving] = useState(false);
  const { state, done, total } = model;
  const reading = state === 'reading' || state === 'paused';
  return (
    <>
      <p>{TITLES[state]}</p>
      {state === 'broken' && (
        <Callout tone="bad" title={`${model.name} cannot be used`}>
          {model.message}
        </Callout>
      )}
      {reading && (
        <ProgressBar
          label={state === 'paused' ? 'Paused' : 'Reading'}
          share={total > 0 ? done / total : null}
          detail={readingDetail(model)}
        />
      )}
      <Facts
        facts={[
          ['Model', model.name],
          ['File', model.path, 'path'],
          ['Size', bytesLabel(model.bytes)],
          ...(reading ? [] : [['Passages', `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`] as const]),
        ]}
      />
      <div className={css.buttons}>
        {state === 'reading' && (
          <Button icon={<Pause aria-hidden />} onClick={() => void ask('knowledge.pauseModel')}>
            Pause
          </Button>
        )}
        {state === 'paused' && (
          <Button variant="primary" icon={<Play aria-hidden />} onClick={() => void ask('knowledge.resumeModel')}>
            Go on
          </Button>
        )}
        {state === 'broken' && (
          <Button variant="primary" icon={<RotateCcw aria-hidden />} onClick={() => void ask('knowledge.resumeModel')}>
            Try again
          </Button>
        )}
        <Button icon={<FileSearch aria-hidden />} onClick={onChoose}>
          Choose another…
        </Button>
        <Button icon={<Trash2 aria-hidden />} onClick={() => setRemoving(true)}>
          Stop using it…
        </Button>
      </div>
      <ConfirmDialog
        open={removing}
        title="Search without this model?"
        description={`What it read of ${done.toLocaleString('en')} passages is forgotten; to use it again, it reads them anew. Its own files are not touched.`}
        confirm="Stop using it"
        onConfirm={() => {
          setRemoving(false);
          void ask('knowledge.removeModel');
        }}
        onCancel={() => setRemoving(false)}
      />
    </>
  );
}

type Look =
  | { at: 'nothing' }
  | { at: 'looking' }
  | { at: 'found'; report: OwnModelReport }
  | { at: 'wrong'; why: string };

function useLook() {
  const [look, setLook] = useState<Look>({ at: 'nothing' });
  const [using, setUsing] = useState(false);
  const abort = useRef<AbortController | null>(null);
  const choose = async (): Promise<void> => {
    const { paths } = await studio.request('shell.openFiles', {
      title: 'Choose a language model',
      filters: ONNX_FILES,
      multiple: false,
    });
    const [path] = paths;
    if (path === undefined) return;
    const controller = new AbortController();
    abort.current = controller;
    setLook({ at: 'looking' });
    try {
      const report = await studio.request('knowledge.inspectModel', { path }, { signal: controller.signal });
      setLook({ at: 'found', report });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      setLook(controller.signal.aborted ? { at: 'nothing' } : { at: 'wrong', why });
    }
  };
  const use = async (path: string): Promise<void> => {
    setUsing(true);
    try {
      await studio.request('knowledge.useModel', { path });
      setLook({ at: 'nothing' });
    } catch (error) {
      setLook({ at: 'wrong', why: error instanceof Error ? error.message : String(error) });
    } finally {
      setUsing(false);
    }
  };
  return { look, using, choose, use, cancel: () => abort.current?.abort(), leave: () => setLook({ at: 'nothing' }) };
}

export function SearchSection() {
  const index = useStudioQuery('knowledge.searchIndex', {}).data;
  const own = useStudioQuery('knowledge.ownModel', {});
  const { look, using, choose, use, cancel, leave } = useLook();
  const model = own.data?.model ?? null;
  const pick = (): void => void choose();
  return (
    <>
      <Card
        title="What the studio learned itself"
        description="Search compares words, and meaning: which words belong together is learned from your own texts, on this device. It needs nothing else, works in every language, and goes into each bundle."
      >
        {index && <Learned index={index} />}
      </Card>
      <Card
        title="A language model of your own"
        description="In its place on this device: a sentence model as ONNX, with vectors of 384 components and its tokenizer.json, as many published ones have. It runs here and sends nothing. Bundles always carry what was learned from their own texts."
      >
        {own.isError && <Callout tone="bad">{own.error.message}</Callout>}
        {look.at === 'wrong' && (
          <Callout
            tone="bad"
            title="This model cannot be used"
            actions={
              <Button size="sm" onClick={leave}>
                Understood
              </Button>
            }
          >
            {look.why}
          </Callout>
        )}
        {look.at === 'looking' && (
          <>
            <ProgressBar label="Opening the model and trying it on a few sentences" share={null} />
            <div>
              <Button onClick={cancel}>Cancel</Button>
            </div>
          </>
        )}
        {look.at === 'found' && (
          <Found
            report={look.report}
            passages={index?.chunks ?? 0}
            busy={using}
            onUse={() => void use(look.report.path)}
            onLeave={leave}
          />
        )}
        {(look.at === 'nothing' || look.at === 'wrong') &&
          (model ? (
            <Chosen model={model} onChoose={pick} />
          ) : (
            own.data && (
              <div>
                <Button icon={<FileSearch aria-hidden />} onClick={pick}>
                  Choose a model file…
                </Button>
              </div>
            )
          ))}
      </Card>
    </>
  );
}
