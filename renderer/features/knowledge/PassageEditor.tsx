/** Writing in one passage. What was typed is kept until it is saved or let go, also when the passage scrolls away. */
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { z } from 'zod';
import type { KnowledgeChunk } from '../../../main/studio/knowledge/contract.ts';
import { Button } from '../../components/Button.tsx';
import { useKept } from './kept.ts';
import { saveText, split } from './passageActions.ts';
import { splitPlace } from './passages.ts';
import css from './Passages.module.css';

export interface PassageEditorProps {
  documentId: string;
  chunk: KnowledgeChunk;
  /** Where its texts are kept. */
  keptKey: string;
  /** `key` is the passage to go to: after a split it has another one. */
  onDone: (key: string) => void;
}

const text = z.string().nullable();

export function PassageEditor({ documentId, chunk, keptKey, onDone }: PassageEditorProps) {
  const kept = useKept<string | null>(keptKey, null, text);
  const area = useRef<HTMLTextAreaElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const value = kept.value ?? chunk.text;
  const dirty = value !== chunk.text;

  useEffect(() => area.current?.focus(), []);

  const save = async (): Promise<void> => {
    if (!dirty) {
      kept.forget();
      onDone(chunk.key);
      return;
    }
    if (value.trim() === '') {
      setProblem('An empty passage would find nothing. Exclude it instead, or write something.');
      return;
    }
    setBusy(true);
    const saved = await saveText(documentId, chunk.key, value);
    setBusy(false);
    if (!saved) return;
    kept.forget();
    onDone(chunk.key);
  };

  const splitHere = async (): Promise<void> => {
    const place = splitPlace(value, area.current?.selectionStart ?? 0);
    if ('problem' in place) {
      setProblem(place.problem);
      area.current?.focus();
      return;
    }
    setBusy(true);
    const saved = !dirty || (await saveText(documentId, chunk.key, value)) !== null;
    const made = saved ? await split(documentId, chunk, place.at) : null;
    setBusy(false);
    if (made === null) return;
    kept.forget();
    onDone(made);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const mod = event.ctrlKey || event.metaKey;
    if (event.key === 'Escape') onDone(chunk.key);
    else if (mod && event.shiftKey && event.key === 'Enter') void splitHere();
    else if (mod && event.key === 'Enter') void save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className={css.editor} onKeyDown={onKeyDown}>
      <textarea
        ref={area}
        dir="auto"
        className={css.area}
        aria-label={`Text of passage ${chunk.ordinal + 1}`}
        aria-describedby={problem === null ? undefined : `${keptKey}-problem`}
        value={value}
        onChange={(event) => {
          setProblem(null);
          kept.set(event.target.value);
        }}
      />
      {problem !== null && (
        <p id={`${keptKey}-problem`} className={css.problem} role="alert">
          {problem}
        </p>
      )}
      <div className={css.editorFoot}>
        <Button size="sm" variant="primary" busy={busy} onClick={() => void save()}>
          Save
        </Button>
        <Button size="sm" disabled={busy} title="Ctrl+Shift+Enter" onClick={() => void splitHere()}>
          Split at the cursor
        </Button>
        {dirty ? (
          <Button
            size="sm"
            variant="ghost"
            disabled={busy}
            onClick={() => {
              kept.forget();
              onDone(chunk.key);
            }}
          >
            Discard
          </Button>
        ) : (
          <Button size="sm" variant="ghost" onClick={() => onDone(chunk.key)}>
            Close
          </Button>
        )}
        <span className={css.hint}>
          {dirty
            ? 'Not saved yet. Closed with Escape, it stays here as you left it.'
            : 'It is kept through a re-index.'}
        </span>
      </div>
    </div>
  );
}
