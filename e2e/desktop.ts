/** Starts the real desktop on a data folder of its own, and watches what its page complains of. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test as base } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import type { RequestInput, RequestName, RequestOutput } from '../main/contract/index.ts';
import { ROOT, electronRuntime, runtimeEnvironment } from '../scripts/runtime.mjs';

/** A start takes about a second; a busy machine gets this many milliseconds. */
const START_MS = 25_000;
/**
 * A virtual display has no graphics card. Chromium's graphics process then fails while it starts, and now and then the page
 * waits for it for ever; told beforehand, it draws by itself.
 */
const NO_GPU = process.platform === 'linux' ? ['--disable-gpu'] : [];
const asRoot = process.platform === 'linux' && process.getuid?.() === 0;

export interface StartOptions {
  /** Links and files, as the system would hand them over. */
  readonly args?: readonly string[];
  /** `null` takes a variable away. */
  readonly env?: Readonly<Record<string, string | null>>;
}

/** Of the driver, not of the studio: the answer was collected in the shell's process before it was read. */
const LOST_ANSWER = /promise was garbage collected/;
const TIMES = 5;

/** One profile (a folder that stays over restarts) and the desktop that runs on it now. */
export class Desktop {
  readonly folder: string;
  /** Errors that the page threw or that its policy reported; a test that provokes some empties it. */
  problems: string[] = [];
  #app: ElectronApplication | null = null;
  #page: Page | null = null;

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'morgus-e2e-'));
  }

  get app(): ElectronApplication {
    if (!this.#app) throw new Error('The desktop is not running.');
    return this.#app;
  }

  /**
   * Runs a function in the shell's process, with Electron's modules and one argument. Where the driver loses the answer it
   * is run again: it must do no harm twice.
   */
  readonly inShell: ElectronApplication['evaluate'] = async (work: never, argument?: never) => {
    for (let time = 1; ; time += 1) {
      try {
        return await this.app.evaluate(work, argument);
      } catch (error) {
        if (time === TIMES || !LOST_ANSWER.test(String(error))) throw error;
      }
    }
  };

  get page(): Page {
    if (!this.#page) throw new Error('The desktop has no window.');
    return this.#page;
  }

  get running(): boolean {
    return this.#app !== null;
  }

  /**
   * Starts and waits for the window's frame. A start that hangs on a busy machine is ended and made once more, and said.
   */
  async start(options: StartOptions = {}): Promise<Page> {
    const first = await within(START_MS, this.#launch(options));
    if (first) return first;
    console.warn('The window did not come; starting once more.');
    this.#app?.process().kill('SIGKILL');
    await expect.poll(() => this.#app).toBeNull();
    this.problems = [];
    return this.#launch(options);
  }

  async #launch({ args = [], env = {} }: StartOptions): Promise<Page> {
    const runtime = electronRuntime();
    if (!runtime) throw new Error('There is no Electron. Run npm start once, which fetches it.');
    // Playwright starts what the package `electron` names, with a module of its own first that holds the window back
    // until it is connected. With an executable of our naming it would leave that out, and lose the race now and then.
    process.env['ELECTRON_OVERRIDE_DIST_PATH'] = runtime.dist;
    const app = await _electron.launch({
      args: [
        ...(asRoot ? ['--no-sandbox'] : []),
        ...NO_GPU,
        ROOT,
        `--user-data-dir=${join(this.folder, 'profile')}`,
        ...args,
      ],
      env: cleanEnvironment({ ...runtimeEnvironment(), ...env }),
      timeout: 30_000,
    });
    this.#app = app;
    app.once('close', () => {
      this.#app = null;
      this.#page = null;
    });
    const page = await app.firstWindow();
    this.#page = page;
    page.on('pageerror', (error) => this.problems.push(`${error.name}: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(message.text());
    });
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
    // The window hears keys once its commands are registered; then it has told the menu so.
    await expect
      .poll(() => this.inShell(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('app.palette')?.enabled))
      .toBe(true);
    return page;
  }

  async stop(): Promise<void> {
    const app = this.#app;
    if (!app) return;
    const ended = new Promise((resolve) => app.process().once('exit', resolve));
    await app.close();
    await ended;
    this.#app = null;
    this.#page = null;
  }

  async restart(options: StartOptions = {}): Promise<Page> {
    await this.stop();
    return this.start(options);
  }

  /** As if the machine had lost its power: nothing is told beforehand. */
  async crash(): Promise<void> {
    const app = this.app;
    const ended = new Promise((resolve) => app.process().once('exit', resolve));
    process.kill(this.studioPid(), 'SIGKILL');
    app.process().kill('SIGKILL');
    await ended;
    this.#app = null;
    this.#page = null;
  }

  /** A request as the window makes it, through preload, relay and studio. */
  async request<N extends RequestName>(name: N, input: RequestInput<N>): Promise<RequestOutput<N>> {
    const reply = await this.page.evaluate(
      ([asked, value]) => window.studio.request(asked, value, crypto.randomUUID()),
      [name, input] as [string, unknown],
    );
    if (!reply.ok) throw new Error(`${name}: ${reply.error.code}: ${reply.error.message}`);
    return reply.value as RequestOutput<N>;
  }

  /** The studio process below this desktop. */
  studioPid(): number {
    const parent = this.app.process().pid;
    for (const entry of readdirSync('/proc')) {
      if (!/^\d+$/.test(entry)) continue;
      const [stat, command] = [readProc(entry, 'stat'), readProc(entry, 'cmdline')];
      // After the name in brackets come the state and the parent.
      const above = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      if (above === parent && command.includes(join('studio', 'process.js'))) return Number(entry);
    }
    throw new Error('No studio process is running.');
  }

  /** The next time a dialog for opening or saving is shown, it is answered with these paths. */
  async answerDialogs(paths: readonly string[]): Promise<void> {
    await this.inShell(
      ({ dialog }, chosen) => {
        const [first = ''] = chosen;
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: chosen });
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: first });
      },
      [...paths],
    );
  }

  async clickMenu(id: string): Promise<void> {
    await this.inShell(
      ({ Menu }, { wanted, time }) => {
        const clicked = ((globalThis as { clicked?: Set<string> }).clicked ??= new Set());
        if (clicked.has(time)) return;
        const item = Menu.getApplicationMenu()?.getMenuItemById(wanted);
        if (!item) throw new Error(`The menu has no ${wanted}.`);
        if (!item.enabled) throw new Error(`${wanted} is greyed out.`);
        clicked.add(time);
        item.click();
      },
      { wanted: id, time: crypto.randomUUID() },
    );
  }

  /** Lets go of files over the window, as from the system's file manager: with their real paths. */
  async dropFiles(paths: readonly string[]): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    const at = { x: 600, y: 400, data: { items: [], files: [...paths], dragOperationsMask: 1 } };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, ...at });
      // A hand is slower than a frame: each is seen before the next.
      await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    }
    await session.detach();
  }

  log(): string {
    return readFileSync(join(this.folder, 'profile', 'logs', 'morgus.log'), 'utf8');
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What a promise gives within so many milliseconds; null when it takes longer. Its failure is passed on. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), milliseconds);
  });
  // When it is given up, what becomes of it is nobody's concern any more.
  promise.catch(() => undefined);
  const result = await Promise.race([promise, late]);
  clearTimeout(timer);
  return result;
}

const readProc = (pid: string, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
};

function cleanEnvironment(change: Readonly<Record<string, string | null>>): Record<string, string> {
  const merged: Record<string, string | null | undefined> = { ...process.env, MORGUS_DATA: null, ...change };
  return Object.fromEntries(
    Object.entries(merged).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** `desktop` is started for each test and must end it without an error in its page. */
export const test = base.extend<{ profile: Desktop; desktop: Desktop }>({
  // Playwright reads the names of the fixtures from this pattern.
  profile: async ({}, provide) => {
    const desktop = new Desktop();
    await provide(desktop);
    await desktop.dispose();
  },
  desktop: async ({ profile }, provide, info) => {
    await profile.start();
    await provide(profile);
    if (info.status !== info.expectedStatus && profile.running) {
      await profile.page.screenshot({ path: info.outputPath('failed.png') }).catch(() => undefined);
    }
    expect(profile.problems, 'errors in the page').toEqual([]);
  },
});
export { expect };
