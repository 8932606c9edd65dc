/** For tests: knowledge on a real database file, with its handlers as plain functions. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { InputOf, OutputOf } from '../../contract/define.ts';
import type { StudioEvent } from '../../contract/events.ts';
import { StudioError } from '../../contract/errors.ts';
import { createHistory } from '../history/index.ts';
import type { SecretStore } from '../lib/secrets.ts';
import { createServer } from '../rpc/server.ts';
import type { Store } from '../store/store.ts';
import { insertMorgy, temporaryFolder, testStore } from '../store/testing.ts';
import { knowledgeContract } from './contract.ts';
import type { ImportItem } from './contract.ts';
import { checkSearchIndex, compareWithTexts } from './doctor.ts';
import { createKnowledge } from './index.ts';
import type { Knowledge, KnowledgeOptions } from './index.ts';

type Contract = typeof knowledgeContract;

export interface TestKnowledge {
  readonly store: Store;
  readonly knowledge: Knowledge;
  readonly morgyId: string;
  readonly folder: string;
  readonly events: readonly StudioEvent[];
  readonly secrets: ReadonlyMap<string, string>;
  /** Through the same validation as a window's request. */
  request<N extends keyof Contract & string>(name: N, input: InputOf<Contract, N>): Promise<OutputOf<Contract, N>>;
  undo(): Promise<void>;
  redo(): Promise<void>;
  /** Writes a file below the test's folder. @returns its path */
  file(name: string, content: string | Uint8Array): string;
  /** Adds paths and waits for the end. @returns the items */
  add(...paths: string[]): Promise<ImportItem[]>;
  items(jobId: string): Promise<ImportItem[]>;
  /** Every way in which derived rows differ from what the documents give, in words. */
  faults(): Promise<string[]>;
}

export function memorySecrets(): { secrets: SecretStore; kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    secrets: {
      get: async (key) => kept.get(key) ?? null,
      set: async (key, value) => void kept.set(key, value),
      delete: async (key) => void kept.delete(key),
    },
  };
}

export function testKnowledge(
  options: Partial<KnowledgeOptions> = {},
  at: { folder?: string; store?: Store; morgyId?: string } = {},
): TestKnowledge {
  const folder = at.folder ?? temporaryFolder();
  const store = at.store ?? testStore(folder);
  const events: StudioEvent[] = [];
  const { secrets, kept } = memorySecrets();
  const knowledge = createKnowledge({
    store,
    secrets,
    emit: (event) => events.push(event),
    dataFolder: folder,
    ...options,
  });
  onTestFinished(() => knowledge.close());
  const server = createServer(knowledgeContract, knowledge.handlers);
  const history = createHistory({ store }).handlers;
  const context = { signal: new AbortController().signal };
  const morgyId = at.morgyId ?? insertMorgy(store);

  async function request<N extends keyof Contract & string>(
    name: N,
    input: InputOf<Contract, N>,
  ): Promise<OutputOf<Contract, N>> {
    const reply = await server.handle(name, input, context.signal);
    if (!reply.ok) throw new StudioError(reply.error.code, reply.error.message);
    return reply.value as OutputOf<Contract, N>;
  }
  const items = (jobId: string): Promise<ImportItem[]> => request('knowledge.importItems', { jobId, limit: 1000 });

  return {
    store,
    knowledge,
    morgyId,
    folder,
    events,
    secrets: kept,
    request,
    items,
    undo: async () => void (await history['history.undo']({}, context)),
    redo: async () => void (await history['history.redo']({}, context)),
    file(name, content) {
      const path = join(folder, 'files', name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      return path;
    },
    async add(...paths) {
      const { jobId } = await request('knowledge.addPaths', { morgyId, paths });
      await knowledge.importFinished(jobId);
      return items(jobId);
    },
    async faults() {
      await knowledge.settled();
      const wrong = await compareWithTexts(store);
      return [
        ...checkSearchIndex(store).problems,
        ...wrong.map((id) => `the chunks of ${id} are not those of its text`),
      ];
    },
  };
}

/** Text of some length with a heading for each section, the same for the same numbers. */
export const sections = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => {
    const n = from + index;
    return `## Section ${n}\n\n${Array.from({ length: 40 }, (__, word) => `word${(n * 31 + word * 7) % 97} of topic${n}`).join(' ')}.`;
  }).join('\n\n');
