/** Serves exports: plan, pack, verify, record; the list and its differences; putting a bundle into Claude Desktop. */
import { randomBytes } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { access, mkdir, readFile, rm } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Handlers } from '../../contract/define.ts';
import { notFound, StudioError } from '../../contract/errors.ts';
import type { StudioEvent } from '../../contract/events.ts';
import { mcpExports, morgys, morgyTemplates } from '../../../schema/index.ts';
import { writeFileAtomically } from '../lib/atomic-write.ts';
import { paths } from '../lib/data-folder.ts';
import type { Morgy } from '../morgys/contract.ts';
import { readSettings } from '../settings/index.ts';
import type { Store } from '../store/store.ts';
import { avatarPictures } from './avatar-pictures.ts';
import { bundleContent, differences, showedInitial } from './content.ts';
import { decisionsFor, keepDecisions } from './decisions.ts';
import type { ContentPart, ExportedGround } from './content.ts';
import { PNG_URL, verificationReport } from './contract.ts';
import type { ExportPlan, ExportRecord, exportsContract } from './contract.ts';
import type {
  BundleContent,
  BundleDocument,
  Decision,
  FindingPlace,
  PackProgress,
  VerificationReport,
} from './pack/types.ts';
// Not by index.ts, which would bring the packer and its rules into this thread.
import { nextVersion } from './pack/version.ts';
import { Packing } from './packing/packing.ts';
import type { PackedAndVerified } from './packing/protocol.ts';
import { configSnippet, installManually, uninstallManually } from './manual-install.ts';

export type { ExportedGround } from './content.ts';

export interface ExportsDependencies {
  readonly store: Store;
  readonly dataFolder: string;
  readonly emit: (event: StudioEvent) => void;
  readonly getMorgy: (id: string) => Morgy;
  /** Living documents of a Morgy with the chunks that are not excluded, in reading order. */
  readonly documentsForExport: (morgyId: string) => AsyncIterable<BundleDocument>;
  /** Where documents came from, of those that share a title with another one of these. */
  readonly sourcesWhereShared: (documentIds: Iterable<string>) => ReadonlyMap<string, string>;
  /** The foundation and profiles that a Morgy was given; null where there are none. */
  readonly groundForExport: (morgy: Morgy) => ExportedGround | null;
}

interface Choices {
  morgyId: string;
  includeKnowledge: boolean;
  includeTemplates: boolean;
  includeGround: boolean;
  decisions: Decision[];
}

interface StoredExport {
  id: string;
  morgy_id: string;
  morgy_name: string;
  share_id: string;
  share_url: string;
  include_knowledge: number;
  include_templates: number;
  downloads: number;
  created_at: string;
  version: string;
  file_name: string;
  size: number;
  sha256: string;
  content_sha256: string;
  report: string;
  contents: string;
}

const parts = z.array(z.object({ key: z.string(), label: z.string(), hash: z.string(), detail: z.string() }));
const STORED = `SELECT e.*, m.name AS morgy_name, f.version, f.file_name, f.size, f.sha256, f.content_sha256, f.report, f.contents
  FROM mcp_exports e JOIN export_files f ON f.export_id = e.id JOIN morgys m ON m.id = e.morgy_id`;

/** Of a foundation that stays behind: its names, and the lines that its prompt variables would have brought. */
const wordsOf = ({ bundle, variables }: ExportedGround): string[] => [
  bundle.company,
  ...bundle.icps.map(({ name }) => name),
  ...Object.values({ ...variables }).flatMap((text) => text.split('\n').map((line) => line.trim())),
];

/** A place in a document that shares its title, with where that came from. */
function sourced(place: FindingPlace, sources: ReadonlyMap<string, string>): ExportPlan['findings'][number]['place'] {
  if (place.kind !== 'chunk' && place.kind !== 'document') return place;
  const source = sources.get(place.documentId);
  return source === undefined ? place : { ...place, source };
}

/** Share of the whole work that each step ends at, for one calm progress bar. */
const STEPS: Record<PackProgress['step'], { label: string; from: number; to: number }> = {
  scan: { label: 'Looking for secrets', from: 0, to: 0.2 },
  index: { label: 'Making the search index', from: 0.2, to: 0.5 },
  compress: { label: 'Packing', from: 0.5, to: 0.7 },
  verify: { label: 'Checking the finished bundle', from: 0.7, to: 1 },
};

/** A bundle that is in the studio's folder, as sharing needs it. */
export interface Bundle {
  readonly path: string;
  readonly fileName: string;
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
  readonly shareId: string;
}

export function createExports({
  store,
  dataFolder,
  emit,
  getMorgy,
  documentsForExport,
  sourcesWhereShared,
  groundForExport,
}: ExportsDependencies): {
  handlers: Handlers<typeof exportsContract>;
  /** @throws StudioError not_found, file_gone */
  bundle: (id: string) => Bundle;
  /** Ends what is being packed. */
  close: () => Promise<void>;
} {
  const folder = paths(dataFolder).exports;
  const pictures = avatarPictures(dataFolder);
  const packing = new Packing();
  const fileOf = (row: { id: string; file_name: string }): string => join(folder, row.id, row.file_name);

  function stored(id: string): StoredExport {
    const row = store.get<StoredExport>(`${STORED} WHERE e.id = ?`, [id]);
    if (!row) throw notFound('export', id);
    return row;
  }

  function presentFile(id: string): { row: StoredExport; path: string } {
    const row = stored(id);
    const path = fileOf(row);
    if (!existsSync(path)) {
      throw new StudioError(
        'file_gone',
        `The file “${row.file_name}” is no longer in the studio's folder. Export the Morgy again: unchanged, it gets the same version.`,
      );
    }
    return { row, path };
  }

  const shown = (row: StoredExport): ExportRecord => ({
    id: row.id,
    morgy_id: row.morgy_id,
    morgy_name: row.morgy_name,
    exported_name: parts.parse(JSON.parse(row.contents)).find(({ key }) => key === 'name')?.detail ?? row.morgy_name,
    share_id: row.share_id,
    share_url: row.share_url,
    include_knowledge: row.include_knowledge === 1,
    include_templates: row.include_templates === 1,
    include_ground: parts.parse(JSON.parse(row.contents)).some(({ key }) => key === 'foundation'),
    downloads: row.downloads,
    created_at: row.created_at,
    version: row.version,
    file_name: row.file_name,
    size: row.size,
    sha256: row.sha256,
    present: existsSync(fileOf(row)),
    report: verificationReport.parse(JSON.parse(row.report)),
  });

  function previousOf(morgyId: string): { version: string; contentSha256: string } | null {
    const row = store.get<{ version: string; content_sha256: string }>(
      `SELECT f.version, f.content_sha256 FROM mcp_exports e JOIN export_files f ON f.export_id = e.id
       WHERE e.morgy_id = ? ORDER BY e.created_at DESC, e.id DESC LIMIT 1`,
      [morgyId],
    );
    return row ? { version: row.version, contentSha256: row.content_sha256 } : null;
  }

  interface Chosen {
    /** Everything but the documents. */
    readonly content: Omit<BundleContent, 'documents'>;
    readonly documents: AsyncIterable<BundleDocument>;
    /** Words of what stays here. */
    readonly leftOut: string[];
  }

  function contentOf(choices: Choices): Chosen {
    const morgy = getMorgy(choices.morgyId);
    if (morgy.deleted_at !== null) {
      throw new StudioError('in_trash', `“${morgy.name}” lies in the trash. Restore it to export it.`);
    }
    const templates = store
      .rows(morgyTemplates, 'morgy_id = ? AND deleted_at IS NULL ORDER BY position, created_at, id', [choices.morgyId])
      .map(({ title, description, arguments: args, text }) => ({
        title,
        description: description ?? '',
        arguments: args,
        text,
      }));
    const ground = groundForExport(morgy);
    const { documents: _none, ...content } = bundleContent(
      morgy,
      readSettings(store).authorName || 'Unnamed creator',
      [],
      choices.includeTemplates ? templates : [],
      choices.includeGround ? ground : null,
      pictures.of(morgy.appearance),
    );
    return {
      content,
      documents: choices.includeKnowledge ? documentsForExport(choices.morgyId) : nothing(),
      leftOut: [
        ...(choices.includeKnowledge ? [] : documentsOf(choices.morgyId).map(({ title }) => title)),
        ...(choices.includeTemplates ? [] : templates.map((template) => template.title)),
        ...(choices.includeGround || ground === null ? [] : wordsOf(ground)),
      ],
    };
  }

  const documentsOf = (morgyId: string): { id: string; title: string }[] =>
    store.all(`SELECT id, title FROM morgy_knowledge WHERE morgy_id = ? AND deleted_at IS NULL`, [morgyId]);

  /** Strings that must be nowhere in the file. Short names would be found by chance and are not used. */
  const canaries = (leftOut: readonly string[]): string[] =>
    [store.ownerId(), store.meta('device_id') ?? '', userName(), dataFolder, ...leftOut].filter(
      (text) => text.length >= 8,
    );

  const progress = (exportKey: string) => (step: PackProgress) => {
    const { label, from, to } = STEPS[step.step];
    const share = step.total > 0 ? step.done / step.total : 0;
    emit({ type: 'export.progress', exportKey, stage: label, share: from + (to - from) * share });
  };

  async function plan(choices: Choices, signal: AbortSignal): Promise<ExportPlan> {
    const { content, documents } = contentOf(choices);
    const decisions = decisionsFor(store, choices);
    const decided = new Map(decisions.map(({ findingId, action }) => [findingId, action]));
    const planned = await packing.plan({ content, decisions, notSecrets: readSettings(store).notSecrets }, documents, {
      signal,
    });
    const previous = previousOf(choices.morgyId);
    const sources = sourcesWhereShared(documentsOf(choices.morgyId).map(({ id }) => id));
    return {
      ...planned,
      files: [...planned.files],
      tools: [...planned.tools],
      prompts: planned.prompts.map((prompt) => ({ ...prompt, arguments: [...prompt.arguments] })),
      findings: planned.findings.map((finding) => {
        const action = decided.get(finding.id) ?? null;
        const place = sourced(finding.place, sources);
        return { ...finding, place, decided: action === 'allow' && finding.severity === 'block' ? null : action };
      }),
      blocking: [...planned.blocking],
      version: nextVersion(previous, planned.contentSha256),
      unchanged: previous?.contentSha256 === planned.contentSha256,
    };
  }

  async function create(choices: Choices, exportKey: string, signal: AbortSignal): Promise<ExportRecord> {
    const { content, documents, leftOut } = contentOf(choices);
    const previous = previousOf(choices.morgyId);
    const {
      packed,
      report,
      parts: contents,
    } = await packing.pack(
      {
        content,
        decisions: decisionsFor(store, choices),
        notSecrets: readSettings(store).notSecrets,
        previous,
        canaries: canaries(leftOut),
      },
      documents,
      { signal, onProgress: progress(exportKey) },
    );
    if (!report.ok) {
      const failed = report.checks.filter((each) => each.outcome === 'failed');
      throw new StudioError(
        'verification_failed',
        `The bundle was made but did not pass its checks, so it was thrown away: ${failed.map((each) => `${each.label} (${each.detail})`).join('; ')}.`,
        { checks: failed.map((each) => ({ ...each })) },
      );
    }
    const id = uuidv7();
    const row = { id, file_name: packed.fileName };
    await mkdir(join(folder, id), { recursive: true });
    try {
      await writeFileAtomically(fileOf(row), packed.bytes);
      record(id, choices, content.morgy.name, { packed, report, parts: contents }, previous?.contentSha256);
    } catch (error) {
      await rm(join(folder, id), { recursive: true, force: true });
      throw error;
    }
    return shown(stored(id));
  }

  function record(
    id: string,
    choices: Choices,
    name: string,
    { packed, report, parts: contents }: PackedAndVerified,
    before: string | undefined,
  ): void {
    const shareId = randomBytes(16).toString('hex');
    store.write(
      `Export “${name}” ${packed.version}`,
      () => {
        store.insert(mcpExports, {
          id,
          morgy_id: choices.morgyId,
          user_id: store.ownerId(),
          share_id: shareId,
          share_url: `${readSettings(store).shareBase.replace(/\/$/, '')}/api/mcp-exports/${shareId}`,
          include_knowledge: choices.includeKnowledge,
          include_templates: choices.includeTemplates,
        });
        store.run(
          `INSERT INTO export_files (export_id, version, file_name, size, sha256, content_sha256, report, contents)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          [
            id,
            packed.version,
            packed.fileName,
            packed.bytes.length,
            packed.sha256,
            packed.contentSha256,
            JSON.stringify(report),
            JSON.stringify(contents),
          ],
          'export_files',
        );
        const current = store.row(morgys, choices.morgyId);
        if (current && before !== packed.contentSha256)
          store.update(morgys, current.id, { version: current.version + 1, updated_at: current.updated_at });
      },
      { kind: 'record' },
    );
  }

  function bundle(id: string): Bundle {
    const { row, path } = presentFile(id);
    return { path, fileName: row.file_name, size: row.size, sha256: row.sha256, shareId: row.share_id };
  }

  const partsOf = (row: StoredExport): ContentPart[] => parts.parse(JSON.parse(row.contents));

  return {
    bundle,
    close: () => packing.close(),
    handlers: {
      'exports.plan': (choices, { signal }) => plan(choices, signal),
      'exports.decide': ({ morgyId, decisions }) => {
        keepDecisions(store, getMorgy(morgyId).id, decisions);
        return { morgyId };
      },
      'exports.create': ({ exportKey, ...choices }, { signal }) => create(choices, exportKey, signal),
      'exports.avatar': ({ morgyId }) => {
        const { avatar, color } = getMorgy(morgyId).appearance;
        const known = avatar.startsWith('data:image/') || pictures.of({ avatar, color }) !== undefined;
        const last = store.get<StoredExport>(`${STORED} WHERE e.morgy_id = ? ORDER BY e.created_at DESC, e.id DESC`, [
          morgyId,
        ]);
        // What went out with the initial keeps it until its look is changed: nothing else did, so its bytes stay too.
        const settled = last !== undefined && showedInitial(partsOf(last), color);
        return { missing: known || settled ? null : { avatar, color } };
      },
      'exports.keepAvatar': async ({ morgyId, png }) => {
        await pictures.keep(getMorgy(morgyId).appearance, Buffer.from(png.slice(PNG_URL.length), 'base64'));
        return { morgyId };
      },
      'exports.list': ({ morgyId }) =>
        (morgyId === null
          ? store.all<StoredExport>(`${STORED} ORDER BY e.created_at DESC, e.id DESC`)
          : store.all<StoredExport>(`${STORED} WHERE e.morgy_id = ? ORDER BY e.created_at DESC, e.id DESC`, [morgyId])
        ).map(shown),
      'exports.diff': ({ from, to }) => differences(partsOf(stored(from)), partsOf(stored(to))),
      'exports.saveAs': async ({ id, path }) => {
        const { path: source } = presentFile(id);
        await writeFileAtomically(path, await readFile(source));
        return { path };
      },
      'exports.file': ({ id }) => ({ path: presentFile(id).path }),
      'exports.verify': async ({ path }, { signal }) => {
        try {
          await access(path, constants.R_OK);
        } catch (error) {
          throw new StudioError(
            'cannot_read',
            `${path} cannot be read (${errorCode(error)}). Check the path and that you may open it.`,
          );
        }
        return plain(await packing.verify(path, readSettings(store).notSecrets, undefined, { signal }));
      },
      'exports.installManually': ({ id }) => installManually(presentFile(id).path, dataFolder),
      'exports.uninstallManually': ({ id }) => uninstallManually(presentFile(id).path),
      'exports.configSnippet': ({ id }) => configSnippet(presentFile(id).path, dataFolder),
    },
  };
}

async function* nothing(): AsyncGenerator<BundleDocument> {
  // Knowledge that is left out.
}

/** Empty where the system knows none: a container may run under a number that nobody has. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}

const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

/** The packer's reports are read-only; an answer is the caller's own. */
const plain = (report: VerificationReport): z.output<typeof verificationReport> => verificationReport.parse(report);
