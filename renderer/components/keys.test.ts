import { describe, expect, it } from 'vitest';
import { isMac, shortcutParts } from './keys.ts';

describe('shortcutParts', () => {
  it('names the modifier of the platform, so that nobody is told to press a key they lack', () => {
    expect(shortcutParts('Mod+Shift+P', false)).toEqual(['Ctrl', 'Shift', 'P']);
    expect(shortcutParts('Mod+Shift+P', true)).toEqual(['⌘', '⇧', 'P']);
  });
  it('shows letters, digits and punctuation as they stand on the key', () => {
    expect(shortcutParts('Mod+K', false)).toEqual(['Ctrl', 'K']);
    expect(shortcutParts('Mod+1', false)).toEqual(['Ctrl', '1']);
    expect(shortcutParts('Mod+,', false)).toEqual(['Ctrl', ',']);
    expect(shortcutParts('F2', false)).toEqual(['F2']);
  });
  it('tells a Mac from the rest by either spelling of its platform', () => {
    expect(isMac('MacIntel')).toBe(true);
    expect(isMac('darwin')).toBe(true);
    expect(isMac('Linux x86_64')).toBe(false);
  });
});
