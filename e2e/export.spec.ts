/** Export, as a person does it, up to the answer that an MCP client gets from the file. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unpackExtension } from '@anthropic-ai/mcpb';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { NODE } from '../scripts/runtime.mjs';
import { expect, test } from './desktop.ts';
import type { Desktop } from './desktop.ts';
import { Editor } from './pages/editor.ts';
import { Library } from './pages/library.ts';

async function prepare(
  desktop: Desktop,
  text = 'The fee is due on the day of arrival. Late payment adds four percent.',
) {
  const morgy = await desktop.request('morgys.create', {
    name: 'Harbour Master',
    patch: {
      description: 'Knows the rules of the harbour.',
      ai_config: { systemPrompt: 'You keep the harbour in order.' },
    },
  });
  await desktop.request('knowledge.addText', { morgyId: morgy.id, title: 'Fees', text });
  await desktop.request('templates.create', {
    morgyId: morgy.id,
    title: 'Remind a skipper',
    description: 'A friendly reminder',
    text: 'Write a reminder to {{skipper}}.',
    arguments: [{ name: 'skipper', description: 'Who', required: true }],
  });
  await new Library(desktop.page).card('Harbour Master').click();
  await new Editor(desktop.page).tab('Export');
  // Until what would leave is known, its icon included. A secret in it keeps the button shut.
  await expect(desktop.page.getByText(/about [\d.]+ [kM]B/)).toBeVisible();
  return morgy;
}

const exportButton = (desktop: Desktop) =>
  desktop.page.getByRole('tabpanel').getByRole('button', { name: 'Export', exact: true });

test('a bundle is made, checked before one’s eyes, saved, and answers an MCP client', async ({ desktop }) => {
  const { page } = desktop;
  const morgy = await prepare(desktop);
  await exportButton(desktop).click();
  const checks = page.getByRole('list', { name: 'Checks of the bundle' });
  await expect(checks).toBeVisible({ timeout: 60_000 });
  await expect(checks.getByRole('img', { name: 'Failed' })).toHaveCount(0);
  const [record] = await desktop.request('exports.list', { morgyId: morgy.id });
  expect(record?.report.ok).toBe(true);

  const saved = join(desktop.folder, 'harbour.mcpb');
  await desktop.answerDialogs([saved]);
  await page
    .getByRole('region', { name: /is ready$/ })
    .getByRole('button', { name: 'Save as…' })
    .click();
  await expect.poll(() => tryRead(saved)?.length ?? 0).toBe(record?.size);

  const folder = join(desktop.folder, 'unpacked');
  expect(await unpackExtension({ mcpbPath: saved, outputDir: folder, silent: true })).toBe(true);
  const client = new Client({ name: 'e2e', version: '1.0.0' });
  await client.connect(
    new StdioClientTransport({ command: NODE, args: [join(folder, 'server.cjs')], env: {}, stderr: 'ignore' }),
  );
  try {
    const answer = await client.callTool({ name: 'search_knowledge', arguments: { query: 'late payment' } });
    expect(JSON.stringify(answer.content)).toContain('Late payment adds four percent');
    const persona = await client.callTool({ name: 'get_persona', arguments: {} });
    expect(JSON.stringify(persona.content)).toContain('You keep the harbour in order.');
    const { prompts } = await client.listPrompts();
    expect(prompts.some((prompt) => /remind/i.test(prompt.name))).toBe(true);
  } finally {
    await client.close();
  }
});

test('the same Morgy exports to the same bytes, a changed one to the next version', async ({ desktop }) => {
  const morgy = await prepare(desktop);
  const make = () => desktop.request('exports.create', { morgyId: morgy.id, exportKey: crypto.randomUUID() });
  const first = await make();
  const second = await make();
  expect(second.sha256).toBe(first.sha256);
  expect(second.version).toBe(first.version);
  await desktop.request('knowledge.addText', { morgyId: morgy.id, title: 'Berths', text: 'Berth seven stays free.' });
  const third = await make();
  expect(third.version).not.toBe(first.version);
  const diff = await desktop.request('exports.diff', { from: first.id, to: third.id });
  expect(diff.some((change) => change.kind === 'added' && change.what.includes('Berths'))).toBe(true);
});

test('a secret stops the export until it is decided about, and does not leave', async ({ desktop }) => {
  const { page } = desktop;
  // A made-up key of the right shape; put together here so that no scanner takes this file for a leak.
  const key = ['ghp', '16C7e42F292c6912E7710c838347Ae178B4a'].join('_');
  const morgy = await prepare(desktop, `The harbour system is reached with the token ${key} and nothing else.`);
  await expect(page.getByText('must be decided about first')).toBeVisible();
  await expect(exportButton(desktop)).toBeDisabled();
  expect(await page.getByRole('tabpanel').innerText()).not.toContain(key);
  await page.getByRole('combobox', { name: /^What to do about/ }).click();
  await page.getByRole('option', { name: 'Black it out' }).click();
  await expect(exportButton(desktop)).toBeEnabled();
  await exportButton(desktop).click();
  await expect(page.getByRole('list', { name: 'Checks of the bundle' })).toBeVisible({ timeout: 60_000 });
  const [record] = await desktop.request('exports.list', { morgyId: morgy.id });
  const { path } = await desktop.request('exports.file', { id: record?.id ?? '' });
  const folder = join(desktop.folder, 'unpacked');
  await unpackExtension({ mcpbPath: path, outputDir: folder, silent: true });
  for (const file of record?.report.ok === true ? ['manifest.json', 'server.cjs'] : []) {
    expect(readFileSync(join(folder, file), 'utf8')).not.toContain(key);
  }
  expect(record?.report.ok).toBe(true);
  // The next export does not ask again: it is kept with the studio's settings, and not with the page.
  const { blocking, findings } = await desktop.request('exports.plan', { morgyId: morgy.id });
  expect(blocking).toEqual([]);
  expect(findings).toMatchObject([{ decided: 'redact' }]);
});

test('secrets stand before many warnings, a kind is decided about at once, and a Morgy’s file says what it is', async ({
  desktop,
}, { project }) => {
  const { page } = desktop;
  const password = ['hunter2', 'SECRETXYZ'].join('-');
  const people = Array.from({ length: 40 }, (_unused, i) => `Ask skipper${i}.lopez@harbour-acme.io about berth ${i}.`);
  const text = [...people, `The staging password is ${password}.`, 'See file:///home/maria/berths.txt.'].join('\n\n');
  const morgy = await prepare(desktop, text);
  const secrets = page.getByRole('region', { name: 'Password' });
  const addresses = page.getByRole('region', { name: 'E-mail address' });
  await expect(secrets).toBeVisible();
  await expect(addresses.getByText('40 warnings')).toBeVisible();
  const [above, below] = [await secrets.boundingBox(), await addresses.boundingBox()];
  expect(above?.y ?? 0).toBeLessThan(below?.y ?? 0);
  await expect(exportButton(desktop)).toBeDisabled();
  mkdirSync('test-results/screens', { recursive: true });
  await page.screenshot({ path: `test-results/screens/${project.name}-findings.png` });
  await addresses.getByRole('button', { name: 'Keep all: E-mail address' }).click();
  await expect(addresses.getByRole('combobox').first()).toContainText('Let it leave');
  await addresses.getByRole('button', { name: 'Black out all: E-mail address' }).click();
  await expect(addresses.getByRole('combobox').first()).toContainText('Black it out');
  await secrets.getByRole('combobox').click();
  await page.getByRole('option', { name: 'Black it out' }).click();
  await expect(page.getByText('1 secret found; it will not leave')).toBeVisible();
  await expect(exportButton(desktop)).toBeEnabled();
  await page.screenshot({ path: `test-results/screens/${project.name}-findings-decided.png` });

  const file = join(desktop.folder, 'harbour.morgy');
  await desktop.answerDialogs([file]);
  await desktop.clickMenu('morgy.exportFile');
  await expect(page.getByText(/This file is a complete copy: .* and the secret found in them/)).toBeVisible();
  await page.screenshot({ path: `test-results/screens/${project.name}-complete-copy.png` });
  expect(readFileSync(file, 'utf8')).toContain(password);
  expect(morgy.name).toBe('Harbour Master');
});

test('a bundle is handed to the system only from the studio’s own exports', async ({ desktop }) => {
  const morgy = await prepare(desktop);
  const record = await desktop.request('exports.create', { morgyId: morgy.id, exportKey: crypto.randomUUID() });
  const { path } = await desktop.request('exports.file', { id: record.id });
  await desktop.inShell(({ shell }) => {
    const opened: string[] = [];
    (globalThis as Record<string, unknown>)['opened'] = opened;
    shell.openPath = (file: string) => {
      opened.push(file);
      return Promise.resolve('');
    };
  });
  expect(await desktop.request('shell.openBundle', { path })).toEqual({ opened: true, message: null });
  const copy = join(desktop.folder, 'elsewhere.mcpb');
  await desktop.request('exports.saveAs', { id: record.id, path: copy });
  expect((await desktop.request('shell.openBundle', { path: copy })).opened).toBe(false);
  expect(await desktop.inShell(() => (globalThis as Record<string, unknown>)['opened'])).toHaveLength(1);
});

function tryRead(file: string): Uint8Array | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
