/** Ideal customers: those that are there, and a quick way to a first one. */
import { useState, type FormEvent } from 'react';
import { UserRound } from 'lucide-react';
import { studio, useStudioQuery } from '../../app/client.ts';
import { go } from '../../app/navigation.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { TextField } from '../../components/TextField.tsx';
import type { StepProps } from './StepBody.tsx';
import css from './Steps.module.css';

export function CustomersStep({ workspace }: StepProps) {
  const list = useStudioQuery('icps.list', { workspaceId: workspace.id });
  const [name, setName] = useState('');
  const [error, setError] = useState<string | null>(null);
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (name.trim() === '') {
      setError('A profile needs a name: who is it, and what are they up to?');
      return;
    }
    try {
      await studio.request('icps.create', { workspaceId: workspace.id, name: name.trim() });
      setName('');
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
    }
  };
  return (
    <>
      {list.isError && (
        <Callout tone="bad" title="The profiles could not be read">
          {list.error.message}
        </Callout>
      )}
      {list.data && list.data.icps.length > 0 && (
        <ul className={css.vault} aria-label="Ideal customers">
          {list.data.icps.map((one) => (
            <li key={one.id} className={css.evidence}>
              <UserRound aria-hidden />
              <div className={css.words}>
                <span className={css.name}>{one.name}</span>
                {(one.tagline ?? '') !== '' && <span className={css.detail}>{one.tagline}</span>}
              </div>
              {one.is_primary && <Badge tone="accent">primary</Badge>}
              <Button
                size="sm"
                aria-label={`Write the profile of ${one.name}`}
                onClick={() => go({ name: 'icp', id: one.id })}
              >
                Write the profile
              </Button>
            </li>
          ))}
        </ul>
      )}
      <form className={css.question} noValidate aria-label="New ideal customer" onSubmit={(event) => void add(event)}>
        <TextField
          className={css.grow}
          label="Whom do you want most?"
          hint="One person, as if you knew them. The whole profile is written on its own page, under Customers."
          placeholder="Harbour master of a small harbour, alone on duty in summer"
          value={name}
          error={error}
          onChange={(next) => {
            setName(next);
            setError(null);
          }}
        />
        <Button type="submit">Add</Button>
      </form>
    </>
  );
}
