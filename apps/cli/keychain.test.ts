/** Faults caught: a sign-in that lies readable on the disk, or that another key can open. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { commandLineSecrets } from './keychain.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'morgus-secrets-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

it('keeps secrets in a file that only its key opens', async () => {
  const data = folder();
  const secrets = commandLineSecrets(data, { MORGUS_SECRET_KEY: 'a long secret of mine' });
  expect(await secrets.get('account:1:refresh')).toBeNull();
  await secrets.set('account:1:refresh', 'token-of-one');
  await secrets.set('account:2:refresh', 'token-of-two');
  expect(readFileSync(join(data, 'command-line-secrets.json'), 'utf8')).not.toContain('token-of');
  expect(await secrets.get('account:1:refresh')).toBe('token-of-one');
  await secrets.delete('account:2:refresh');
  expect(await secrets.get('account:2:refresh')).toBeNull();
  const other = commandLineSecrets(data, { MORGUS_SECRET_KEY: 'another one' });
  await expect(other.get('account:1:refresh')).rejects.toMatchObject({ code: 'secret_unreadable' });
});

it('refuses to keep one where there is no keychain, and says what helps', async () => {
  const secrets = commandLineSecrets(folder(), { PATH: '' });
  await expect(secrets.set('k', 'v')).rejects.toThrow(/MORGUS_SECRET_KEY/);
});
