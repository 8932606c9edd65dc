// Plans and writes a bundle. Pure: the same content, decisions and server give the same bytes.
import { createHash } from 'node:crypto';
import { deflateSync } from 'fflate';
import { FILES } from '../../../../apps/bundle/format.ts';
import { toolsFor } from '../../../../apps/bundle/catalogue.ts';
import { parseContent } from './content.ts';
import { indexFor } from './index-file.ts';
import { layKnowledge, layOut, type Layout, type LayOutOptions } from './layout.ts';
import { bundleName, makeManifest, partsOf, promptsOf } from './manifest.ts';
import { review, type Review } from './review.ts';
import { withoutEmpty } from './segments.ts';
import { readBuiltServer } from './server-file.ts';
import { byCodeUnits } from './text.ts';
import {
  PackError,
  type BundleContent,
  type BundlePlan,
  type PackedBundle,
  type PackOptions,
  type PlanOptions,
} from './types.ts';
import { VERSION } from './version.ts';
import { deflate } from './deflate.ts';
import { writeZip } from './zip.ts';

const LICENCES = 'LICENCES.txt';
/** Stands in for the version when content is compared. */
const NO_VERSION = '0.0.0';

const PURPOSES: Readonly<Record<string, string>> = {
  [FILES.manifest]: 'Name, description, tools and checksums',
  [FILES.server]: 'The server program, the same in every bundle',
  [LICENCES]: 'Licences of the packages inside the server',
  [FILES.icon]: 'Icon',
  [FILES.readme]: 'How to install and use it',
  [FILES.persona]: 'Persona: system prompt, manner and description',
  [FILES.templates]: 'Prompt templates',
  [FILES.foundation]: 'Foundation: summary, positioning, voice, messaging rules, approved phrases',
  [FILES.icps]: 'Customer profiles',
  [FILES.documents]: 'Titles and headings of the documents',
  [FILES.text]: 'Text of the documents',
  [FILES.passages]: 'Where each passage begins, its page and heading',
  [FILES.index]: 'Search index over the passages',
};

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

interface Prepared {
  readonly review: Review;
  readonly layout: Layout;
  readonly hashes: Readonly<Record<string, string>>;
  /** All files but the manifest. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly contentSha256: string;
}

function manifestOf({ layout, hashes }: Pick<Prepared, 'layout' | 'hashes'>, version: string): Uint8Array {
  return makeManifest({
    content: layout.content,
    templates: layout.templates,
    persona: layout.persona,
    version,
    hashes,
  });
}

async function prepare(
  content: BundleContent,
  options: PlanOptions,
  meanwhile?: LayOutOptions['meanwhile'],
): Promise<Prepared> {
  const built = await readBuiltServer(options.serverFile);
  const parsed = parseContent(content);
  // The index takes longest. Where another thread makes it, it is begun before the review, which seldom changes a text;
  // when it does, the index is made again of what will really leave.
  const guess = options.indexer ? await layKnowledge(withoutEmpty(parsed).documents, options) : undefined;
  const early = guess && guess.passages.length > 0 ? indexFor(guess, options) : undefined;
  const reviewed = await review(parsed, options);
  const layout = await layOut(reviewed.content, {
    ...options,
    early,
    laid: reviewed.untouched ? guess : undefined,
    meanwhile: meanwhile && ((files) => meanwhile([...files, [FILES.server, built.server]])),
  });
  const files = new Map(layout.files);
  files.set(FILES.server, built.server);
  if (built.licences !== undefined) files.set(LICENCES, built.licences);
  const paths = [...files.keys()].toSorted(byCodeUnits);
  const hashes = Object.fromEntries(paths.map((path) => [path, sha256(files.get(path) ?? new Uint8Array())]));
  // The manifest names every other file's hash, so its own stands for all.
  const contentSha256 = sha256(manifestOf({ layout, hashes }, NO_VERSION));
  return { review: reviewed, layout, hashes, files, contentSha256 };
}

/** Compressed size, guessed from samples of what is large. The server is compressed whole: its parts are too unlike. */
function estimate(bytes: Uint8Array): number {
  const SAMPLE = 1 << 16;
  const SAMPLES = 12;
  const WHOLE = 1 << 20;
  if (bytes.length <= WHOLE) return deflateSync(bytes, { level: 6 }).length;
  let sampled = 0;
  for (let i = 0; i < SAMPLES; i++) {
    const from = Math.floor((i * (bytes.length - SAMPLE)) / (SAMPLES - 1));
    sampled += deflateSync(bytes.subarray(from, from + SAMPLE), { level: 6 }).length;
  }
  return Math.round((sampled / (SAMPLES * SAMPLE)) * bytes.length);
}

function planOf(prepared: Prepared, manifest: Uint8Array, packedSize: number | undefined): BundlePlan {
  const { layout, review: reviewed, contentSha256 } = prepared;
  const all = [...prepared.files, [FILES.manifest, manifest] as const].toSorted(([a], [b]) => byCodeUnits(a, b));
  const { documents } = layout.content;
  return {
    name: bundleName(layout.content),
    files: all.map(([path, bytes]) => ({ path, size: bytes.length, purpose: PURPOSES[path] ?? '' })),
    tools: toolsFor(partsOf(layout.content, layout.templates.length)).map(({ name, description }) => ({
      name,
      description,
    })),
    prompts: promptsOf(layout.templates),
    counts: {
      documents: documents.length,
      chunks: documents.reduce((sum, document) => sum + document.chunks.length, 0),
      templates: layout.templates.length,
      icps: layout.content.ground?.icps.length ?? null,
    },
    findings: reviewed.findings,
    blocking: reviewed.blocking,
    unpackedSize: all.reduce((sum, [, bytes]) => sum + bytes.length, 0),
    // 100 bytes of headers a file.
    estimatedSize: packedSize ?? all.reduce((sum, [path, bytes]) => sum + estimate(bytes) + 2 * path.length + 100, 22),
    contentSha256,
  };
}

/** What would leave, and what was found in it. Throws only when the content itself doesn't fit or the server is missing. */
export async function planBundle(content: BundleContent, options: PlanOptions = {}): Promise<BundlePlan> {
  const prepared = await prepare(content, options);
  return planOf(prepared, manifestOf(prepared, NO_VERSION), undefined);
}

/** Throws a PackError "secrets_found" (details.findings) while anything still stops the export. */
export async function packBundle(content: BundleContent, options: PackOptions): Promise<PackedBundle> {
  const deflated = new Map<string, Uint8Array>();
  const prepared = await prepare(content, options, async (files) => {
    for (const [path, bytes] of files) deflated.set(path, await deflate(bytes, () => undefined, options.signal));
  });
  const { blocking, findings } = prepared.review;
  if (blocking.length > 0) {
    const stopping = findings.filter(({ id }) => blocking.includes(id));
    const kinds = [...new Set(stopping.map(({ label }) => label))].join(', ');
    throw new PackError(
      'secrets_found',
      `Nothing was exported: ${stopping.length === 1 ? 'something that must not leave was' : `${stopping.length} things that must not leave were`} found (${kinds}). Remove it, redact it or leave out its passage.`,
      { findings: stopping },
    );
  }
  const version = typeof options.version === 'string' ? options.version : options.version(prepared.contentSha256);
  if (!VERSION.test(version)) {
    throw new PackError('invalid_version', `"${version}" is not a version such as 1.2.0.`, { version });
  }
  const manifest = manifestOf(prepared, version);
  const files = new Map([...prepared.files, [FILES.manifest, manifest]]);
  const { deflatedIndex } = prepared.layout;
  if (deflatedIndex) deflated.set(FILES.index, await deflatedIndex);
  const bytes = await writeZip(files, {
    deflated,
    signal: options.signal,
    onProgress: (done, total) => options.onProgress?.({ step: 'compress', done, total }),
  });
  const plan = planOf(prepared, manifest, bytes.length);
  return {
    bytes,
    sha256: sha256(bytes),
    contentSha256: prepared.contentSha256,
    version,
    fileName: `${plan.name}-${version}.mcpb`,
    files: plan.files.map(({ path, size }) => ({ path, size, sha256: prepared.hashes[path] ?? sha256(manifest) })),
    plan,
  };
}
