/**
 * One question to a model's server. What comes back is hostile until shown otherwise: bounded in size and time, never
 * followed anywhere else, and handed on as text. Without https only this computer and its own network are connected to,
 * judged on the very address that the connection is made with.
 */
import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import { isLocalAddress, isLoopbackAddress, isPublicAddress } from '../lib/addresses.ts';
import { guardedLookup, literalAddress, plainAddress, RefusedAddress } from '../lib/guarded-lookup.ts';
import type { Endpoint } from './endpoint.ts';

/** Bytes of one answer. */
const LARGEST_ANSWER = 1024 * 1024;

export interface Question {
  readonly endpoint: Endpoint;
  readonly model: string;
  /** Empty: none is sent. */
  readonly key: string;
  readonly system: string;
  readonly user: string;
  /** The JSON that is expected, as a JSON schema; servers that know none are asked without. */
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
  /** Milliseconds for the whole answer: a small computer thinks for minutes. */
  readonly patience: number;
}

const answered = z.object({
  choices: z
    .array(z.object({ message: z.object({ content: z.string().nullable() }), finish_reason: z.string().nullish() }))
    .min(1),
});
const refusal = z.object({ error: z.union([z.string(), z.object({ message: z.string() })]) });

interface Reply {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

/** @returns what the model said. @throws StudioError cancelled, timeout, unreachable, redirected, refused, too_large, bad_answer */
export async function askModel(question: Question): Promise<string> {
  const { endpoint, model, system, user, shape } = question;
  const messages = [
    { role: 'system', content: system },
    { role: 'user', content: user },
  ];
  const plain = { model, messages, stream: false };
  const limit = AbortSignal.timeout(question.patience);
  let reply = await send(
    question,
    shape
      ? {
          ...plain,
          temperature: 0,
          response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema: shape } },
        }
      : plain,
    limit,
  );
  // Some servers know no schema, and some models no temperature.
  if (shape && (reply.status === 400 || reply.status === 422)) reply = await send(question, plain, limit);
  if (reply.status >= 300 && reply.status < 400)
    throw new StudioError(
      'redirected',
      `${endpoint.host} sends on to ${hostOf(reply.location, endpoint)}. Nothing was sent there. If you trust that address, enter it under Settings > Model.`,
    );
  if (reply.status < 200 || reply.status >= 300) throw refused(question, reply);
  const read = answered.safeParse(json(reply.body));
  const [choice] = read.data?.choices ?? [];
  if (!choice)
    throw new StudioError(
      'bad_answer',
      `${endpoint.host} answered, but not as a chat model does. Check the address: most end in /v1.`,
    );
  if (choice.finish_reason === 'length')
    throw new StudioError(
      'cut_short',
      `${model} stopped in the middle of its answer: its context is too short for it. Give it a longer one at its server, or use another model.`,
    );
  return choice.message.content ?? '';
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function hostOf(location: string | undefined, { baseUrl }: Endpoint): string {
  return location !== undefined && URL.canParse(location, baseUrl)
    ? new URL(location, baseUrl).host
    : 'another address';
}

/** What a server says of itself, short enough to be read and without the key, should it repeat it. */
function wordsOf(body: string, key: string): string {
  const read = refusal.safeParse(json(body));
  const said = !read.success ? '' : typeof read.data.error === 'string' ? read.data.error : read.data.error.message;
  const clean = (key === '' ? said : said.replaceAll(key, '•••')).replaceAll(/[\p{C}\s]+/gu, ' ').trim();
  return clean === '' ? '' : ` It says: “${clean.slice(0, 200)}${clean.length > 200 ? '…' : ''}”`;
}

function refused({ endpoint: { host }, model, key }: Question, { status, body }: Reply): StudioError {
  const said = wordsOf(body, key);
  if (status === 401 || status === 403)
    return new StudioError(
      'refused',
      `${host} refused the ${key === '' ? 'question: it wants a key' : 'key'} (HTTP ${status}).${said}`,
    );
  if (status === 404)
    return new StudioError(
      'refused',
      `${host} knows no model “${model}”, or the address is not quite right (HTTP 404): most end in /v1.${said}`,
    );
  if (status === 429)
    return new StudioError(
      'refused',
      `${host} was asked too often, or nothing is left of its quota (HTTP 429).${said}`,
    );
  return new StudioError('refused', `${host} answered with HTTP ${status}.${said}`);
}

/** Without https only where nobody but this computer and its own network can listen. */
const allowed = (url: URL): ((address: string) => boolean) =>
  url.protocol === 'http:' ? isLocalAddress : (address) => isLocalAddress(address) || isPublicAddress(address);

async function send(question: Question, body: unknown, limit: AbortSignal): Promise<Reply> {
  const { endpoint, key, patience } = question;
  const url = new URL(`${endpoint.baseUrl}/chat/completions`);
  const signal = AbortSignal.any([question.signal, limit]);
  try {
    const response = await exchange(url, JSON.stringify(body), key, signal);
    return {
      status: response.statusCode ?? 0,
      location: response.headers.location,
      body: await readBody(response, endpoint.host, signal),
    };
  } catch (cause) {
    if (cause instanceof StudioError) throw cause;
    if (question.signal.aborted) throw new StudioError('cancelled', 'The question was cancelled.');
    if (limit.aborted)
      throw new StudioError(
        'timeout',
        `${endpoint.host} gave no whole answer within ${Math.round(patience / 1000)} s. A smaller model answers sooner.`,
      );
    throw unreachable(cause, url);
  }
}

function unreachable(cause: unknown, url: URL): StudioError {
  if (cause instanceof RefusedAddress)
    return new StudioError(
      'bad_address',
      url.protocol === 'http:'
        ? `${url.host} is not on this computer or in its network, so nothing was sent without https://.`
        : `${url.host} leads to an address that no model is asked at. Nothing was sent.`,
    );
  const code = (cause as { code?: unknown } | null)?.code;
  if (code === 'ECONNREFUSED') {
    const literal = literalAddress(url.hostname);
    const here = url.hostname === 'localhost' || (literal !== null && isLoopbackAddress(literal));
    return new StudioError(
      'unreachable',
      `Nobody answers at ${url.host}.${here ? ' Start the model’s server on this computer, then try again.' : ' Its server is not running, or not to be reached from here.'}`,
    );
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new StudioError(
      'unreachable',
      `There is no server ${url.host}, or this computer is offline. Check the address and the connection.`,
    );
  if (typeof code === 'string' && /CERT|SSL|TLS|SELF_SIGNED|ALTNAME|EPROTO/.test(code))
    return new StudioError('unreachable', `${url.host} cannot prove over https:// who it is. Nothing was sent.`);
  return new StudioError('unreachable', `The connection to ${url.host} broke. Try again later.`);
}

function exchange(url: URL, body: string, key: string, signal: AbortSignal): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const allow = allowed(url);
  const literal = literalAddress(url.hostname);
  if (literal !== null && !allow(literal)) {
    reject(new RefusedAddress(literal));
    return promise;
  }
  const ask = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const request = ask(
    url,
    {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
        Accept: 'application/json',
        // What is packed may be small on the way and huge in memory.
        'Accept-Encoding': 'identity',
        'User-Agent': 'MorgusStudio',
        ...(key === '' ? {} : { Authorization: `Bearer ${key}` }),
      },
      lookup: guardedLookup(allow),
      signal,
      agent: false,
      maxHeaderSize: 64 * 1024,
    },
    resolve,
  );
  request.on('error', reject);
  // The texts are written only once it is known whom they go to.
  request.on('socket', (socket) => {
    const judge = (): void => {
      if (socket.remoteAddress !== undefined && allow(plainAddress(socket.remoteAddress))) request.end(body);
      else request.destroy(new RefusedAddress(url.hostname));
    };
    if (socket.connecting) socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', judge);
    else judge();
  });
  return promise;
}

async function readBody(response: IncomingMessage, host: string, signal: AbortSignal): Promise<string> {
  const tooLarge = (): StudioError =>
    new StudioError('too_large', `${host} answered with more than 1 MB, which no answer here needs. It was not read.`);
  if (Number(response.headers['content-length'] ?? 0) > LARGEST_ANSWER) {
    response.destroy();
    throw tooLarge();
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  const stop = (): void => void response.destroy(new Error('stopped'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const part of response as AsyncIterable<Uint8Array>) {
      size += part.length;
      if (size > LARGEST_ANSWER) throw tooLarge();
      parts.push(part);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    response.destroy();
  }
  return new TextDecoder().decode(Buffer.concat(parts));
}
