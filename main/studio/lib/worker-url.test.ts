import { expect, test } from 'vitest';
import { workerUrl } from './worker-url.ts';

test('a worker stands beside its caller, as source and as built file', () => {
  expect(workerUrl('file:///app/extract/pool.ts', 'extract-worker').href).toBe('file:///app/extract/extract-worker.ts');
  expect(workerUrl('file:///app/out/studio.js', 'extract-worker').href).toBe('file:///app/out/extract-worker.js');
  expect(workerUrl('file:///app/out/main.mjs?v=1', 'extract-worker').href).toBe('file:///app/out/extract-worker.mjs');
  expect(workerUrl('file:///a%20b/main.cjs', 'w').href).toBe('file:///a%20b/w.cjs');
});
