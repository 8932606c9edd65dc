/**
 * Keeps the studio process alive. It is started again after a crash, at most three times in a row; a minute of health
 * forgets earlier crashes. What was running when it died is answered with `studio_restarted` and never sent twice; what
 * comes while it starts waits.
 */
import { randomUUID } from 'node:crypto';
import type { Reply } from '../contract/bridge.ts';
import { toStudioError } from '../contract/errors.ts';
import type { StudioEvent, StudioEventOf } from '../contract/events.ts';
import type { SecretStore } from '../studio/lib/secrets.ts';
import type { FromStudio } from '../studio/rpc/wire.ts';
import { onlyFrames } from './log.ts';
import type { Log } from './log.ts';
import type { StudioProcess } from './studio-process.ts';

export type Status = StudioEventOf<'status'>;

export interface StudioHost {
  readonly status: Status;
  readonly pid: number | undefined;
  request(name: string, input: unknown, signal: AbortSignal): Promise<Reply>;
  /** The machine woke up. */
  wake(): void;
  /** After it gave up; false when it is not down. */
  restart(): boolean;
  /** Lets it finish what it writes; killed after five seconds. */
  close(): Promise<void>;
}

export interface HostOptions {
  readonly start: () => StudioProcess;
  readonly secrets: SecretStore;
  readonly emit: (event: StudioEvent) => void;
  readonly log: Log;
  /** Milliseconds before each restart in a row. */
  readonly delays?: readonly number[];
  /** Milliseconds of health that forget earlier crashes. */
  readonly healthyAfter?: number;
  readonly closeWithin?: number;
}

interface Waiting {
  readonly name: string;
  readonly input: unknown;
  readonly resolve: (reply: Reply) => void;
  sent: boolean;
}

const failure = (code: string, message: string): Reply => ({
  ok: false,
  error: { code, message },
});

export function createStudioHost(options: HostOptions): StudioHost {
  const { emit, log, secrets } = options;
  const delays = options.delays ?? [0, 300, 1000];
  const waiting = new Map<string, Waiting>();
  let child: StudioProcess | null = null;
  let status: Status = { type: 'status', state: 'starting', restarts: 0, message: null };
  let crashes = 0;
  let closing = false;
  let fatal: string | null = null;
  let healthTimer: NodeJS.Timeout | undefined;
  let restartTimer: NodeJS.Timeout | undefined;
  let errorText = '';

  function tell(state: Status['state'], message: string | null): void {
    status = { type: 'status', state, restarts: crashes, message };
    emit(status);
  }

  function launch(): void {
    fatal = null;
    errorText = '';
    const started = options.start();
    child = started;
    started.onMessage((message) => {
      if (child === started) receive(message);
    });
    started.onErrorText((text) => {
      errorText = (errorText + text).slice(-20_000);
    });
    started.onExit((how) => {
      if (child === started) gone(how);
    });
  }

  function receive(message: FromStudio): void {
    switch (message.type) {
      case 'ready':
        log.info('studio', 'ready');
        tell('ready', null);
        healthTimer = setTimeout(() => {
          crashes = 0;
        }, options.healthyAfter ?? 60_000);
        for (const [id, request] of waiting) if (!request.sent) send(id, request);
        break;
      case 'fatal':
        fatal = message.error.message;
        log.warn('studio', `could not start: ${message.error.code}`);
        break;
      case 'reply':
        waiting.get(message.id)?.resolve(message.reply);
        waiting.delete(message.id);
        break;
      case 'event':
        emit(message.event);
        break;
      case 'secret':
        void keep(message);
        break;
      case 'reading':
        // Answered where the process was started: studio-process.ts.
        break;
    }
  }

  function gone(how: string): void {
    child = null;
    clearTimeout(healthTimer);
    if (closing) return;
    crashes += 1;
    const frames = onlyFrames(errorText);
    log.warn('studio', `ended (${how}), ${crashes} in a row${frames === '' ? '' : `: ${frames}`}`);
    for (const [id, request] of waiting) {
      if (!request.sent) continue;
      request.resolve(
        failure('studio_restarted', 'The studio restarted while this was running; check what was done and try again.'),
      );
      waiting.delete(id);
    }
    // What could not open its data will not open it the next time either.
    if (fatal !== null) giveUp(fatal);
    else if (crashes > delays.length) {
      giveUp(`The studio's core stopped ${crashes} times in a row. Everything saved so far is safe on this device.`);
    } else {
      tell('restarting', "The studio's core stopped and is starting again. Nothing saved is lost.");
      restartTimer = setTimeout(launch, delays[crashes - 1]);
    }
  }

  function giveUp(message: string): void {
    tell('failed', message);
    for (const request of waiting.values()) request.resolve(failure('studio_failed', message));
    waiting.clear();
  }

  function send(id: string, request: Waiting): void {
    request.sent = true;
    child?.post({ type: 'request', id, name: request.name, input: request.input });
  }

  async function keep(message: Extract<FromStudio, { type: 'secret' }>): Promise<void> {
    const asked = child;
    try {
      let value: string | null = null;
      if (message.action === 'get') value = await secrets.get(message.key);
      else if (message.action === 'delete') await secrets.delete(message.key);
      else if (message.action === 'hold') await secrets.hold?.(message.key, message.value ?? '');
      else await secrets.set(message.key, message.value ?? '');
      asked?.post({ type: 'secret', id: message.id, value, error: null });
    } catch (error) {
      const { message: text } = toStudioError(error);
      asked?.post({ type: 'secret', id: message.id, value: null, error: text });
    }
  }

  launch();
  return {
    get status() {
      return status;
    },
    get pid() {
      return child?.pid;
    },
    request(name, input, signal) {
      if (status.state === 'failed') {
        return Promise.resolve(failure('studio_failed', status.message ?? 'The studio is down.'));
      }
      if (closing) return Promise.resolve(failure('studio_closed', 'The studio is closing.'));
      return new Promise((resolve) => {
        const id = randomUUID();
        const request: Waiting = { name, input, resolve, sent: false };
        waiting.set(id, request);
        signal.addEventListener('abort', () => {
          if (!waiting.has(id)) return;
          if (request.sent) child?.post({ type: 'cancel', id });
          else {
            waiting.delete(id);
            resolve(failure('cancelled', 'This was cancelled before it began.'));
          }
        });
        if (status.state === 'ready') send(id, request);
      });
    },
    wake() {
      if (status.state === 'ready') child?.post({ type: 'wake' });
    },
    restart() {
      if (status.state !== 'failed') return false;
      crashes = 0;
      tell('starting', null);
      launch();
      return true;
    },
    close() {
      closing = true;
      clearTimeout(restartTimer);
      clearTimeout(healthTimer);
      const last = child;
      if (!last) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          log.warn('studio', 'did not close in time and was ended');
          last.kill();
          resolve();
        }, options.closeWithin ?? 5000);
        last.onExit(() => {
          clearTimeout(timer);
          resolve();
        });
        last.post({ type: 'close' });
      });
    },
  };
}
