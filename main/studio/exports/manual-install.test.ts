/** The manual way into Claude Desktop, as a person meets it: twice, with a file that an editor of Windows saved, and out again. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { FILES } from '../../../apps/bundle/format.ts';
import { installManually, uninstallManually } from './manual-install.ts';
import { writeZip } from './pack/zip.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
let folder: string;
let config: string;
let bundle: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'morgus manual ü-'));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });
  for (const name of ['HOME', 'USERPROFILE']) vi.stubEnv(name, folder);
  vi.stubEnv('XDG_CONFIG_HOME', join(folder, 'config'));
  vi.stubEnv('APPDATA', join(folder, 'config'));
  vi.stubEnv('LOCALAPPDATA', join(folder, 'local'));
  config = join(folder, 'config/Claude/claude_desktop_config.json');
  mkdirSync(join(folder, 'config/Claude'), { recursive: true });
  bundle = join(folder, 'nora-1.0.0.mcpb');
  writeFileSync(
    bundle,
    await writeZip(
      new Map([
        [FILES.server, bytes('1')],
        [FILES.manifest, bytes('{}')],
      ]),
    ),
  );
});

const servers = (): Record<string, unknown> =>
  (JSON.parse(readFileSync(config, 'utf8').replace(/^\uFEFF/, '')) as { mcpServers: Record<string, unknown> })
    .mcpServers;

// macOS has its own place, which no variable moves.
test.skipIf(process.platform === 'darwin')(
  'an entry of ours that a person changed is replaced, also in a file that begins with a byte order mark',
  async () => {
    const other = { command: 'x', args: [] };
    const ours = { command: 'node', args: [join(folder, 'data/installed/nora', FILES.server)], env: { A: '1' } };
    writeFileSync(config, `\uFEFF${JSON.stringify({ mcpServers: { other, nora: ours } }, null, 2)}\r\n`);
    const done = await installManually(bundle, join(folder, 'data'));
    expect(done.entry).toBe('nora');
    expect(readFileSync(done.backup ?? '', 'utf8')).toContain('"A"');
    expect(readFileSync(config, 'utf8').startsWith('\uFEFF')).toBe(true);
    expect(servers()).toEqual({ other, nora: { ...ours, env: {} } });
    expect(await uninstallManually(bundle)).toMatchObject({ removed: true });
    expect(servers()).toEqual({ other });
  },
);
