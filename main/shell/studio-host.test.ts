import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { StudioEvent } from '../contract/events.ts';
import { createStudioHost } from './studio-host.ts';
import type { HostOptions, Status, StudioHost } from './studio-host.ts';
import { inPlainNode } from './studio-process.ts';

/** A real process that speaks the studio's wire: echoes, dies, hangs or fails on request. */
const PROCESS = `
import { appendFileSync } from 'node:fs';
const [, , folder] = process.argv;
const send = (message) => process.send(message);
if (folder.endsWith('broken')) {
  send({ type: 'fatal', error: { code: 'damaged', message: 'The database is damaged.' } });
  setTimeout(() => process.exit(1), 50);
} else {
  process.on('message', (message) => {
    if (message.type === 'close') { appendFileSync(folder + '/closed', 'yes'); process.exit(0); }
    if (message.type === 'secret') send({ type: 'event', event: { type: 'changed', tables: [String(message.value), String(message.error)] } });
    if (message.type === 'cancel') send({ type: 'reply', id: message.id, reply: { ok: false, error: { code: 'cancelled', message: 'Cancelled.' } } });
    if (message.type !== 'request') return;
    if (message.name === 'die') process.kill(process.pid, 'SIGKILL');
    else if (message.name === 'secret') send({ type: 'secret', id: '1', action: 'get', key: 'k', value: null });
    else if (message.name !== 'hang') send({ type: 'reply', id: message.id, reply: { ok: true, value: message.input } });
  });
  send({ type: 'ready' });
}`;

const hosts: StudioHost[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

function open(change: Partial<HostOptions> = {}, folderName = '') {
  const folder = mkdtempSync(join(tmpdir(), 'host-'));
  const entry = join(folder, 'studio.mjs');
  writeFileSync(entry, PROCESS);
  const events: StudioEvent[] = [];
  const waiting: { state: Status['state']; resolve: (status: Status) => void }[] = [];
  let starts = 0;
  const host = createStudioHost({
    start: () => {
      starts += 1;
      return inPlainNode({ entry, dataFolder: join(folder, folderName), node: process.execPath });
    },
    secrets: { get: async (key) => `value of ${key}`, set: async () => undefined, delete: async () => undefined },
    emit: (event) => {
      events.push(event);
      if (event.type !== 'status') return;
      for (const each of waiting.splice(0)) {
        if (each.state === event.state) each.resolve(event);
        else waiting.push(each);
      }
    },
    log: { info: () => undefined, warn: () => undefined },
    delays: [0, 0, 0],
    ...change,
  });
  hosts.push(host);
  const ask = (name: string, input: unknown = {}) => host.request(name, input, new AbortController().signal);
  /** The next time it says that it is in this state. */
  const next = (state: Status['state']): Promise<Status> =>
    new Promise((resolve) => {
      waiting.push({ state, resolve });
    });
  return { host, ask, next, events, folder, starts: () => starts };
}

describe('the studio host', () => {
  it('lets requests wait for the start and carries data of every kind', async () => {
    const { ask } = open();
    const value = { when: new Date(0), bytes: new Uint8Array([1, 2]), big: 12n };
    expect(await ask('echo', value)).toEqual({ ok: true, value });
  });

  // A mutation that was replayed after a crash could be carried out twice.
  it('answers what was running when it died, sends nothing again, and goes on', async () => {
    const { host, ask, next, starts } = open();
    await ask('echo');
    const hanging = ask('hang');
    void ask('die');
    expect(await hanging).toMatchObject({ ok: false, error: { code: 'studio_restarted' } });
    expect(host.status).toMatchObject({ state: 'restarting', restarts: 1 });
    const whileDown = ask('echo', 'later');
    await next('ready');
    expect(await whileDown).toEqual({ ok: true, value: 'later' });
    expect(starts()).toBe(2);
  });

  it('gives up after three restarts in a row, says so, and starts again when asked', async () => {
    const { host, ask, next, starts } = open();
    for (let crash = 0; crash < 3; crash += 1) {
      const back = next('ready');
      await ask('die');
      await back;
    }
    const down = next('failed');
    await ask('die');
    expect((await down).message).toMatch(/4 times in a row/);
    expect(starts()).toBe(4);
    expect(await ask('echo')).toMatchObject({ ok: false, error: { code: 'studio_failed' } });
    const back = next('ready');
    expect(host.restart()).toBe(true);
    await back;
    expect(await ask('echo', 1)).toEqual({ ok: true, value: 1 });
    expect(host.restart()).toBe(false);
  });

  it('forgets crashes after a while of health', async () => {
    const { host, ask, next } = open({ healthyAfter: 0 });
    for (let crash = 0; crash < 6; crash += 1) {
      await ask('echo');
      // Lets the timer of health run out.
      await new Promise((resolve) => setTimeout(resolve, 5));
      const back = next('ready');
      await ask('die');
      await back;
    }
    expect(host.status.state).toBe('ready');
  });

  it('does not hammer a database that cannot be opened', async () => {
    const { next, starts } = open({}, 'broken');
    expect((await next('failed')).message).toBe('The database is damaged.');
    expect(starts()).toBe(1);
  });

  it('passes a cancel on, and forgets what was never sent', async () => {
    const { host, ask } = open();
    const early = new AbortController();
    const unsent = host.request('hang', {}, early.signal);
    early.abort();
    expect(await unsent).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    await ask('echo');
    const late = new AbortController();
    const sent = host.request('hang', {}, late.signal);
    late.abort();
    expect(await sent).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  });

  it('answers for the keychain', async () => {
    const { ask, events } = open();
    void ask('secret');
    await expect.poll(() => events).toContainEqual({ type: 'changed', tables: ['value of k', 'null'] });
  });

  it('closes in order', async () => {
    const { host, ask, folder } = open();
    await ask('echo');
    await host.close();
    expect(readFileSync(join(folder, 'closed'), 'utf8')).toBe('yes');
    expect(await ask('echo')).toMatchObject({ ok: false, error: { code: 'studio_closed' } });
  });
});
