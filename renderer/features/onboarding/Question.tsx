/** One question to the person, whose answer becomes a fact with “You” as its source. What is typed stays until it is saved. */
import { useState, type FormEvent } from 'react';
import { z } from 'zod';
import { itemInputs, type ItemOf } from '../../../main/studio/foundations/contract.ts';
import { Button } from '../../components/Button.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useGround } from '../foundations/useGround.ts';
import { useKept } from '../knowledge/kept.ts';
import css from './Steps.module.css';

const anyText = z.string();

export interface QuestionProps {
  field: string;
  category: ItemOf<'facts'>['category'];
  question: string;
  why: string;
}

export function Question({ field, category, question, why }: QuestionProps) {
  const { put, update, foundation, workspaceId } = useGround();
  const key = `onboarding/${workspaceId}/answer/${field}`;
  const kept = useKept(key, '', anyText);
  const typed = kept.value;
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const answer = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const fault = itemInputs.facts.shape.value.safeParse(typed).error?.issues[0]?.message;
    if (fault !== undefined) {
      setError(typed.trim() === '' ? 'There is no answer yet. Leave it open, if you do not know.' : fault);
      return;
    }
    setBusy(true);
    try {
      if (field === 'Alternative') await put('competitors', undefined, { name: typed.trim() });
      else {
        await put('facts', undefined, {
          field_name: field,
          value: typed.trim(),
          category,
          confidence: 'high',
          verified: true,
          source: 'You',
        });
        if (field === 'Company name' && (foundation.company_name ?? '') === '')
          await update({ company_name: typed.trim() });
      }
      kept.forget();
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={css.question} noValidate aria-label={question} onSubmit={(event) => void answer(event)}>
      <TextField
        className={css.grow}
        label={question}
        hint={why}
        value={typed}
        error={error}
        onChange={(next) => {
          kept.set(next);
          setError(null);
        }}
      />
      <Button type="submit" busy={busy}>
        Answer
      </Button>
    </form>
  );
}
