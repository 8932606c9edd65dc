/** What sync says of itself: the mark in the frame, the sentence below it, the words of the inspector. Pure. */
import type { AccountView } from '../../../main/studio/accounts/contract.ts';
import type {
  ConflictSummary,
  ConflictView,
  DeviceView,
  EntryView,
  SyncView,
} from '../../../main/studio/sync/contract.ts';
import type { SyncList } from '../../app/routes.ts';
import { agoLabel } from '../../components/when.ts';
import { countLabel } from '../morgys/words.ts';

export type MarkKind = 'local' | 'synced' | 'busy' | 'waiting' | 'offline' | 'paused' | 'attention';

export interface Mark {
  readonly kind: MarkKind;
  /** In the frame: two or three words. */
  readonly words: string;
  /** For a screen reader and the tooltip: what it means and what can be done. */
  readonly said: string;
}

type Account = Extract<SyncView, { kind: 'account' }>;

/** What a person has to decide or do, the most pressing first; null when nothing. */
function needed(view: Account): string | null {
  const { problem, held, parked, conflicts } = view;
  switch (problem?.code) {
    case 'signed_out':
    case 'revoked':
    case 'update_needed':
    case 'disk_full':
    case 'forbidden':
    case 'internal':
      return problem.message;
    default:
  }
  const [first] = held;
  if (first)
    return `The cloud no longer has ${first.deleting.toLocaleString('en')} of your ${first.rows.toLocaleString('en')} ${first.what}. Say whether they go here too.`;
  if (parked > 0)
    return parked === 1
      ? 'The cloud refused a change. It waits for you.'
      : `The cloud refused ${parked.toLocaleString('en')} changes. They wait for you.`;
  if (conflicts > 0)
    return conflicts === 1
      ? 'Two edits of the same thing could not both stand. Look at which one should.'
      : `${conflicts.toLocaleString('en')} times two edits of the same thing could not both stand. Look at which should.`;
  return null;
}

const clockWords = ({ clockOff }: Account): string =>
  clockOff === null
    ? ''
    : ` This computer's clock is ${clockOff > 0 ? 'behind' : 'ahead of'} the cloud's by more than five minutes: times shown here are wrong by as much.`;

const waitingWords = (count: number): string => `${count.toLocaleString('en')} waiting`;

export function markOf(view: SyncView): Mark {
  if (view.kind === 'local')
    return {
      kind: 'local',
      words: 'All saved here',
      said: 'Everything is saved on this device. No account is joined.',
    };
  const need = needed(view);
  const ended = view.problem?.code === 'signed_out' || view.problem?.code === 'revoked';
  if (need !== null) return { kind: 'attention', words: ended ? 'Signed out' : 'Needs you', said: need };
  const waiting = view.waiting > 0;
  const unsent = waiting ? ` ${countLabel(view.waiting, 'change waits', 'changes wait')} to be sent.` : '';
  if (view.engine === 'paused')
    return {
      kind: 'paused',
      words: waiting ? waitingWords(view.waiting) : 'Sync stopped',
      said: `Sync is stopped. Everything is saved on this device.${unsent}`,
    };
  if (view.engine === 'elsewhere')
    return {
      kind: 'busy',
      words: 'Syncing',
      said: `Another program on this computer syncs at the moment.${unsent}`,
    };
  switch (view.phase) {
    case 'first_sync':
      return { kind: 'busy', words: 'First sync', said: firstSyncWords(view) };
    case 'offline':
      return {
        kind: 'offline',
        words: waiting ? `Offline, ${waitingWords(view.waiting)}` : 'Offline',
        said: `${view.gatewayName} cannot be reached. Everything is saved on this device and sent later.${unsent}`,
      };
    case 'connecting':
      return {
        kind: waiting ? 'waiting' : 'busy',
        words: waiting ? waitingWords(view.waiting) : 'Connecting',
        said: `Connecting to ${view.gatewayName}.${unsent}`,
      };
    case 'stopped':
      return {
        kind: waiting ? 'waiting' : 'busy',
        words: waiting ? waitingWords(view.waiting) : 'Starting',
        said: `Everything is saved on this device.${unsent}`,
      };
    case 'blocked':
      return {
        kind: 'attention',
        words: 'Needs you',
        said: view.problem?.message ?? 'Sync waits for you. Look at what it says.',
      };
    case 'syncing':
    case 'in_step':
      return waiting
        ? { kind: 'waiting', words: waitingWords(view.waiting), said: `On the way to ${view.gatewayName}.${unsent}` }
        : {
            kind: 'synced',
            words: 'All synced',
            said: `${view.gatewayName} and this device hold the same.${clockWords(view)}`,
          };
  }
}

/** Whether this device holds what the cloud holds at this moment, as far as it knows. */
export const isInStep = (view: SyncView): boolean =>
  view.kind === 'account' && view.engine === 'here' && view.phase === 'in_step';

/** "Last in step 5 minutes ago", "In step now". */
export function inStepWords({ thisDevice, lastSeenAt }: DeviceView, hereInStep: boolean, now: number): string {
  if (thisDevice && hereInStep) return 'In step now';
  return lastSeenAt === null ? 'Never in step' : `Last in step ${agoLabel(lastSeenAt, now)}`;
}

/** "vm", or "vm · 3f2a" where another device has the same name. */
export const deviceName = ({ name, mark }: Pick<DeviceView, 'name' | 'mark'>): string =>
  [name || 'Unnamed device', ...(mark === null ? [] : [mark])].join(' · ');

/** What taking the work of this device into an account does. */
export const uploadWords = (rows: number): string =>
  `${countLabel(rows, 'row')} of yours, counting the trash, ${rows === 1 ? 'is uploaded and appears' : 'are uploaded and appear'} on your other devices.`;

export function firstSyncWords(view: Account): string {
  if (view.firstSync === null) return `Fetching from ${view.gatewayName}.`;
  const { tablesDone, tablesTotal, rows } = view.firstSync;
  return `${tablesDone} of ${tablesTotal} tables, ${countLabel(rows, 'row')}`;
}

/** "Morgy “Ada”", "the document". */
export const thing = ({ what, name }: { what: string; name: string }): string =>
  name === ''
    ? `the ${what}`
    : name.startsWith('of ')
      ? `the ${what} ${name.replace(/^of (.*)$/, 'of “$1”')}`
      : `${what} “${name}”`;

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const OPERATION = { insert: 'New', update: 'Changed', delete: 'Deleted' } as const;

/** "Changed: Name, System prompt". */
export const changeWords = ({ operation, fields }: EntryView): string =>
  operation === 'update' && fields.length > 0 ? `${OPERATION.update}: ${fields.join(', ')}` : OPERATION[operation];

const STATE: Record<EntryView['state'], string> = {
  waiting: 'Waiting',
  sent: 'On its way',
  answered: 'Taken, on its way back',
  parked: 'Refused',
};
const OUTCOME = {
  applied: 'Taken as it was',
  merged: 'Merged',
  conflicted: 'In conflict',
  rejected: 'Refused',
} as const;

export function stateWords({ state, outcome, code }: EntryView): string {
  if (state === 'parked') return code === 'behind' ? 'Behind a refused one' : STATE.parked;
  return outcome === null ? STATE[state] : OUTCOME[outcome];
}

export const RESOLUTION: Record<ConflictSummary['resolution'], string> = {
  open: 'Open',
  kept: 'Kept as it stood',
  taken: 'Other side taken',
  edited: 'Edited by hand',
};

/** What became of a conflict. What fitted together was decided by nobody: the cloud closed it as it wrote it down. */
export const resolutionWords = ({
  resolution,
  at,
  resolvedAt,
}: Pick<ConflictSummary, 'resolution' | 'at' | 'resolvedAt'>): string =>
  resolution === 'kept' && resolvedAt === at ? 'Merged, both stand' : RESOLUTION[resolution];

/** The list that a person most likely looks for: what needs them, or else what waits. */
export const listFor = ({ parked, conflicts }: Pick<Account, 'parked' | 'conflicts'>): SyncList =>
  parked > 0 ? 'parked' : conflicts > 0 ? 'conflicts' : 'waiting';

/**
 * What the two sides of a conflict are called. Not both can be this device's: where its own edit arrived last, the other
 * side is what the cloud held, whoever wrote that.
 */
export const sideNames = ({
  device,
  thisDevice,
  theirsHere,
}: Pick<ConflictSummary, 'device' | 'thisDevice' | 'theirsHere'>): { mine: string; theirs: string } => ({
  mine: thisDevice ? 'Written on this device' : `Written on ${device}`,
  theirs: theirsHere && !thisDevice ? 'Written on this device' : 'What the cloud held',
});

/** Who deleted and who edited, as far as the cloud told. */
export function rescueWords({
  device,
  thisDevice,
  rescued,
}: Pick<ConflictView, 'device' | 'thisDevice' | 'rescued'>): string {
  const who = thisDevice ? 'This device' : capital(device);
  const did =
    rescued?.deviceDeleted === true
      ? `${who} put it into the trash while another was editing it.`
      : `${who} edited it while another put it into the trash.`;
  const edits = rescued?.edits.length ?? 0;
  return `${did} Nothing edited is thrown away, so it is still here.${edits > 0 ? ' This is what was edited:' : ''}`;
}

export const whose = ({ email, name, gatewayName }: AccountView): string =>
  name ?? email ?? `Account at ${gatewayName}`;
