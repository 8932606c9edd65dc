/** One text: written, held against the messaging rules as it is typed, with its versions and what changed between them. */
import { useMemo, useRef, useState } from 'react';
import { CircleAlert, CopyPlus, EllipsisVertical, FileX, History, Lightbulb, TriangleAlert } from 'lucide-react';
import { useStore } from 'zustand';
import { checkGuardrails, type Breach } from '../../../main/contract/guardrails.ts';
import { wordCount } from '../../../main/contract/phrases.ts';
import { assetPatch, type Asset } from '../../../main/studio/assets/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { useCommand } from '../../app/commands.ts';
import { go } from '../../app/navigation.ts';
import { Page } from '../../app/Page.tsx';
import { Button } from '../../components/Button.tsx';
import { DiffView } from '../../components/DiffView.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Menu } from '../../components/Menu.tsx';
import { SaveState } from '../../components/SaveState.tsx';
import { Select } from '../../components/Select.tsx';
import { TagField } from '../../components/TagField.tsx';
import { TextField } from '../../components/TextField.tsx';
import { attempt } from '../campaigns/actions.ts';
import { useOpenedForm } from '../../form/useOpenedForm.ts';
import type { Form, Specs } from '../../form/form.ts';
import { as } from '../../form/parse.ts';
import { GoneNotice } from '../../form/GoneNotice.tsx';
import { useFormField, useSaveOnLeaving, useSaveState } from '../../form/useForm.ts';
import { dateLabel } from '../../components/when.ts';
import { countLabel } from '../morgys/words.ts';
import { duplicateAsset, trashAssets } from './actions.ts';
import css from './Assets.module.css';
import { RuledText } from './RuledText.tsx';
import { TYPE_OPTIONS, type AssetType } from './words.ts';

interface Typed {
  title: string;
  content: string;
  type: AssetType;
  tags: string[];
  tone: string;
}
const { shape } = assetPatch;
const fields: Specs<Asset, Typed> = {
  title: { label: 'Title', show: (a) => a.title, parse: as(shape.title) },
  content: { label: 'Text', show: (a) => a.content, parse: as(shape.content) },
  type: { label: 'Kind', show: (a) => a.type, parse: as(shape.type) },
  tags: { label: 'Tags', show: (a) => a.tags, parse: as(shape.tags) },
  tone: {
    label: 'Tone',
    show: (a) => a.tone ?? '',
    parse: (typed) => as(shape.tone)(typed.trim() === '' ? null : typed),
  },
};
const save = (values: Readonly<Record<string, unknown>>, base: Asset): Promise<Asset> =>
  studio.request('assets.update', { id: base.id, patch: assetPatch.parse(values) });

const ICONS = { error: CircleAlert, warning: TriangleAlert, suggestion: Lightbulb };
const SEVERITY = { error: 'Must change', warning: 'Should change', suggestion: 'Could change' };

function Rules({ report, onJump }: { report: ReturnType<typeof checkGuardrails>; onJump: (breach: Breach) => void }) {
  const { breaches, kept, unread } = report;
  return (
    <section className={css.panel} aria-label="Messaging rules">
      <h2>Rules</h2>
      {breaches.length + kept.length + unread.length === 0 && (
        <p className={css.quiet}>
          The foundation has no messaging rules yet.{' '}
          <button type="button" className={css.link} onClick={() => go({ name: 'foundation', section: 'rules' })}>
            Write some
          </button>
        </p>
      )}
      <ul className={css.breaches} aria-live="polite">
        {breaches.map((breach, i) => {
          const Icon = ICONS[breach.severity];
          const words = (
            <>
              <Icon aria-hidden />
              <span>
                <strong>{SEVERITY[breach.severity]}</strong> {breach.message}
              </span>
            </>
          );
          return (
            <li key={`${breach.ruleId}-${breach.start}-${i}`} data-severity={breach.severity}>
              {breach.end === 0 ? (
                <span className={css.breach}>{words}</span>
              ) : (
                <button type="button" className={css.breach} onClick={() => onJump(breach)}>
                  {words}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {breaches.length === 0 && kept.length > 0 && (
        <p className={css.quiet}>{countLabel(kept.length, 'rule')} checked, none broken.</p>
      )}
      {unread.length > 0 && (
        <details className={css.unread}>
          <summary>{countLabel(unread.length, 'rule')} for you to judge</summary>
          <ul>
            {unread.map(({ id, text }) => (
              <li key={id}>{text}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function DiffDialog({ from, to, onClose }: { from: string; to: string; onClose: () => void }) {
  const { data, isError, error } = useStudioQuery('assets.diff', { from, to });
  return (
    <Dialog open size="lg" title="What changed" onClose={onClose} actions={<Button onClick={onClose}>Close</Button>}>
      {isError && <p>{error.message}</p>}
      {data && data.title.before !== data.title.after && (
        <DiffView label="Title" before={data.title.before} after={data.title.after} />
      )}
      {data &&
        (data.lines.every(({ kind }) => kind === 'same') ? (
          <p className={css.quiet}>The text is the same.</p>
        ) : (
          <DiffView label="Text" lines={data.lines} />
        ))}
    </Dialog>
  );
}

function Versions({ asset, flush }: { asset: Asset; flush: () => Promise<void> }) {
  const [shown, setShown] = useState<string | null>(null);
  return (
    <section className={css.panel} aria-label="Versions">
      <h2>Versions</h2>
      <ol className={css.versions}>
        {asset.versions.map(({ id, version, updated_at, characters, current }) => (
          <li key={id} aria-current={id === asset.id ? 'true' : undefined}>
            <button
              type="button"
              className={css.link}
              disabled={id === asset.id}
              onClick={() => go({ name: 'asset', id })}
            >
              Version {version}
            </button>
            <span className={css.quiet}>
              {id === asset.id ? 'open · ' : ''}
              {current ? 'newest · ' : ''}
              {characters.toLocaleString('en')} characters · {dateLabel(updated_at)}
            </span>
            {id !== asset.id && (
              <Button size="sm" variant="ghost" onClick={() => void flush().then(() => setShown(id))}>
                Difference
              </Button>
            )}
          </li>
        ))}
      </ol>
      {shown !== null && (
        <DiffDialog
          from={(asset.versions.find(({ id }) => id === shown)?.version ?? 0) < asset.version ? shown : asset.id}
          to={(asset.versions.find(({ id }) => id === shown)?.version ?? 0) < asset.version ? asset.id : shown}
          onClose={() => setShown(null)}
        />
      )}
    </section>
  );
}

function Editor({ form, gone }: { form: Form<Asset, Typed>; gone: boolean }) {
  useSaveOnLeaving(form);
  const base = useStore(form.store, (state) => state.base);
  const saveState = useSaveState(form);
  const title = useFormField(form, 'title');
  const content = useFormField(form, 'content');
  const type = useFormField(form, 'type');
  const tags = useFormField(form, 'tags');
  const tone = useFormField(form, 'tone');
  const writing = useRef<HTMLTextAreaElement>(null);
  const rules = useStudioQuery('assets.rules', { workspaceId: base.workspace_id }).data;
  const report = useMemo(
    () => checkGuardrails(content.value, rules?.rules ?? [], rules?.competitors ?? []),
    [content.value, rules],
  );
  const old = base.versions[0] !== undefined && base.versions[0].id !== base.id;
  const newVersion = (): void =>
    void attempt('No new version was made', async () => {
      await form.flush();
      const next = await studio.request(old ? 'assets.restoreVersion' : 'assets.newVersion', { id: base.id });
      go({ name: 'asset', id: next.id });
    });
  useCommand('asset.version', newVersion);
  const jump = ({ start, end }: Breach): void => {
    const field = writing.current;
    if (!field) return;
    field.focus();
    field.setSelectionRange(start, end);
    field.scrollIntoView({ block: 'nearest' });
  };
  const named = { id: base.id, title: base.title };
  return (
    <Page
      title={title.value.trim() === '' ? 'No title yet' : title.value}
      layout="fill"
      notice={gone ? <GoneNotice what="text" item={{ table: 'muse_assets', id: base.id }} /> : undefined}
      mark={<SaveState value={saveState} />}
      actions={
        <>
          <Button icon={old ? <History aria-hidden /> : <CopyPlus aria-hidden />} onClick={newVersion}>
            {old ? `Go on from version ${base.version}` : 'New version'}
          </Button>
          <Menu
            align="end"
            trigger={<IconButton label="More" icon={<EllipsisVertical aria-hidden />} />}
            entries={[
              { label: 'Duplicate', onSelect: () => void form.flush().then(() => duplicateAsset(named)) },
              { kind: 'separator' },
              {
                label: 'Move to trash',
                danger: true,
                onSelect: () => void form.flush().then(() => trashAssets([named])),
              },
            ]}
          />
        </>
      }
    >
      <div className={css.sheet}>
        <div className={css.column}>
          {old && (
            <p className={css.quiet}>
              This is version {base.version}. The newest is {base.versions[0]?.version}.
            </p>
          )}
          <TextField {...title} />
          <RuledText
            ref={writing}
            label={content.label}
            value={content.value}
            breaches={report.breaches}
            onChange={content.onChange}
            onBlur={content.onBlur}
          />
          {content.error !== null && <p role="alert">{content.error}</p>}
          <p className={css.quiet}>
            {content.value.length.toLocaleString('en')} characters, {countLabel(wordCount(content.value), 'word')}
          </p>
        </div>
        <aside className={css.aside}>
          <Rules report={report} onJump={jump} />
          <section className={css.panel} aria-label="About this text">
            <Select
              label={type.label}
              value={type.value}
              options={TYPE_OPTIONS}
              onChange={(value) => {
                type.onChange(value);
                type.onBlur();
              }}
            />
            <TextField {...tone} placeholder="Warm, exact" />
            <TagField label={tags.label} value={tags.value} error={tags.error} onChange={tags.onChange} />
            {base.move && (
              <p className={css.quiet}>
                For the move{' '}
                <button
                  type="button"
                  className={css.link}
                  onClick={() => go({ name: 'move', id: base.move?.id ?? '' })}
                >
                  {base.move.name}
                </button>
              </p>
            )}
          </section>
          <Versions asset={base} flush={() => form.flush()} />
        </aside>
      </div>
    </Page>
  );
}

export function AssetPage({ id }: { id: string }) {
  const opened = useOpenedForm(useStudioQuery('assets.get', { id }), `assets/${id}/`, fields, save);
  if (opened.state === 'loading') return null;
  if (opened.state === 'failed') {
    return (
      <Page title="Text">
        <EmptyState
          icon={<FileX aria-hidden />}
          title="This text could not be opened"
          actions={
            <Button variant="primary" onClick={() => go({ name: 'assets' })}>
              To the texts
            </Button>
          }
        >
          {opened.error.message}
        </EmptyState>
      </Page>
    );
  }
  return <Editor form={opened.form} gone={opened.gone} />;
}
