// Turns reviewed content into the bundle's files, all but the manifest.
import { createHash } from 'node:crypto';
import { setImmediate as nextTick } from 'node:timers/promises';
import { PERSONA_PROMPT } from '../../../../apps/bundle/catalogue.ts';
import {
  blockHashes,
  encodePassages,
  FILES,
  FLAG_PINNED,
  type DocumentEntry,
  type DocumentsFile,
  type FoundationFile,
  type IcpsFile,
  type PersonaFile,
  type TemplateEntry,
  type TemplatesFile,
} from '../../../../apps/bundle/format.ts';
import type { IndexedChunk } from '../../../../retrieval/index.ts';
import { makeIcon } from './icon.ts';
import { personaText } from './persona.ts';
import { indexFor, type MadeIndex } from './index-file.ts';
import { makeReadme } from './readme.ts';
import { throwIfCancelled } from './cancelled.ts';
import { byCodeUnits, slug, uniqueNames } from './text.ts';
import {
  PackError,
  type BundleContent,
  type BundleDocument,
  type BundleGround,
  type BundleTemplate,
  type PlanOptions,
} from './types.ts';

export interface Layout {
  readonly content: BundleContent;
  readonly persona: string;
  readonly templates: readonly TemplateEntry[];
  /** By path; without the manifest and the server. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The index compressed, where another thread does that. */
  readonly deflatedIndex: Promise<Uint8Array> | undefined;
}

const json = (value: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value)}\n`);

/** "one of: a, b or c", "(short | long)", "e.g. x, y": the values that an argument's description lists. */
export function valuesIn(description: string): string[] {
  const listed =
    /(?:one of|either|choose from|values?|e\.g\.|for example|such as|z\.\s?B\.|eines von)[:\s]+([^.;()\n]+)/i.exec(
      description,
    )?.[1] ?? /\(([^()]+[|/,][^()]+)\)/.exec(description)?.[1];
  if (listed === undefined) return [];
  const values = listed
    .split(/\s*[,|/]\s*(?:or\s+|oder\s+)?|\s+(?:or|oder)\s+/)
    .map((value) => value.trim().replace(/^["'“‘`]+|["'”’`]+$/g, ''));
  return [...new Set(values.filter((value) => value !== '' && value.length <= 60))].slice(0, 50);
}

function templatesOf(templates: readonly BundleTemplate[]): TemplateEntry[] {
  const unique = uniqueNames([PERSONA_PROMPT.name]);
  return templates.map((template) => ({
    name: unique(slug(template.title, 'template')),
    title: template.title,
    description: template.description,
    arguments: template.arguments.map((argument) => ({
      name: argument.name,
      description: argument.description,
      required: argument.required,
      values: valuesIn(argument.description),
    })),
    text: template.text,
  }));
}

/** Profiles in an order that does not know in which they were handed over: the primary one, then by name and content. */
function groundFiles({ icps, ...foundation }: BundleGround): [string, Uint8Array][] {
  const unique = uniqueNames();
  const sorted = icps.toSorted(
    (a, b) =>
      Number(b.primary) - Number(a.primary) ||
      byCodeUnits(a.name, b.name) ||
      byCodeUnits(JSON.stringify(a), JSON.stringify(b)),
  );
  const file: IcpsFile = {
    icps: sorted.map(({ name, tagline, primary, summary, sections }) => ({
      id: unique(slug(name, 'profile')),
      name,
      tagline,
      primary,
      summary,
      sections: sections
        .map(({ title, fields }) => ({ title, fields: fields.filter(({ lines }) => lines.length > 0) }))
        .filter(({ fields }) => fields.length > 0),
    })),
  };
  return [
    [FILES.foundation, json(foundation satisfies FoundationFile)],
    ...(sorted.length === 0 ? [] : [[FILES.icps, json(file)] satisfies [string, Uint8Array]]),
  ];
}

/** Lets others have their turn after this many characters; bounds the time that the event loop is held. */
const SLICE = 500_000;

function breather(signal: AbortSignal | undefined): (characters: number) => Promise<void> {
  let since = 0;
  return async (characters) => {
    since += characters;
    if (since < SLICE) return;
    since = 0;
    await nextTick();
    throwIfCancelled(signal);
  };
}

/** Total order that doesn't know the studio's ids nor the order in which documents were handed over. */
async function sortDocuments(
  documents: readonly BundleDocument[],
  signal: AbortSignal | undefined,
): Promise<BundleDocument[]> {
  const pause = breather(signal);
  const keyed: { readonly document: BundleDocument; readonly key: string }[] = [];
  for (const document of documents) {
    const hash = createHash('sha256');
    for (const chunk of document.chunks) {
      hash.update(JSON.stringify([chunk.text, chunk.headingPath, chunk.page ?? 0, chunk.pinned]));
      await pause(chunk.text.length);
    }
    const key = [document.title, document.date ?? '', document.sourceType, hash.digest('hex')].join('\u0000');
    keyed.push({ document, key });
  }
  return keyed.toSorted((a, b) => byCodeUnits(a.key, b.key)).map(({ document }) => document);
}

/** The documents as files, all but the index, and the passages that it is made of. */
export interface LaidKnowledge {
  readonly files: readonly (readonly [string, Uint8Array])[];
  readonly passages: readonly IndexedChunk[];
  /** SHA-256 of the files: everything that is indexed stands in them, and nothing else. */
  readonly key: string;
}

export async function layKnowledge(documents: readonly BundleDocument[], options: PlanOptions): Promise<LaidKnowledge> {
  const unique = uniqueNames();
  const entries: DocumentEntry[] = [];
  const headingNumbers = new Map<string, number>();
  const headings: (readonly string[])[] = [];
  const texts: Uint8Array[] = [];
  const starts = [0];
  const headingColumn: number[] = [];
  const pages: number[] = [];
  const flags: number[] = [];
  const indexed: IndexedChunk[] = [];
  const encoder = new TextEncoder();
  const pause = breather(options.signal);
  for (const document of await sortDocuments(documents, options.signal)) {
    const id = unique(slug(document.title, 'document'));
    const first = texts.length;
    for (const chunk of document.chunks) {
      const path = JSON.stringify(chunk.headingPath);
      let number = headingNumbers.get(path);
      if (number === undefined) {
        number = headings.push(chunk.headingPath) - 1;
        headingNumbers.set(path, number);
      }
      const bytes = encoder.encode(chunk.text);
      texts.push(bytes);
      starts.push((starts.at(-1) ?? 0) + bytes.length);
      headingColumn.push(number);
      pages.push(chunk.page ?? 0);
      flags.push(chunk.pinned ? FLAG_PINNED : 0);
      indexed.push({
        id: indexed.length.toString(36),
        documentId: entries.length.toString(36),
        title: document.title,
        headingPath: chunk.headingPath,
        text: chunk.text,
        pinned: chunk.pinned,
      });
      await pause(chunk.text.length);
    }
    entries.push({
      id,
      title: document.title,
      sourceType: document.sourceType,
      ...(document.date === undefined ? {} : { date: document.date }),
      first,
      count: document.chunks.length,
    });
  }
  const file: DocumentsFile = { documents: entries, headings };
  const text = Buffer.concat(texts);
  const files: [string, Uint8Array][] = [
    [FILES.documents, json(file)],
    [FILES.text, text],
    [
      FILES.passages,
      encodePassages({
        count: texts.length,
        starts: Uint32Array.from(starts),
        headings: Uint32Array.from(headingColumn),
        pages: Uint32Array.from(pages),
        flags: Uint8Array.from(flags),
        hashes: blockHashes(text),
      }),
    ],
  ];
  const hash = createHash('sha256');
  for (const [, bytes] of files) hash.update(`${bytes.length}\n`).update(bytes);
  return { files, passages: indexed, key: hash.digest('hex') };
}

export interface LayOutOptions extends PlanOptions {
  /** Laid out before, of the very same documents. */
  readonly laid?: LaidKnowledge | undefined;
  /** Begun before, maybe of other documents. */
  readonly early?: MadeIndex | undefined;
  /** What can be done with the other files while the index is being made. */
  readonly meanwhile?: ((files: Iterable<readonly [string, Uint8Array]>) => Promise<void>) | undefined;
}

/** `content` has been reviewed. Parts that are left out leave no file, no title and no number behind. */
export async function layOut(content: BundleContent, options: LayOutOptions): Promise<Layout> {
  const { morgy, author, license } = content;
  const templates = templatesOf(content.templates);
  for (const { title, arguments: list } of templates) {
    if (new Set(list.map((argument) => argument.name)).size !== list.length) {
      throw new PackError(
        'invalid_content',
        `Two arguments of the template "${title}" have the same name. Rename one of them.`,
      );
    }
  }
  const persona = personaText(content);
  const personaFile: PersonaFile = {
    name: morgy.name,
    description: morgy.description,
    category: morgy.category,
    tags: [...new Set(morgy.tags)].toSorted(byCodeUnits),
    author: author.name,
    ...(license === undefined || license === '' ? {} : { license }),
    persona,
    ...(morgy.ai.model === undefined || morgy.ai.model === '' ? {} : { model: morgy.ai.model }),
    ...(morgy.ai.temperature === undefined ? {} : { temperature: morgy.ai.temperature }),
    ...(morgy.ai.maxTokens === undefined ? {} : { maxTokens: morgy.ai.maxTokens }),
    capabilities: morgy.capabilities,
  };
  const files = new Map<string, Uint8Array>([
    [FILES.persona, json(personaFile)],
    [FILES.icon, makeIcon(morgy)],
    [FILES.readme, makeReadme(content, templates)],
  ]);
  if (templates.length > 0) files.set(FILES.templates, json({ templates } satisfies TemplatesFile));
  if (content.ground !== undefined) for (const [path, bytes] of groundFiles(content.ground)) files.set(path, bytes);
  await nextTick();
  throwIfCancelled(options.signal);
  let deflatedIndex: Layout['deflatedIndex'];
  if (content.documents.length > 0) {
    const laid = options.laid ?? (await layKnowledge(content.documents, options));
    const index = options.early?.key === laid.key ? options.early : indexFor(laid, options);
    for (const [path, bytes] of laid.files) files.set(path, bytes);
    await options.meanwhile?.(files);
    files.set(FILES.index, await index.bytes);
    ({ deflated: deflatedIndex } = index);
  }
  return { content, persona, templates, files, deflatedIndex };
}
