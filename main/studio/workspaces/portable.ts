/**
 * A workspace as one file (`.ground`): JSON that a person can read, with everything in it. Rows refer to each other by
 * names of the file's own ("campaign-2"), so that the same workspace gives the same file on every device and a file can be
 * read twice. No ids of people, no bookkeeping of sync, and the text of evidence only where it was asked for.
 */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import {
  blackboxStrategies,
  campaigns,
  dailyWins,
  foundations,
  icpProfiles,
  moves,
  museAssets,
  onboardingSessions,
  writableColumns,
} from '../../../schema/index.ts';
import type { Table } from '../../../schema/index.ts';
import { columnValidator } from '../../../schema/device.ts';
import { writeFileAtomically } from '../lib/atomic-write.ts';
import { foundationIdOf, onboardingIdOf } from '../lib/derived-ids.ts';
import type { Store } from '../store/store.ts';

const FORMAT = 'morgus-studio/workspace';
/** Bytes; a file over this is not what one business wrote. */
const LARGEST = 512 * 1024 * 1024;

/** In the order in which they refer to each other. `one`: a workspace has a single one, under an id of its own. */
const PARTS: readonly {
  readonly key: string;
  readonly table: Table;
  readonly one?: (workspaceId: string) => string;
}[] = [
  { key: 'foundation', table: foundations, one: foundationIdOf },
  { key: 'onboarding', table: onboardingSessions, one: onboardingIdOf },
  { key: 'icp', table: icpProfiles },
  { key: 'campaign', table: campaigns },
  { key: 'move', table: moves },
  { key: 'asset', table: museAssets },
  { key: 'strategy', table: blackboxStrategies },
  { key: 'win', table: dailyWins },
];
/** What belongs to the place where a row is kept, not to what a person wrote. */
const LEFT_OUT = new Set(['id', 'workspace_id', 'owner_id', 'deleted_at']);
const columnsOf = (table: Table) => writableColumns(table).filter(([name]) => !LEFT_OUT.has(name));

const evidence = z.object({ id: z.string(), name: z.string(), text: z.string(), sha256: z.string() });
const workspaceFile = z.object({
  format: z.literal(FORMAT),
  formatVersion: z.literal(1),
  workspace: z.object({
    name: z.string().trim().min(1).max(120),
    settings: z.record(z.string(), z.json()).default({}),
  }),
  rows: z.record(z.string(), z.array(z.looseObject({ ref: z.string() })).max(200_000)),
  evidence: z.array(evidence).max(10_000).default([]),
});
export type WorkspaceFile = z.output<typeof workspaceFile>;

/** Ids of the pieces of evidence that an onboarding lists. */
function evidenceIds(sessions: readonly Record<string, unknown>[] | undefined): string[] {
  const list: unknown = sessions?.[0]?.['evidence'];
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) =>
    typeof item === 'object' && item !== null && 'id' in item && typeof item.id === 'string' && item.id.length >= 8
      ? [item.id]
      : [],
  );
}

/** Facts name the evidence they come from inside longer ids: every mention follows. */
function renamed<T>(value: T, names: ReadonlyMap<string, string>): T {
  if (names.size === 0) return value;
  let text = JSON.stringify(value);
  // The longest first: “evidence-1” begins “evidence-10”.
  for (const [from, to] of [...names].toSorted(([a], [b]) => b.length - a.length))
    text = text.replaceAll(JSON.stringify(from).slice(1, -1), to);
  return JSON.parse(text) as T;
}

interface EvidenceRow {
  id: string;
  name: string;
  text: string;
  sha256: string;
}

/** @returns bytes written. @throws StudioError cannot_write */
export async function writeWorkspaceFile(
  store: Store,
  workspace: { id: string; name: string; settings: unknown },
  path: string,
  includeEvidence: boolean,
): Promise<number> {
  const refs = new Map<string, string>();
  const found = PARTS.map(({ key, table, one }) => {
    const rows = store.rows(
      table,
      `workspace_id = ?${'deleted_at' in table.columns ? ' AND deleted_at IS NULL' : ''} ORDER BY ${'created_at' in table.columns ? 'created_at' : 'generated_at'}, id`,
      [workspace.id],
    ) as Record<string, unknown>[];
    // Where a second foundation waits to be taken in, the one that counts goes.
    const chosen = one
      ? rows.toSorted((a, b) => Number(b['row_version'] ?? 0) - Number(a['row_version'] ?? 0)).slice(0, 1)
      : rows;
    for (const [at, row] of chosen.entries()) refs.set(String(row['id']), `${key}-${at + 1}`);
    return { key, table, rows: chosen };
  });
  const rows = Object.fromEntries(
    found.map(({ key, table, rows: own }) => [
      key,
      own.map((row) => ({
        ref: refs.get(String(row['id'])),
        ...Object.fromEntries(
          columnsOf(table).map(([name, column]) => [
            name,
            column.references && typeof row[name] === 'string' ? (refs.get(row[name]) ?? null) : row[name],
          ]),
        ),
      })),
    ]),
  );
  const texts = includeEvidence
    ? store.all<EvidenceRow>(
        'SELECT id, name, text, sha256 FROM evidence_texts WHERE workspace_id = ? AND removed = 0 ORDER BY id',
        [workspace.id],
      )
    : [];
  const content = renamed(
    {
      format: FORMAT,
      formatVersion: 1,
      workspace: { name: workspace.name, settings: workspace.settings },
      rows,
      evidence: texts,
    },
    new Map(evidenceIds(rows['onboarding']).map((id, at) => [id, `evidence-${at + 1}`])),
  );
  const text = `${JSON.stringify(content, null, 2)}\n`;
  await writeFileAtomically(path, text);
  return Buffer.byteLength(text);
}

/** @throws StudioError not_a_workspace with every place that is wrong, in words; nothing is imported then. */
export async function readWorkspaceFile(path: string): Promise<WorkspaceFile> {
  const name = basename(path);
  const refuse = (why: string): StudioError =>
    new StudioError('not_a_workspace', `“${name}” could not be imported: ${why} Nothing was changed.`);
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > LARGEST) throw refuse('it is larger than 512 MB.');
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof StudioError) throw error;
    throw refuse('the file could not be read.');
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw refuse('it is not a workspace file (its text is not JSON).');
  }
  const parsed = workspaceFile.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.join('.') ?? '';
    if (place === 'format' || place === '') throw refuse('it is not a workspace that Morgus Studio wrote.');
    if (place === 'formatVersion') throw refuse('a newer Morgus Studio wrote it. Update the studio and try again.');
    throw refuse(`its part “${place}” is not valid: ${issue?.message ?? 'unknown'}.`);
  }
  const wrong = faults(parsed.data);
  if (wrong.length > 0) {
    const more = wrong.length > 3 ? ` And ${wrong.length - 3} more like these.` : '';
    throw refuse(`${wrong.slice(0, 3).join(' ')}${more}`);
  }
  return parsed.data;
}

/** Each value that its column would not take, as a sentence. */
function faults({ rows }: WorkspaceFile): string[] {
  const refs = new Map<string, string>();
  for (const { key } of PARTS) for (const row of rows[key] ?? []) refs.set(row.ref, key);
  const wrong: string[] = [];
  for (const { key, table } of PARTS) {
    for (const [at, row] of (rows[key] ?? []).entries()) {
      for (const [name, column] of columnsOf(table)) {
        const value = row[name];
        if (value === undefined) {
          if (!column.nullable && column.defaultSql === undefined)
            wrong.push(`The ${key} number ${at + 1} has no ${name}.`);
        } else if (column.references) {
          if (value !== null && !refs.has(String(value)))
            wrong.push(
              `The ${key} number ${at + 1} names “${String(value)}” as its ${name}, which is not in the file.`,
            );
        } else {
          const read = columnValidator(column).safeParse(value);
          if (!read.success)
            wrong.push(
              `The ${name} of the ${key} number ${at + 1} is not valid: ${read.error.issues[0]?.message ?? 'unknown'}.`,
            );
        }
      }
    }
  }
  return wrong;
}

/** Puts the rows under new ids. Only inside a write, after the workspace itself. @returns how many of each */
export function insertWorkspaceRows(store: Store, workspaceId: string, file: WorkspaceFile): Record<string, number> {
  const { rows, evidence: texts } = renamed(
    file,
    new Map(evidenceIds(file.rows['onboarding']).map((name) => [name, uuidv7()])),
  );
  const ids = new Map<string, string>();
  for (const { key, one } of PARTS)
    for (const row of rows[key] ?? []) ids.set(row.ref, one ? one(workspaceId) : uuidv7());
  const counts: Record<string, number> = {};
  for (const { key, table, one } of PARTS) {
    for (const row of (rows[key] ?? []).slice(0, one ? 1 : undefined)) {
      const values = Object.fromEntries(
        columnsOf(table).flatMap(([name, column]) => {
          const value = row[name];
          if (value === undefined) return [];
          return [[name, column.references ? (ids.get(String(value)) ?? null) : value]];
        }),
      );
      const id = ids.get(row.ref) ?? '';
      const patch = { ...values, id, workspace_id: workspaceId, owner_id: store.ownerId() };
      if (one) store.update(table, id, patch as never);
      else store.insert(table, patch as never);
      counts[key] = (counts[key] ?? 0) + 1;
    }
  }
  for (const text of texts) {
    store.run(
      `INSERT INTO evidence_texts (id, workspace_id, name, text, sha256, place, warnings, read_at)
       VALUES (?, ?, ?, ?, ?, '', '[]', strftime('%Y-%m-%dT%H:%M:%fZ','now')) ON CONFLICT (id) DO NOTHING`,
      [text.id, workspaceId, text.name, text.text, text.sha256],
      'evidence_texts',
    );
  }
  return counts;
}
