/** What is done with a finished bundle. Each ends in a sentence. */
import type { ExportRecord } from '../../../main/studio/exports/contract.ts';
import { toast } from '../../components/Toast.tsx';
import { studio } from '../../app/client.ts';
import { fileNameOf } from '../../app/files.ts';

const show = (path: string) => ({
  label: 'Show',
  onClick: () => void studio.request('shell.showInFolder', { path }).catch(() => undefined),
});

export async function openInClaude(record: ExportRecord): Promise<void> {
  try {
    const { path } = await studio.request('exports.file', { id: record.id });
    const { opened, message } = await studio.request('shell.openBundle', { path });
    if (opened)
      toast.done({ title: 'Handed to Claude Desktop', description: 'It asks you to confirm the installation.' });
    else
      toast.error(
        'Nothing on this computer opens .mcpb files',
        new Error(message ?? 'Install Claude Desktop, or save the bundle and install it by hand.'),
      );
  } catch (error) {
    toast.error('The bundle could not be opened', error);
  }
}

export async function saveBundle(record: ExportRecord): Promise<void> {
  try {
    const { path } = await studio.request('shell.saveFile', {
      title: 'Save the bundle',
      defaultName: record.file_name,
      filters: [{ name: 'MCP bundle', extensions: ['mcpb'] }],
    });
    if (path === null) return;
    await studio.request('exports.saveAs', { id: record.id, path });
    toast.done({ title: `Saved ${fileNameOf(path)}`, action: show(path) });
  } catch (error) {
    toast.error('The bundle was not saved', error);
  }
}

export async function installManually(record: ExportRecord): Promise<void> {
  try {
    const { config, backup, entry } = await studio.request('exports.installManually', { id: record.id });
    toast.done({
      title: `“${entry}” is in Claude Desktop’s settings`,
      description: `Restart Claude Desktop to see it. ${backup === null ? 'There was no settings file before.' : 'The settings as they were are kept beside them.'}`,
      action: show(config),
    });
  } catch (error) {
    toast.error('Claude Desktop’s settings were not changed', error);
  }
}

export async function copySnippet(record: ExportRecord): Promise<void> {
  try {
    const { json } = await studio.request('exports.configSnippet', { id: record.id });
    await navigator.clipboard.writeText(json);
    toast.done({ title: 'Copied', description: 'Paste it into claude_desktop_config.json, inside what is there.' });
  } catch (error) {
    toast.error('Nothing was copied', error);
  }
}
