/** The capability matrix: what you can do, how rare that is, and who else can. */
import { useState, type FormEvent } from 'react';
import { Trash2 } from 'lucide-react';
import { itemInputs, type ItemOf } from '../../../../main/studio/foundations/contract.ts';
import { Button } from '../../../components/Button.tsx';
import { IconButton } from '../../../components/IconButton.tsx';
import { TextField } from '../../../components/TextField.tsx';
import { Section } from '../../morgys/tabs/Sheet.tsx';
import { SavedSelect, SavedText } from '../../../form/SavedFields.tsx';
import css from '../Sections.module.css';
import { useGround } from '../useGround.ts';
import { RATING_OPTIONS } from '../words.ts';

const HAS_OPTIONS = [
  { value: '', label: 'not known' },
  { value: 'yes', label: 'has it' },
  { value: 'partly', label: 'partly' },
  { value: 'no', label: 'has not' },
] as const;

function Capability({ one }: { one: ItemOf<'capabilities'> }) {
  const { foundation, workspaceId, put, remove } = useGround();
  return (
    <tr>
      <th scope="row">
        <SavedText
          id={`${workspaceId}/capabilities/${one.id}/name`}
          label={`Name of ${one.name}`}
          hideLabel
          value={one.name}
          check={(typed) => itemInputs.capabilities.shape.name.safeParse(typed).error?.issues[0]?.message ?? null}
          save={(typed) => put('capabilities', one.id, { name: typed })}
        />
      </th>
      <td className={css.you}>
        <SavedSelect
          label={`How rare ${one.name} is`}
          hideLabel
          size="sm"
          value={one.rating}
          options={RATING_OPTIONS}
          save={(rating) => put('capabilities', one.id, { rating })}
        />
      </td>
      {foundation.competitors.map((other) => (
        <td key={other.id}>
          <SavedSelect
            label={`${other.name}: ${one.name}`}
            hideLabel
            size="sm"
            value={one.has[other.id] ?? ''}
            options={HAS_OPTIONS}
            save={(value) => {
              const { [other.id]: _, ...rest } = one.has;
              return put('capabilities', one.id, { has: value === '' ? rest : { ...rest, [other.id]: value } });
            }}
          />
        </td>
      ))}
      <td>
        <IconButton
          size="sm"
          label={`Take out ${one.name}`}
          icon={<Trash2 aria-hidden />}
          onClick={() => void remove('capabilities', one.id, one.name)}
        />
      </td>
    </tr>
  );
}

export function CapabilitiesSection() {
  const { foundation, put } = useGround();
  const [name, setName] = useState('');
  const [error, setError] = useState<string | null>(null);
  const { capabilities } = foundation.positioning;
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const fault = itemInputs.capabilities.shape.name.safeParse(name).error?.issues[0]?.message;
    if (fault !== undefined) {
      setError(fault);
      return;
    }
    try {
      await put('capabilities', undefined, { name, rating: 'table-stakes', has: {} });
      setName('');
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
    }
  };
  return (
    <Section
      title="Capability matrix"
      description="Lead with what only you can do. What everybody can is not worth a headline, but its lack would be."
    >
      {capabilities.length > 0 && (
        <div className={css.tableFrame} role="region" aria-label="Capability matrix" tabIndex={0}>
          <table className={`${css.table} ${css.matrix}`}>
            <thead>
              <tr>
                <th scope="col">Capability</th>
                <th scope="col" className={css.you}>
                  {foundation.company_name ?? 'You'}
                </th>
                {foundation.competitors.map((one) => (
                  <th key={one.id} scope="col">
                    {one.name}
                  </th>
                ))}
                <th scope="col">
                  <span className={css.said}>Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {capabilities.map((one) => (
                <Capability key={one.id} one={one} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <form className={css.toolbar} noValidate aria-label="New capability" onSubmit={(event) => void add(event)}>
        <TextField
          className={css.grow}
          label="New capability"
          hideLabel
          placeholder={capabilities.length === 0 ? 'Works without a network' : 'Another capability'}
          value={name}
          error={error}
          onChange={(next) => {
            setName(next);
            setError(null);
          }}
        />
        <Button type="submit">Add</Button>
      </form>
    </Section>
  );
}
