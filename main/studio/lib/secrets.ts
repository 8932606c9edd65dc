/** Where secrets live: the system's keychain, reached through whoever started the studio. Never the database. */
export interface SecretStore {
  get(key: string): Promise<string | null>;
  /** @throws StudioError no_keychain when there is nowhere safe to keep it. */
  set(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
  /** Keeps it in memory until the program ends, where `set` has no keychain. Absent where nothing outlives a request. */
  hold?(key: string, value: string): Promise<void>;
}
