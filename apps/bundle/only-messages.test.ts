/** Every line is a message that goes on, or is answered: faults caught are a request that waits for ever, and a lost message. */
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge, onlyMessages } from './only-messages.ts';

test.each([
  ['{not json', { id: null, code: -32_700 }],
  ['[]', { id: null, code: -32_600 }],
  ['[{"jsonrpc":"2.0","id":1,"method":"ping"}]', { id: null, code: -32_600 }],
  ['null', { id: null, code: -32_600 }],
  ['{"id":12,"method":"tools/call","params":null}', { id: 12, code: -32_600 }],
  ['{"jsonrpc":"2.0","id":12}', { id: 12, code: -32_600 }],
  ['{"jsonrpc":"2.0","id":12,"method":7}', { id: 12, code: -32_600 }],
  ['{"jsonrpc":"2.0","id":1.5,"method":"ping"}', { id: null, code: -32_600 }],
  ['{"jsonrpc":"2.0","id":null,"method":"ping"}', { id: null, code: -32_600 }],
  ['{"jsonrpc":"2.0","id":12,"method":"tools/call","params":null}', { id: 12, code: -32_602 }],
  ['{"jsonrpc":"2.0","id":"x","method":"tools/call","params":[1]}', { id: 'x', code: -32_602 }],
  ['{"jsonrpc":"2.0","id":12,"method":"ping","params":{"_meta":5}}', { id: 12, code: -32_602 }],
])('%s is refused', (line, refusal) => {
  expect(judge(line)).toMatchObject(refusal);
});

test('what is a message goes on, and a broken notification is not answered', () => {
  expect(judge('{"jsonrpc":"2.0","id":0,"method":"ping"}')).toBe('pass');
  expect(judge('{"jsonrpc":"2.0","method":"notifications/initialized"}')).toBe('pass');
  expect(judge('{"jsonrpc":"2.0","id":1,"result":{}}')).toBe('pass');
  expect(judge('{"jsonrpc":"2.0","method":"notifications/initialized","params":7}')).toBe('drop');
});

test('messages go on byte for byte and every other line has one answer, however the stream is cut', async () => {
  const good = '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"grüße 世界"}}\n';
  const line = fc.constantFrom(good, '{bad\n', '[]\n', '\n', '{"jsonrpc":"2.0","id":2,"method":"x","params":null}\r\n');
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 40 }), async (lines, size) => {
      const input = new PassThrough();
      const output = new PassThrough();
      const passed = text(onlyMessages(input, output).on('end', () => output.end()));
      const answered = text(output);
      const bytes = Buffer.from(lines.join(''));
      for (let at = 0; at < bytes.length; at += size) input.write(bytes.subarray(at, at + size));
      input.end();
      expect(await passed).toBe(lines.filter((each) => each === good).join(''));
      expect((await answered).split('\n').length - 1).toBe(
        lines.filter((each) => each !== good && each !== '\n').length,
      );
    }),
    { numRuns: 60 },
  );
});

test('a message that is too long is refused, and the next one goes on', async () => {
  const input = new PassThrough();
  const output = new PassThrough();
  const passed = text(onlyMessages(input, output).on('end', () => output.end()));
  const answered = text(output);
  input.write(`"${'x'.repeat(11 * 1024 * 1024)}"\n`);
  input.end('{"jsonrpc":"2.0","id":1,"method":"ping"}\n');
  expect(await passed).toBe('{"jsonrpc":"2.0","id":1,"method":"ping"}\n');
  expect(JSON.parse(await answered)).toMatchObject({ id: null, error: { code: -32_600 } });
});
