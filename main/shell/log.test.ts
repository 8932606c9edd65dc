import { mkdtempSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { onlyFrames, openLog } from './log.ts';

describe('the log', () => {
  // A crash while a document is parsed quotes the document in its message.
  it('keeps where a crash happened and nothing of what was written', () => {
    const report = [
      'SyntaxError: Unexpected token in "Dear diary, my password is hunter2"',
      '    at parse (/app/out/studio/process.js:10:5)',
      '    at /app/out/studio/process.js:20:1',
      '    at Object.<anonymous> (file:///app/out/studio/x.js:1:2)',
      'my password is hunter2',
      '    at the beach, my diary says (hunter2)',
    ].join('\n');
    const kept = onlyFrames(report);
    expect(kept).toContain('SyntaxError');
    expect(kept).toContain('process.js:10:5');
    expect(kept).toContain('x.js:1:2');
    expect(kept).not.toContain('hunter2');
    expect(kept).not.toContain('diary');
  });

  it('turns over before it grows without end, and writes one line an entry', () => {
    const folder = mkdtempSync(join(tmpdir(), 'log-'));
    const log = openLog(folder);
    for (let index = 0; index < 3000; index += 1) log.info('test', `${'x'.repeat(990)}\nsecond line`);
    const files = readdirSync(folder).toSorted();
    expect(files).toEqual(['morgus.log', 'morgus.log.1', 'morgus.log.2', 'morgus.log.3']);
    for (const name of files) expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(512 * 1024);
    const [line] = readFileSync(join(folder, 'morgus.log'), 'utf8').split('\n');
    expect(line).toMatch(/^\d{4}-\S+Z info test: x+ \| second line$/);
  });
});
