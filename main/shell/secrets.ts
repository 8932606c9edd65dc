/**
 * Secrets of this device, encrypted by the system's keychain (safeStorage) into one file of the profile. Where the system
 * has no keychain they are refused, not kept in a weaker way; a sign-in may then be held in memory until the studio closes.
 */
import { closeSync, existsSync, openSync, renameSync } from 'node:fs';
import type { SafeStorage } from 'electron';
import { z } from 'zod';
import { StudioError } from '../contract/errors.ts';
import type { SecretStore } from '../studio/lib/secrets.ts';
import { readJson, writeAtomically } from './atomic-file.ts';

const secretFile = z.object({
  version: z.literal(1),
  /** Key to the encrypted value in base64. */
  entries: z.record(z.string(), z.base64()),
});

type Keychain = Pick<SafeStorage, 'isEncryptionAvailable' | 'encryptString' | 'decryptString'> & {
  getSelectedStorageBackend?: () => string;
};

/** `basic_text` is Chromium's fallback on Linux: a password that everyone knows, so no keychain at all. */
export function hasKeychain(storage: Keychain): boolean {
  if (!storage.isEncryptionAvailable()) return false;
  return process.platform !== 'linux' || storage.getSelectedStorageBackend?.() !== 'basic_text';
}

export function openSecrets(file: string, storage: Keychain): SecretStore {
  const held = new Map<string, string>();
  const read = (): Record<string, string> => {
    if (!existsSync(file)) return {};
    try {
      closeSync(openSync(file, 'r'));
    } catch (error) {
      // It may be whole: what cannot be read now is left where it is.
      throw new StudioError(
        'secrets_unreadable',
        `The file that keeps this device's secrets could not be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'}). Check its permissions and try again.`,
      );
    }
    const kept = readJson(file, secretFile);
    // A damaged file is set aside, never written over.
    if (!kept) renameSync(file, `${file}.damaged-${Date.now()}`);
    return kept?.entries ?? {};
  };
  const write = (entries: Record<string, string>): void =>
    writeAtomically(file, `${JSON.stringify({ version: 1, entries })}\n`);
  const need = (): void => {
    if (hasKeychain(storage)) return;
    throw new StudioError(
      'no_keychain',
      "This system has no keychain that the studio can use, so it can't keep secrets. " +
        'Set one up (on Linux: GNOME Keyring or KWallet), restart the studio and enter the secret again.',
    );
  };
  return {
    async get(key) {
      const inMemory = held.get(key);
      if (inMemory !== undefined) return inMemory;
      const entry = read()[key];
      if (entry === undefined) return null;
      need();
      try {
        return storage.decryptString(Buffer.from(entry, 'base64'));
      } catch {
        throw new StudioError(
          'secret_unreadable',
          "The keychain can't read this secret any more (it was kept under another account or machine). Enter it again.",
        );
      }
    },
    async set(key, value) {
      need();
      const entries = { ...read(), [key]: storage.encryptString(value).toString('base64') };
      write(entries);
      // Only now: on a full disk it would be in neither place.
      held.delete(key);
    },
    async hold(key, value) {
      held.set(key, value);
    },
    async delete(key) {
      held.delete(key);
      const { [key]: gone, ...entries } = read();
      if (gone !== undefined) write(entries);
    },
  };
}
