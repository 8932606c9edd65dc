/**
 * The built desktop against a bare Electron window with one static file, started in turn: window visible, studio usable,
 * idle memory. Then inside the desktop: a request through the relay against the local client on the same data, frames
 * during an import of 1,000 files against the same window idle, a cancelled import, and a library of 5,000 Morgys against
 * one of 50. `npm run build` first. Memory and processes are read from /proc: Linux only.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLocalClient } from '../main/studio/rpc/local-client.ts';
import { openStudio } from '../main/studio/studio.ts';
import { ROOT } from '../scripts/runtime.mjs';
import { openDisplay } from '../scripts/test/display.ts';
import { cancelled, filtered, frames, openKnowledge, relayed } from './desktop/page.ts';
import { BARE, ProgramWindow, family, memoryOf, studioOf } from './desktop/window.ts';
import type { Memory, StartTimes } from './desktop/window.ts';

const { values: options } = parseArgs({
  options: {
    starts: { type: 'string', default: '8' },
    files: { type: 'string', default: '1000' },
    only: { type: 'string', default: 'start,relay,import,library' },
  },
});
const STARTS = Number(options.starts);
const FILES = Number(options.files);
const PARTS = (options.only ?? '').split(',');
/** Milliseconds after which a window that nobody touches counts as idle. */
const IDLE_AFTER = 6_000;
/** The last starts of either program, in which memory is read too. */
const MEMORY_STARTS = 3;
const REQUESTS = 2_000;
const CANCELS = 9;
const SMALL = 50;
const LARGE = 5_000;
/** Words of the names: the k-th stands in every k-th name, so that each filter finds another number. */
const STEPS = [2, 3, 5, 7, 11, 13];

const quantile = (list: readonly number[], q: number): number =>
  list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * q))] ?? Number.NaN;
const median = (list: readonly number[]): number => quantile(list, 0.5);
const round = (value: number, digits = 1): number => Math.round(value * 10 ** digits) / 10 ** digits;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const folder = mkdtempSync(join(tmpdir(), 'morgus-bench-'));
/** A copy of what was built, so that a build that runs meanwhile takes nothing away. */
const PROGRAM = join(folder, 'program');
mkdirSync(PROGRAM);
for (const part of ['out/shell', 'out/studio', 'out/bundle', 'out/renderer', 'package.json'])
  cpSync(join(ROOT, part), join(PROGRAM, part), { recursive: true });
symlinkSync(join(ROOT, 'node_modules'), join(PROGRAM, 'node_modules'), 'junction');
const display = await openDisplay();
const secrets = { get: async () => null, set: async () => undefined, delete: async () => undefined };
const openCore = (dataFolder: string) => openStudio({ dataFolder, secrets, emit: () => undefined });

/** A profile with so many Morgys. */
async function profileWith(name: string, count: number): Promise<string> {
  const userData = join(folder, name);
  const core = openCore(join(userData, 'studio'));
  const client = createLocalClient(core.server);
  for (let n = 1; n <= count; n += 1) {
    const words = STEPS.filter((step) => n % step === 0).map((step) => `each${step}.`);
    await client.request('morgys.create', { name: ['Measured', String(n), ...words].join(' ') });
  }
  await core.close();
  return userData;
}

interface Starts {
  readonly times: StartTimes[];
  readonly memory: Memory[];
}

async function start(program: string, userData: string, into: Starts, withMemory: boolean): Promise<void> {
  const window = await ProgramWindow.start(program, userData, display.name);
  into.times.push(window.times);
  if (withMemory && process.platform === 'linux') {
    await pause(IDLE_AFTER);
    into.memory.push(memoryOf(window.pid));
  }
  await window.stop();
}

const middle = (starts: Starts, field: keyof StartTimes): number => median(starts.times.map((times) => times[field]));
const held = (starts: Starts, field: keyof Memory): number => median(starts.memory.map((memory) => memory[field]));

/** The studio and the bare window in turn; the first start of each, which is cold, is not counted. */
async function measureStarts(userData: string): Promise<{ own: Starts; bare: Starts }> {
  const own: Starts = { times: [], memory: [] };
  const bare: Starts = { times: [], memory: [] };
  const bareData = join(folder, 'bare');
  for (let n = 0; n <= STARTS; n += 1) {
    const cold: Starts = { times: [], memory: [] };
    const withMemory = n > STARTS - MEMORY_STARTS;
    await start(BARE, bareData, n === 0 ? cold : bare, withMemory);
    await start(PROGRAM, userData, n === 0 ? cold : own, withMemory);
  }
  return { own, bare };
}

/** The same requests through the relay of a running window and by the local client on a copy of its data. */
async function measureRelay(userData: string): Promise<Record<string, unknown>[]> {
  const copy = join(folder, 'copy');
  cpSync(join(userData, 'studio'), copy, { recursive: true });
  const core = openCore(copy);
  const client = createLocalClient(core.server);
  const [first] = await client.request('morgys.list', {});
  const window = await ProgramWindow.start(PROGRAM, userData, display.name);
  await pause(2_000);
  const results: Record<string, unknown>[] = [];
  for (const [name, input] of [
    ['settings.get', {}],
    ['morgys.get', { id: first?.id ?? '' }],
    ['morgys.list', {}],
  ] as const) {
    const local: number[] = [];
    for (let n = 0; n < REQUESTS; n += 1) {
      const begun = performance.now();
      await client.request(name, input as never);
      local.push(performance.now() - begun);
    }
    const times = await window.evaluate(relayed, { name, input, count: REQUESTS });
    results.push({
      name,
      relayMs: round(median(times.tens), 3),
      relayP99Ms: round(quantile(times.single, 0.99), 2),
      localMs: round(median(local), 3),
      localP99Ms: round(quantile(local, 0.99), 2),
      overMs: round(median(times.tens) - median(local), 3),
    });
  }
  await window.stop();
  await core.close();
  return results;
}

const SENTENCE = 'The pilot waits for the tide, and the harbour master writes down who pays and who does not. ';
/** So many bytes of Markdown that no other file has. */
const text = (n: number, bytes: number): string => {
  const parts = [`# Paper ${n}\n\n`];
  for (let at = 0, size = 0; size < bytes; at += 1) {
    const part = at % 12 === 11 ? `\n\n## Part ${n}.${at}\n\n` : `${at}.${n * 7919} ${SENTENCE}`;
    parts.push(part);
    size += part.length;
  }
  return parts.join('');
};

interface FrameFigures {
  readonly seconds: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly longestMs: number;
  readonly over17: number;
  readonly over34: number;
}

function figures(intervals: readonly number[]): FrameFigures {
  const share = (limit: number): number => intervals.filter((each) => each > limit).length / intervals.length;
  return {
    seconds: round(intervals.reduce((sum, each) => sum + each, 0) / 1000),
    medianMs: round(median(intervals), 2),
    p99Ms: round(quantile(intervals, 0.99), 2),
    longestMs: round(Math.max(...intervals)),
    // A frame lasts 16.7 ms and the page's clock is coarse: half a millisecond more is not a frame too late.
    over17: round(share(17.2), 4),
    over34: round(share(34), 4),
  };
}

async function measureImport(userData: string): Promise<Record<string, unknown>> {
  const source = join(folder, 'source');
  const big = join(folder, 'big');
  mkdirSync(source);
  mkdirSync(big);
  for (let n = 0; n < FILES; n += 1) writeFileSync(join(source, `paper ${n}.md`), text(n, 8 * 1024));
  writeFileSync(join(big, 'one large paper.md'), text(0, 48 * 1024 * 1024));
  const window = await ProgramWindow.start(PROGRAM, userData, display.name);
  const morgyId = await window.evaluate(openKnowledge, null);
  await pause(1_000);
  const idle = figures((await window.evaluate(frames, { morgyId, path: null, milliseconds: 10_000 })).intervals);
  const run = await window.evaluate(frames, { morgyId, path: source, milliseconds: 600_000 });
  const busy = figures(run.intervals);
  await pause(2_000);
  const states: number[] = [];
  const workers: number[] = [];
  const studio = studioOf(window.pid);
  for (let n = 0; n < CANCELS; n += 1) {
    const before = new Set(family(window.pid));
    const asked = window.evaluate(cancelled, { morgyId, path: big, after: 1_500 });
    await pause(1_300);
    // The process that came with the import and reads the file.
    const during = studio === null ? [] : family(studio).filter((id) => id !== studio && !before.has(id));
    let gone = Number.NaN;
    const deadline = performance.now() + 20_000;
    while (during.length > 0 && performance.now() < deadline) {
      const now = new Set(family(window.pid));
      if (during.every((id) => !now.has(id))) {
        gone = performance.timeOrigin + performance.now();
        break;
      }
      await pause(2);
    }
    const answer = await asked;
    states.push(answer.cancelled - answer.asked);
    if (!Number.isNaN(gone)) workers.push(gone - answer.asked);
  }
  await window.stop();
  return {
    files: FILES,
    filesDone: run.done,
    importSeconds: round(run.milliseconds / 1000),
    idle,
    busy,
    cancel: {
      rounds: CANCELS,
      stateMs: round(median(states)),
      stateMaxMs: round(Math.max(...states)),
      workersSeenEnding: workers.length,
      ...(workers.length > 0 ? { workerMs: round(median(workers)), workerMaxMs: round(Math.max(...workers)) } : {}),
    },
  };
}

async function measureLibrary(): Promise<Record<string, unknown>> {
  // Not the profile of the other parts: a window opens again where it was left.
  const small = await profileWith('few', SMALL);
  const large = await profileWith('large', LARGE);
  const starts = { small: [] as number[], large: [] as number[] };
  const keys = { small: [] as number[], large: [] as number[] };
  for (let n = 0; n <= STARTS; n += 1) {
    for (const [size, userData] of [
      ['small', small],
      ['large', large],
    ] as const) {
      const window = await ProgramWindow.start(PROGRAM, userData, display.name);
      if (n > 0) starts[size].push(window.times.usable);
      if (n === STARTS) {
        await pause(1_500);
        keys[size].push(...(await window.evaluate(filtered, { steps: STEPS, rounds: 10 })));
      }
      await window.stop();
    }
  }
  return {
    morgys: LARGE,
    cardsMs: round(median(starts.large), 0),
    cardsOfFewMs: round(median(starts.small), 0),
    cardsRatio: round(median(starts.large) / median(starts.small), 2),
    keyMs: round(median(keys.large)),
    keyP95Ms: round(quantile(keys.large, 0.95)),
    keyOfFewMs: round(median(keys.small)),
    keyRatio: round(median(keys.large) / median(keys.small), 2),
  };
}

/** Prints each line and answers what the closing line says of a start. */
async function startFigures(userData: string): Promise<Record<string, unknown>> {
  const { own, bare } = await measureStarts(userData);
  const begin: Record<string, unknown> = { starts: own.times.length };
  for (const field of ['loaded', 'ready', 'created', 'dom', 'visible', 'usable'] as const) {
    const [ours, theirs] = [middle(own, field), middle(bare, field)];
    begin[field] = { ms: round(ours, 0), bareMs: round(theirs, 0), ratio: round(ours / theirs, 2) };
    console.log(
      `${field.padEnd(10)} ${ours.toFixed(0)} ms, bare window ${theirs.toFixed(0)} ms: ${(ours / theirs).toFixed(2)} times, ${(ours - theirs).toFixed(0)} ms more`,
    );
  }
  const memory = {
    pssMb: round(held(own, 'pss'), 0),
    rssMb: round(held(own, 'rss'), 0),
    studioPssMb: round(held(own, 'studio'), 0),
    processes: held(own, 'processes'),
    barePssMb: round(held(bare, 'pss'), 0),
    bareRssMb: round(held(bare, 'rss'), 0),
    bareProcesses: held(bare, 'processes'),
  };
  console.log(
    `idle memory  ${memory.pssMb} MB (PSS; RSS sum ${memory.rssMb}), bare window ${memory.barePssMb} MB (RSS sum ${memory.bareRssMb}): ${(memory.pssMb / memory.barePssMb).toFixed(2)} times`,
  );
  return { start: begin, memory };
}

try {
  const userData = await profileWith('small', SMALL);
  const report: Record<string, unknown> = { bench: 'desktop' };
  if (PARTS.includes('start')) Object.assign(report, await startFigures(userData));
  if (PARTS.includes('relay')) {
    const relay = await measureRelay(userData);
    for (const each of relay) console.log('relay', JSON.stringify(each));
    report['relay'] = relay;
  }
  if (PARTS.includes('import')) {
    report['import'] = await measureImport(userData);
    console.log('import', JSON.stringify(report['import']));
  }
  if (PARTS.includes('library')) {
    report['library'] = await measureLibrary();
    console.log('library', JSON.stringify(report['library']));
  }
  console.log(JSON.stringify(report));
} finally {
  display.stop();
  // A process of the last window may still be writing.
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}
