/** The manual way into Claude Desktop: the bundle unpacked in the data folder, and an entry in the host's own config file. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join, sep } from 'node:path';
import { z } from 'zod';
import {
  addToClaudeDesktop,
  configCandidates,
  removeFromClaudeDesktop,
  unpackForClaudeDesktop,
} from './pack/claude-desktop.ts';
import type { ServerEntry } from './pack/claude-desktop.ts';
import { PackError } from './pack/types.ts';

const installFolder = (dataFolder: string): string => join(dataFolder, 'installed');

/** "<name>-<version>.mcpb" without the version: one entry a Morgy, whatever its version. */
const entryName = (bundle: string): string => basename(bundle).replace(/-\d+\.\d+\.\d+\.mcpb$/, '');

const here = (): Promise<string[]> =>
  configCandidates({ platform: process.platform, home: homedir(), env: process.env });

const entryShape = z.object({
  mcpServers: z.record(z.string(), z.looseObject({ args: z.array(z.string()).default([]) })),
});

/** Whether the entry of that name is one that the studio put there, and may therefore replace. */
async function isOurs(config: string, name: string, dataFolder: string): Promise<boolean> {
  const parsed = entryShape.safeParse(JSON.parse((await readFile(config, 'utf8')).replace(/^\uFEFF/, '')));
  const [first] = (parsed.success ? parsed.data.mcpServers[name]?.args : undefined) ?? [];
  return first?.startsWith(installFolder(dataFolder) + sep) ?? false;
}

async function unpacked(bundle: string, dataFolder: string): Promise<{ name: string; entry: ServerEntry }> {
  const name = entryName(bundle);
  const entry = await unpackForClaudeDesktop(await readFile(bundle), join(installFolder(dataFolder), name));
  return { name, entry };
}

/** @throws PackError config_unreadable, config_conflict, config_write_failed: the config file is as it was then. */
export async function installManually(
  bundle: string,
  dataFolder: string,
): Promise<{ config: string; backup: string | null; entry: string }> {
  const { name, entry } = await unpacked(bundle, dataFolder);
  const [config = ''] = await here();
  try {
    const change = await addToClaudeDesktop(config, name, entry);
    return { config, backup: change.backup, entry: name };
  } catch (error) {
    const conflict = error instanceof PackError && error.code === 'config_conflict';
    if (!conflict || !(await isOurs(config, name, dataFolder))) throw error;
    const change = await addToClaudeDesktop(config, name, entry, { replace: true });
    return { config, backup: change.backup, entry: name };
  }
}

export async function uninstallManually(bundle: string): Promise<{ config: string; removed: boolean }> {
  const [config = ''] = await here();
  const change = await removeFromClaudeDesktop(config, entryName(bundle));
  return { config, removed: change.changed };
}

/** What a person pastes by hand; the bundle is unpacked so that the path in it is true. */
export async function configSnippet(bundle: string, dataFolder: string): Promise<{ json: string; configs: string[] }> {
  const { name, entry } = await unpacked(bundle, dataFolder);
  return { json: JSON.stringify({ mcpServers: { [name]: entry } }, null, 2), configs: await here() };
}
