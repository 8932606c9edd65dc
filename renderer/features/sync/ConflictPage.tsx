/** One conflict: what both sides came from, and each of them, side by side. One click takes a side of all of it, or field by field; Undo takes it back. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Check, FolderOpen, Pencil, Trash2 } from 'lucide-react';
import type { ConflictField, ConflictView } from '../../../main/studio/sync/contract.ts';
import type { RequestInput } from '../../../main/contract/index.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { go } from '../../app/navigation.ts';
import { Page } from '../../app/Page.tsx';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { cx } from '../../components/cx.ts';
import { DiffView } from '../../components/DiffView.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { TextArea } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { dateLabel } from '../../components/when.ts';
import { openRow } from './actions.ts';
import { capital, rescueWords, RESOLUTION, resolutionWords, sideNames, thing } from './words.ts';
import css from './ConflictPage.module.css';

type Choice = RequestInput<'sync.resolve'>['choice'];

type Sides = Readonly<Record<string, 'mine' | 'theirs'>>;
type Answers = Pick<RequestInput<'sync.resolve'>, 'values' | 'sides'>;

const isText = ({ mineLines, theirsLines }: ConflictField): boolean => Boolean(mineLines ?? theirsLines);

/** `beside`: it stands next to a text with its changes, and is set like that one. */
function Value({ text, beside }: { text: string; beside: boolean }) {
  return (
    <div className={cx(css.value, beside && css.reading, text === '' && css.empty)}>{text === '' ? 'Empty' : text}</div>
  );
}

function Side({
  name,
  text,
  stands,
  field,
  which,
}: {
  name: string;
  text: string;
  stands: boolean;
  field: ConflictField;
  which: 'mine' | 'theirs';
}) {
  const lines = which === 'mine' ? field.mineLines : field.theirsLines;
  return (
    <section className={css.side} aria-label={`${field.label}: ${name}`}>
      <header>
        <h3>{name}</h3>
        {stands && <Badge tone="good">Stands now</Badge>}
      </header>
      {lines ? (
        <DiffView label={`${name}, against what both came from`} lines={lines} />
      ) : (
        <Value text={text} beside={isText(field)} />
      )}
    </section>
  );
}

/** Which side this one field takes. What stands is among the choices, so that a choice can be taken back before it is saved. */
function FieldChoice({
  conflict,
  field,
  chosen,
  onChoose,
}: {
  conflict: ConflictView;
  field: ConflictField;
  chosen: 'mine' | 'theirs' | undefined;
  onChoose: (side: 'mine' | 'theirs' | null) => void;
}) {
  const names = sideNames(conflict);
  return (
    <Segmented<ConflictField['stands']>
      label={`What to take for ${field.label}`}
      value={chosen ?? field.stands}
      options={[
        { value: 'mine', label: names.mine },
        { value: 'theirs', label: names.theirs },
        ...(field.stands === 'neither'
          ? [{ value: 'neither' as const, label: field.merged ? 'Both, merged' : 'As it is now' }]
          : []),
      ]}
      onChange={(side) => onChoose(side === 'neither' || side === field.stands ? null : side)}
    />
  );
}

function Question({
  conflict,
  field,
  choice,
  edited,
  onEdit,
}: {
  conflict: ConflictView;
  field: ConflictField;
  choice: ReactNode;
  edited: string | undefined;
  onEdit: ((text: string) => void) | null;
}) {
  const names = sideNames(conflict);
  return (
    <div className={css.question}>
      <header className={css.asked}>
        <h2>{field.label}</h2>
        {field.merged && <Badge>Merged</Badge>}
        {choice}
      </header>
      <div className={css.sides}>
        <section className={css.side} aria-label={`${field.label}: before both`}>
          <header>
            <h3>Before both</h3>
          </header>
          <Value text={field.base} beside={isText(field)} />
        </section>
        <Side name={names.mine} text={field.mine} stands={field.stands === 'mine'} field={field} which="mine" />
        <Side name={names.theirs} text={field.theirs} stands={field.stands === 'theirs'} field={field} which="theirs" />
      </div>
      {field.stands === 'neither' && (
        <section className={css.side} aria-label={`${field.label}: as it is now`}>
          <header>
            <h3>{field.merged ? 'Both, merged' : 'As it is now'}</h3>
            <Badge tone="good">Stands now</Badge>
          </header>
          <Value text={field.now} beside={isText(field)} />
        </section>
      )}
      {onEdit && field.editable && (
        <TextArea label={`${field.label}, as it should be`} value={edited ?? field.now} onChange={onEdit} rows={4} />
      )}
    </div>
  );
}

function useDecision(conflict: ConflictView) {
  const [busy, setBusy] = useState(false);
  const decide = async (choice: Choice, answers: Answers = {}): Promise<void> => {
    setBusy(true);
    try {
      const { resolution } = await studio.request('sync.resolve', { id: conflict.id, choice, ...answers });
      toast.done({
        title: `${capital(thing(conflict))}: ${RESOLUTION[resolution].toLowerCase()}`,
        action: {
          label: 'Undo',
          onClick: () =>
            void studio.request('history.undo', {}).catch((error: unknown) => toast.error('Nothing was undone', error)),
        },
      });
    } catch (error) {
      toast.error('Nothing was decided', error);
    } finally {
      setBusy(false);
    }
  };
  return { busy, decide };
}

function Decisions({ conflict }: { conflict: ConflictView }) {
  const { busy, decide } = useDecision(conflict);
  const [values, setValues] = useState<Record<string, string> | null>(null);
  const [sides, setSides] = useState<Sides>({});
  const names = sideNames(conflict);
  const open = conflict.values.filter((field) => !field.merged);
  const differs = (side: 'mine' | 'theirs'): boolean => open.some((field) => field.stands !== side);
  const choose = (path: string, side: 'mine' | 'theirs' | null): void => {
    const { [path]: _replaced, ...rest } = sides;
    setSides(side === null ? rest : { ...rest, [path]: side });
  };
  const byField = conflict.values.length > 1 && values === null;
  const editable = conflict.values.some((field) => field.editable);
  if (!conflict.rowExists)
    return (
      <>
        <Callout title={`${capital(thing(conflict))} is no longer here`}>
          There is nothing left that could change.
        </Callout>
        <div className={css.actions}>
          <Button variant="primary" busy={busy} onClick={() => void decide('keep')}>
            Close the conflict
          </Button>
        </div>
      </>
    );
  if (conflict.kind === 'delete')
    return (
      <>
        <Callout title="Deleted on one side, edited on the other">{rescueWords(conflict)}</Callout>
        {conflict.rescued?.edits.map((edit) => (
          <section key={edit.label} className={css.question}>
            <h2>{edit.label}</h2>
            <DiffView
              label={`What was edited of ${edit.label}`}
              before={edit.before}
              after={edit.after}
              lines={edit.lines}
            />
          </section>
        ))}
        <div className={css.actions}>
          <Button variant="primary" icon={<Check aria-hidden />} busy={busy} onClick={() => void decide('keep')}>
            Keep it
          </Button>
          <Button icon={<Trash2 aria-hidden />} busy={busy} onClick={() => void decide('trash')}>
            Move it to the trash
          </Button>
        </div>
      </>
    );
  return (
    <>
      {conflict.values.map((field) => (
        <Question
          key={field.column}
          conflict={conflict}
          field={field}
          choice={
            byField && (
              <FieldChoice
                conflict={conflict}
                field={field}
                chosen={sides[field.column]}
                onChoose={(side) => choose(field.column, side)}
              />
            )
          }
          edited={values?.[field.column]}
          onEdit={values && ((text) => setValues({ ...values, [field.column]: text }))}
        />
      ))}
      {open.length === 0 && (
        <Callout title="Both changes are in it">They fitted together, so there is nothing to choose.</Callout>
      )}
      <div className={css.actions}>
        {values ? (
          <>
            <Button
              variant="primary"
              icon={<Check aria-hidden />}
              busy={busy}
              onClick={() => void decide('edit', { values }).then(() => setValues(null))}
            >
              Save this
            </Button>
            <Button onClick={() => setValues(null)}>Cancel</Button>
          </>
        ) : Object.keys(sides).length > 0 ? (
          <>
            <Button
              variant="primary"
              icon={<Check aria-hidden />}
              busy={busy}
              onClick={() => void decide('edit', { sides }).then(() => setSides({}))}
            >
              Save these choices
            </Button>
            <Button onClick={() => setSides({})}>Cancel</Button>
          </>
        ) : (
          <>
            <Button variant="primary" icon={<Check aria-hidden />} busy={busy} onClick={() => void decide('keep')}>
              Keep what stands
            </Button>
            {differs('theirs') && (
              <Button busy={busy} onClick={() => void decide('theirs')}>
                Take “{names.theirs}”
              </Button>
            )}
            {differs('mine') && (
              <Button busy={busy} onClick={() => void decide('mine')}>
                Take “{names.mine}”
              </Button>
            )}
            {editable && (
              <Button variant="ghost" icon={<Pencil aria-hidden />} onClick={() => setValues({})}>
                Write it anew
              </Button>
            )}
          </>
        )}
      </div>
    </>
  );
}

export function ConflictPage({ id }: { id: string }) {
  const conflict = useStudioQuery('sync.conflict', { id });
  const { data } = conflict;
  const route = data && openRow(data);
  return (
    <Page
      title={data ? capital(thing(data)) : 'Conflict'}
      actions={
        <>
          <Button onClick={() => go({ name: 'sync', show: 'conflicts' })}>All conflicts</Button>
          {route && (
            <Button icon={<FolderOpen aria-hidden />} onClick={() => go(route)}>
              Open it
            </Button>
          )}
        </>
      }
    >
      <div className={css.sheet}>
        {conflict.isError && (
          <Callout tone="bad" title="The conflict could not be read">
            {conflict.error.message}
          </Callout>
        )}
        {data && (
          <>
            <p className={css.intro}>
              <Badge tone={data.resolution === 'open' ? 'warn' : 'good'}>
                {data.resolution === 'open' ? 'Two edits, one place' : resolutionWords(data)}
              </Badge>{' '}
              Written {dateLabel(data.at)}. Both edits are kept here, whatever you choose, and your other devices hear
              of it.
            </p>
            <Decisions conflict={data} />
          </>
        )}
      </div>
    </Page>
  );
}
