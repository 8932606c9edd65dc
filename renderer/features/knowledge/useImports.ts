/** The imports of one Morgy with what the studio tells of them meanwhile, and what is said aloud about them. */
import { useEffect, useRef, useState } from 'react';
import type { StudioEventOf } from '../../../main/contract/events.ts';
import type { ImportJob } from '../../../main/studio/knowledge/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { milestone, spoken, type Progress } from './words.ts';

type Live = StudioEventOf<'import.progress'>;

export interface ShownImport {
  job: ImportJob;
  progress: Progress;
}

function useLive(): ReadonlyMap<string, Live> {
  const [live, setLive] = useState<ReadonlyMap<string, Live>>(new Map());
  useEffect(
    () => studio.on('import.progress', (event) => setLive((before) => new Map(before).set(event.jobId, event))),
    [],
  );
  return live;
}

/** The list knows the state for certain; between two of its answers the events know how far it is. */
function progressOf(job: ImportJob, event: Live | undefined): Progress {
  if (!event || event.done < job.done || job.state !== event.state) return { ...job, secondsLeft: null, current: null };
  return event;
}

export function useImports(morgyId: string): { imports: readonly ShownImport[]; error: Error | null } {
  const list = useStudioQuery('knowledge.imports', { morgyId });
  const live = useLive();
  const imports = (list.data ?? []).map((job) => ({ job, progress: progressOf(job, live.get(job.id)) }));
  return { imports, error: list.error };
}

/** One sentence at a time for a screen reader; silent about imports that were over when the page was opened. */
export function useAnnouncement(imports: readonly ShownImport[]): string {
  const told = useRef<Map<string, string> | null>(null);
  const [sentence, setSentence] = useState('');
  useEffect(() => {
    const first = told.current === null;
    const known = (told.current ??= new Map());
    for (const { job, progress } of imports) {
      const now = milestone(progress);
      if (known.get(job.id) === now) continue;
      known.set(job.id, now);
      if (!first || progress.state === 'running') setSentence(spoken(job.label, progress));
    }
  }, [imports]);
  return sentence;
}
