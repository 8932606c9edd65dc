import { describe, expect, it } from 'vitest';
import { argumentError, mismatches, templateFields } from './templates.ts';

const argument = (name: string) => ({ name, description: '', required: false });

describe('templates', () => {
  it('names variables without an argument and arguments without a use', () => {
    expect(mismatches('Write to {{name}} about {{topic}}', [argument('name'), argument('tone')])).toEqual({
      missing: ['topic'],
      unused: ['tone'],
    });
  });
  it('an argument that is still being named is kept as typed and not saved', () => {
    expect(templateFields.arguments.parse([argument('')])).toMatchObject({ ok: false });
    expect(templateFields.arguments.parse([argument('2nd')])).toMatchObject({ ok: false });
    expect(templateFields.arguments.parse([argument('a'), argument('a')])).toEqual({
      ok: false,
      message: 'Two arguments are called a.',
    });
    expect(templateFields.arguments.parse([argument('second')])).toMatchObject({ ok: true });
  });
  it('says at the argument what is wrong with it', () => {
    const all = [argument('a'), argument('a'), argument('b c')];
    expect(all.map((one) => argumentError(one, all))).toEqual([
      'This name is taken.',
      'This name is taken.',
      expect.stringMatching(/starts with a letter/),
    ]);
  });
});
