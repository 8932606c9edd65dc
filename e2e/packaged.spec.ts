/**
 * The app as people get it: packed, with its fuses set. It takes no --inspect, so Playwright's launcher can't drive it; it
 * is started as any program is and looked at through Chromium's own debugging port.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { chromium, expect, test } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { writeSmallModel } from '../main/studio/knowledge/own-model/testing.ts';
import type { RequestInput, RequestName, RequestOutput } from '../main/contract/index.ts';
import { ROOT } from '../scripts/runtime.mjs';

/** A fuse as it stands in the file: the characters 0 and 1. */
const OFF = 0x30;
const ON = 0x31;

const DIST = join(ROOT, 'dist');

function program(): string {
  const folder = readdirSync(DIST).find((name) => name.endsWith('unpacked') || name.startsWith('mac'));
  if (folder === undefined) throw new Error('Nothing is packed. Run npm run package first.');
  const names: Partial<Record<NodeJS.Platform, string>> = {
    darwin: 'Morgus Studio.app/Contents/MacOS/Morgus Studio',
    win32: 'Morgus Studio.exe',
  };
  return join(DIST, folder, names[process.platform] ?? 'morgus-studio');
}

/** Connecting while the window is only being made can wait for ever for its first target: so first see it listed. */
async function windowOpen(port: string): Promise<void> {
  await expect(async () => {
    const targets = await fetch(`http://127.0.0.1:${port}/json/list`, { signal: AbortSignal.timeout(2000) });
    expect(await targets.json()).toContainEqual(
      expect.objectContaining({ type: 'page', url: expect.stringMatching(/^app:/) }),
    );
  }).toPass({ timeout: 45_000, intervals: [100] });
}

class PackedApp {
  readonly folder = mkdtempSync(join(tmpdir(), 'morgus-packed-'));
  #child: ChildProcess | null = null;
  #browser: Browser | null = null;

  async start(env: Readonly<Record<string, string>> = {}): Promise<Page> {
    const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
    const { ELECTRON_OVERRIDE_DIST_PATH: _dist, MORGUS_NODE: _node, MORGUS_DATA: _data, ...inherited } = process.env;
    const child = spawn(
      program(),
      [
        ...(asRoot ? ['--no-sandbox'] : []),
        // See NO_GPU in desktop.ts.
        ...(process.platform === 'linux' ? ['--disable-gpu'] : []),
        '--remote-debugging-port=0',
        `--user-data-dir=${join(this.folder, 'profile')}`,
      ],
      { env: { ...inherited, ...env }, cwd: this.folder, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.#child = child;
    const address = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.stderr?.on('data', (data: Buffer) => {
        text += data.toString();
        const found = /DevTools listening on (ws:\/\/\S+)/.exec(text)?.[1];
        if (found !== undefined) resolve(found);
      });
      child.once('exit', (code) => reject(new Error(`The packed app ended with code ${code}.\n${text.slice(-2000)}`)));
    });
    await windowOpen(new URL(address).port);
    this.#browser = await chromium.connectOverCDP(address);
    const context = this.#browser.contexts()[0];
    if (!context) throw new Error('The packed app shows no page.');
    const page = context.pages()[0] ?? (await context.waitForEvent('page'));
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible({ timeout: 30_000 });
    return page;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child && child.exitCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
    // Only now: as long as the app lives, closing waits half a minute for an answer that Electron doesn't give.
    await this.#browser?.close().catch(() => undefined);
    this.#browser = null;
  }
}

const app = new PackedApp();
test.afterEach(() => app.stop());
test.afterAll(() => rmSync(app.folder, { recursive: true, force: true }));

async function ask<N extends RequestName>(page: Page, name: N, input: RequestInput<N>): Promise<RequestOutput<N>> {
  const reply = await page.evaluate(([asked, value]) => window.studio.request(asked, value, crypto.randomUUID()), [
    name,
    input,
  ] as [string, unknown]);
  if (!reply.ok) throw new Error(`${name}: ${reply.error.message}`);
  return reply.value as RequestOutput<N>;
}

test('the fuses of the program are set', async () => {
  const wire = await getCurrentFuseWire(program());
  const expected: [FuseV1Options, number][] = [
    [FuseV1Options.RunAsNode, OFF],
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable, OFF],
    [FuseV1Options.EnableNodeCliInspectArguments, OFF],
    [FuseV1Options.EnableCookieEncryption, ON],
    [FuseV1Options.OnlyLoadAppFromAsar, ON],
    [FuseV1Options.GrantFileProtocolExtraPrivileges, OFF],
  ];
  for (const [fuse, state] of expected) expect(wire[fuse], FuseV1Options[fuse]).toBe(state);
});

test('the packed app authors, reads a document, exports and verifies, away from the source tree', async () => {
  test.setTimeout(120_000);
  const page = await app.start();
  expect(page.url()).toBe('app://studio/index.html');
  const info = await ask(page, 'shell.info', {});
  expect(info.packaged).toBe(true);
  await page.getByRole('button', { name: 'New Morgy' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Packed and Ready');
  await expect(page.locator('header [role=status]')).toHaveText('Saved');
  const [morgy] = await ask(page, 'morgys.list', {});
  const morgyId = morgy?.id ?? '';
  await ask(page, 'knowledge.addText', { morgyId, title: 'Fees', text: 'Late payment adds four percent a week.' });
  const found = await ask(page, 'knowledge.search', { query: 'late payment' });
  expect(found.hits[0]?.title).toBe('Fees');
  const made = await ask(page, 'exports.create', { morgyId, exportKey: '0198f3c2-7a11-7cc3-8b11-3f1a5b2c9d10' });
  expect(made.report.checks.filter((check) => check.outcome !== 'passed')).toEqual([]);
  await app.stop();

  const again = await app.start();
  expect((await ask(again, 'morgys.list', {})).map((each) => each.name)).toEqual(['Packed and Ready']);
});

test('the packed app runs a language model of one’s own with the runtime that it brings', async () => {
  test.setTimeout(180_000);
  const page = await app.start();
  const { id: morgyId } = await ask(page, 'morgys.create', { name: 'Own words' });
  await ask(page, 'knowledge.addText', { morgyId, title: 'Bees', text: 'Bees make honey from the nectar of flowers.' });
  const path = writeSmallModel(join(app.folder, 'small-model'));
  expect(await ask(page, 'knowledge.inspectModel', { path })).toMatchObject({ name: 'small-model', pooling: 'mean' });
  await expect(
    ask(page, 'knowledge.useModel', { path: writeSmallModel(join(app.folder, 'wide'), { width: 64 }) }),
  ).rejects.toThrow('Only models of 384 can be used');
  await ask(page, 'knowledge.useModel', { path });
  await expect
    .poll(async () => (await ask(page, 'knowledge.ownModel', {})).model?.state, { timeout: 120_000 })
    .toBe('ready');
  const found = await ask(page, 'knowledge.search', { query: 'honey of bees ', patient: true });
  expect(found.modelId).toMatch(/^own-384-/);
});

test('the packed app ignores what would turn it into a Node or load other code', async () => {
  const page = await app.start({
    ELECTRON_RUN_AS_NODE: '1',
    NODE_OPTIONS: `--require ${join(app.folder, 'evil.cjs')}`,
  });
  expect(page.url()).toBe('app://studio/index.html');
  expect(await page.evaluate(() => typeof (globalThis as Record<string, unknown>)['process'])).toBe('undefined');
  expect(existsSync(join(app.folder, 'profile', 'logs', 'morgus.log'))).toBe(true);
});
