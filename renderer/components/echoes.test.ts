/** Faults caught: a letter typed on a busy machine that is overwritten by the text of the letter before; an undo taken for an echo. */
import { expect, it } from 'vitest';
import { createEchoes } from './echoes.ts';

it('knows a text that comes back late, also where some were passed over', () => {
  const echoes = createEchoes();
  for (const text of ['g', 'gr', 'gra']) echoes.told(text);
  expect(echoes.isEcho('gr', 'gra')).toBe(true);
  expect(echoes.isEcho('gra', 'gra')).toBe(true);
});

it('takes an older text for news once the editor was in step, and any text that it never told', () => {
  const echoes = createEchoes();
  for (const text of ['g', 'gr']) echoes.told(text);
  expect(echoes.isEcho('gr', 'gr')).toBe(true);
  expect(echoes.isEcho('g', 'gr')).toBe(false);
  echoes.told('gro');
  expect(echoes.isEcho('from another device', 'gro')).toBe(false);
});
