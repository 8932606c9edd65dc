/**
 * Where the command line keeps a sign-in: the system's keychain by the tool that comes with it (macOS `security`, Linux
 * `secret-tool`), or a file encrypted with MORGUS_SECRET_KEY where a script runs without anybody's session. The desktop's
 * keychain entries are Electron's own and not readable from here.
 */
import { spawn } from 'node:child_process';
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../main/contract/errors.ts';
import { writeFileAtomically } from '../../main/studio/lib/atomic-write.ts';
import type { SecretStore } from '../../main/studio/lib/secrets.ts';

const SERVICE = 'morgus-command-line';
export const NO_KEYCHAIN =
  'The command line finds no keychain on this system. Set MORGUS_SECRET_KEY to a long secret of your own, and sign-ins are kept in a file encrypted with it.';

interface Tool {
  readonly command: string;
  get(key: string): readonly string[];
  /** Arguments, and what it reads from its input: a secret never stands among the arguments. */
  set(key: string, value: string): { args: readonly string[]; input: string };
  delete(key: string): readonly string[];
}

const secretTool: Tool = {
  command: 'secret-tool',
  get: (key) => ['lookup', 'service', SERVICE, 'key', key],
  set: (key, value) => ({
    args: ['store', '--label', 'Morgus Studio command line', 'service', SERVICE, 'key', key],
    input: value,
  }),
  delete: (key) => ['clear', 'service', SERVICE, 'key', key],
};

const security: Tool = {
  command: 'security',
  get: (key) => ['find-generic-password', '-s', SERVICE, '-a', key, '-w'],
  set: (key, value) => ({ args: ['-i'], input: `add-generic-password -U -s "${SERVICE}" -a "${key}" -w "${value}"\n` }),
  delete: (key) => ['delete-generic-password', '-s', SERVICE, '-a', key],
};

function run(command: string, args: readonly string[], input = ''): Promise<{ code: number; out: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    let out = '';
    child.stdout.on('data', (part: Buffer) => (out += part.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, out }));
    child.stdin.end(input);
  });
}

const isInstalled = (command: string, env: NodeJS.ProcessEnv): boolean =>
  (env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, command)));

function byTool(tool: Tool): SecretStore {
  return {
    async get(key) {
      const { code, out } = await run(tool.command, tool.get(key));
      return code === 0 && out !== '' ? out.replace(/\n$/, '') : null;
    },
    async set(key, value) {
      // The tools take a line; nothing that is kept here (tokens) has another one in it.
      if (/["\n\\]/.test(value))
        throw new StudioError('no_keychain', 'This secret has signs that the keychain cannot take.');
      const { args, input } = tool.set(key, value);
      const { code } = await run(tool.command, args, input);
      if (code !== 0)
        throw new StudioError(
          'no_keychain',
          `The keychain did not take it (${tool.command} ended with ${code}). ${NO_KEYCHAIN}`,
        );
    },
    async delete(key) {
      await run(tool.command, tool.delete(key));
    },
  };
}

const vault = z.object({
  version: z.literal(1),
  salt: z.base64(),
  /** Key to nonce, tag and ciphertext, each in base64. */
  entries: z.record(z.string(), z.tuple([z.base64(), z.base64(), z.base64()])),
});

function byFile(file: string, secret: string): SecretStore {
  async function read(): Promise<z.infer<typeof vault>> {
    if (!existsSync(file)) return { version: 1, salt: randomBytes(16).toString('base64'), entries: {} };
    return vault.parse(JSON.parse(await readFile(file, 'utf8')));
  }
  const keyOf = (salt: string): Buffer => scryptSync(secret, Buffer.from(salt, 'base64'), 32);
  const write = (kept: z.infer<typeof vault>): Promise<void> => writeFileAtomically(file, `${JSON.stringify(kept)}\n`);
  return {
    async get(key) {
      const kept = await read();
      const entry = kept.entries[key];
      if (!entry) return null;
      const [nonce, tag, text] = entry.map((part) => Buffer.from(part, 'base64')) as [Buffer, Buffer, Buffer];
      try {
        const cipher = createDecipheriv('aes-256-gcm', keyOf(kept.salt), nonce);
        cipher.setAAD(Buffer.from(key)).setAuthTag(tag);
        return Buffer.concat([cipher.update(text), cipher.final()]).toString('utf8');
      } catch {
        throw new StudioError('secret_unreadable', 'MORGUS_SECRET_KEY is not the one this sign-in was kept with.');
      }
    },
    async set(key, value) {
      const kept = await read();
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', keyOf(kept.salt), nonce).setAAD(Buffer.from(key));
      const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
      const entry = [nonce, cipher.getAuthTag(), text].map((part) => part.toString('base64')) as [
        string,
        string,
        string,
      ];
      await write({ ...kept, entries: { ...kept.entries, [key]: entry } });
    },
    async delete(key) {
      const kept = await read();
      if (!(key in kept.entries)) return;
      const { [key]: _gone, ...entries } = kept.entries;
      await write({ ...kept, entries });
    },
  };
}

function toolOf(env: NodeJS.ProcessEnv): Tool | null {
  const tool = process.platform === 'darwin' ? security : process.platform === 'linux' ? secretTool : null;
  return tool && isInstalled(tool.command, env) ? tool : null;
}

/** Whether a sign-in can be kept here at all; a keychain that is there may still refuse it. */
export const canKeepSignIn = (env: NodeJS.ProcessEnv = process.env): boolean =>
  Boolean(env['MORGUS_SECRET_KEY']) || toolOf(env) !== null;

export function commandLineSecrets(dataFolder: string, env: NodeJS.ProcessEnv = process.env): SecretStore {
  const secret = env['MORGUS_SECRET_KEY'];
  if (secret) return byFile(join(dataFolder, 'command-line-secrets.json'), secret);
  const tool = toolOf(env);
  if (tool) return byTool(tool);
  return {
    get: async () => null,
    set: async () => {
      throw new StudioError('no_keychain', NO_KEYCHAIN);
    },
    delete: async () => undefined,
  };
}
