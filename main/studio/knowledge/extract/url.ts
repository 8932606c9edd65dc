// Fetching a web address for the knowledge of a Morgy. What is there is hostile until shown otherwise: only http and
// https, only public addresses (checked on the very address that is connected to), few redirects, bounded size and time,
// and no program or archive.
import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { guardedLookup, literalAddress, plainAddress, RefusedAddress } from '../../lib/guarded-lookup.ts';
import { isPublicAddress } from '../../lib/addresses.ts';
import { refuseKnown } from './detect.ts';
import { readableSize } from './limits.ts';
import { extensionOf, safeName } from './name.ts';
import { ExtractionError } from './types.ts';
import type { FetchedUrl, FetchUrlOptions } from './types.ts';

const MAX_REDIRECTS = 5;
const DEFAULT_MAX_BYTES = 50 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 30_000;
const MAX_URL_CHARS = 4000;

const ACCEPT =
  'text/html,application/xhtml+xml,text/markdown,text/plain,application/pdf,application/json;q=0.9,*/*;q=0.5';

const EXTENSIONS: Readonly<Record<string, string>> = {
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/markdown': 'md',
  'text/plain': 'txt',
  'text/csv': 'csv',
  'application/json': 'json',
  'application/pdf': 'pdf',
  'application/epub+zip': 'epub',
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
};

/** Fetches one address, ready for extractBytes. Rejects with ExtractionError only. */
export async function fetchUrl(address: string, options: FetchUrlOptions = {}): Promise<FetchedUrl> {
  let url = parseUrl(address);
  const shown = showUrl(url);
  const allow = options.allowAddress ?? isPublicAddress;
  const limit = AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const signal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit]);
  let headers = requestHeaders(options);
  try {
    for (let redirects = 0; ; redirects++) {
      const response = await exchange(url, headers, allow, signal);
      const status = response.statusCode ?? 0;
      const { location } = response.headers;
      if (status >= 300 && status < 400 && status !== 304 && location !== undefined) {
        response.destroy();
        if (redirects >= MAX_REDIRECTS)
          throw new ExtractionError(
            'too-many-redirects',
            `${shown} redirects more than ${MAX_REDIRECTS} times. Open it in a browser and add the address at which it ends up.`,
          );
        const next = parseUrl(location, url);
        if (url.protocol === 'https:' && next.protocol === 'http:')
          throw new ExtractionError(
            'bad-url',
            `${shown} redirects from a secure address to one that is not (${showUrl(next)}). If you trust it, add that address itself.`,
          );
        // A key meant for one server is never shown to another.
        if (next.origin !== url.origin) headers = requestHeaders({});
        url = next;
        continue;
      }
      if (status === 304) {
        response.destroy();
        return { kind: 'notModified', finalUrl: withoutFragment(url) };
      }
      if (status < 200 || status >= 300) {
        response.destroy();
        throw new ExtractionError('http-status', statusSentence(status, shown));
      }
      const bytes = await readBody(response, shown, options.maxBytes ?? DEFAULT_MAX_BYTES, signal);
      refuseKnown(bytes, shown);
      if (bytes.length === 0)
        throw new ExtractionError(
          'empty',
          `${shown} answered with an empty page. Open it in a browser to see whether it needs a sign-in.`,
        );
      const mediaType = response.headers['content-type'] ?? 'application/octet-stream';
      return {
        kind: 'fetched',
        bytes,
        name: nameFor(url, response.headers['content-disposition'], mediaType),
        mediaType,
        finalUrl: withoutFragment(url),
        etag: response.headers.etag ?? null,
        lastModified: response.headers['last-modified'] ?? null,
      };
    }
  } catch (cause) {
    throw asFetchError(cause, shown, options, limit);
  }
}

/** Fetches a JSON API with the person's own headers; the answer is checked to be JSON, and comes as fetchUrl's. */
export async function fetchJson(
  address: string,
  headers: Record<string, string> = {},
  options: Omit<FetchUrlOptions, 'headers'> = {},
): Promise<FetchedUrl> {
  const fetched = await fetchUrl(address, { ...options, headers: { Accept: 'application/json', ...headers } });
  if (fetched.kind === 'notModified') return fetched;
  const shown = showUrl(new URL(address));
  try {
    JSON.parse(new TextDecoder().decode(fetched.bytes));
  } catch (cause) {
    throw new ExtractionError(
      'unsupported',
      `${shown} answered, but not with JSON (${fetched.mediaType.split(';')[0]}). Check the address and the headers, or add it as a web page.`,
      { cause },
    );
  }
  const name =
    extensionOf(fetched.name) === 'json'
      ? fetched.name
      : safeName(`${fetched.name.replace(/\.[a-z0-9]{1,10}$/i, '')}.json`);
  return { ...fetched, name, mediaType: 'application/json' };
}

function requestHeaders(options: FetchUrlOptions): Record<string, string> {
  return {
    'User-Agent': 'Mozilla/5.0 (compatible; MorgusStudio; knowledge import)',
    Accept: ACCEPT,
    'Accept-Encoding': 'gzip, deflate, br',
    ...(options.etag === undefined ? {} : { 'If-None-Match': options.etag }),
    ...(options.lastModified === undefined ? {} : { 'If-Modified-Since': options.lastModified }),
    ...options.headers,
  };
}

function parseUrl(address: string, base?: URL): URL {
  const text = address.trim();
  const bad = (why: string, todo = 'Use an address that begins with https:// or http://.'): ExtractionError =>
    new ExtractionError('bad-url', `“${maskedUrl(text).slice(0, 200)}” cannot be fetched: ${why}. ${todo}`);
  if (text.length > MAX_URL_CHARS) throw bad(`it is longer than ${MAX_URL_CHARS} characters`);
  if (!URL.canParse(text, base?.href)) throw bad('it is not a web address');
  const url = new URL(text, base?.href);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw bad(`${url.protocol.slice(0, -1)} addresses are not read`);
  if (url.username !== '' || url.password !== '')
    throw bad(
      'it carries a user name or password, which are not sent',
      'Leave them out, or save the page as a file where you are signed in and add that.',
    );
  return url;
}

/** An address without the user name and password before its host: neither belongs into a message, a list or a log. */
export const maskedUrl = (text: string): string => text.replace(/^([a-z][a-z\d+.-]*:[\\/]*)[^\s/?#\\]*@/i, '$1•••@');

/** For messages: without its query, which may hold a key. */
function showUrl(url: URL): string {
  const path = url.pathname === '/' ? '' : url.pathname;
  return `${url.protocol}//${url.host}${path.length > 120 ? `${path.slice(0, 119)}…` : path}`;
}

function withoutFragment(url: URL): string {
  const copy = new URL(url);
  copy.hash = '';
  return copy.href;
}

function exchange(
  url: URL,
  headers: Record<string, string>,
  allow: (address: string) => boolean,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const literal = literalAddress(url.hostname);
  if (literal !== null && !allow(literal)) {
    reject(new RefusedAddress(literal));
    return promise;
  }
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const request = send(
    url,
    { method: 'GET', headers, lookup: guardedLookup(allow), signal, agent: false, maxHeaderSize: 64 * 1024 },
    (response) => {
      const remote = response.socket.remoteAddress;
      if (remote === undefined || !allow(plainAddress(remote))) {
        response.destroy();
        reject(new RefusedAddress(url.hostname));
        return;
      }
      resolve(response);
    },
  );
  request.on('error', reject);
  request.end();
  return promise;
}

async function readBody(
  response: IncomingMessage,
  shown: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const tooLarge = (size: string): ExtractionError =>
    new ExtractionError(
      'too-large',
      `${shown} is ${size}; from the web up to ${readableSize(maxBytes)} is read. Download it, split it into parts, and add those.`,
    );
  const declared = Number(response.headers['content-length'] ?? Number.NaN);
  if (declared > maxBytes) {
    response.destroy();
    throw tooLarge(readableSize(declared));
  }
  const body = decompressed(response);
  const parts: Uint8Array[] = [];
  let size = 0;
  const stop = (): void => void body.destroy(new Error('stopped'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const part of body as AsyncIterable<Uint8Array>) {
      size += part.length;
      if (size > maxBytes) throw tooLarge(`more than ${readableSize(maxBytes)}`);
      parts.push(part);
      // The first bytes say enough: a program is not downloaded to its end.
      if (parts.length === 1) refuseKnown(part, shown);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    response.destroy();
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function decompressed(response: IncomingMessage): Readable {
  const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const decoder =
    encoding === 'gzip' || encoding === 'x-gzip'
      ? createGunzip()
      : encoding === 'br'
        ? createBrotliDecompress()
        : encoding === 'deflate'
          ? createInflate()
          : null;
  if (decoder === null) return response;
  // A connection that breaks must break the decoder too, or it would wait for ever.
  response.on('error', (error) => decoder.destroy(error));
  response.on('aborted', () => decoder.destroy(new Error('aborted')));
  return response.pipe(decoder);
}

function nameFor(url: URL, disposition: string | undefined, mediaType: string): string {
  const extended = /filename\*\s*=\s*utf-8''([^;]+)/i.exec(disposition ?? '')?.[1];
  const plain = /filename\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(disposition ?? '');
  let name =
    decoded(extended) ??
    plain?.[1] ??
    plain?.[2] ??
    decoded(url.pathname.split('/').findLast((part) => part !== '')) ??
    '';
  if (name.trim() === '') name = url.hostname;
  const extension = EXTENSIONS[mediaType.split(';')[0]?.trim().toLowerCase() ?? ''];
  const has = extensionOf(name);
  const known =
    extension !== undefined && has !== extension && !(extension === 'html' && has === 'htm') && extension !== 'txt';
  return safeName(known || (has === '' && extension !== undefined) ? `${name}.${extension}` : name);
}

function decoded(part: string | undefined): string | undefined {
  if (part === undefined) return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function statusSentence(status: number, shown: string): string {
  if (status === 401 || status === 403)
    return `${shown} may not be read without signing in (HTTP ${status}). Save the page in your browser and add the file.`;
  if (status === 404 || status === 410)
    return `${shown} does not exist (HTTP ${status}). Check the address for a typing mistake.`;
  if (status === 429)
    return `${shown} refuses because it was asked too often (HTTP 429). Wait some minutes, then try again.`;
  if (status >= 500) return `${shown} has a problem of its own (HTTP ${status}). Try again later.`;
  return `${shown} answered with HTTP ${status} instead of a page. Open it in a browser to see what it wants.`;
}

function asFetchError(cause: unknown, shown: string, options: FetchUrlOptions, limit: AbortSignal): ExtractionError {
  if (cause instanceof ExtractionError) return cause;
  if (options.signal?.aborted === true)
    return new ExtractionError('cancelled', `Fetching ${shown} was cancelled.`, { cause });
  if (limit.aborted)
    return new ExtractionError(
      'timeout',
      `${shown} did not answer completely within ${Math.max(1, Math.round((options.timeoutMs ?? DEFAULT_TIMEOUT_MS) / 1000))} s. Try again later, or download it and add the file.`,
      { cause },
    );
  if (cause instanceof RefusedAddress) {
    return new ExtractionError(
      'private-address',
      `${shown} leads to ${cause.host}, an address inside this computer or its network. Such addresses are not read. If the document is yours, add it as a file.`,
      { cause },
    );
  }
  const code = (cause as { code?: unknown } | null)?.code;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new ExtractionError(
      'not-reachable',
      `${shown} cannot be found: there is no such server, or this computer is offline. Check the address and the connection, then try again.`,
      { cause },
    );
  if (code === 'ERR_INVALID_CHAR' || code === 'ERR_INVALID_HTTP_TOKEN')
    return new ExtractionError(
      'bad-url',
      `${shown} was not asked: a header's name or value has characters that headers cannot have. Check for line breaks and quotation marks that were pasted along.`,
      { cause },
    );
  if (code === 'ECONNREFUSED')
    return new ExtractionError('not-reachable', `${shown} is down: its server refuses connections. Try again later.`, {
      cause,
    });
  if (typeof code === 'string' && /CERT|SSL|TLS|SELF_SIGNED|ALTNAME/.test(code))
    return new ExtractionError(
      'not-reachable',
      `${shown} cannot prove who it is (its certificate is not valid). It was not read.`,
      { cause },
    );
  return new ExtractionError('not-reachable', `${shown} could not be read: the connection broke. Try again later.`, {
    cause,
  });
}
