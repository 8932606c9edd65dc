/** Making one bundle: its progress, its end, and the way to stop it. */
import { useEffect, useRef, useState } from 'react';
import { StudioError } from '../../../main/contract/errors.ts';
import type { ExportRecord } from '../../../main/studio/exports/contract.ts';
import { studio } from '../../app/client.ts';
import type { Action } from './words.ts';

export interface ExportChoices {
  morgyId: string;
  includeKnowledge: boolean;
  includeTemplates: boolean;
  includeGround: boolean;
  decisions: { findingId: string; action: Action }[];
}

export type ExportRun =
  | { state: 'idle' }
  | { state: 'running'; stage: string; share: number }
  | { state: 'done'; record: ExportRecord }
  | { state: 'failed'; error: Error }
  | { state: 'stopped' };

export function useExport(): {
  run: ExportRun;
  start: (choices: ExportChoices) => void;
  stop: () => void;
  reset: () => void;
} {
  const [run, setRun] = useState<ExportRun>({ state: 'idle' });
  const current = useRef<{ key: string; abort: AbortController } | null>(null);

  useEffect(
    () =>
      studio.on('export.progress', ({ exportKey, stage, share }) => {
        if (current.current?.key === exportKey) setRun({ state: 'running', stage, share });
      }),
    [],
  );

  const start = (choices: ExportChoices): void => {
    const mine = { key: crypto.randomUUID(), abort: new AbortController() };
    current.current = mine;
    setRun({ state: 'running', stage: 'Reading the Morgy', share: 0 });
    studio
      .request('exports.create', { ...choices, exportKey: mine.key }, { signal: mine.abort.signal })
      .then((record) => setRun({ state: 'done', record }))
      .catch((error: unknown) => {
        const stopped = mine.abort.signal.aborted || (error instanceof StudioError && error.code === 'cancelled');
        setRun(
          stopped
            ? { state: 'stopped' }
            : { state: 'failed', error: error instanceof Error ? error : new Error(String(error)) },
        );
      })
      .finally(() => {
        if (current.current === mine) current.current = null;
      });
  };

  return {
    run,
    start,
    stop: () => current.current?.abort.abort(),
    reset: () => setRun({ state: 'idle' }),
  };
}
