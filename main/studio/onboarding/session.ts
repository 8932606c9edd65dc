/** The onboarding session of a workspace in the database, read leniently; its parts are written key by key. */
import { z } from 'zod';
import { onboardingSessions } from '../../../schema/index.ts';
import type { PatchOf, RowOf } from '../../../schema/index.ts';
import type { Saying } from '../foundations/index.ts';
import { onboardingIdOf } from '../lib/derived-ids.ts';
import type { Store } from '../store/store.ts';
import { DECISIONS, EVIDENCE_STATES, STEPS } from './contract.ts';
import { LANGUAGE_SAMPLE, unreadLanguage } from './rules-by-language.ts';
import type { Candidate, Evidence, Session } from './contract.ts';

export type SessionRow = RowOf<typeof onboardingSessions>;
type Json = Record<string, unknown>;

const text = z.string().catch('').default('');
const maybe = z.string().nullable().catch(null).default(null);
const storedEvidence = z.looseObject({
  id: z.string(),
  type: z.enum(['url', 'file']).catch('file').default('file'),
  name: text,
  status: z.enum(EVIDENCE_STATES).catch('pending').default('pending'),
  url: maybe,
  fileType: maybe,
  size: z.int().min(0).catch(0).default(0),
  tags: z.array(z.string()).catch([]).default([]),
  message: maybe,
});
export type StoredEvidence = z.output<typeof storedEvidence>;
const storedCandidate = z.looseObject({
  evidence_id: text,
  list: z.enum(['facts', 'competitors', 'insights']).catch('facts').default('facts'),
  category: text,
  field_name: text,
  value: text,
  confidence: z.enum(['high', 'medium', 'low']).catch('medium').default('medium'),
  quote: text,
  source: text,
  state: z.enum(DECISIONS).catch('proposed').default('proposed'),
  item_id: maybe,
  proposed_by: maybe,
  /** Where among the facts of its text. */
  place: z.number().catch(0).default(0),
});
export type StoredCandidate = z.output<typeof storedCandidate>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The one that counts, by the same rule on every device. */
export function sessionRow(store: Store, workspaceId: string): SessionRow | undefined {
  return store
    .rows(onboardingSessions, 'workspace_id = ?', [workspaceId])
    .toSorted(
      (a, b) => Number(b.row_version > 0) - Number(a.row_version > 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
    )[0];
}

/** Only inside a write; makes the session where a workspace came without one. */
export function changeSession(
  store: Store,
  workspaceId: string,
  make: (
    row: Pick<SessionRow, 'evidence' | 'step_data' | 'completed_steps' | 'current_step' | 'status'>,
  ) => PatchOf<typeof onboardingSessions>,
): void {
  const row = sessionRow(store, workspaceId);
  const patch = make(
    row ?? { evidence: [], step_data: {}, completed_steps: [], current_step: 1, status: 'in_progress' },
  );
  if (row) store.update(onboardingSessions, row.id, patch);
  else {
    store.insert(onboardingSessions, {
      id: onboardingIdOf(workspaceId),
      workspace_id: workspaceId,
      owner_id: store.ownerId(),
      ...patch,
    });
  }
}

export const evidenceOf = (value: unknown): StoredEvidence[] =>
  Array.isArray(value)
    ? value.flatMap((item) => {
        const read = storedEvidence.safeParse(item);
        return read.success ? [read.data] : [];
      })
    : [];

/** The list with one item changed; what is no evidence stays where it is. */
export const withEvidence = (value: unknown, id: string, patch: Json): unknown[] =>
  (Array.isArray(value) ? value : []).map((item: unknown) =>
    isObject(item) && item['id'] === id ? { ...item, ...patch } : item,
  );

/** By id: two devices that look at the same evidence come to the same ids, and a merge by key joins them. */
export function candidatesOf(stepData: unknown): Map<string, StoredCandidate> {
  const stored = isObject(stepData) && isObject(stepData['candidates']) ? stepData['candidates'] : {};
  return new Map(
    Object.entries(stored).flatMap(([id, item]) => {
      const read = storedCandidate.safeParse(item);
      return read.success ? [[id, read.data] as const] : [];
    }),
  );
}

/** As they stand in the evidence, piece after piece. */
function orderedCandidates(row: SessionRow | undefined): (StoredCandidate & { id: string })[] {
  const order = new Map(evidenceOf(row?.evidence).map(({ id }, at) => [id, at]));
  const last = Number.MAX_SAFE_INTEGER;
  return [...candidatesOf(row?.step_data)]
    .map(([id, item]) => ({ ...item, id }))
    .toSorted(
      (a, b) =>
        (order.get(a.evidence_id) ?? last) - (order.get(b.evidence_id) ?? last) ||
        a.place - b.place ||
        (a.id < b.id ? -1 : 1),
    );
}

/** Found facts that nobody decided yet, as they are held against those that were taken. */
export const waitingFacts = (store: Store, workspaceId: string): Saying[] =>
  orderedCandidates(sessionRow(store, workspaceId))
    .filter((one) => one.state === 'proposed' && one.list === 'facts')
    .map(({ id, field_name, value, source, quote }) => ({
      field_name,
      value,
      source,
      quote,
      fact_id: null,
      candidate_id: id,
      verified: false,
      also_true: [],
    }));

export function withCandidates(stepData: unknown, changes: Readonly<Record<string, Json>>): Json {
  const data = isObject(stepData) ? stepData : {};
  const before = isObject(data['candidates']) ? data['candidates'] : {};
  const after = { ...before };
  for (const [id, patch] of Object.entries(changes)) {
    after[id] = { ...(isObject(before[id]) ? before[id] : {}), ...patch };
  }
  return { ...data, candidates: after };
}

export function skippedOf(stepData: unknown): number[] {
  const stored = isObject(stepData) && isObject(stepData['skipped']) ? stepData['skipped'] : {};
  return Object.entries(stored)
    .filter(([, value]) => value === true)
    .map(([step]) => Number(step))
    .filter((step) => STEPS.some(({ number }) => number === step))
    .toSorted((a, b) => a - b);
}
export const withSkipped = (stepData: unknown, step: number, skipped: boolean): Json => {
  const data = isObject(stepData) ? stepData : {};
  const before = isObject(data['skipped']) ? data['skipped'] : {};
  return { ...data, skipped: { ...before, [step]: skipped } };
};

/** By the text's hash; texts do not change. */
const languages = new Map<string, string | null>();
const MOST_LANGUAGES = 2000;

function unreadLanguageIn(store: Store, id: string, sha256: string | undefined): string | null {
  if (sha256 === undefined) return null;
  const known = languages.get(sha256);
  if (known !== undefined) return known;
  const row = store.get<{ start: string }>('SELECT substr(text, 1, ?) AS start FROM evidence_texts WHERE id = ?', [
    LANGUAGE_SAMPLE,
    id,
  ]);
  const language = unreadLanguage(row?.start ?? '');
  if (languages.size >= MOST_LANGUAGES) languages.clear();
  languages.set(sha256, language);
  return language;
}

export function readSession(store: Store, workspaceId: string, createdAt: string): Session {
  const row = sessionRow(store, workspaceId);
  const here = new Map(
    store
      .all<{ id: string; sha256: string }>(
        `SELECT id, sha256 FROM evidence_texts WHERE workspace_id = ? AND read_at <> ''`,
        [workspaceId],
      )
      .map(({ id, sha256 }) => [id, sha256]),
  );
  const listed = evidenceOf(row?.evidence);
  const candidates: Candidate[] = orderedCandidates(row);
  const evidence: Evidence[] = listed.map((item) => ({
    ...item,
    here: here.has(item.id),
    found: candidates.filter((one) => one.evidence_id === item.id).length,
    unread_language: unreadLanguageIn(store, item.id, here.get(item.id)),
  }));
  const completed = (row?.completed_steps ?? []).toSorted((a, b) => a - b);
  const skipped = skippedOf(row?.step_data).filter((step) => !completed.includes(step));
  return {
    workspace_id: workspaceId,
    status: row?.status ?? 'in_progress',
    current_step: Math.min(STEPS.length, Math.max(1, row?.current_step ?? 1)),
    completed_steps: completed,
    skipped_steps: skipped,
    evidence,
    candidates,
    open_steps: STEPS.filter(({ optional, number }) => !optional && !completed.includes(number)).map(
      ({ number }) => number,
    ),
    updated_at: row?.updated_at ?? createdAt,
  };
}
