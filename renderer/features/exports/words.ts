/** Findings, checks and sizes of an export in a person's words. Pure. */
import type { ExportPlan, ExportRecord } from '../../../main/studio/exports/contract.ts';
import { countLabel } from '../morgys/words.ts';

export type Finding = ExportPlan['findings'][number];
export type Action = 'redact' | 'leave-out' | 'allow';

const FIELDS: Readonly<Record<string, string>> = {
  systemPrompt: 'the system prompt',
  description: 'the description',
  name: 'the name',
  tags: 'the tags',
  responseStyle: 'the response style',
};

/** The document, with its file where the title alone does not say which. */
const named = ({ documentTitle, source }: { documentTitle: string; source?: string }): string =>
  source === undefined ? `“${documentTitle}”` : `“${documentTitle}” (${source})`;

export function placeOf({ place, line }: Pick<Finding, 'place' | 'line'>): string {
  switch (place.kind) {
    case 'morgy':
      return `In ${FIELDS[place.field] ?? place.field}, line ${line}`;
    case 'template':
      return `In the template “${place.title}”, ${place.field}, line ${line}`;
    case 'ground':
      return place.title === 'Foundation'
        ? `In the foundation, line ${line}`
        : `In the profile “${place.title}”, line ${line}`;
    case 'document':
      return `In the title of ${named(place)}`;
    case 'chunk':
      return `In ${named(place)}, passage ${place.number}, line ${line}`;
  }
}

/** What may be done about it: a secret never travels as it is. */
export function actionsFor({
  severity,
  place,
}: Pick<Finding, 'severity' | 'place'>): { value: Action; label: string }[] {
  const leavable = place.kind === 'chunk' || place.kind === 'template';
  return [
    { value: 'redact', label: 'Black it out' },
    ...(leavable
      ? [
          {
            value: 'leave-out' as const,
            label: place.kind === 'chunk' ? 'Leave the passage out' : 'Leave the template out',
          },
        ]
      : []),
    ...(severity === 'warn' ? [{ value: 'allow' as const, label: 'Let it leave' }] : []),
  ];
}

/** Findings of one kind at one severity, in the order in which they must be looked at. */
export interface FindingGroup {
  readonly key: string;
  readonly label: string;
  readonly severity: Finding['severity'];
  readonly findings: readonly Finding[];
  /** What may be done about every one of them at once. */
  readonly bulk: readonly { readonly value: Action; readonly label: string }[];
}

/** Secrets before warnings; within both the largest kind first. The order does not change while a person decides. */
export function groupsOf(findings: readonly Finding[]): FindingGroup[] {
  const byKind = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.severity}:${finding.label}`;
    const list = byKind.get(key);
    if (list) list.push(finding);
    else byKind.set(key, [finding]);
  }
  return [...byKind]
    .flatMap(([key, list]): FindingGroup[] => {
      const [first] = list;
      if (!first) return [];
      const { severity, label } = first;
      return [
        {
          key,
          label,
          severity,
          findings: list,
          bulk: [
            { value: 'redact', label: 'Black out all' },
            ...(severity === 'warn' ? [{ value: 'allow' as const, label: 'Keep all' }] : []),
          ],
        },
      ];
    })
    .toSorted(
      (a, b) => Number(a.severity === 'warn') - Number(b.severity === 'warn') || b.findings.length - a.findings.length,
    );
}

/** The head over the secrets: how many, what is still to do, and once all is decided, what becomes of them. */
export function secretsHead(
  secrets: readonly Pick<Finding, 'id' | 'place'>[],
  decisions: ReadonlyMap<string, Action>,
): { title: string; description: string } {
  const all = secrets.length;
  const open = secrets.filter(({ id }) => !decisions.has(id)).length;
  if (open > 0) {
    return {
      title:
        open === all ? `Decide about ${countLabel(all, 'secret')}` : `${open} of ${all} secrets still to decide about`,
      description: 'Nothing is exported until each is decided about. A secret never leaves as it is.',
    };
  }
  const gone = secrets.filter(({ id }) => decisions.get(id) === 'leave-out').length;
  const black = all - gone;
  const parts = [
    ...(black > 0 ? [`${black} ${black === 1 ? 'is' : 'are'} blacked out`] : []),
    ...(gone > 0
      ? [
          `${gone} ${gone === 1 ? 'stays' : 'stay'} here with the passage or template around ${gone === 1 ? 'it' : 'them'}`,
        ]
      : []),
  ];
  return {
    title: all === 1 ? '1 secret found; it will not leave' : `${all} secrets found; none of them will leave`,
    description: `${parts.join(', ')}. This is kept for the next export, and can be changed here.`,
  };
}

export function contentsOf(
  record: Pick<ExportRecord, 'include_knowledge' | 'include_templates' | 'include_ground'>,
): string {
  return `${withoutGround(record)}${record.include_ground ? ', with its foundation' : ''}`;
}

function withoutGround({
  include_knowledge,
  include_templates,
}: Pick<ExportRecord, 'include_knowledge' | 'include_templates'>): string {
  if (include_knowledge && include_templates) return 'Knowledge and templates';
  if (include_knowledge) return 'Knowledge, no templates';
  if (include_templates) return 'Templates, no knowledge';
  return 'Persona only';
}

/** Files by folder, largest folder last, for a tree that can be read at a glance. */
export function byFolder(files: ExportPlan['files']): { folder: string; files: ExportPlan['files']; size: number }[] {
  const folders = new Map<string, ExportPlan['files']>();
  for (const file of files) {
    const cut = file.path.lastIndexOf('/');
    const folder = cut === -1 ? '' : file.path.slice(0, cut);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return [...folders]
    .map(([folder, list]) => ({ folder, files: list, size: list.reduce((sum, file) => sum + file.size, 0) }))
    .toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
}
