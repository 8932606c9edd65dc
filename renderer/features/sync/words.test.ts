/** Faults caught: a mark that says "synced" while something waits or is refused, or hides what a person has to decide. */
import { describe, expect, it } from 'vitest';
import type { SyncView } from '../../../main/studio/sync/contract.ts';
import {
  changeWords,
  listFor,
  markOf,
  rescueWords,
  resolutionWords,
  sideNames,
  stateWords,
  thing,
  uploadWords,
  inStepWords,
  isInStep,
} from './words.ts';

type Account = Extract<SyncView, { kind: 'account' }>;
const calm: Account = {
  kind: 'account',
  gatewayName: 'Home Hub',
  engine: 'here',
  phase: 'in_step',
  waiting: 0,
  parked: 0,
  conflicts: 0,
  firstSync: null,
  lastSyncedAt: null,
  partial: false,
  held: [],
  problem: null,
  clockOff: null,
};
const mark = (change: Partial<Account>) => markOf({ ...calm, ...change });

describe('the mark', () => {
  it('says what is true of every quiet state', () => {
    expect(markOf({ kind: 'local' })).toMatchObject({ kind: 'local', words: 'All saved here' });
    expect(mark({})).toMatchObject({ kind: 'synced', words: 'All synced' });
    expect(mark({ waiting: 3 })).toMatchObject({ kind: 'waiting', words: '3 waiting' });
    expect(mark({ phase: 'offline' })).toMatchObject({ kind: 'offline', words: 'Offline' });
    expect(mark({ phase: 'offline', waiting: 1 }).words).toBe('Offline, 1 waiting');
    expect(mark({ engine: 'paused', waiting: 2 })).toMatchObject({ kind: 'paused', words: '2 waiting' });
    expect(mark({ phase: 'first_sync', firstSync: { tablesDone: 3, tablesTotal: 52, rows: 1200 } }).said).toBe(
      '3 of 52 tables, 1,200 rows',
    );
  });

  // A refusal that looks like "waiting" is never looked at.
  it('asks for the person, whatever else is going on', () => {
    for (const change of [
      { parked: 1 },
      { conflicts: 2 },
      { held: [{ table: 'morgys', what: 'Morgys', rows: 10, deleting: 8 }] },
      { problem: { code: 'signed_out', message: 'Sign in again.' } },
      { phase: 'blocked' },
    ] satisfies Partial<Account>[]) {
      for (const phase of ['in_step', 'syncing', 'offline'] as const)
        expect(mark({ phase, waiting: 5, ...change })).toMatchObject({
          kind: 'attention',
          words: 'problem' in change ? 'Signed out' : 'Needs you',
        });
    }
  });

  it('says so when this clock is far from the cloud’s', () => {
    expect(mark({ clockOff: 576_000 }).said).toMatch(/clock is behind the cloud's/);
    expect(mark({ clockOff: -30 }).said).toMatch(/clock is ahead of the cloud's/);
    expect(mark({}).said).not.toMatch(/clock/);
  });

  it('does not take passing trouble for something to do', () => {
    expect(mark({ phase: 'offline', problem: { code: 'offline', message: 'No network.' } }).kind).toBe('offline');
    expect(mark({ phase: 'offline', problem: { code: 'unavailable', message: 'Busy.' } }).kind).toBe('offline');
  });

  it('says every state in a sentence', () => {
    for (const phase of ['stopped', 'connecting', 'syncing', 'in_step', 'offline', 'blocked'] as const)
      expect(mark({ phase, waiting: 1 }).said).toMatch(/^[A-Z].*\.$/);
  });
});

it('counts what is uploaded in a right sentence', () => {
  expect(uploadWords(1)).toBe('1 row of yours, counting the trash, is uploaded and appears on your other devices.');
  expect(uploadWords(2)).toBe('2 rows of yours, counting the trash, are uploaded and appear on your other devices.');
});

it('names rows and changes as a person would', () => {
  expect(thing({ what: 'Morgy', name: 'Ada' })).toBe('Morgy “Ada”');
  expect(thing({ what: 'export', name: 'of Ada' })).toBe('the export of “Ada”');
  expect(thing({ what: 'payout request', name: '' })).toBe('the payout request');
  const entry = {
    number: 1,
    historyId: 1,
    table: 'morgys',
    rowId: 'x',
    what: 'Morgy',
    name: 'Ada',
    operation: 'update',
    fields: ['Name', 'Tags'],
    label: '',
    at: '',
    state: 'waiting',
    outcome: null,
    code: null,
    message: null,
  } as const;
  expect(changeWords({ ...entry, fields: [...entry.fields] })).toBe('Changed: Name, Tags');
  expect(stateWords({ ...entry, fields: [], state: 'parked', code: 'behind' })).toBe('Behind a refused one');
  expect(stateWords({ ...entry, fields: [], state: 'answered', outcome: 'merged' })).toBe('Merged');
});

// Two sides of one name leave nothing to choose by.
it('never calls both sides of a conflict by one name', () => {
  const names = (thisDevice: boolean, theirsHere: boolean) =>
    sideNames({ device: 'the laptop', thisDevice, theirsHere });
  expect(names(true, false)).toEqual({ mine: 'Written on this device', theirs: 'What the cloud held' });
  expect(names(true, true)).toEqual({ mine: 'Written on this device', theirs: 'What the cloud held' });
  expect(names(false, true)).toEqual({ mine: 'Written on the laptop', theirs: 'Written on this device' });
  expect(names(false, false)).toEqual({ mine: 'Written on the laptop', theirs: 'What the cloud held' });
});

// A mark that says "Needs you" and then leads to an empty list.
it('leads to what needs a person', () => {
  expect(listFor({ parked: 0, conflicts: 1 })).toBe('conflicts');
  expect(listFor({ parked: 1, conflicts: 1 })).toBe('parked');
  expect(listFor({ parked: 0, conflicts: 0 })).toBe('waiting');
});

// What fitted together passes for somebody's decision.
it('tells what was merged from what was decided', () => {
  const at = '2026-05-01T10:00:00.000Z';
  expect(resolutionWords({ resolution: 'kept', at, resolvedAt: at })).toBe('Merged, both stand');
  expect(resolutionWords({ resolution: 'kept', at, resolvedAt: '2026-05-01T10:00:05.000Z' })).toBe('Kept as it stood');
});

it('says who deleted and who edited', () => {
  const said = (thisDevice: boolean, deviceDeleted: boolean, edits = 1) =>
    rescueWords({
      device: 'the laptop',
      thisDevice,
      rescued: {
        deviceDeleted,
        edits: Array.from({ length: edits }, () => ({ label: 'Name', before: '', after: 'A' })),
      },
    });
  expect(said(false, true)).toMatch(/^The laptop put it into the trash while another was editing it\..*edited:$/);
  expect(said(true, false, 0)).toMatch(/^This device edited it while another put it into the trash\..*still here\.$/);
});

it('says of this device that it is in step now, and of the others when they were', () => {
  const now = Date.parse('2026-03-04T10:00:00.000Z');
  const device = {
    id: 'a',
    name: 'vm',
    mark: null,
    thisDevice: true,
    lastSeenAt: '2026-03-04T07:00:00.000Z',
    signedOut: false,
    addedAt: '2026-03-01T00:00:00.000Z',
  };
  expect(inStepWords(device, isInStep(calm), now)).toBe('In step now');
  for (const away of [
    { ...calm, phase: 'offline' },
    { ...calm, engine: 'paused' },
  ] as const)
    expect(inStepWords(device, isInStep(away), now)).toBe('Last in step 3 hours ago');
  expect(inStepWords({ ...device, thisDevice: false }, true, now)).toBe('Last in step 3 hours ago');
  expect(inStepWords({ ...device, lastSeenAt: null }, false, now)).toBe('Never in step');
});
