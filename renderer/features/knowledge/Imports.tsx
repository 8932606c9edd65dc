/** The imports of this Morgy: what runs, what needs a person, and, quietly, what is done. */
import { useState } from 'react';
import { Check, ChevronDown, ChevronRight, CircleAlert, CircleSlash, Pause, Play, RotateCcw, X } from 'lucide-react';
import type { MutationName } from '../../../main/contract/index.ts';
import type { ImportItem, ImportJob } from '../../../main/studio/knowledge/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { go } from '../../app/navigation.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { cx } from '../../components/cx.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { toast } from '../../components/Toast.tsx';
import css from './Imports.module.css';
import { useAnnouncement, useImports, type ShownImport } from './useImports.ts';
import { ITEM_WORDS, leftOutLabel, outcomeLabel, progressDetail, shareDone } from './words.ts';

/** Lines shown of those that need a person; the rest is counted. */
const MOST_LINES = 200;

type JobRequest = Extract<MutationName, `knowledge.${'pause' | 'resume' | 'cancel' | 'retry' | 'dismiss'}Import`>;

const FAILED: Record<JobRequest, string> = {
  'knowledge.pauseImport': 'The import was not paused',
  'knowledge.resumeImport': 'The import does not go on',
  'knowledge.cancelImport': 'The import was not cancelled',
  'knowledge.retryImport': 'Nothing was tried again',
  'knowledge.dismissImport': 'The import is still listed',
};

async function ask(request: JobRequest, { id }: ImportJob): Promise<void> {
  try {
    await studio.request(request, { jobId: id });
  } catch (error) {
    toast.error(FAILED[request], error);
  }
}

export function Imports({ morgyId }: { morgyId: string }) {
  const { imports, error } = useImports(morgyId);
  const announcement = useAnnouncement(imports);
  const over = imports.filter(({ progress }) => progress.state === 'done' || progress.state === 'cancelled');
  const going = imports.filter((shown) => !over.includes(shown));
  return (
    <>
      <p className={css.said} role="status" aria-live="polite">
        {announcement}
      </p>
      {error && (
        <Callout tone="bad" title="The imports could not be read">
          {error.message}
        </Callout>
      )}
      {imports.length > 0 && (
        <section className={css.imports} aria-label="Imports">
          <ul className={css.list}>
            {going.map((shown) => (
              <Going key={shown.job.id} {...shown} />
            ))}
            {over.map(({ job }) => (
              <Over key={job.id} job={job} />
            ))}
          </ul>
          {over.length > 2 && (
            <Button
              size="sm"
              variant="ghost"
              className={css.all}
              onClick={() => void Promise.all(over.map(({ job }) => ask('knowledge.dismissImport', job)))}
            >
              Clear all that are done
            </Button>
          )}
        </section>
      )}
    </>
  );
}

function Going({ job, progress }: ShownImport) {
  const paused = progress.state === 'paused';
  return (
    <li className={css.going}>
      <div className={css.bar}>
        <ProgressBar
          label={job.label}
          share={paused ? (shareDone(progress) ?? 0) : shareDone(progress)}
          detail={progressDetail(progress)}
        />
        <p className={css.current}>
          {paused ? 'Paused. It goes on where it stands, also after a restart.' : (progress.current ?? 'Getting ready')}
        </p>
      </div>
      <div className={css.actions}>
        {paused ? (
          <IconButton
            label={`Go on: ${job.label}`}
            icon={<Play aria-hidden />}
            onClick={() => void ask('knowledge.resumeImport', job)}
          />
        ) : (
          <IconButton
            label={`Pause: ${job.label}`}
            icon={<Pause aria-hidden />}
            onClick={() => void ask('knowledge.pauseImport', job)}
          />
        )}
        <IconButton
          label={`Cancel: ${job.label}`}
          icon={<X aria-hidden />}
          onClick={() => void ask('knowledge.cancelImport', job)}
        />
      </div>
      {progress.failed > 0 && <Problems job={job} failed={progress.failed} skipped={job.skipped} />}
    </li>
  );
}

function Over({ job }: { job: ImportJob }) {
  const count = job.failed + job.skipped;
  const cancelled = job.state === 'cancelled';
  const Icon = job.failed > 0 ? CircleAlert : cancelled ? CircleSlash : Check;
  return (
    <li className={cx(css.over, job.failed > 0 && css.attention)}>
      <Icon className={css.icon} aria-hidden />
      <span className={css.words}>
        <span className={css.label}>{job.label}</span>
        <span className={css.detail}>
          {cancelled
            ? 'Cancelled. What had been read stays.'
            : job.total === 1 && job.failed + job.skipped === 0
              ? 'Done'
              : outcomeLabel(job)}
        </span>
      </span>
      <span className={css.actions}>
        {job.failed > 0 && (
          <Button
            size="sm"
            variant="ghost"
            icon={<RotateCcw aria-hidden />}
            onClick={() => void ask('knowledge.retryImport', job)}
          >
            Try again
          </Button>
        )}
        <IconButton
          size="sm"
          label={`Take off the list: ${job.label}`}
          icon={<X aria-hidden />}
          onClick={() => void ask('knowledge.dismissImport', job)}
        />
      </span>
      {count > 0 && <Problems job={job} failed={job.failed} skipped={job.skipped} open={count <= 3} />}
    </li>
  );
}

interface ProblemsProps {
  job: ImportJob;
  failed: number;
  skipped: number;
  open?: boolean;
}

function Problems({ job, failed, skipped, open = false }: ProblemsProps) {
  const [shown, setShown] = useState(open);
  const items = useStudioQuery(
    'knowledge.importItems',
    { jobId: job.id, states: ['failed', 'skipped'], limit: MOST_LINES },
    { enabled: shown },
  );
  const listed = items.data ?? [];
  return (
    <div className={css.problems}>
      <Button
        size="sm"
        variant="ghost"
        icon={shown ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}
        aria-expanded={shown}
        onClick={() => setShown(!shown)}
      >
        {leftOutLabel(failed, skipped, MOST_LINES)}
      </Button>
      {shown && (
        <ul className={css.items} tabIndex={0} aria-label={`What was not read of: ${job.label}`}>
          {listed.map((item) => (
            <Problem key={item.id} item={item} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Problem({ item }: { item: ImportItem }) {
  const { document_id: documentId } = item;
  return (
    <li className={css.item}>
      <span className={css.name}>{item.name}</span>
      <span className={css.state}>{ITEM_WORDS[item.state]}</span>
      <span className={css.message}>{item.message ?? 'No reason was given.'}</span>
      {documentId !== null && (
        <Button size="sm" variant="ghost" onClick={() => go({ name: 'document', id: documentId, chunkId: null })}>
          Open
        </Button>
      )}
    </li>
  );
}
