// Looks at a finished bundle as a stranger would: unpack, check, search for leaks, start the server, ask it.
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blockHashes, decodePassages, FILES, FORMAT, META_NAMESPACE } from '../../../../../apps/bundle/format.ts';
import { pngSize } from '../png.ts';
import { throwIfCancelled } from '../cancelled.ts';
import { readBuiltServer } from '../server-file.ts';
import { writeFiles } from '../unpack.ts';
import type { VerificationCheck, VerificationReport, VerifyOptions, VerifyRunner } from '../types.ts';
import { ArchiveError, readArchive } from './archive.ts';
import { checkCanaries, checkSecrets, SECRETS_LABEL } from './leaks.ts';
import { firstIssue, foreignManifest, ownManifest, type ForeignManifest, type OwnManifest } from './manifest-schema.ts';
import { askGround, askKnowledge, askPersona, askPrompts, askTemplates, askTools, type Expected } from './questions.ts';
import { openSession } from './session.ts';

const TIMEOUT = 20_000;
const STEPS = 8;

type Manifest = { readonly own: OwnManifest } | { readonly foreign: ForeignManifest };

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const passed = (id: string, label: string, detail: string): VerificationCheck => ({
  id,
  label,
  outcome: 'passed',
  detail,
});
const failed = (id: string, label: string, detail: string): VerificationCheck => ({
  id,
  label,
  outcome: 'failed',
  detail,
});
const skipped = (id: string, label: string, detail: string): VerificationCheck => ({
  id,
  label,
  outcome: 'skipped',
  detail,
});

function checkManifest(files: ReadonlyMap<string, Uint8Array>): { check: VerificationCheck; manifest?: Manifest } {
  const label = 'Manifest is valid';
  const bytes = files.get(FILES.manifest);
  if (bytes === undefined)
    return { check: failed('manifest', label, 'There is no manifest.json, so this is not an MCP bundle.') };
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { check: failed('manifest', label, 'manifest.json is not JSON.') };
  }
  const isOwn = typeof json === 'object' && json !== null && '_meta' in json && META_NAMESPACE in Object(json['_meta']);
  const foreign = foreignManifest.safeParse(json);
  if (!foreign.success)
    return { check: failed('manifest', label, `manifest.json doesn't fit: ${firstIssue(foreign.error)}.`) };
  if (!isOwn)
    return {
      check: passed('manifest', label, 'It has what an installer needs. It was not made by Morgus Studio.'),
      manifest: { foreign: foreign.data },
    };
  const own = ownManifest.safeParse(json);
  if (!own.success) {
    return {
      check: failed('manifest', label, `manifest.json doesn't fit: ${firstIssue(own.error)}.`),
      manifest: { foreign: foreign.data },
    };
  }
  return {
    check: passed('manifest', label, 'It follows the bundle format, version 0.3.'),
    manifest: { own: own.data },
  };
}

function checkEntryPoint(manifest: Manifest, files: ReadonlyMap<string, Uint8Array>): VerificationCheck {
  const { server, icon } = 'own' in manifest ? manifest.own : manifest.foreign;
  const label = 'Everything it names is there';
  const entry = server.entry_point.replace(/^\.\//, '');
  if (!files.has(entry))
    return failed('entry-point', label, `The manifest names the program "${entry}", which is not inside.`);
  if (icon !== undefined && !/^https?:/.test(icon)) {
    const picture = files.get(icon.replace(/^\.\//, ''));
    if (picture === undefined)
      return failed('entry-point', label, `The manifest names the icon "${icon}", which is not inside.`);
    const size = pngSize(picture);
    if ('own' in manifest && (size?.width !== 512 || size.height !== 512))
      return failed('entry-point', label, 'The icon is not a PNG of 512 x 512.');
  }
  return passed('entry-point', label, 'The program and the icon are inside.');
}

/** Are the hashes that the server goes by when it quotes a passage those of the text? */
function blocksFit(files: ReadonlyMap<string, Uint8Array>): boolean {
  const text = files.get(FILES.text);
  const table = files.get(FILES.passages);
  if (text === undefined || table === undefined) return true;
  try {
    return Buffer.compare(decodePassages(table, text.length).hashes, blockHashes(text)) === 0;
  } catch {
    return false;
  }
}

function checkHashes(manifest: Manifest, files: ReadonlyMap<string, Uint8Array>): VerificationCheck {
  const label = 'Files are as exported';
  if (!('own' in manifest)) return skipped('hashes', label, 'The manifest carries no checksums.');
  const { format, files: hashes } = manifest.own['_meta'][META_NAMESPACE];
  if (format !== FORMAT)
    return failed(
      'hashes',
      label,
      `The files are laid out in format ${format}; this studio knows format ${FORMAT}. Export the Morgy again.`,
    );
  const names = [...files.keys()].filter((name) => name !== FILES.manifest);
  const unknown = names.find((name) => hashes[name] === undefined);
  if (unknown !== undefined) return failed('hashes', label, `The file "${unknown}" was added after the export.`);
  for (const [name, hash] of Object.entries(hashes)) {
    const bytes = files.get(name);
    if (bytes === undefined) return failed('hashes', label, `The file "${name}" is missing.`);
    if (sha256(bytes) !== hash) return failed('hashes', label, `The file "${name}" was changed after the export.`);
  }
  if (!blocksFit(files))
    return failed('hashes', label, `"${FILES.passages}" does not fit the text: its server would refuse to quote it.`);
  return passed('hashes', label, `${names.length} files agree with their SHA-256.`);
}

/**
 * Starting a process copies the table of this one's memory, and every thread waits meanwhile: 5 ms for each 100 MB, once
 * more for each page that is written afterwards. The packing of a large Morgy takes 500 MB and more.
 */
const LARGE = 256 << 20;

function defaultRunner(foreign: boolean): VerifyRunner {
  // A stranger's program gets a process of its own, whatever that costs, where there is a Node to start.
  const small = foreign || process.memoryUsage.rss() < LARGE;
  return small && process.versions['electron'] === undefined
    ? { kind: 'process', node: process.execPath }
    : { kind: 'worker' };
}

async function unpack(files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'morgus-verify-'));
  await writeFiles(files, folder);
  return folder;
}

/** Is this server ours, byte for byte, or was running another one asked for? Otherwise: why it isn't started. */
async function mayStart(
  manifest: Manifest,
  files: ReadonlyMap<string, Uint8Array>,
  options: VerifyOptions,
): Promise<string | undefined> {
  if (options.runForeignServer === true) return undefined;
  const { server } = 'own' in manifest ? manifest.own : manifest.foreign;
  const bytes = files.get(server.entry_point.replace(/^\.\//, ''));
  const built = await readBuiltServer(options.serverFile).catch(() => undefined);
  if (built !== undefined && bytes !== undefined && sha256(built.server) === sha256(bytes)) return undefined;
  return built === undefined
    ? 'Its server was not started: there is none to compare it with.'
    : "Its server is not the one of this studio, so it was not started. (An older studio's export is like that, too.)";
}

async function interview(
  manifest: Manifest,
  files: ReadonlyMap<string, Uint8Array>,
  options: VerifyOptions,
  step: () => void,
): Promise<VerificationCheck[]> {
  const { server, tools, prompts } = 'own' in manifest ? manifest.own : manifest.foreign;
  const runner = options.runner ?? defaultRunner(options.runForeignServer === true);
  const folder = await unpack(files);
  const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
  const expected: Expected = {
    files,
    tools: (tools ?? []).map(({ name }) => name),
    prompts: (prompts ?? []).map(({ name }) => name),
  };
  const checks: VerificationCheck[] = [];
  const entryPoint = server.entry_point.replace(/^\.\//, '');
  try {
    for (const era of ['modern', 'legacy'] as const) {
      const id = `server-${era}`;
      const label = era === 'modern' ? 'Server starts (newest protocol)' : 'Server starts (protocol of 2025)';
      try {
        const session = await openSession(runner, folder, entryPoint, era, signal);
        try {
          const version = session.client.getNegotiatedProtocolVersion() ?? 'unknown';
          if (era === 'legacy') await session.client.listTools();
          else {
            checks.push(
              await askTools(session.client, expected),
              await askPersona(session.client),
              await askPrompts(session.client, expected),
            );
            checks.push(
              ...(await askTemplates(session.client, expected)),
              ...(await askGround(session.client, expected)),
              ...(await askKnowledge(session.client, expected)),
            );
          }
          const complaints = session.complaints();
          checks.push(
            complaints === ''
              ? passed(id, label, `It answers in an empty environment, protocol ${version}.`)
              : failed(id, label, `It complains: ${complaints.slice(0, 300).replaceAll(folder, '')}`),
          );
        } finally {
          await session.close();
        }
      } catch (error) {
        const reason = timeout.aborted ? 'it took too long' : error instanceof Error ? error.message : String(error);
        checks.push(failed(id, label, `It could not be asked: ${reason.replaceAll(folder, '').slice(0, 300)}.`));
      }
      step();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  throwIfCancelled(options.signal);
  return checks;
}

/** Never throws for a bad file: what is wrong with it stands in the report. */
export async function verifyBundle(
  file: Uint8Array | string,
  options: VerifyOptions = {},
): Promise<VerificationReport> {
  let done = 0;
  const step = (): void => options.onProgress?.({ step: 'verify', done: Math.min(++done, STEPS), total: STEPS });
  const bytes = typeof file === 'string' ? await readFile(file) : file;
  const hash = sha256(bytes);
  const checks: VerificationCheck[] = [];
  const report = (manifest?: Manifest): VerificationReport => {
    const known = manifest === undefined ? undefined : 'own' in manifest ? manifest.own : manifest.foreign;
    return {
      ok: checks.every((check) => check.outcome !== 'failed'),
      checks,
      sha256: hash,
      size: bytes.byteLength,
      name: known?.name ?? null,
      version: known?.version ?? null,
      tools: (known?.tools ?? []).map(({ name }) => name),
      prompts: (known?.prompts ?? []).map(({ name }) => name),
    };
  };
  if (options.expectedSha256 !== undefined) {
    const label = 'File is the one that was written';
    checks.push(
      hash === options.expectedSha256
        ? passed('file', label, 'Its SHA-256 is the expected one.')
        : failed('file', label, 'Its SHA-256 is another one.'),
    );
  }
  let files: Map<string, Uint8Array>;
  try {
    files = await readArchive(bytes, options.signal);
    checks.push(
      passed(
        'archive',
        'Archive is safe to unpack',
        `${files.size} files, no links, no paths outside, nothing packed like a bomb.`,
      ),
    );
  } catch (error) {
    throwIfCancelled(options.signal);
    checks.push(
      failed(
        'archive',
        'Archive is safe to unpack',
        error instanceof ArchiveError ? error.message : 'The archive is damaged.',
      ),
    );
    return report();
  }
  step();
  const { check, manifest } = checkManifest(files);
  checks.push(check);
  step();
  if (manifest === undefined) return report();
  checks.push(checkEntryPoint(manifest, files), checkHashes(manifest, files));
  step();
  try {
    checks.push(await checkSecrets(files, options.notSecrets ?? []));
  } catch {
    checks.push(
      failed('secrets', SECRETS_LABEL, "The texts could not be searched: the passage table doesn't fit the text."),
    );
  }
  step();
  checks.push(checkCanaries(files, options.canaries ?? []));
  step();
  throwIfCancelled(options.signal);
  const reason = checks.some(({ outcome }) => outcome === 'failed')
    ? 'Its server was not started, because something before failed.'
    : await mayStart(manifest, files, options);
  if (reason === undefined) checks.push(...(await interview(manifest, files, options, step)));
  else checks.push(skipped('server', 'Server answers', reason));
  return report(manifest);
}
