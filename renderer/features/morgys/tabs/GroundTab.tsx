/** Which foundation and which customers a Morgy draws on, and what its prompt sees of them. */
import { Landmark } from 'lucide-react';
import { GROUND_VARIABLES, PROMPT_VARIABLES } from '../../../../main/contract/prompt-variables.ts';
import { useStudioQuery } from '../../../app/client.ts';
import { go } from '../../../app/navigation.ts';
import { Button } from '../../../components/Button.tsx';
import { Callout } from '../../../components/Callout.tsx';
import { Checkbox } from '../../../components/Checkbox.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { Select } from '../../../components/Select.tsx';
import { useField } from '../morgyForm.ts';
import css from './GroundTab.module.css';
import { Section, Sheet } from './Sheet.tsx';

const WORDS = new Map(PROMPT_VARIABLES.map(({ name, description }) => [name, description]));

export function GroundTab() {
  const field = useField('knowledge_base.ground');
  const { workspaceId, icpIds } = field.value;
  const workspaces = useStudioQuery('workspaces.list', {}).data ?? [];
  const icps =
    useStudioQuery('icps.list', { workspaceId: workspaceId ?? '' }, { enabled: workspaceId !== null }).data?.icps ?? [];
  const view = useStudioQuery('ground.read', { workspaceId, icpIds }, { keepPrevious: true }).data;
  const choose = (next: { workspaceId: string | null; icpIds: string[] }): void => {
    field.onChange({ ...field.value, ...next });
    field.onBlur();
  };
  if (workspaces.length === 0) {
    return (
      <EmptyState
        icon={<Landmark aria-hidden />}
        title="No foundation yet"
        actions={
          <Button variant="primary" onClick={() => go({ name: 'onboarding', step: null })}>
            Begin with one
          </Button>
        }
      >
        A foundation says once what your business is, whom it serves and how it speaks. Every Morgy can draw on it.
      </EmptyState>
    );
  }
  return (
    <Sheet>
      <Section
        title="Foundation"
        description="What it is given here stands in its prompt through variables, and can travel with an exported bundle as tools."
      >
        <Select
          label="Foundation of"
          value={workspaceId ?? ''}
          options={[
            { value: '', label: 'None' },
            ...workspaces.map(({ id, name, company_name }) => ({
              value: id,
              label: name,
              ...(company_name !== null && company_name !== name && { hint: company_name }),
            })),
          ]}
          onChange={(value) => choose({ workspaceId: value === '' ? null : value, icpIds: [] })}
        />
        {view?.problems.map((problem) => (
          <Callout key={problem} tone="warn">
            {problem}
          </Callout>
        ))}
      </Section>
      {workspaceId !== null && (
        <Section title="Customers" description="In the order in which you choose them; the first is {{icp}}.">
          {icps.length === 0 ? (
            <p className={css.quiet}>
              This workspace has no customer profile yet.{' '}
              <Button size="sm" onClick={() => go({ name: 'icps' })}>
                To the customers
              </Button>
            </p>
          ) : (
            <ul className={css.choices}>
              {icps.map(({ id, name, tagline, is_primary }) => (
                <li key={id}>
                  <Checkbox
                    label={`${icpIds.includes(id) ? `${icpIds.indexOf(id) + 1}. ` : ''}${name}${is_primary ? ' (primary)' : ''}`}
                    checked={icpIds.includes(id)}
                    onChange={(on) =>
                      choose({ workspaceId, icpIds: on ? [...icpIds, id] : icpIds.filter((each) => each !== id) })
                    }
                  />
                  {tagline !== null && <span className={css.quiet}>{tagline}</span>}
                </li>
              ))}
            </ul>
          )}
        </Section>
      )}
      {view?.workspace && (
        <Section
          title="What its prompt sees"
          description="Write a variable in the prompt, and this stands in its place."
        >
          <dl className={css.variables}>
            {GROUND_VARIABLES.map((name) => {
              const text = view.variables[name as keyof typeof view.variables];
              return (
                <div key={name}>
                  <dt>
                    <code>{`{{${name}}}`}</code> <span className={css.quiet}>{WORDS.get(name)}</span>
                  </dt>
                  <dd tabIndex={text.length > 400 ? 0 : undefined} className={css.value}>
                    {text === '' ? <span className={css.quiet}>empty</span> : text}
                  </dd>
                </div>
              );
            })}
          </dl>
        </Section>
      )}
    </Sheet>
  );
}
