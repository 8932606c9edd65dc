// Searches the unpacked files once more for what must never leave.
import { decodePassages, FILES, META_NAMESPACE } from '../../../../../apps/bundle/format.ts';
import { hashOf, scanText } from '../secret-scan.ts';
import type { VerificationCheck } from '../types.ts';

/** Program text and pictures hold nothing of the creator's, and key formats mean nothing in them. */
const NOT_TEXT: ReadonlySet<string> = new Set([FILES.server, FILES.icon, FILES.passages, FILES.index, 'LICENCES.txt']);
const PIECE = 200_000;

/** Text in pieces that never cut a passage in two. */
function* piecesOf(files: ReadonlyMap<string, Uint8Array>): Generator<{ path: string; text: string }> {
  const decoder = new TextDecoder();
  for (const [path, bytes] of files) {
    if (NOT_TEXT.has(path) || path === FILES.text || /\.(?:png|jpe?g|gif|webp|wasm|node|bin|ico)$/i.test(path))
      continue;
    const text = decoder.decode(bytes);
    if (path.endsWith('.json')) for (const value of stringsIn(parse(text) ?? text)) yield { path, text: value };
    else yield { path, text };
  }
  const body = files.get(FILES.text);
  const table = files.get(FILES.passages);
  if (body === undefined || table === undefined) return;
  const { count, starts } = decodePassages(table, body.length);
  for (let from = 0; from < count;) {
    let to = from + 1;
    while (to < count && (starts[to + 1] ?? 0) - (starts[from] ?? 0) < PIECE) to++;
    const passages: string[] = [];
    for (let i = from; i < to; i++) passages.push(decoder.decode(body.subarray(starts[i] ?? 0, starts[i + 1] ?? 0)));
    yield { path: FILES.text, text: passages.join('\n') };
    from = to;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Every string in a JSON value, keys too, except our own checksums. */
function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const item of value) yield* stringsIn(item);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (key === META_NAMESPACE) continue;
      yield key;
      yield* stringsIn(item);
    }
  }
}

/** It says what was looked for, not that there is nothing: a search knows patterns only. */
export const SECRETS_LABEL = 'No known patterns of secrets';

/** @param notSecrets hashes of what a person said is none */
export async function checkSecrets(
  files: ReadonlyMap<string, Uint8Array>,
  notSecrets: readonly string[],
): Promise<VerificationCheck> {
  const base = { id: 'secrets', label: SECRETS_LABEL };
  const secrets: string[] = [];
  const known = new Set(notSecrets);
  let personal = 0;
  let kept = 0;
  for (const { path, text } of piecesOf(files)) {
    for (const match of await scanText(text)) {
      if (known.has(hashOf(match, text) ?? '')) kept++;
      else if (match.severity === 'block') secrets.push(`${match.label} in ${path}`);
      else personal++;
    }
  }
  if (secrets.length > 0) {
    return { ...base, outcome: 'failed', detail: `Found: ${[...new Set(secrets)].slice(0, 5).join('; ')}.` };
  }
  const note =
    (personal === 0 ? '' : ` ${personal} e-mail addresses, folders or hidden characters travel.`) +
    (kept === 0
      ? ''
      : ` ${kept === 1 ? 'One text looks' : `${kept} texts look`} like a secret, and you said that it is none.`);
  return {
    ...base,
    outcome: 'passed',
    detail: `No known patterns of keys, tokens, passwords or private keys were found in any text. What only a person would recognise is not found.${note}`,
  };
}

/** Lower-cases ASCII only, byte by byte, so that any file can be searched. */
function lower(bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  for (let i = 0; i < copy.length; i++) {
    const byte = copy[i] ?? 0;
    if (byte >= 0x41 && byte <= 0x5a) copy[i] = byte + 0x20;
  }
  return copy;
}

/** In the same letters: "Übersicht" keeps its first one, or it would never be found. */
const asNeedle = (text: string): Buffer => lower(Buffer.from(text));

export function checkCanaries(files: ReadonlyMap<string, Uint8Array>, canaries: readonly string[]): VerificationCheck {
  const base = { id: 'canaries', label: 'Nothing that was left out' };
  const wanted = [...new Set(canaries.map((canary) => canary.trim()).filter((canary) => canary.length >= 3))];
  if (wanted.length === 0)
    return { ...base, outcome: 'skipped', detail: 'No strings were named that must not be inside.' };
  const needles = wanted.map((canary) => {
    const plain = asNeedle(canary);
    const escaped = asNeedle(JSON.stringify(canary).slice(1, -1));
    return { canary, forms: plain.equals(escaped) ? [plain] : [plain, escaped] };
  });
  for (const [path, bytes] of files) {
    if (path === FILES.server) continue;
    const haystack = lower(bytes);
    for (const { canary, forms } of needles) {
      if (forms.some((form) => haystack.includes(form))) {
        return {
          ...base,
          outcome: 'failed',
          detail: `Something that must not leave is inside ${path}: ${canary.slice(0, 2)}… (${canary.length} characters).`,
        };
      }
    }
  }
  return {
    ...base,
    outcome: 'passed',
    detail: `${wanted.length} names, ids or titles that must stay behind occur nowhere.`,
  };
}
