/** For the crash test: writes without end, and says each number only when its write was acknowledged. */
import { writeSync } from 'node:fs';
import { morgys } from '../../../schema/index.ts';
import { openStore } from './open.ts';

const [file = '', id = '', from = '0'] = process.argv.slice(2);
const { store } = openStore(file);
for (let n = Number(from); ; n += 1) {
  store.write(`Write ${n}`, () => {
    store.update(morgys, id, { name: `Number ${n}`, description: 'x'.repeat((n * 37) % 5000) });
    store.setMeta('written', String(n));
  });
  writeSync(1, `${n}\n`);
  if (n % 50 === 0) store.checkpoint();
}
