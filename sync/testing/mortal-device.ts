/**
 * A device as a process of its own, to be killed: the studio's store, the engine beside it, and a person who never stops
 * writing. What was committed is said on stdout only afterwards, so whatever was said has to outlive the process.
 */
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { openConnection } from '../../main/studio/store/connection.ts';
import { openStore } from '../../main/studio/store/open.ts';
import { morgyKnowledge, morgys } from '../../schema/index.ts';
import { createSyncEngine } from '../engine.ts';

const [file = '', url = '', token = '', diary = ''] = process.argv.slice(2);

const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};

const { store } = openStore(file);
const connection = openConnection(store.file);
connection.pragma('foreign_keys = OFF');
const engine = createSyncEngine({
  database: connection,
  gatewayUrl: url,
  deviceName: 'Mortal',
  accessToken: () => Promise.resolve(token),
  onApplied: () => say('applied'),
  onEvent: (event) => say(`event ${event}`),
});
engine.start();

for (;;) {
  const [morgy, document] = [uuidv7(), uuidv7()];
  const isNew = Math.random() < 0.4;
  store.write('Write', () => {
    store.update(morgys, diary, { name: `Diary ${morgy}` });
    if (!isNew) return;
    store.insert(morgys, { id: morgy, creator_id: store.ownerId(), name: `New ${morgy}`, category: 'custom' });
    store.insert(morgyKnowledge, {
      id: document,
      morgy_id: morgy,
      owner_id: store.ownerId(),
      title: 'Text',
      content: `Content of ${document}`,
      source_type: 'text',
    });
  });
  say(isNew ? `made ${morgy} ${document}` : 'wrote');
  engine.localWrite();
  await sleep(Math.random() * 20);
}
