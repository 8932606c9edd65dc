/** The shell around the window: its place, its menu, links and files, the theme, and the studio process that may die. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../main/contract/commands.ts';
import { ROOT, electronRuntime, runtimeEnvironment } from '../scripts/runtime.mjs';
import { expect, test } from './desktop.ts';
import type { Desktop } from './desktop.ts';
import { Frame } from './pages/frame.ts';
import { Library } from './pages/library.ts';

const bounds = (desktop: Desktop) =>
  desktop.inShell(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());

test('the window comes back where it was', async ({ desktop }) => {
  const wanted = { x: 120, y: 60, width: 1010, height: 720 };
  await desktop.inShell(({ BrowserWindow }, place) => BrowserWindow.getAllWindows()[0]?.setBounds(place), wanted);
  await expect.poll(() => bounds(desktop)).toEqual(wanted);
  await desktop.restart();
  expect(await bounds(desktop)).toEqual(wanted);
});

test('a window whose place was on a display that is gone is brought back', async ({ profile }) => {
  mkdirSync(join(profile.folder, 'profile'), { recursive: true });
  const state = { bounds: { x: 9000, y: 9000, width: 900, height: 600 }, maximized: false };
  writeFileSync(join(profile.folder, 'profile', 'window.json'), JSON.stringify(state));
  await profile.start();
  const place = await bounds(profile);
  expect(place).toMatchObject({ width: 900, height: 600 });
  expect(place?.x).toBeLessThan(1600);
});

test('the native menu is the registry, and greys out what makes no sense', async ({ desktop }) => {
  const items = () =>
    desktop.inShell(({ Menu }) => {
      interface Item {
        id?: string;
        label: string;
        enabled: boolean;
        submenu?: { items: Item[] } | null;
      }
      const flat = (list: readonly Item[]): { id: string; label: string; enabled: boolean }[] =>
        list.flatMap((item) => [
          ...(item.id !== undefined && item.id.includes('.') && !item.id.startsWith('menu.')
            ? [{ id: item.id, label: item.label, enabled: item.enabled }]
            : []),
          ...flat(item.submenu?.items ?? []),
        ]);
      return flat((Menu.getApplicationMenu()?.items ?? []) as unknown as Item[]);
    });
  const enabled = async (id: string): Promise<boolean | undefined> =>
    (await items()).find((item) => item.id === id)?.enabled;
  const listed = (await items()).map((item) => item.id);
  expect(listed.toSorted()).toEqual(commands.map((command) => command.id).toSorted());
  await expect.poll(() => enabled('morgy.create')).toBe(true);
  expect(await enabled('morgy.duplicate')).toBe(false);
  await desktop.clickMenu('morgy.create');
  await expect.poll(() => enabled('morgy.duplicate')).toBe(true);
  await desktop.clickMenu('go.trash');
  await expect(new Frame(desktop.page).title).toHaveText('Trash');
});

// The menu shows the shortcut and the window hears it: together they must not do it twice.
test('a shortcut runs its command once', async ({ desktop }) => {
  await desktop.page.keyboard.press('Control+N');
  await expect(desktop.page.getByRole('textbox', { name: 'Name', exact: true })).toBeVisible();
  await desktop.page.waitForTimeout(300);
  expect(await desktop.request('morgys.list', {})).toHaveLength(1);
});

test('a new Morgy is named by typing at once, and parts of pages are found by their names', async ({ desktop }) => {
  const { page } = desktop;
  const frame = new Frame(page);
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  await page.keyboard.press('Control+N');
  await expect(name).toBeFocused();
  await page.keyboard.type('Petra of the Harbour');
  await expect(name).toHaveValue('Petra of the Harbour');
  await expect(frame.title).toHaveText('Petra of the Harbour');
  await frame.palette('truth sheet');
  await expect(frame.title).toHaveText(/Foundation/);
  await frame.palette('payouts');
  await expect(frame.title).toHaveText('Earnings');
});

test('undo from the menu belongs to the field that is written in', async ({ desktop }) => {
  const { page } = desktop;
  await desktop.request('morgys.create', { name: 'Untouched' });
  const search = page.getByRole('searchbox', { name: 'Search Morgys' });
  await search.click();
  await page.keyboard.type('something');
  await desktop.clickMenu('history.undo');
  await expect(search).not.toHaveValue('something');
  expect(await desktop.request('morgys.list', {})).toHaveLength(1);
});

test('a second start brings the first forward, with its link', async ({ desktop }) => {
  const morgy = await desktop.request('morgys.create', { name: 'Ada of the Links' });
  const runtime = electronRuntime();
  const again = spawn(
    runtime?.executable ?? '',
    ['--no-sandbox', ROOT, `--user-data-dir=${join(desktop.folder, 'profile')}`, `morgus://morgy/${morgy.id}`],
    { env: { ...process.env, ...runtimeEnvironment() }, stdio: 'ignore' },
  );
  const code = await new Promise((resolve) => again.once('exit', resolve));
  expect(code).toBe(0);
  await expect(new Frame(desktop.page).title).toHaveText('Ada of the Links');
  expect(desktop.app.windows()).toHaveLength(1);
});

test('a start with a link opens its place, and one with nonsense says so', async ({ desktop }) => {
  const morgy = await desktop.request('morgys.create', { name: 'Ada of the Start' });
  await desktop.restart({ args: [`morgus://morgy/${morgy.id}`] });
  await expect(new Frame(desktop.page).title).toHaveText('Ada of the Start');
  const said = await desktop.inShell(async ({ app, dialog }) => {
    const details: (string | undefined)[] = [];
    dialog.showMessageBox = ((_window: unknown, options: { detail?: string }) => {
      details.push(options.detail);
      return Promise.resolve({ response: 0, checkboxChecked: false });
    }) as unknown as typeof dialog.showMessageBox;
    app.emit('open-url', { preventDefault: () => undefined }, 'morgus://morgy/not-an-id');
    app.emit('open-url', { preventDefault: () => undefined }, 'morgus://format-disk');
    return details;
  });
  expect(said).toEqual([
    "The link names a Morgy in a way the studio can't read.",
    "The studio doesn't know this kind of link. It may come from a newer version.",
  ]);
});

test('a .morgy file given by the system is imported', async ({ desktop }) => {
  const morgy = await desktop.request('morgys.create', { name: 'Ada in a File' });
  const file = join(desktop.folder, 'ada.morgy');
  await desktop.request('morgys.exportFile', { id: morgy.id, path: file });
  await desktop.request('morgys.remove', { ids: [morgy.id] });
  await desktop.restart({ args: [file] });
  await expect(new Frame(desktop.page).title).toHaveText('Ada in a File');
  expect(await desktop.request('morgys.list', {})).toHaveLength(1);
});

test('the theme reaches the window and survives a restart', async ({ desktop }) => {
  const seen = () =>
    desktop.inShell(({ BrowserWindow, nativeTheme }) => ({
      source: nativeTheme.themeSource,
      background: BrowserWindow.getAllWindows()[0]?.getBackgroundColor().toLowerCase(),
    }));
  await desktop.clickMenu('theme.dark');
  await expect.poll(seen).toEqual({ source: 'dark', background: '#171512' });
  await expect
    .poll(() => desktop.page.evaluate(() => getComputedStyle(document.documentElement).colorScheme))
    .toBe('dark');
  await desktop.restart();
  expect(await seen()).toEqual({ source: 'dark', background: '#171512' });
  await desktop.clickMenu('theme.light');
  await expect.poll(seen).toEqual({ source: 'light', background: '#f4f1ea' });
});

/** Text files large enough that the import is still under way when it is interrupted. */
function writeFiles(folder: string, count: number): string[] {
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: count }, (_, index) => {
    const path = join(folder, `note-${String(index).padStart(4, '0')}.md`);
    const body = Array.from(
      { length: 60 },
      (_line, line) => `Line ${line} of note ${index}: the ${index * 31 + line}th thing that is worth remembering.`,
    );
    writeFileSync(path, `# Note ${index}\n\n${body.join('\n\n')}\n`);
    return path;
  });
}

test('the studio is killed in the middle of an import: it comes back, goes on, and loses nothing', async ({
  desktop,
}) => {
  const { page } = desktop;
  const FILES = 400;
  const morgy = await desktop.request('morgys.create', { name: 'Ada the Unsinkable' });
  writeFiles(join(desktop.folder, 'notes'), FILES);
  const { jobId } = await desktop.request('knowledge.addPaths', {
    morgyId: morgy.id,
    paths: [join(desktop.folder, 'notes')],
  });
  const job = async () =>
    (await desktop.request('knowledge.imports', { morgyId: morgy.id })).find((each) => each.id === jobId);
  await expect.poll(async () => (await job())?.done ?? 0, { intervals: [20] }).toBeGreaterThan(10);

  const before = desktop.studioPid();
  const said = expect(page.getByText('The studio process stopped and is starting again')).toBeVisible();
  process.kill(before, 'SIGKILL');
  await said;
  await expect(page.getByText('The studio is back')).toBeVisible();
  expect(desktop.studioPid()).not.toBe(before);
  const interrupted = await job();
  expect(interrupted?.done, 'the kill came while it was under way').toBeLessThan(FILES);

  await expect.poll(async () => (await job())?.state, { timeout: 60_000 }).toBe('done');
  const documents = await desktop.request('knowledge.list', { morgyId: morgy.id });
  expect(documents).toHaveLength(FILES);
  expect(new Set(documents.map((document) => document.source_label)).size).toBe(FILES);
  expect(documents.every((document) => document.chunks > 0)).toBe(true);
  const checks = await desktop.request('maintenance.doctor', { repair: false });
  expect(checks.filter((check) => check.state !== 'ok')).toEqual([]);
  expect(desktop.log()).toContain('studio: ended (SIGKILL), 1 in a row');
  expect(desktop.log()).not.toContain('worth remembering');
});

test('a studio that keeps dying is given up, said so, and started again when asked', async ({ desktop }) => {
  const { page } = desktop;
  await desktop.request('morgys.create', { name: 'Ada the Patient' });
  const library = new Library(page);
  await expect(library.card('Ada the Patient')).toBeVisible();
  for (let time = 0; time < 4; time += 1) {
    await expect.poll(() => desktop.request('morgys.list', {}).then((list) => list.length)).toBe(1);
    process.kill(desktop.studioPid(), 'SIGKILL');
    await expect
      .poll(async () => {
        const reply = await page.evaluate(() => window.studio.request('morgys.list', {}, crypto.randomUUID()));
        return reply.ok ? 'ok' : reply.error.code;
      })
      .toBe(time === 3 ? 'studio_failed' : 'ok');
  }
  const again = page.getByRole('button', { name: 'Start it again' });
  await expect(again).toBeVisible();
  await expect(page.getByText('Everything saved so far is safe')).toBeVisible();
  await again.click();
  await expect(page.getByText('The studio is back').first()).toBeVisible();
  await expect(library.card('Ada the Patient')).toBeVisible();
  desktop.problems = [];
});

test('a page that crashes is loaded again', async ({ desktop }) => {
  await desktop.request('morgys.create', { name: 'Ada the Reloaded' });
  const loaded = desktop.inShell(
    ({ BrowserWindow }) =>
      new Promise((resolve) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        contents?.once('did-finish-load', () => resolve(contents.getURL()));
        contents?.forcefullyCrashRenderer();
      }),
  );
  expect(await loaded).toMatch(/^app:\/\/studio\/index\.html/);
  expect(desktop.log()).toContain('window: the page ended: crashed');
});
