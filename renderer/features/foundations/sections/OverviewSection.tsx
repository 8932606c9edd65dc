/** What the foundation is at a glance: who the company is, and what is still missing and why that matters. */
import { CircleCheck, CircleDashed, Compass } from 'lucide-react';
import { foundationPatch, type Foundation } from '../../../../main/studio/foundations/contract.ts';
import { studio } from '../../../app/client.ts';
import { go } from '../../../app/navigation.ts';
import { FOUNDATION_SECTIONS, type FoundationSection } from '../../../app/routes.ts';
import { Button } from '../../../components/Button.tsx';
import { Callout } from '../../../components/Callout.tsx';
import { ProgressBar } from '../../../components/ProgressBar.tsx';
import { toast } from '../../../components/Toast.tsx';
import { dateLabel } from '../../../components/when.ts';
import { Row, Section } from '../../morgys/tabs/Sheet.tsx';
import { SavedSelect, SavedText } from '../../../form/SavedFields.tsx';
import css from '../Sections.module.css';
import { useGround } from '../useGround.ts';
import { STAGE_OPTIONS } from '../words.ts';

const { shape } = foundationPatch;
const nothing = (typed: string): string | null => (typed.trim() === '' ? null : typed.trim());
const fault =
  (schema: { safeParse(value: unknown): { error?: { issues: { message: string }[] } } }) => (typed: string) =>
    schema.safeParse(nothing(typed)).error?.issues[0]?.message ?? null;

export function CompanyFields() {
  const { foundation, workspaceId, update } = useGround();
  return (
    <>
      <Row>
        <SavedText
          id={`${workspaceId}/company_name`}
          label="Name of the company"
          value={foundation.company_name ?? ''}
          check={fault(shape.company_name)}
          save={(typed) => update({ company_name: nothing(typed) })}
        />
        <SavedText
          id={`${workspaceId}/website_url`}
          label="Website"
          placeholder="https://example.org"
          value={foundation.website_url ?? ''}
          check={fault(shape.website_url)}
          save={(typed) => update({ website_url: nothing(typed) })}
        />
      </Row>
      <Row>
        <SavedText
          id={`${workspaceId}/industry`}
          label="Industry"
          value={foundation.industry ?? ''}
          check={fault(shape.industry)}
          save={(typed) => update({ industry: nothing(typed) })}
        />
        <SavedSelect
          label="Stage"
          value={foundation.company_stage ?? ''}
          options={[{ value: '', label: 'Not said' }, ...STAGE_OPTIONS]}
          save={(value) =>
            update({ company_stage: STAGE_OPTIONS.find((option) => option.value === value)?.value ?? null })
          }
        />
      </Row>
    </>
  );
}

const isSection = (name: string): name is FoundationSection => FOUNDATION_SECTIONS.some((section) => section === name);

export function Missing({ items }: { items: Foundation['completeness']['items'] }) {
  const open = items.filter((item) => !item.done);
  const met = items.filter((item) => item.done);
  return (
    <div className={css.stack}>
      {open.length > 0 && (
        <ul className={css.gaps} aria-label="Still missing">
          {open.map(({ key, section, title, why }) => (
            <li key={key} className={css.gap}>
              <CircleDashed aria-hidden />
              <div>
                <h3>{title}</h3>
                <p>{why}</p>
              </div>
              {isSection(section) && section !== 'overview' && (
                <Button size="sm" aria-label={`Fill in: ${title}`} onClick={() => go({ name: 'foundation', section })}>
                  Fill in
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {met.length > 0 && (
        <ul className={css.doneList} aria-label="There already">
          {met.map(({ key, title }) => (
            <li key={key}>
              <CircleCheck aria-hidden />
              {title}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

export function OverviewSection() {
  const { foundation, workspaceId } = useGround();
  const { score, items } = foundation.completeness;
  const met = items.filter((item) => item.done).length;
  return (
    <>
      {foundation.second && (
        <Callout
          tone="warn"
          title="There is a second foundation of this workspace"
          actions={
            <Button
              onClick={() =>
                void studio
                  .request('foundations.mergeSecond', { workspaceId })
                  .then(() => toast.done({ title: 'Both are one now' }))
                  .catch((error: unknown) => toast.error('They were not brought together', error))
              }
            >
              Take in what it has
            </Button>
          }
        >
          It was made on {dateLabel(foundation.second.created_at)}, before this device and the cloud knew of each other,
          and holds {foundation.second.words.toLocaleString('en')} words. Everything in it that is not here is added
          here.
        </Callout>
      )}
      <Section title="The company">
        <CompanyFields />
      </Section>
      <Section
        title="Completeness"
        description="An agent can only be as sure of you as this is. Nothing here is a duty; each line says what it is good for."
        actions={
          <Button size="sm" icon={<Compass aria-hidden />} onClick={() => go({ name: 'onboarding', step: null })}>
            Be guided through it
          </Button>
        }
      >
        <ProgressBar label="Complete" share={score} detail={`${met} of ${items.length}`} />
        <Missing items={items} />
      </Section>
    </>
  );
}
