/** Search as a person meets it: what is found and why, filters, saved questions with their gaps, a language model of one's own. */
import { join } from 'node:path';
import { writeSmallModel } from '../main/studio/knowledge/own-model/testing.ts';
import { expect, test } from './desktop.ts';
import type { Desktop } from './desktop.ts';
import { Editor } from './pages/editor.ts';
import { Library } from './pages/library.ts';
import { Looks } from './pages/looks.ts';

const HANDBOOK: readonly (readonly [string, string])[] = [
  [
    'Berths',
    'Berth seven is kept free for the pilot boat. A skipper who ties up there is moved at once by the harbour master.',
  ],
  ['Fees', 'The harbour fee is due on the day of arrival. Late payment adds four percent a week to the fee.'],
  [
    'Tides',
    'High water at the quay comes twice a day. At spring tide the sea rises four metres and the lower steps are under water.',
  ],
  [
    'Pilots',
    'The pilot boat meets ships of more than forty metres outside the breakwater and brings them to their berth.',
  ],
  [
    'Storms',
    'In a storm warning all ships double their lines, and the breakwater is closed to visitors until the wind is below force seven.',
  ],
  [
    'Fuel',
    'Fuel is sold at the eastern quay from six in the morning. Smoking near the pump is forbidden by the harbour rules.',
  ],
  [
    'Winter',
    'In winter ships lie on land. The crane lifts them out in October and puts them back in the water in April.',
  ],
  [
    'Visitors',
    'Visiting ships are welcome for three nights. The harbour master keeps a list of free berths at the office.',
  ],
  [
    'Waste',
    'Waste oil is taken at the eastern quay and never poured into the sea. The harbour office has the containers.',
  ],
  [
    'Rescue',
    'The rescue boat lies beside the pilot boat and is ready in ten minutes, by day and by night, in any wind.',
  ],
];

async function furnish(desktop: Desktop): Promise<string> {
  const { id: morgyId } = await desktop.request('morgys.create', { name: 'Harbour Master' });
  for (const [title, text] of HANDBOOK)
    await desktop.request('knowledge.addText', { morgyId, title, text: `# ${title}\n\n## In short\n\n${text}` });
  await expect
    .poll(async () => (await desktop.request('knowledge.searchIndex', {})).state, { timeout: 60_000 })
    .toBe('ready');
  return morgyId;
}

async function narrow(desktop: Desktop, width: number): Promise<void> {
  await desktop.inShell(({ BrowserWindow }, size) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(size, 760);
  }, width);
  await expect.poll(() => desktop.page.evaluate(() => window.innerWidth)).toBe(width);
}

/** Nothing stands beyond the right edge: a narrow window must not cut words off. */
const cutOff = (desktop: Desktop): Promise<number> =>
  desktop.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

test('what is found says why, is filtered, and fits a narrow window in both themes', async ({ desktop }) => {
  test.setTimeout(180_000);
  await furnish(desktop);
  const { page } = desktop;
  const looks = new Looks(desktop);
  await page.keyboard.press('Control+Shift+F');
  const field = page.getByRole('searchbox', { name: 'Search the knowledge' });
  await field.fill('when is high water at the quay');
  const hits = page.getByRole('list', { name: 'What was found' }).getByRole('listitem');
  await expect(hits.first()).toContainText('Tides');
  await expect(hits.first()).toContainText(/Contains “.*“high”/);
  await looks.look('search-found');
  await narrow(desktop, 900);
  await looks.look('search-found-900');
  expect(await cutOff(desktop)).toBeLessThanOrEqual(0);
  await page.getByRole('button', { name: 'Any source' }).click();
  await page.getByRole('menuitemcheckbox', { name: /file/i }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByText('within these filters')).toBeVisible();
  await looks.look('search-filtered-900');
  await page.getByRole('button', { name: 'Search without filters' }).click();
  await expect(hits.first()).toContainText('Tides');
  expect(looks.found).toEqual([]);
});

test('while documents are read in, the search says what it cannot know yet, and finds it by itself', async ({
  desktop,
}) => {
  test.setTimeout(180_000);
  const morgyId = await furnish(desktop);
  const { page } = desktop;
  const looks = new Looks(desktop);
  await page.keyboard.press('Control+Shift+F');
  await page.getByRole('searchbox', { name: 'Search the knowledge' }).fill('lugger');
  await expect(page.getByText('Nothing was found for “lugger”')).toBeVisible();
  const waiting = page.getByText(/still being (?:indexed|worked in)/).first();
  const hits = page.getByRole('list', { name: 'What was found' }).getByRole('listitem');
  // Long enough to be seen on the way by nearly every machine; a quick one may be done.
  const adding = ['lighthouse', 'pier', 'ferry'].map((place) =>
    desktop.request('knowledge.addText', {
      morgyId,
      title: `Log of the ${place}`,
      text: Array.from(
        { length: 12_000 },
        (_none, i) =>
          `Entry ${i} at the ${place}: wind, sea and the ${['lugger', 'barge', 'ketch'][i % 3] ?? ''} that passed.`,
      ).join('\n\n'),
    }),
  );
  await expect(waiting.or(hits.first())).toBeVisible({ timeout: 60_000 });
  await looks.picture('search-being-indexed');
  await Promise.all(adding);
  await expect(hits.first()).toContainText('Log of the', { timeout: 120_000 });
  await expect(waiting).toHaveCount(0, { timeout: 120_000 });
  await looks.look('search-indexed');
  expect(looks.found).toEqual([]);
});

test('saved questions are measured with and without meaning, and name the gaps', async ({ desktop }) => {
  test.setTimeout(180_000);
  const morgyId = await furnish(desktop);
  const { page } = desktop;
  const looks = new Looks(desktop);
  const documents = await desktop.request('knowledge.list', { morgyId });
  const idOf = (title: string): string => documents.find((one) => one.title === title)?.id ?? '';
  for (const [question, title] of [
    ['When is high water at the quay?', 'Tides'],
    ['What does late payment cost?', 'Fees'],
    ['Where do visiting ships lie?', 'Visitors'],
    ['Who paints the lighthouse in spring?', 'Winter'],
    ['Which ships does the pilot boat meet?', 'Rescue'],
    ['How many bees does a hive have?', 'Winter'],
  ] as const)
    await desktop.request('retrievalTests.save', { morgyId, question, expected: [idOf(title)] });
  await desktop.request('retrievalTests.run', { morgyId, k: 3 });
  await desktop.request('knowledge.update', {
    id: idOf('Winter'),
    content: '# Winter\n\nThe lighthouse keeper paints the lighthouse in spring, when ships go back into the water.',
  });
  await page.reload();
  await new Library(page).card('Harbour Master').click();
  await new Editor(page).tab('Retrieval');
  await page.getByRole('button', { name: 'Run' }).click();
  await expect(page.getByText('words alone').first()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('region', { name: 'Result of each question' })).toContainText('lighthouse');
  await expect(page.getByRole('region', { name: 'Gaps in the knowledge' })).toContainText('bees');
  await looks.look('retrieval-tests');
  await page.getByRole('region', { name: 'Result of each question' }).scrollIntoViewIfNeeded();
  await looks.look('retrieval-tests-results');
  await narrow(desktop, 900);
  await looks.look('retrieval-tests-900');
  expect(await cutOff(desktop)).toBeLessThanOrEqual(0);
  expect(looks.found).toEqual([]);
});

test('a language model of one’s own is tried, read with, used and given up', async ({ desktop }) => {
  test.setTimeout(180_000);
  await furnish(desktop);
  const { page } = desktop;
  const looks = new Looks(desktop);
  const texts = HANDBOOK.flat();
  await page.keyboard.press('Control+K');
  await page.keyboard.type('Language Model');
  await page.keyboard.press('Enter');
  const choose = page.getByRole('button', { name: 'Choose a model file' });
  await expect(choose).toBeVisible();
  await looks.look('search-model-none');
  await desktop.answerDialogs([
    join(writeSmallModel(join(desktop.folder, 'wide'), { width: 256, texts }), 'model.onnx'),
  ]);
  await choose.click();
  await expect(page.getByRole('alert')).toContainText('vectors have 256 components', { timeout: 60_000 });
  await looks.look('search-model-refused');
  await desktop.answerDialogs([join(writeSmallModel(join(desktop.folder, 'harbour-words'), { texts }), 'model.onnx')]);
  await choose.click();
  await expect(page.getByText('harbour-words works')).toBeVisible({ timeout: 60_000 });
  await looks.look('search-model-found');
  await page.getByRole('button', { name: 'Use this model' }).click();
  await expect(page.getByText('Search goes by it.')).toBeVisible({ timeout: 60_000 });
  await narrow(desktop, 900);
  await looks.look('search-model-used-900');
  const answer = await desktop.request('knowledge.search', { query: 'pilot boat ', patient: true });
  expect(answer.modelId).toMatch(/^own-384-/);
  await page.getByRole('button', { name: 'Stop using it' }).click();
  await page.getByRole('button', { name: 'Stop using it', exact: true }).click();
  await expect(choose).toBeVisible();
  expect((await desktop.request('knowledge.search', { query: 'pilot boat ' })).modelId).toMatch(/^lsa-/);
  expect(looks.found).toEqual([]);
});
