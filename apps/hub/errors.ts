/** What stops the hub, as a sentence with what can be done now. */
export class HubError extends Error {
  readonly code: 'running' | 'not_running' | 'port_taken' | 'demo_needs_new' | 'no_lan' | 'no_folder';

  constructor(code: HubError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HubError';
    this.code = code;
  }
}
