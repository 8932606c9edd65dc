/** Shortcuts as people read them. The registry spells them `Mod+Shift+P`. */

const MAC_NAMES: Record<string, string> = {
  Mod: '⌘',
  Meta: '⌘',
  Shift: '⇧',
  Alt: '⌥',
  Control: '⌃',
  Enter: '↩',
  Backspace: '⌫',
};
const OTHER_NAMES: Record<string, string> = { Mod: 'Ctrl', Meta: 'Win', Control: 'Ctrl', Enter: 'Enter' };
const SHARED_NAMES: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Delete: 'Del',
  Comma: ',',
  Period: '.',
  Slash: '/',
  Backslash: '\\',
  BracketLeft: '[',
  BracketRight: ']',
  Equal: '=',
  Minus: '-',
  Backquote: '`',
  Space: 'Space',
};

export const isMac = (platform: string): boolean => /mac|darwin/i.test(platform);

/** `Mod+Shift+P` to `['Ctrl', 'Shift', 'P']`, or `['⌘', '⇧', 'P']` on a Mac. */
export function shortcutParts(shortcut: string, mac: boolean): string[] {
  return shortcut.split('+').map((part) => {
    const named = (mac ? MAC_NAMES : OTHER_NAMES)[part] ?? SHARED_NAMES[part];
    if (named !== undefined) return named;
    const letter = /^(?:Key|Digit)(.)$/.exec(part)?.[1] ?? part;
    return letter.length === 1 ? letter.toUpperCase() : letter;
  });
}

/** `Mod+Shift+N` as tinykeys wants it. */
export const toTinykeys = (shortcut: string): string => shortcut.replace(/^Mod\+/, '$mod+');
