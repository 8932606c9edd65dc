/** `sync conflicts` and `sync resolve`: two edits of one thing that could not both stand, looked at and decided. */
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { StudioError } from '../../main/contract/errors.ts';
import type { LocalClient } from '../../main/studio/rpc/local-client.ts';
import type { ConflictSummary, ConflictView } from '../../main/studio/sync/contract.ts';
import type { Run } from './run.ts';

const CHOICES = ['mine', 'theirs', 'keep', 'trash'] as const;
type Choice = (typeof CHOICES)[number];

/** Of a value; the window shows all of it (characters). */
const SHOWN = 60;

function choice(text: string): Choice {
  const found = CHOICES.find((each) => each === text);
  if (!found) throw new InvalidArgumentError(`One of ${CHOICES.join(', ')}.`);
  return found;
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line === '') return 'empty';
  return `“${line.length > SHOWN ? `${line.slice(0, SHOWN).toWellFormed()}…` : line}”`;
}

const STATE: Record<ConflictSummary['resolution'], string> = {
  open: 'open',
  kept: 'kept as it stood',
  taken: 'other side taken',
  edited: 'edited by hand',
};

function conflictText(conflict: ConflictView): string {
  const { id, table, what, name, at, resolution, device, thisDevice, theirsHere, values, kind, rowExists, rescued } =
    conflict;
  const mine = thisDevice ? 'this device' : device;
  const theirs = theirsHere && !thisDevice ? 'this device' : 'what the cloud held';
  const stands = (side: 'mine' | 'theirs', of: ConflictView['values'][number]): string =>
    of.stands === side ? ', stands now' : '';
  return [
    `${id}  ${what} ${name === '' ? '' : `“${name}” `}(${table})  ${at}  ${STATE[resolution]}`,
    ...(kind === 'delete'
      ? [
          `  deleted on one side, edited on the other (${rescued?.deviceDeleted === true ? 'deleted' : 'edited'} on ${mine})`,
        ]
      : []),
    ...(rescued?.edits ?? []).map((edit) => `  ${edit.label}: ${short(edit.before)} -> ${short(edit.after)}`),
    ...(rowExists ? [] : ['  no longer here: nothing is left to decide but “keep”']),
    ...values.flatMap((each) => [
      `  ${each.column}`,
      `    mine    ${short(each.mine)}  (${mine}${stands('mine', each)})`,
      `    theirs  ${short(each.theirs)}  (${theirs}${stands('theirs', each)})`,
    ]),
  ].join('\n');
}

async function conflictOf(client: LocalClient, wanted: string): Promise<ConflictSummary> {
  const all = [
    ...(await client.request('sync.conflicts', { open: true })),
    ...(await client.request('sync.conflicts', { open: false })),
  ];
  const found = all.filter(({ id }) => id === wanted || (wanted.length >= 4 && id.endsWith(wanted)));
  const [only] = found;
  if (only && found.length === 1) return only;
  throw new StudioError(
    found.length > 1 ? 'ambiguous' : 'not_found',
    found.length > 1
      ? `${found.length} conflicts end with “${wanted}”. Give the whole id.`
      : `There is no conflict “${wanted}”. “sync conflicts” lists them.`,
  );
}

export function conflictCommands(sync: Command, run: Run): void {
  sync
    .command('conflicts')
    .description('edits of one thing that could not both stand, with both sides')
    .option('--all', 'also those that were decided')
    .action((options: { all?: boolean }) =>
      run(async ({ client }, output) => {
        const listed = [
          ...(await client.request('sync.conflicts', { open: true })),
          ...(options.all === true ? await client.request('sync.conflicts', { open: false }) : []),
        ];
        const views: ConflictView[] = [];
        for (const { id } of listed) views.push(await client.request('sync.conflict', { id }));
        output.result(views, () =>
          views.length === 0
            ? 'No conflicts.'
            : `${views.map(conflictText).join('\n\n')}${
                views.some(({ resolution }) => resolution === 'open')
                  ? '\n\nDecide with: sync resolve ID mine|theirs'
                  : ''
              }`,
        );
      }),
    );
  sync
    .command('resolve')
    .description('decide a conflict: a side of it, keep what stands, or put the thing into the trash')
    .argument('<id>', 'of “sync conflicts”, or the end of it')
    .argument('<choice>', CHOICES.join(', '), choice)
    .action((wanted: string, chosen: Choice) =>
      run(async ({ client }, output) => {
        const { id, kind } = await conflictOf(client, wanted);
        const sided = chosen === 'mine' || chosen === 'theirs';
        if (kind === 'delete' && sided)
          throw new StudioError(
            'usage',
            'One side deleted it and the other edited it. Decide with “keep” (it stays, as edited) or “trash”.',
          );
        if (kind === 'edit' && chosen === 'trash')
          throw new StudioError('usage', 'Both sides edited it. Decide with “mine”, “theirs” or “keep”.');
        const decided = await client.request('sync.resolve', { id, choice: chosen });
        output.result(
          decided,
          () => `${decided.what} “${decided.name}”: ${STATE[decided.resolution]}. “sync now” tells the other devices.`,
        );
      }),
    );
}
