// What a bundle's server is asked before the bundle is offered. Each question gives one check.
import type { Client } from '@modelcontextprotocol/client';
import * as z from 'zod';
import {
  decodePassages,
  FILES,
  type DocumentsFile,
  type FoundationFile,
  type IcpsFile,
} from '../../../../../apps/bundle/format.ts';
import type { VerificationCheck } from '../types.ts';

/** A host refuses larger results. */
const MAX_RESULT = 1_000_000;

export interface Expected {
  readonly tools: readonly string[];
  readonly prompts: readonly string[];
  readonly files: ReadonlyMap<string, Uint8Array>;
}

type Answer = { readonly detail: string };

class Unexpected extends Error {}

function expect(condition: boolean, otherwise: string): void {
  if (!condition) throw new Unexpected(otherwise);
}

async function ask(id: string, label: string, question: () => Promise<Answer>): Promise<VerificationCheck> {
  try {
    return { id, label, outcome: 'passed', ...(await question()) };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return {
      id,
      label,
      outcome: 'failed',
      detail: error instanceof Unexpected ? detail : `The server did not answer as it should: ${detail}`,
    };
  }
}

const sameNames = (a: readonly string[], b: readonly string[]): boolean =>
  a.toSorted().join('\n') === b.toSorted().join('\n');

async function call(client: Client, name: string, args: Record<string, unknown>): Promise<Record<string, unknown>> {
  const result = await client.callTool({ name, arguments: args });
  const size = Buffer.byteLength(JSON.stringify(result));
  expect(size < MAX_RESULT, `${name} answered with ${size} bytes; hosts take at most ${MAX_RESULT}.`);
  const content = z.array(z.looseObject({ type: z.string(), text: z.string().optional() })).parse(result.content);
  expect(result.isError !== true, `${name} failed: ${content[0]?.text ?? 'without a reason'}`);
  expect(
    content.some((part) => part.type === 'text' && (part.text ?? '') !== ''),
    `${name} answered without text.`,
  );
  return z.record(z.string(), z.unknown()).parse(result.structuredContent ?? {});
}

const searchResult = z.looseObject({
  results: z.array(z.looseObject({ id: z.string(), text: z.string(), title: z.string() })),
});

/** Passages that are compared to tell rare words from those that every document of a kind has. */
const COMPARED = 5000;

const wordsOf = (text: string): Set<string> => new Set(text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu));

/** Long enough to say something, or a number, which is often all that tells one invoice from the next. */
const isTelling = (word: string): boolean => word.length >= 4 || /^\p{N}+$/u.test(word);

/**
 * A passage from the middle and its rarest words. Where documents are almost equal, these are what only this one has; where
 * they are equal, any of them holds all of the words.
 */
function phraseOf(
  files: ReadonlyMap<string, Uint8Array>,
): { readonly words: readonly string[]; readonly text: string } | undefined {
  const text = files.get(FILES.text);
  const table = files.get(FILES.passages);
  if (text === undefined || table === undefined) return undefined;
  const { count, starts } = decodePassages(table, text.length);
  const passageAt = (ordinal: number): string =>
    new TextDecoder().decode(text.subarray(starts[ordinal] ?? 0, starts[ordinal + 1] ?? 0));
  for (let step = 0; step < count; step++) {
    const passage = passageAt((Math.floor(count / 2) + step) % count);
    const telling = [...wordsOf(passage)].filter(isTelling);
    if (telling.length < 3 && step < Math.min(count - 1, 50)) continue;
    if (telling.length === 0) return undefined;
    const uses = new Map(telling.map((word) => [word, 0]));
    const stride = Math.max(1, Math.ceil(count / COMPARED));
    for (let ordinal = 0; ordinal < count; ordinal += stride) {
      for (const word of wordsOf(passageAt(ordinal))) {
        const before = uses.get(word);
        if (before !== undefined) uses.set(word, before + 1);
      }
    }
    const words = telling
      .toSorted((one, other) => (uses.get(one) ?? 0) - (uses.get(other) ?? 0) || other.length - one.length)
      .slice(0, 8);
    return { words, text: passage };
  }
  return undefined;
}

export async function askTools(client: Client, expected: Expected): Promise<VerificationCheck> {
  return ask('tools', 'Tools as announced', async () => {
    const { tools } = await client.listTools();
    const names = tools.map((tool) => tool.name);
    expect(
      sameNames(names, expected.tools),
      `The manifest announces ${expected.tools.join(', ')}; the server has ${names.join(', ')}.`,
    );
    for (const tool of tools) {
      const { readOnlyHint, destructiveHint } = tool.annotations ?? {};
      expect(
        readOnlyHint === true && destructiveHint === false,
        `The tool ${tool.name} doesn't say that it only reads.`,
      );
      expect((tool.title ?? tool.annotations?.title ?? '') !== '', `The tool ${tool.name} has no title.`);
    }
    return { detail: `${names.length} tools, all of them only read: ${names.join(', ')}.` };
  });
}

export async function askPersona(client: Client): Promise<VerificationCheck> {
  return ask('persona', 'Persona answers', async () => {
    const { name, persona } = z
      .looseObject({ name: z.string(), persona: z.string().min(1) })
      .parse(await call(client, 'get_persona', {}));
    return { detail: `${name} introduces itself in ${persona.length} characters.` };
  });
}

export async function askPrompts(client: Client, expected: Expected): Promise<VerificationCheck> {
  return ask('prompts', 'Prompts as announced', async () => {
    const { prompts } = await client.listPrompts();
    const names = prompts.map((prompt) => prompt.name);
    expect(
      sameNames(names, expected.prompts),
      `The manifest announces ${expected.prompts.join(', ')}; the server has ${names.join(', ')}.`,
    );
    for (const prompt of prompts) {
      const args = Object.fromEntries(
        (prompt.arguments ?? [])
          .filter((argument) => argument.required === true)
          .map((argument) => [argument.name, 'x']),
      );
      const { messages } = await client.getPrompt({ name: prompt.name, arguments: args });
      expect(messages.length > 0, `The prompt ${prompt.name} is empty.`);
    }
    return { detail: `${names.length} ${names.length === 1 ? 'prompt' : 'prompts'}: ${names.join(', ')}.` };
  });
}

/** Search, reading and resources; or that there are none. */
export async function askKnowledge(client: Client, expected: Expected): Promise<VerificationCheck[]> {
  const documentsFile = expected.files.get(FILES.documents);
  if (documentsFile === undefined) {
    return [
      {
        id: 'search',
        label: 'Search finds what is there',
        outcome: 'skipped',
        detail: 'The bundle was made without knowledge.',
      },
    ];
  }
  const { documents } = JSON.parse(new TextDecoder().decode(documentsFile)) as DocumentsFile;
  const [first] = documents;
  return [
    await ask('search', 'Search finds what is there', async () => {
      const phrase = phraseOf(expected.files);
      if (phrase === undefined) return { detail: 'The passages have no words to look for.' };
      const query = phrase.words.join(' ');
      const { results } = searchResult.parse(await call(client, 'search_knowledge', { query, limit: 20 }));
      const found = results.find((result) => {
        if (phrase.text.startsWith(result.text)) return true;
        const words = wordsOf(result.text);
        return phrase.words.every((word) => words.has(word));
      });
      expect(found !== undefined, `A search for words of a passage (${query.slice(0, 80)}) doesn't find it.`);
      return { detail: `A search for words from the middle found them in "${found?.title ?? ''}".` };
    }),
    await ask('documents', 'Documents can be read', async () => {
      const listed = z.looseObject({ total: z.number() }).parse(await call(client, 'list_documents', { limit: 200 }));
      expect(
        listed.total === documents.length,
        `The bundle holds ${documents.length} documents, the server lists ${listed.total}.`,
      );
      const read = z
        .looseObject({ passages: z.array(z.unknown()).min(1) })
        .parse(await call(client, 'read_document', { document: first?.id ?? '', maxCharacters: 100_000 }));
      return {
        detail: `${documents.length} listed; the first was read (${read.passages.length} passages in one answer).`,
      };
    }),
    await ask('resources', 'Documents can be attached', async () => {
      const listed = await client.listResources();
      const resources = listed.resources.filter(({ uri }) => uri.startsWith('morgy://documents/'));
      expect(
        resources.length === documents.length,
        `The bundle holds ${documents.length} documents, the server offers ${resources.length} to attach.`,
      );
      const { contents } = await client.readResource({ uri: resources[0]?.uri ?? '' });
      expect(
        Buffer.byteLength(JSON.stringify(contents)) < MAX_RESULT,
        'The first document is larger than a host accepts.',
      );
      return { detail: `${resources.length} documents can be attached.` };
    }),
  ];
}

/** The foundation and every profile, as tools and as resources; or nothing where there are none. */
export async function askGround(client: Client, expected: Expected): Promise<VerificationCheck[]> {
  const foundationFile = expected.files.get(FILES.foundation);
  if (foundationFile === undefined) return [];
  const foundation = JSON.parse(new TextDecoder().decode(foundationFile)) as FoundationFile;
  const icpsFile = expected.files.get(FILES.icps);
  const icps = icpsFile === undefined ? [] : (JSON.parse(new TextDecoder().decode(icpsFile)) as IcpsFile).icps;
  return [
    await ask('foundation', 'Foundation answers', async () => {
      const answered = z.looseObject({ company: z.string() }).parse(await call(client, 'get_foundation', {}));
      expect(answered.company === foundation.company, 'The foundation that it tells is not the one inside.');
      const { contents } = await client.readResource({ uri: 'morgy://foundation' });
      expect(Buffer.byteLength(JSON.stringify(contents)) < MAX_RESULT, 'The foundation is larger than a host accepts.');
      return { detail: `${foundation.company === '' ? 'It' : foundation.company} is told, and can be attached.` };
    }),
    ...(icps.length === 0
      ? []
      : [
          await ask('icps', 'Customer profiles answer', async () => {
            const listed = z
              .looseObject({ total: z.number(), icps: z.array(z.looseObject({ id: z.string() })) })
              .parse(await call(client, 'list_icps', {}));
            expect(
              listed.total === icps.length,
              `The bundle holds ${icps.length} profiles, the server lists ${listed.total}.`,
            );
            for (const { id, name } of icps) {
              const answered = z.looseObject({ name: z.string() }).parse(await call(client, 'get_icp', { id }));
              expect(answered.name === name, `get_icp answers “${answered.name}” for “${name}”.`);
            }
            const { resources } = await client.listResources();
            const attached = resources.filter(({ uri }) => uri.startsWith('morgy://icps/'));
            expect(
              attached.length === icps.length,
              `The bundle holds ${icps.length} profiles, the server offers ${attached.length} to attach.`,
            );
            await client.readResource({ uri: attached[0]?.uri ?? '' });
            return { detail: `${icps.length} listed, each told by its id, and can be attached.` };
          }),
        ]),
  ];
}

export async function askTemplates(client: Client, expected: Expected): Promise<VerificationCheck[]> {
  if (!expected.files.has(FILES.templates)) return [];
  return [
    await ask('templates', 'Templates fill in', async () => {
      const { templates } = z
        .looseObject({
          templates: z
            .array(z.looseObject({ name: z.string(), arguments: z.array(z.looseObject({ name: z.string() })) }))
            .min(1),
        })
        .parse(await call(client, 'list_templates', {}));
      const [template] = templates;
      const args = Object.fromEntries((template?.arguments ?? []).map((argument) => [argument.name, 'x']));
      await call(client, 'use_template', { template: template?.name ?? '', arguments: args });
      return { detail: `${templates.length} listed; "${template?.name ?? ''}" was filled in.` };
    }),
  ];
}
