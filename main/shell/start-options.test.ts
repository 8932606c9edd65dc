import { describe, expect, test } from 'vitest';
import { startOptions } from './start-options.ts';

describe('the options of a start', () => {
  // Fault: the flag is passed over, and what was meant for a try-out is written into a person's own data.
  test.each([
    [['--data', 'try out']],
    [['--data=try out']],
    [['--no-sandbox', 'morgus://knowledge', '--data', 'try out', '--disable-gpu']],
  ])('%j opens that folder, from where the person stands', (args) => {
    expect(startOptions(args, '/home/ada')).toEqual({ kind: 'open', data: '/home/ada/try out' });
  });

  test('without it, and with switches of Chromium, the person’s own folder is opened', () => {
    expect(startOptions(['--disable-gpu', '--user-data-dir=/x', 'a.morgy'], '/home/ada')).toEqual({
      kind: 'open',
      data: null,
    });
  });

  test.each([[['--data']], [['--data=']], [['--data', ' ']], [['--data', '--disable-gpu']]])(
    '%j is refused, not taken for the default',
    (args) => {
      expect(startOptions(args, '/home/ada')).toMatchObject({ kind: 'wrong', message: expect.stringContaining('DIR') });
    },
  );

  test.each([[['--help']], [['-h']]])('%j asks for help', (args) => {
    expect(startOptions(args, '/')).toEqual({ kind: 'help' });
  });
});
