/** Knowledge, as a person gives it: chosen, dropped, pasted, searched; and what is not as it should be. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './desktop.ts';
import type { Desktop } from './desktop.ts';
import { Editor } from './pages/editor.ts';
import { Frame } from './pages/frame.ts';
import { Library } from './pages/library.ts';

const HANDBOOK = `# Harbour handbook

## Berths

Berth seven is kept free for the pilot boat. A skipper who ties up there is moved at once.

## Fees

The fee is due on the day of arrival. Late payment adds four percent a week.
`;

async function openKnowledge(desktop: Desktop, name: string): Promise<string> {
  const { id } = await desktop.request('morgys.create', { name });
  await new Library(desktop.page).card(name).click();
  await new Editor(desktop.page).tab('Knowledge');
  await expect(desktop.page.getByText('Nothing to know yet')).toBeVisible();
  return id;
}

function writeSamples(folder: string): { good: string; csv: string; empty: string; wrong: string } {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  return {
    good: write('harbour handbook.md', HANDBOOK),
    csv: write('tides.csv', 'day,high water\nMonday,06:12\nTuesday,07:03\n'),
    empty: write('empty.txt', ''),
    wrong: write('not really.pdf', 'This is plain text with a wrong name.'),
  };
}

const documents = (desktop: Desktop, morgyId: string) => desktop.request('knowledge.list', { morgyId });

test('files are chosen, read, listed, opened and found', async ({ desktop }) => {
  const { page } = desktop;
  const id = await openKnowledge(desktop, 'Harbour Master');
  const { good, csv } = writeSamples(join(desktop.folder, 'files'));
  await desktop.answerDialogs([good, csv]);
  await page.getByRole('button', { name: 'Add files' }).first().click();
  await expect.poll(async () => (await documents(desktop, id)).length).toBe(2);
  const row = page.getByRole('row', { name: /harbour handbook/i });
  await expect(row).toBeVisible();
  await row.click();
  await expect(new Frame(page).title).toHaveText(/harbour handbook/i);
  await expect(page.getByText('Berth seven is kept free').first()).toBeVisible();

  const answer = await desktop.request('knowledge.search', { query: 'late payment', morgyIds: [id] });
  expect(answer.hits[0]).toMatchObject({ title: 'Harbour handbook', headingPath: ['Harbour handbook'] });
  expect(answer.hits[0]?.text).toContain('Late payment adds four percent');
  expect(answer.hits[0]?.snippet.some((run) => run.match)).toBe(true);
});

test('files dropped on the window are added, by their real paths', async ({ desktop }) => {
  const id = await openKnowledge(desktop, 'Harbour Drop');
  const { good } = writeSamples(join(desktop.folder, 'files'));
  await desktop.dropFiles([good]);
  await expect.poll(async () => (await documents(desktop, id)).length).toBe(1);
  await expect(desktop.page.getByRole('row', { name: /harbour handbook/i })).toBeVisible();
  expect(desktop.page.url()).toMatch(/^app:/);
});

test('a bad file is explained and stops nothing', async ({ desktop }) => {
  const { page } = desktop;
  const id = await openKnowledge(desktop, 'Harbour Trouble');
  const { good, empty } = writeSamples(join(desktop.folder, 'files'));
  await desktop.dropFiles([empty, good]);
  await expect.poll(async () => (await documents(desktop, id)).length).toBe(1);
  const list = page.getByRole('region', { name: 'Imports' });
  await expect(list).toContainText('empty.txt');
  const [job] = await desktop.request('knowledge.imports', { morgyId: id });
  const bad = await desktop.request('knowledge.importItems', { jobId: job?.id ?? '', states: ['failed', 'skipped'] });
  expect(bad).toHaveLength(1);
  expect(bad[0]?.message).toMatch(/\w.*\./);
  await expect(list).toContainText(bad[0]?.message ?? '');
});

test('text is pasted by way of the menu, twice the same is recognised', async ({ desktop }) => {
  const { page } = desktop;
  const id = await openKnowledge(desktop, 'Harbour Notes');
  const writeText = async (title: string): Promise<void> => {
    await desktop.clickMenu('knowledge.addText');
    const dialog = page.getByRole('dialog', { name: 'Add text' });
    await dialog.getByRole('textbox', { name: 'Title' }).fill(title);
    await dialog.getByRole('textbox', { name: 'Text' }).fill('The crane may lift four tonnes, not more.');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  };
  await writeText('Crane');
  await expect(page.getByRole('row', { name: /Crane/ })).toBeVisible();
  expect(await documents(desktop, id)).toHaveLength(1);
});

test('an import is paused, survives a restart, and is carried on', async ({ desktop }) => {
  const { page } = desktop;
  const id = await openKnowledge(desktop, 'Harbour Archive');
  const folder = join(desktop.folder, 'archive');
  mkdirSync(folder);
  for (let index = 0; index < 300; index += 1) {
    const body = `The entry of day ${index}: wind, tide, and who came in. `.repeat(60);
    writeFileSync(join(folder, `day ${index}.txt`), `Day ${index}\n\n${body}`);
  }
  await desktop.dropFiles([folder]);
  await page.getByRole('button', { name: /^Pause: / }).click();
  const job = async () => (await desktop.request('knowledge.imports', { morgyId: id }))[0];
  await expect.poll(async () => (await job())?.state).toBe('paused');
  const paused = (await job())?.done ?? 0;
  expect(paused).toBeLessThan(300);
  await desktop.restart();
  expect((await job())?.state).toBe('paused');
  await desktop.request('knowledge.resumeImport', { jobId: (await job())?.id ?? '' });
  await expect.poll(job, { timeout: 60_000 }).toMatchObject({ state: 'done', total: 300, done: 300, failed: 0 });
  expect(await documents(desktop, id)).toHaveLength(300);
});
