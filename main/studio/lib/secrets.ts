/** Where secrets live: the system's keychain, reached through whoever started the studio. Never the database. */
export interface SecretStore {
  get(key: string): Promise<string | null>;
  /** @throws StudioError no_keychain when there is nowhere safe to keep it. */
  set(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
}
