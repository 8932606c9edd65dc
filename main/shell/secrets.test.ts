import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasKeychain, openSecrets } from './secrets.ts';

/** Stands for the system's keychain: turns the bytes round, so that nothing readable reaches the file. */
const keychain = (available = true, backend = 'gnome_libsecret') => ({
  isEncryptionAvailable: () => available,
  getSelectedStorageBackend: () => backend as 'gnome_libsecret',
  encryptString: (text: string) => Buffer.from(text).map((byte) => byte ^ 0x5a) as Buffer,
  decryptString: (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0x5a)).toString(),
});
const file = (): string => join(mkdtempSync(join(tmpdir(), 'secrets-')), 'secrets.json');

describe('secrets', () => {
  it('come back, also in the next start, and are not readable in the file', async () => {
    const path = file();
    await openSecrets(path, keychain()).set('api.header.1', 'Bearer tok-123');
    expect(readFileSync(path, 'utf8')).not.toContain('tok-123');
    const next = openSecrets(path, keychain());
    expect(await next.get('api.header.1')).toBe('Bearer tok-123');
    await next.delete('api.header.1');
    expect(await next.get('api.header.1')).toBeNull();
  });

  // Chromium's fallback encrypts with a password that is in its source code: that is no keychain.
  it('are refused where there is no keychain', async () => {
    expect(hasKeychain(keychain(false))).toBe(false);
    if (process.platform === 'linux') expect(hasKeychain(keychain(true, 'basic_text'))).toBe(false);
    const path = file();
    await expect(openSecrets(path, keychain(false)).set('a', 'b')).rejects.toMatchObject({ code: 'no_keychain' });
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  it('in a damaged file are set aside, not written over', async () => {
    const path = file();
    writeFileSync(path, '{"version":1,"entries":{"a":');
    await openSecrets(path, keychain()).set('b', 'c');
    const aside = readdirSync(dirname(path)).find((name) => name.includes('.damaged-'));
    expect(readFileSync(join(dirname(path), aside ?? ''), 'utf8')).toContain('"a"');
  });

  // Fault caught: a sign-in that is in neither place, when the disk fills up just as a keychain comes.
  it('held in memory stay there when they cannot be written', async () => {
    const path = file();
    const secrets = openSecrets(path, keychain());
    await secrets.hold?.('a', 'first');
    // A folder stands where the new file would be made.
    mkdirSync(`${path}.${process.pid}.new`);
    await expect(secrets.set('a', 'second')).rejects.toThrow(/EISDIR|directory/i);
    expect(await secrets.get('a')).toBe('first');
  });
});
