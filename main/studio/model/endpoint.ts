/** The address of a model's server: what it may be, and where it is. Pure. */
import { StudioError } from '../../contract/errors.ts';
import { isLocalAddress, isLoopbackAddress } from '../lib/addresses.ts';
import { literalAddress } from '../lib/guarded-lookup.ts';
import type { ChatModel } from './contract.ts';

export interface Endpoint {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly origin: string;
  readonly host: string;
  readonly place: ChatModel['place'];
}

const bad = (why: string): StudioError =>
  new StudioError(
    'bad_address',
    `${why} It is one such as http://127.0.0.1:11434/v1 (Ollama on this computer) or https://models.example.com/v1.`,
  );

/** Names that can only be of this computer or its own network. */
const LOCAL_NAME = /^(?:[^.]+|.+\.(?:local|lan|home\.arpa|internal))$/i;

/** @throws StudioError bad_address */
export function readEndpoint(typed: string): Endpoint {
  const text = typed.trim();
  if (text === '') throw bad('The address of the model’s server is missing.');
  if (!URL.canParse(text)) throw bad('This is not a web address.');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw bad('The address begins with http:// or https://.');
  if (url.username !== '' || url.password !== '')
    throw bad(
      'The address carries a user name or password. Put the key into its own field; it is kept in the keychain.',
    );
  if (url.search !== '' || url.hash !== '')
    throw bad('The address ends before its “?” or “#”. A key has a field of its own.');
  const place = placeOf(url.hostname);
  if (url.protocol === 'http:' && place === 'internet')
    throw bad(
      `${url.host} is not on this computer or in its network, so it is only asked over https://: over http:// everybody on the way could read your texts.`,
    );
  // The address of one request is pasted as often as that of all of them.
  const path = url.pathname.replace(/\/+$/, '').replace(/\/chat\/completions$/, '');
  return { baseUrl: url.origin + path, origin: url.origin, host: url.host, place };
}

function placeOf(hostname: string): Endpoint['place'] {
  const literal = literalAddress(hostname);
  if (literal !== null) return isLoopbackAddress(literal) ? 'device' : isLocalAddress(literal) ? 'network' : 'internet';
  if (/^(?:.+\.)?localhost$/i.test(hostname)) return 'device';
  return LOCAL_NAME.test(hostname) ? 'network' : 'internet';
}
