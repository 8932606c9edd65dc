/** `knowledge …`: add files, folders and web pages, list documents, search. */
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import type { ImportItem } from '../../main/studio/knowledge/contract.ts';
import { columns, counted, EXIT } from './output.ts';
import type { Output } from './output.ts';
import type { Run } from './run.ts';
import { findMorgy } from './session.ts';
import type { Session } from './session.ts';

const isUrl = (source: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(source);
/** Not read into the knowledge base, though nothing else is wrong with the command. */
const BAD: ReadonlySet<ImportItem['state']> = new Set(['failed', 'cancelled']);

const NOT_YET =
  'Saved, but not searchable yet: its passages could not be written. It is tried again by itself with the next command.';

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 200)
    throw new InvalidArgumentError('A whole number from 1 to 200.');
  return value;
}

async function finished(
  { client, signal }: Session,
  output: Output,
  jobId: string,
  morgyId: string,
): Promise<ImportItem[]> {
  await new Promise<void>((done, stopped) => {
    const off = client.on('import.progress', (event) => {
      if (event.jobId !== jobId) return;
      output.progress(`${event.done} of ${event.total}  ${event.current ?? ''}`);
      if (event.state === 'done' || event.state === 'cancelled') {
        off();
        done();
      }
    });
    signal.addEventListener('abort', () => {
      void client.request('knowledge.cancelImport', { jobId }).then(() => done(), stopped);
    });
    // It may have ended before anyone listened.
    void client.request('knowledge.imports', { morgyId }).then((jobs) => {
      const job = jobs.find((candidate) => candidate.id === jobId);
      if (!job || job.state === 'done' || job.state === 'cancelled') done();
    }, stopped);
  });
  const items: ImportItem[] = [];
  for (let offset = 0; ; offset += 1000) {
    const page = await client.request('knowledge.importItems', { jobId, offset, limit: 1000 });
    items.push(...page);
    if (page.length < 1000) return items;
  }
}

/** Milliseconds between two looks at what is still being indexed. */
const LOOK_EVERY = 50;

/**
 * Documents that have just arrived from another device are found once they are cut into passages; says so and waits.
 * @returns how many are left, where the person did not want to wait
 */
async function indexed({ client, signal }: Session, output: Output, morgyId: string): Promise<number> {
  let told = false;
  for (;;) {
    const { documentsWaiting: left } = await client.request('knowledge.searchIndex', { morgyIds: [morgyId] });
    if (left === 0 || signal.aborted) {
      output.progress('');
      return left;
    }
    const still = `${counted(left, 'document')} ${left === 1 ? 'is' : 'are'} still being indexed`;
    if (!told) output.note(`${still}; the search waits for ${left === 1 ? 'it' : 'them'}.`);
    else output.progress(still);
    told = true;
    await pause(LOOK_EVERY);
  }
}

/** Why nothing was found, and what to do. */
function nothing(asked: string, documents: number): string {
  if (!/[\p{L}\p{N}]/u.test(asked))
    return 'There is no word in that. Search for a word, a number or the beginning of one.';
  if (documents === 0) return 'There is nothing to search in yet. Add documents with: knowledge add MORGY PATH';
  return 'Nothing was found, neither as typed nor in a near spelling. Try fewer or other words, or the beginning of one with a star: navig*';
}

export function knowledgeCommands(program: Command, run: Run): void {
  const knowledge = program.command('knowledge').description('documents of a Morgy');

  knowledge
    .command('add <morgy> <sources...>')
    .description('files, folders and web addresses')
    .action((wanted: string, sources: string[]) =>
      run(async (session, output) => {
        const { id } = await findMorgy(session.client, wanted);
        const urls = sources.filter(isUrl);
        const files = sources.filter((source) => !isUrl(source)).map((source) => resolve(source));
        const jobs = [
          ...(files.length > 0
            ? [await session.client.request('knowledge.addPaths', { morgyId: id, paths: files })]
            : []),
          ...(urls.length > 0 ? [await session.client.request('knowledge.addUrls', { morgyId: id, urls })] : []),
        ];
        const items: ImportItem[] = [];
        for (const { jobId } of jobs) items.push(...(await finished(session, output, jobId, id)));
        await session.settled();
        const documents = new Map(
          (await session.client.request('knowledge.list', { morgyId: id })).map((each) => [each.id, each]),
        );
        const results = items.map((item) => {
          const document = documents.get(item.document_id ?? '');
          const chunks = document?.chunks ?? 0;
          // What arrived and could not be cut into passages, on a full disk say, is kept and not found yet.
          const waits = document !== undefined && chunks === 0 && !BAD.has(item.state);
          return {
            name: item.name,
            state: item.state,
            documentId: item.document_id,
            title: document?.title ?? null,
            chunks,
            searchable: document !== undefined && !waits,
            code: item.code,
            message: waits ? [item.message, NOT_YET].filter((each) => each !== null).join(' ') : item.message,
          };
        });
        output.progress('');
        output.result(results, () =>
          results.length === 0
            ? 'Nothing to add was found there.'
            : columns(results.map((r) => [r.state, r.name, r.message ?? counted(r.chunks, 'passage')])),
        );
        return results.some((item) => BAD.has(item.state) || item.message?.endsWith(NOT_YET) === true)
          ? EXIT.partial
          : EXIT.done;
      }),
    );

  knowledge
    .command('list <morgy>')
    .description('its documents')
    .action((wanted: string) =>
      run(async ({ client }, output) => {
        const { id } = await findMorgy(client, wanted);
        const list = await client.request('knowledge.list', { morgyId: id });
        output.result(list, () =>
          list.length === 0
            ? 'No documents yet. Add some with: knowledge add MORGY PATH'
            : columns([
                ['ID', 'TITLE', 'PASSAGES', 'SOURCE'],
                ...list.map((each) => [each.id, each.title, String(each.chunks), each.source_label]),
              ]),
        );
      }),
    );

  knowledge
    .command('search <morgy> <query...>')
    .description('passages that answer a query, best first')
    .option('--limit <n>', 'how many', positive, 10)
    .action((wanted: string, words: string[], options: { limit: number }) =>
      run(async (session, output) => {
        const { client } = session;
        const { id } = await findMorgy(client, wanted);
        const left = await indexed(session, output, id);
        const answer = await client.request('knowledge.search', {
          query: words.join(' '),
          morgyIds: [id],
          limit: options.limit,
          patient: true,
        });
        const hits = answer.hits.map(({ documentId, title, headingPath, page, chunkId, text, score }) => ({
          documentId,
          title,
          headingPath,
          page,
          chunkId,
          text,
          score,
        }));
        if (answer.corrected !== null) output.note(`Nothing was found for that; showing “${answer.corrected}”.`);
        const documents = hits.length === 0 ? await client.request('knowledge.list', { morgyId: id }) : [];
        output.result(hits, () =>
          hits.length === 0
            ? nothing(words.join(' '), documents.length)
            : hits
                .map((hit) => {
                  const place = [
                    hit.title,
                    ...hit.headingPath,
                    ...(hit.page === null ? [] : [`page ${hit.page}`]),
                  ].join(' › ');
                  return `${place}\n${hit.text.trim().split('\n').slice(0, 6).join('\n')}\n`;
                })
                .join('\n'),
        );
        if (left === 0) return EXIT.done;
        output.note(`${counted(left, 'document')} ${left === 1 ? 'was' : 'were'} not searched: still being indexed.`);
        return EXIT.partial;
      }),
    );
}
