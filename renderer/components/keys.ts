/** Shortcuts as people read them. The registry spells them the way tinykeys does: `$mod+Shift+KeyP`. */

const MAC_NAMES: Record<string, string> = {
  $mod: '⌘',
  Meta: '⌘',
  Shift: '⇧',
  Alt: '⌥',
  Control: '⌃',
  Enter: '↩',
  Backspace: '⌫',
};
const OTHER_NAMES: Record<string, string> = { $mod: 'Ctrl', Meta: 'Win', Control: 'Ctrl', Enter: 'Enter' };
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

/** `$mod+Shift+KeyP` to `['Ctrl', 'Shift', 'P']`, or `['⌘', '⇧', 'P']` on a Mac. */
export function shortcutParts(shortcut: string, mac: boolean): string[] {
  return shortcut.split('+').map((part) => {
    const named = (mac ? MAC_NAMES : OTHER_NAMES)[part] ?? SHARED_NAMES[part];
    if (named !== undefined) return named;
    const letter = /^(?:Key|Digit)(.)$/.exec(part)?.[1] ?? part;
    return letter.length === 1 ? letter.toUpperCase() : letter;
  });
}
