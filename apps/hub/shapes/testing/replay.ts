/**
 * Replays what was recorded of the real Electric 1.7.12 (traces/) against this shape service, and says what differs.
 * Recorded handles and log positions are tokens (H1, L1, …): each stands for one value of this run, positions in order.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const message = z.looseObject({ headers: z.record(z.string(), z.unknown()) });
const answer = z.object({
  status: z.number(),
  headers: z.record(z.string(), z.unknown()),
  body: z.unknown().optional(),
  events: z.array(z.unknown()).optional(),
  summary: z.object({ messages: z.number(), first: z.unknown(), last: z.unknown() }).optional(),
});
const ask = z.object({
  method: z.string(),
  path: z.string(),
  query: z.record(z.string(), z.string()),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
});
const step = z.union([
  z.object({ sql: z.array(z.string()) }),
  z.object({ ask, answer, during: z.array(z.string()).optional(), note: z.string().optional() }),
  z.object({ note: z.string() }),
]);
const trace = z.object({
  scenario: z.string(),
  /** What `#n` stands for. */
  rows: z.array(z.unknown()),
  steps: z.array(step),
});
export type Trace = z.infer<typeof trace>;
export type Asked = Extract<Trace['steps'][number], { ask: unknown }>;

export const readTrace = (name: string): Trace =>
  trace.parse(JSON.parse(readFileSync(new URL(`traces/${name}.json`, import.meta.url), 'utf8')));

export interface World {
  url(): string;
  sql(statements: readonly string[]): Promise<void>;
  /** What a note of the recording says was done to the service or the database. */
  note(text: string): Promise<void>;
}

export interface Difference {
  readonly step: Asked;
  /** `status`, `body`, or the header's name. */
  readonly field: string;
  readonly recorded: unknown;
  readonly found: unknown;
}

const TOKEN = /(?<![A-Za-z])[HL]\d+(?!\d)/g;

/** Tokens and what they stand for in this run. */
class Tokens {
  private readonly values = new Map<string, string>();

  resolve(text: string): string {
    return text.replaceAll(TOKEN, (token) => this.values.get(token) ?? token);
  }

  /** The recorded text with what this run has in the tokens' places, where it fits. */
  fill(recorded: string, found: string): string {
    const tokens = recorded.match(TOKEN) ?? [];
    const pattern = recorded
      .split(/((?<![A-Za-z])[HL]\d+(?!\d)|\*)/)
      .map((part) =>
        /^[HL]\d+$/.test(part)
          ? '([0-9-]+?)'
          : part === '*'
            ? '[0-9]+'
            : part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`),
      )
      .join('');
    const match = new RegExp(`^${pattern}$`).exec(found);
    if (!match) return this.resolve(recorded);
    for (const [i, token] of tokens.entries()) {
      const value = match[i + 1] ?? '';
      if (!this.values.has(token) && ![...this.values.values()].includes(value)) this.values.set(token, value);
    }
    return recorded.includes('*') &&
      this.resolve(recorded)
        .split('*')
        .every((part) => found.includes(part))
      ? found
      : this.resolve(recorded);
  }

  /** Positions of the log that are not in the recorded order. */
  disorder(): string[] {
    const positions = [...this.values]
      .filter(([token]) => token.startsWith('L'))
      .map(([token, value]) => ({ token, order: Number(token.slice(1)), value: Number(value) }))
      .toSorted((a, b) => a.order - b.order);
    return positions
      .filter(({ value }, i) => i > 0 && value <= (positions[i - 1]?.value ?? 0))
      .map(({ token }) => token);
  }
}

/** What gen_random_uuid() made, in this run and in the recorded one. */
const RANDOM = /(?!0{8})[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const steady = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll(RANDOM, 'random')) as T;

const longString = (value: unknown): unknown => {
  if (typeof value !== 'string' || value.length < 100_000) return value;
  return { length: value.length, head: value.slice(0, 60) };
};

function rowsOf(value: unknown, rows: readonly unknown[]): unknown {
  const known = typeof value === 'string' && value.startsWith('#') ? rows[Number(value.slice(1))] : value;
  if (typeof known !== 'object' || known === null) return known;
  return Object.fromEntries(
    Object.entries(known).map(([name, cell]) => {
      const long = z.object({ $long_string: z.object({ length: z.number(), head: z.string() }) }).safeParse(cell);
      return [name, long.success ? { length: long.data.$long_string.length, head: long.data.$long_string.head } : cell];
    }),
  );
}

const cells = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, cell]) => [name, longString(cell)]))
    : value;

/** A message of this run in the recording's terms: numbers that every run has of its own are one letter. */
function foundMessage(text: unknown): unknown {
  const parsed = message.safeParse(text);
  if (!parsed.success) return text;
  const { headers, ...rest } = parsed.data;
  const own = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      ['txids', 'xmin', 'xmax', 'xip_list'].includes(name) ? 'X' : value,
    ]),
  );
  return { ...rest, ...('value' in rest ? { value: cells(rest['value']) } : {}), headers: own };
}

function recordedMessage(recorded: unknown, found: unknown, tokens: Tokens, rows: readonly unknown[]): unknown {
  const parsed = message.safeParse(recorded);
  if (!parsed.success) return recorded;
  const { headers, ...rest } = parsed.data;
  const other = message.safeParse(found);
  const own = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const there = other.success ? other.data.headers[name] : undefined;
      // Not the position of a change in this recording: any is good.
      if (value === '?') return [name, /^\d+$/.test(String(there)) ? there : value];
      return [name, typeof value === 'string' ? tokens.fill(value, String(there)) : value];
    }),
  );
  const row = 'value' in rest ? { value: rowsOf(rest['value'], rows) } : {};
  const old = 'old_value' in rest ? { old_value: rowsOf(rest['old_value'], rows) } : {};
  return { ...rest, ...row, ...old, headers: own };
}

function compareMessages(
  recorded: readonly unknown[],
  found: readonly unknown[],
  tokens: Tokens,
  rows: readonly unknown[],
) {
  const there = found.map(foundMessage);
  return steady({ there, here: recorded.map((one, i) => recordedMessage(one, there[i], tokens, rows)) });
}

function parseEvents(text: string): unknown[] {
  return text
    .split('\n\n')
    .filter((part) => part !== '')
    .map((part) => (part.startsWith('data: ') ? JSON.parse(part.slice(6)) : part));
}

/** Headers whose presence is the message, whatever they hold. */
const PRESENT = new Set(['electric-cursor']);
/** Those of the recording are compared; of ours the ones that Electric's client reads must not be there without it. */
const READ = [
  'electric-handle',
  'electric-offset',
  'electric-schema',
  'electric-cursor',
  'electric-up-to-date',
  'electric-snapshot',
];

async function compare(
  asked: Asked,
  response: Response,
  tokens: Tokens,
  rows: readonly unknown[],
): Promise<Difference[]> {
  const { answer: recorded } = asked;
  const differences: Difference[] = [];
  const differ = (field: string, was: unknown, is: unknown): void => {
    if (!equal(was, is)) differences.push({ step: asked, field, recorded: was, found: is });
  };
  differ('status', recorded.status, response.status);
  for (const [name, value] of Object.entries(recorded.headers)) {
    const found = response.headers.get(name);
    if (PRESENT.has(name)) differ(name, true, found !== null);
    else if (name === 'electric-schema') differ(name, rowsOf(value, rows), found === null ? null : JSON.parse(found));
    else differ(name, tokens.fill(String(value), found ?? ''), found);
  }
  for (const name of READ) if (!(name in recorded.headers)) differ(name, null, response.headers.get(name));
  const text = await response.text();
  if (recorded.events) {
    const { there, here } = compareMessages(recorded.events, parseEvents(text), tokens, rows);
    differ('body', here, there);
  } else if (recorded.summary) {
    const messages = [JSON.parse(text) as Record<string, unknown>[]].flat();
    differ('body', recorded.summary.messages, messages.length);
    const keyOf = (one: Record<string, unknown> | undefined): unknown =>
      one && 'key' in one ? { key: one['key'] } : {};
    differ('body', recorded.summary.first, keyOf(messages[0]));
    differ('body', recorded.summary.last, keyOf(messages.at(-1)));
  } else if (Array.isArray(recorded.body) && text.startsWith('[')) {
    const { there, here } = compareMessages(recorded.body, JSON.parse(text) as unknown[], tokens, rows);
    differ('body', here, there);
  } else differ('body', recorded.body ?? '', /^[{[]/.test(text) ? JSON.parse(text) : text);
  return differences;
}

const equal = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return (
    left.length === right.length && left.every(([name, value]) => equal(value, (b as Record<string, unknown>)[name]))
  );
};

function requestOf(asked: Asked, world: World, tokens: Tokens): Promise<Response> {
  const url = new URL(asked.ask.path, world.url());
  for (const [name, value] of Object.entries(asked.ask.query)) url.searchParams.set(name, tokens.resolve(value));
  const headers = Object.fromEntries(
    Object.entries(asked.ask.headers ?? {}).map(([name, value]) => [name, tokens.resolve(value)]),
  );
  const { method } = asked.ask;
  const body = asked.ask.body === undefined ? (method === 'POST' ? '' : null) : tokens.resolve(asked.ask.body);
  return fetch(url, { method, headers, body });
}

/** Everything that differs, in order. `skip` names steps that are tried elsewhere. */
export async function replay(
  { steps, rows }: Trace,
  world: World,
  skip: (asked: Asked) => boolean = () => false,
): Promise<Difference[]> {
  const tokens = new Tokens();
  const differences: Difference[] = [];
  for (const one of steps) {
    if ('sql' in one) await world.sql(one.sql);
    else if (!('ask' in one)) await world.note(one.note);
    else if (!skip(one)) {
      if (one.note) await world.note(one.note);
      const response = requestOf(one, world, tokens);
      if (one.during) {
        await sleep(50);
        await world.sql(one.during);
      }
      differences.push(...(await compare(one, await response, tokens, rows)));
    }
  }
  const disorder = tokens.disorder();
  const [last] = steps.filter((one) => 'ask' in one).slice(-1);
  if (disorder.length > 0 && last)
    differences.push({ step: last, field: 'order', recorded: 'positions in order', found: disorder });
  return differences;
}
