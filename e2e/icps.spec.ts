/** Customer profiles in the real desktop: made and edited by keyboard, refused scores, import with row errors, comparing, PDF, and a Morgy that speaks from them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './desktop.ts';
import { Frame } from './pages/frame.ts';
import { show } from './pages/links.ts';
import { Looks } from './pages/looks.ts';

test('a profile is written by keyboard alone, a score of 140 stays with its sentence, and it is still there after a restart', async ({
  desktop,
}) => {
  const frame = new Frame(desktop.page);
  await frame.palette('Customers');
  await expect(frame.title).toHaveText('Customers');
  // Looking makes no workspace.
  expect(await desktop.request('workspaces.list', {})).toEqual([]);
  await desktop.page.getByRole('button', { name: 'Make a workspace' }).click();
  await expect(desktop.page.getByRole('heading', { name: 'Who is it for?' })).toBeVisible();
  await frame.palette('New Customer Profile');
  await expect(frame.title).toHaveText('Untitled profile');
  const name = desktop.page.getByRole('textbox', { name: 'Name', exact: true });
  await name.focus();
  await desktop.page.keyboard.press('Control+A');
  await desktop.page.keyboard.type('Shop owner');
  await desktop.page.getByRole('textbox', { name: 'Their own phrases' }).focus();
  await desktop.page.keyboard.type('It must just work\nI have no time');
  const pain = desktop.page.getByRole('textbox', { name: 'Pain' });
  await pain.focus();
  await pain.fill('140');
  await desktop.page.keyboard.press('Tab');
  await expect(desktop.page.getByText('Pain lies between 0 and 100; 140 does not.')).toBeVisible();
  await expect(desktop.page.locator('header [role=status]')).toHaveText('Kept as a draft: Pain');
  const workspace = await desktop.request('workspaces.current', {});
  const { icps } = await desktop.request('icps.list', { workspaceId: workspace?.id ?? '' });
  expect(icps).toMatchObject([{ name: 'Shop owner', is_primary: true, scores: { pain_intensity: null } }]);

  await desktop.restart();
  await show(desktop, `morgus://icp/${icps[0]?.id ?? ''}`);
  await expect(desktop.page.getByRole('textbox', { name: 'Pain' })).toHaveValue('140');
  await desktop.page.getByRole('textbox', { name: 'Pain' }).fill('85');
  await expect(desktop.page.locator('header [role=status]')).toHaveText('Saved');
  const saved = await desktop.request('icps.get', { id: icps[0]?.id ?? '' });
  expect(saved).toMatchObject({
    scores: { pain_intensity: 85 },
    behaviors: { language_patterns: ['It must just work', 'I have no time'] },
  });
  await expect(desktop.page.getByRole('img', { name: /Scores\. Shop owner: Pain 85/ })).toBeVisible();
});

test('a file is shown row by row before anything is made; what is wrong stays out, and undo takes it back', async ({
  desktop,
}) => {
  const { page } = desktop;
  const looks = new Looks(desktop);
  const path = join(desktop.folder, 'customers.csv');
  writeFileSync(path, 'Name,Job title,Pain,Shoe size\nOwner,CEO,85,43\nToo much,CTO,140,44\n');
  await new Frame(page).palette('Customers');
  await page.getByRole('button', { name: 'Make a workspace' }).click();
  await expect(page.getByRole('heading', { name: 'Who is it for?' })).toBeVisible();
  await desktop.answerDialogs([path]);
  await new Frame(page).palette('Import Customer Profiles');
  const dialog = page.getByRole('dialog', { name: 'Import customers.csv' });
  await expect(dialog.getByText('1 of 2 rows can be imported.')).toBeVisible();
  await expect(dialog.getByText('Pain: 140: A score is a whole number from 0 to 100.')).toBeVisible();
  await expect(dialog.getByText('“Shoe size”')).toBeVisible();
  await looks.look('icps-import');
  expect(looks.found).toEqual([]);
  await dialog.getByRole('button', { name: 'Import 1 profile' }).click();
  await expect(page.getByRole('row', { name: 'Owner' })).toBeVisible();
  await page.keyboard.press('Control+Z');
  await expect(page.getByRole('row', { name: 'Owner' })).toBeHidden();
  await page.keyboard.press('Control+Shift+Z');
  await expect(page.getByRole('row', { name: 'Owner' })).toBeVisible();
  // The same file again makes no copies: what is here is known, and a person says what becomes of it.
  writeFileSync(path, 'Name,Job title,Pain\nOwner,COO,60\nBuyer,,\nBuyer,CFO,\n');
  await new Frame(page).palette('Import Customer Profiles');
  await expect(dialog.getByText('is here with another Role, Pain')).toBeVisible();
  await expect(dialog.getByText('Row 3 has the same name')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Import 2 profiles' })).toBeVisible();
  await dialog.getByRole('combobox', { name: 'What becomes of Owner in row 2' }).click();
  await page.getByRole('option', { name: 'Update' }).click();
  await expect(dialog.getByText('changes Role, Pain')).toBeVisible();
  await looks.look('icps-import-again');
  expect(looks.found).toEqual([]);
  await dialog.getByRole('button', { name: 'Import 2 profiles, update one' }).click();
  await expect(page.getByRole('row', { name: 'Buyer' })).toHaveCount(2);
  await expect(page.getByRole('row', { name: 'Owner' })).toHaveCount(1);
  await expect(page.getByRole('row', { name: 'Owner' })).toContainText('COO');
  // A file of another shape is told as what it is.
  writeFileSync(path, 'date,amount\n2026-01-01,5\n');
  await new Frame(page).palette('Import Customer Profiles');
  await expect(page.getByText('no column of it is called “name”')).toBeVisible();
});

test('profiles are compared, printed to a PDF of one page, and every screen of theirs is clean in both themes', async ({
  desktop,
}) => {
  test.setTimeout(600_000);
  const { page } = desktop;
  const looks = new Looks(desktop);
  const { id: workspaceId } = await desktop.request('workspaces.open', {});
  await show(desktop, 'morgus://icps');
  await looks.look('icps-empty');
  const made = [];
  for (const template of ['founder', 'team-lead', 'freelancer'])
    made.push(await desktop.request('icps.create', { workspaceId, template }));
  const scores = { pain_intensity: 80, willingness_to_pay: 60, accessibility: 70, product_fit: 90 };
  await desktop.request('icps.update', { id: made[0]?.id ?? '', patch: { scores, code: 'ICP-001' } });
  await desktop.request('icps.update', {
    id: made[1]?.id ?? '',
    patch: { scores: { ...scores, accessibility: 30, willingness_to_pay: 90 } },
  });
  await show(desktop, 'morgus://icps');
  await page.getByRole('row', { name: 'Founder of a small company' }).waitFor();
  await looks.look('icps-list');
  // By keyboard: all three are chosen and compared.
  const grid = page.getByRole('grid', { name: 'Customer profiles' });
  await grid.focus();
  await page.keyboard.press('Control+A');
  await page.getByRole('button', { name: 'Compare' }).press('Enter');
  await expect(page.getByRole('rowheader', { name: 'Fears' })).toBeVisible();
  await looks.look('icps-compare');
  await show(desktop, `morgus://icp/${made[0]?.id ?? ''}`);
  await page.getByRole('textbox', { name: 'Name', exact: true }).waitFor();
  await looks.look('icp-editor');
  await show(desktop, `morgus://icp/${made[0]?.id ?? ''}/page`);
  await page.getByRole('heading', { name: 'Founder of a small company', exact: true }).waitFor();
  await looks.look('icp-page');
  expect(looks.found).toEqual([]);

  const pdf = join(desktop.folder, 'profile.pdf');
  await desktop.answerDialogs([pdf]);
  await page.getByRole('button', { name: 'Save as PDF' }).click();
  await expect(page.getByText('Saved the PDF')).toBeVisible();
  const bytes = readFileSync(pdf, 'latin1');
  expect(bytes.startsWith('%PDF-')).toBe(true);
  expect(bytes.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden();
  await expect(page.getByRole('article')).toBeVisible();
  await page.emulateMedia({ media: 'screen' });
});

test('a Morgy is given a foundation and a customer: its prompt shows them, and its bundle tells them', async ({
  desktop,
}) => {
  const { page } = desktop;
  const looks = new Looks(desktop);
  const { id: workspaceId } = await desktop.request('workspaces.open', {});
  await desktop.request('foundations.update', { workspaceId, patch: { company_name: 'Harbour & Sons' } });
  const icp = await desktop.request('icps.create', { workspaceId, template: 'founder' });
  const morgy = await desktop.request('morgys.create', {
    name: 'Harbour Writer',
    patch: { ai_config: { systemPrompt: 'You write for {{company}}. Your reader: {{icp}}' } },
  });
  await show(desktop, `morgus://morgy/${morgy.id}/foundation`);
  await page.getByRole('combobox', { name: 'Foundation of' }).click();
  await page.getByRole('option').filter({ hasNotText: 'None' }).first().click();
  await page.getByRole('checkbox', { name: 'Founder of a small company (primary)' }).click();
  await expect(page.getByText('Harbour & Sons').first()).toBeVisible();
  await expect(page.locator('header [role=status]')).toHaveText('Saved');
  await looks.look('editor-foundation');
  expect(looks.found).toEqual([]);
  expect((await desktop.request('morgys.get', { id: morgy.id })).knowledge_base.ground).toMatchObject({
    workspaceId,
    icpIds: [icp.id],
  });
  await show(desktop, `morgus://morgy/${morgy.id}/export`);
  await expect(page.getByText('a foundation with 1 customer profile')).toBeVisible();
  await expect(page.getByText('get_icp', { exact: true })).toBeVisible();
  await looks.look('export-foundation');
  expect(looks.found).toEqual([]);
  const record = await desktop.request('exports.create', { morgyId: morgy.id, exportKey: crypto.randomUUID() });
  expect(record.include_ground).toBe(true);
  expect(record.report.checks.find(({ id }) => id === 'icps')).toMatchObject({ outcome: 'passed' });
  await page.getByRole('switch', { name: 'Foundation and customer profiles' }).click();
  await expect(page.getByText('get_icp', { exact: true })).toBeHidden();
  const without = await desktop.request('exports.create', {
    morgyId: morgy.id,
    includeGround: false,
    exportKey: crypto.randomUUID(),
  });
  expect(without.report.tools).not.toContain('get_foundation');
  // Nothing of it may be in the file: not in the prompt either.
  expect(without.report.checks.find(({ id }) => id === 'canaries')).toMatchObject({ outcome: 'passed' });
});
