/** For the crash test: goes on with (or begins) an import in a process of its own that is killed. Says each finished item. */
import { writeSync } from 'node:fs';
import { openStore } from '../../store/open.ts';
import { createKnowledge } from '../index.ts';

const [file = '', morgyId = '', folder = ''] = process.argv.slice(2);
const { store } = openStore(file);
const none = { get: async () => null, set: async () => undefined, delete: async () => undefined };
const knowledge = createKnowledge({ store, secrets: none, emit: () => undefined, dataFolder: folder });
store.onChange(() => {
  const done = store.get<{ n: number }>(`SELECT count(*) AS n FROM import_items WHERE state = 'added'`)?.n ?? 0;
  writeSync(1, `${done}\n`);
});
knowledge.start();
if (!store.get('SELECT 1 FROM import_jobs')) {
  const context = { signal: new AbortController().signal };
  await knowledge.handlers['knowledge.addPaths']({ morgyId, paths: [folder] }, context);
}
// Lives until it is killed, also when the import is over.
setInterval(() => undefined, 1000);
