import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { morgyPatch } from '../studio/morgys/contract.ts';
import { settingsContract } from '../studio/settings/contract.ts';
import { templatesContract } from '../studio/templates/contract.ts';
import { patchOf } from './patch.ts';

describe('a patch', () => {
  it('leaves out what it is not told of, instead of resetting it to its default', () => {
    expect(morgyPatch.parse({ ai_config: { temperature: 1 }, appearance: { icon: 'book' } })).toEqual({
      ai_config: { temperature: 1 },
      appearance: { icon: 'book' },
    });
    expect(settingsContract['settings.set'].input.parse({ theme: 'dark' })).toEqual({ theme: 'dark' });
    expect(templatesContract['templates.update'].input.parse({ id: 'x', patch: { title: 'New' } })).toEqual({
      id: 'x',
      patch: { title: 'New' },
    });
  });
  it('still refuses what is not valid, and keeps keys that a loose object does not know', () => {
    const patch = patchOf(z.looseObject({ size: z.int().min(1).default(5) }));
    expect(patch.safeParse({ size: 0 }).success).toBe(false);
    expect(patch.parse({ other: 'kept' })).toEqual({ other: 'kept' });
  });
});
