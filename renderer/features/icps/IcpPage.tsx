/** The editor of one profile: what is known of these people, with the picture of the scores and what is still missing beside it. */
import { createContext, use } from 'react';
import { EllipsisVertical, FileText, RefreshCw, UserX } from 'lucide-react';
import { useStore } from 'zustand';
import { SCORE_KEYS, type Icp } from '../../../main/studio/icps/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { useCommand } from '../../app/commands.ts';
import { go } from '../../app/navigation.ts';
import { Page } from '../../app/Page.tsx';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Menu } from '../../components/Menu.tsx';
import { NumberField } from '../../components/NumberField.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { SaveState } from '../../components/SaveState.tsx';
import { Select } from '../../components/Select.tsx';
import { Switch } from '../../components/Switch.tsx';
import { TextArea, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { valueOf, type Form } from '../../form/form.ts';
import { useFormField, useSaveOnLeaving, useSaveState } from '../../form/useForm.ts';
import { Row, Section, Sheet } from '../morgys/tabs/Sheet.tsx';
import { duplicateIcp, setPrimary, trashIcps } from './actions.ts';
import { icpFields, STAGE_OPTIONS, toPatch, type IcpTyped, type ScoreField } from './icpFields.ts';
import css from './Icps.module.css';
import { AXES, Radar } from './Radar.tsx';
import { GoneNotice } from '../../form/GoneNotice.tsx';
import { useOpenedForm } from '../../form/useOpenedForm.ts';

type IcpForm = Form<Icp, IcpTyped>;
const FormContext = createContext<IcpForm | null>(null);

function useIcpForm(): IcpForm {
  const form = use(FormContext);
  if (!form) throw new Error('This field stands outside its form.');
  return form;
}

type TextName = Exclude<keyof IcpTyped, 'market_sophistication.stage' | 'is_secondary'>;

function Line({ field, hint, placeholder }: { field: TextName; hint?: string; placeholder?: string }) {
  const bound = useFormField(useIcpForm(), field);
  return (
    <TextField {...bound} {...(hint !== undefined && { hint })} {...(placeholder !== undefined && { placeholder })} />
  );
}
function Words({
  field,
  hint,
  rows = 3,
  placeholder,
}: {
  field: TextName;
  hint?: string;
  rows?: number;
  placeholder?: string;
}) {
  const bound = useFormField(useIcpForm(), field);
  return (
    <TextArea
      {...bound}
      rows={rows}
      {...(hint !== undefined && { hint })}
      {...(placeholder !== undefined && { placeholder })}
    />
  );
}
/** One of the lists: a line each. */
const Lines = ({ field, hint }: { field: TextName; hint?: string }) => (
  <Words field={field} rows={3} hint={hint ?? 'One a line.'} />
);
function Score({ field, hint }: { field: ScoreField; hint: string }) {
  const bound = useFormField(useIcpForm(), field);
  return <NumberField {...bound} min={0} max={100} step={5} unit="of 100" hint={hint} />;
}

/** The scores as they are typed now, saved or not. */
function ScorePicture() {
  const form = useIcpForm();
  const state = useStore(form.store);
  const values = SCORE_KEYS.map((key) => {
    const field: ScoreField = `scores.${key}`;
    const parsed = form.specs[field].parse(valueOf(form.specs, state, field));
    return parsed.ok && typeof parsed.value === 'number' ? parsed.value : null;
  });
  return <Radar axes={AXES} shapes={[{ name: state.base.name, values }]} />;
}

function Beside({ icp }: { icp: Icp }) {
  const percent = Math.round(icp.completeness * 100);
  return (
    <div className={css.beside}>
      <section className={css.panel} aria-label="Scores as a picture">
        <h2 className={css.panelTitle}>{icp.fit === null ? 'No score yet' : `${icp.fit} of 100`}</h2>
        <ScorePicture />
      </section>
      <section className={css.panel} aria-label="What is missing">
        <ProgressBar label="Complete" share={icp.completeness} detail={`${percent} %`} />
        {icp.missing.length === 0 ? (
          <p className={css.quiet}>Every field that matters says something.</p>
        ) : (
          <ul className={css.missing}>
            {icp.missing.slice(0, 5).map(({ field, label, why }) => (
              <li key={field}>
                <strong>{label}</strong>
                {why}
              </li>
            ))}
            {icp.missing.length > 5 && <li>and {icp.missing.length - 5} more</li>}
          </ul>
        )}
      </section>
    </div>
  );
}

function Fields() {
  const form = useIcpForm();
  const stage = useFormField(form, 'market_sophistication.stage');
  const secondary = useFormField(form, 'is_secondary');
  const base = useStore(form.store, (state) => state.base);
  const summary = useFormField(form, 'summary');
  const draft = async (): Promise<void> => {
    await form.flush();
    const { text } = await studio.request('icps.draftSummary', { id: base.id });
    form.set('summary', text);
    form.leave('summary');
  };
  return (
    <>
      {base.problems.length > 0 && (
        <Callout tone="warn" title="Something came that cannot be read here">
          {base.problems.join(' ')}
        </Callout>
      )}
      <Section>
        <Line field="name" placeholder="Scaling founder with a small team" />
        <Row>
          <Line field="tagline" placeholder="What is true of every one of them" />
          <Line field="code" placeholder="ICP-001" />
        </Row>
        {!base.is_primary && (
          <Switch
            label={secondary.label}
            hint="Comes right after the primary one where profiles are listed."
            checked={secondary.value}
            onChange={(on) => {
              secondary.onChange(on);
              secondary.onBlur();
            }}
          />
        )}
      </Section>
      <Section title="Who they are" description="What can be known from outside.">
        <Row>
          <Line field="demographics.role" />
          <Line field="demographics.company_size" placeholder="1-10" />
        </Row>
        <Row>
          <Lines field="demographics.industry" />
          <Lines field="demographics.location" />
        </Row>
        <Row>
          <Line field="demographics.age_range" hint="Only where it changes what you would say." />
          <Line field="demographics.income_range" />
        </Row>
      </Section>
      <Section title="What moves them" description="What they would say of themselves, and what they would not.">
        <Row>
          <Words field="psychographics.identity" rows={2} />
          <Words field="psychographics.becoming" rows={2} />
        </Row>
        <Row>
          <Lines field="psychographics.beliefs" />
          <Lines field="psychographics.fears" />
        </Row>
        <Lines field="psychographics.values" />
      </Section>
      <Section title="What they do" description="Where you find them, and what you hear there.">
        <Lines field="behaviors.language_patterns" hint="One a line, word for word as they say it." />
        <Row>
          <Lines field="behaviors.buying_triggers" />
          <Lines field="behaviors.objections" />
        </Row>
        <Row>
          <Lines field="behaviors.hangouts" />
          <Lines field="behaviors.consumption" />
        </Row>
        <Lines field="behaviors.follows" />
      </Section>
      <Section title="How much they know" description="It decides how much you have to explain before you may offer.">
        <Select
          label={stage.label}
          value={stage.value}
          options={STAGE_OPTIONS}
          onChange={(value) => {
            stage.onChange(value);
            stage.onBlur();
          }}
        />
        <Words field="market_sophistication.reasoning" rows={2} hint="What makes you think so." />
      </Section>
      <Section
        title="How good a customer"
        description="Your own judgement. It stays in the studio and goes into no bundle."
      >
        <div className={css.scores}>
          <Score field="scores.pain_intensity" hint="How much it hurts." />
          <Score field="scores.willingness_to_pay" hint="Whether they pay for such things." />
          <Score field="scores.accessibility" hint="Whether you can reach them." />
          <Score field="scores.product_fit" hint="How well it solves what they have." />
        </div>
      </Section>
      <Section
        title="For agents"
        description="What a Morgy and an exported bundle are told of this profile. Left empty, it is made of the fields above each time."
        actions={
          <Button
            size="sm"
            icon={<RefreshCw aria-hidden />}
            onClick={() => {
              draft().catch((error: unknown) => toast.error('No summary was made', error));
            }}
          >
            Make from the fields
          </Button>
        }
      >
        <TextArea {...summary} rows={6} />
      </Section>
    </>
  );
}

function Editor({ form, gone }: { form: IcpForm; gone: boolean }) {
  useSaveOnLeaving(form);
  const base = useStore(form.store, (state) => state.base);
  const name = useFormField(form, 'name').value.trim();
  const saveState = useSaveState(form);
  const named = { id: base.id, name: base.name };
  const toggle = (): void =>
    void form.flush().then(() => setPrimary(base.workspace_id, base.is_primary ? null : named));
  const copy = (): void => void form.flush().then(() => duplicateIcp(named));
  const sheet = (): void => void form.flush().then(() => go({ name: 'icpSheet', id: base.id }));
  useCommand('icp.duplicate', copy);
  useCommand('icp.primary', toggle, { label: base.is_primary ? 'Not Primary Any More' : 'Make Primary' });
  useCommand('icp.sheet', sheet);
  return (
    <FormContext value={form}>
      <Page
        title={name === '' ? 'No name yet' : name}
        layout="fill"
        notice={gone ? <GoneNotice what="profile" item={{ table: 'icp_profiles', id: base.id }} /> : undefined}
        mark={
          <span className={css.name}>
            {base.is_primary && <Badge tone="accent">primary</Badge>}
            <SaveState value={saveState} />
          </span>
        }
        actions={
          <>
            <Button icon={<FileText aria-hidden />} onClick={sheet}>
              One page
            </Button>
            <Menu
              align="end"
              trigger={<IconButton label="More" icon={<EllipsisVertical aria-hidden />} />}
              entries={[
                { label: base.is_primary ? 'Not primary any more' : 'Make primary', onSelect: toggle },
                { label: 'Duplicate', onSelect: copy },
                { kind: 'separator' },
                {
                  label: 'Move to trash',
                  danger: true,
                  onSelect: () => void form.flush().then(() => trashIcps([named])),
                },
              ]}
            />
          </>
        }
      >
        <Sheet beside={<Beside icp={base} />}>
          <Fields />
        </Sheet>
      </Page>
    </FormContext>
  );
}

const save = (values: Readonly<Record<string, unknown>>, base: Icp): Promise<Icp> =>
  studio.request('icps.update', { id: base.id, patch: toPatch(values) });

export function IcpPage({ id }: { id: string }) {
  const opened = useOpenedForm(useStudioQuery('icps.get', { id }), `icps/${id}/`, icpFields, save);
  if (opened.state === 'loading') return null;
  if (opened.state === 'failed') {
    return (
      <Page title="Customer profile">
        <EmptyState
          icon={<UserX aria-hidden />}
          title="This profile could not be opened"
          actions={
            <>
              <Button onClick={opened.retry}>Try again</Button>
              <Button variant="primary" onClick={() => go({ name: 'icps' })}>
                To the customers
              </Button>
            </>
          }
        >
          {opened.error.message}
        </EmptyState>
      </Page>
    );
  }
  return <Editor form={opened.form} gone={opened.gone} />;
}
