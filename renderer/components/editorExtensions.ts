/** What CodeMirror is taught for prompts: Markdown on paper, `{{variables}}` in colour, completion and find. */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  type CompletionSource,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, redo, redoSelection, undo, undoSelection } from '@codemirror/commands';
import { markdown, markdownLanguage } from '@codemirror/lang-markdown';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import type { Extension } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  keymap,
  MatchDecorator,
  placeholder,
  ViewPlugin,
  type DecorationSet,
  type KeyBinding,
  type ViewUpdate,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { VARIABLE, variableBeingTyped } from './variables.ts';

export interface EditorVariable {
  name: string;
  description?: string;
}

const paper = EditorView.theme({
  '&': { backgroundColor: 'transparent', color: 'var(--ink)', fontSize: 'var(--text-lg)', height: '100%' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-reading)', lineHeight: 'var(--leading-reading)', overflow: 'auto' },
  '.cm-content': { padding: '1rem 1.125rem 3rem', caretColor: 'var(--accent)', maxWidth: '46rem' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)', borderLeftWidth: '2px' },
  '.cm-placeholder': { color: 'var(--ink-faint)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--mark)' },
  '.cm-searchMatch': { backgroundColor: 'var(--mark)', outline: 'none' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--accent-rule)' },
  '.cm-variable': {
    color: 'var(--accent-text)',
    backgroundColor: 'var(--accent-wash)',
    borderRadius: '3px',
    fontFamily: 'var(--font-mono)',
    fontSize: '0.86em',
    padding: '0.05em 0.15em',
  },
  '.cm-variable-unknown': { color: 'var(--warn)', backgroundColor: 'var(--warn-wash)' },
  '.cm-panels': {
    backgroundColor: 'var(--paper-sunken)',
    color: 'var(--ink)',
    borderBottom: '1px solid var(--rule) !important',
  },
  '.cm-panel.cm-search': { padding: '0.5rem 0.75rem', fontFamily: 'var(--font-ui)' },
  '.cm-panel.cm-search label': { fontSize: 'var(--text-sm)' },
  '.cm-panel.cm-search [name=close]': {
    color: 'var(--ink-soft)',
    fontSize: '1.25rem',
    right: '0.5rem',
    top: '0.25rem',
    cursor: 'default',
  },
  '.cm-textfield': {
    backgroundColor: 'var(--paper-raised)',
    border: '1px solid var(--rule-control)',
    borderRadius: 'var(--radius-sm)',
    fontSize: 'var(--text-sm)',
    padding: '0.1875rem 0.4375rem',
    color: 'inherit',
  },
  '.cm-button': {
    backgroundImage: 'none',
    backgroundColor: 'var(--paper-raised)',
    border: '1px solid var(--rule-strong)',
    borderRadius: 'var(--radius-sm)',
    fontSize: 'var(--text-sm)',
    padding: '0.1875rem 0.5rem',
    color: 'inherit',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--paper-raised)',
    border: '1px solid var(--rule)',
    borderRadius: 'var(--radius)',
    boxShadow: 'var(--shadow-pop)',
    overflow: 'hidden',
  },
  '.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-ui)', fontSize: 'var(--text-md)', maxHeight: '14rem' },
  '.cm-tooltip-autocomplete > ul > li': { padding: '0.25rem 0.625rem !important' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent-wash)', color: 'var(--ink)' },
  '.cm-completionDetail': { color: 'var(--ink-faint)', fontStyle: 'normal' },
});

const ink = HighlightStyle.define([
  { tag: tags.heading1, fontWeight: '650', fontSize: '1.3em' },
  { tag: tags.heading2, fontWeight: '650', fontSize: '1.15em' },
  { tag: tags.heading, fontWeight: '650' },
  { tag: tags.strong, fontWeight: '700' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: tags.strikethrough, textDecoration: 'line-through' },
  { tag: tags.monospace, fontFamily: 'var(--font-mono)', fontSize: '0.86em' },
  { tag: tags.link, color: 'var(--accent-text)' },
  { tag: tags.url, color: 'var(--ink-faint)' },
  { tag: tags.quote, color: 'var(--ink-soft)', fontStyle: 'italic' },
  { tag: [tags.processingInstruction, tags.contentSeparator], color: 'var(--ink-faint)' },
]);

/** Each line runs the way of its first letter; the cursor keys follow by perLineTextDirection. Only what is seen is marked. */
const lineDirection = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = seenLines(view);
    }
    update({ docChanged, viewportChanged, view }: ViewUpdate): void {
      if (docChanged || viewportChanged) this.decorations = seenLines(view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

const autoLine = Decoration.line({ attributes: { dir: 'auto' } });

function seenLines({ visibleRanges, state }: EditorView): DecorationSet {
  const marks = visibleRanges.flatMap(({ from, to }) => {
    const first = state.doc.lineAt(from).number;
    const count = state.doc.lineAt(to).number - first + 1;
    return Array.from({ length: count }, (_, index) => autoLine.range(state.doc.line(first + index).from));
  });
  // Two ranges may share a line.
  return Decoration.set(
    marks.filter(({ from }, index) => index === 0 || marks[index - 1]?.from !== from),
    true,
  );
}

/** Marks variables; one that is not among `known` looks different, because nothing will fill it in. */
function variableMarks(known: readonly EditorVariable[] | undefined): Extension {
  const names = known && new Set(known.map((variable) => variable.name.toLowerCase()));
  const plain = Decoration.mark({ class: 'cm-variable' });
  const unknown = Decoration.mark({
    class: 'cm-variable cm-variable-unknown',
    attributes: { title: 'Nothing fills this in: there is no variable of this name.' },
  });
  const matcher = new MatchDecorator({
    regexp: VARIABLE,
    decoration: (match) => (names && !names.has((match[1] ?? '').toLowerCase()) ? unknown : plain),
  });
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      constructor(view: EditorView) {
        this.decorations = matcher.createDeco(view);
      }
      update(update: ViewUpdate): void {
        this.decorations = matcher.updateDeco(update, this.decorations);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );
}

function variableCompletion(known: readonly EditorVariable[] | undefined): CompletionSource {
  return (context) => {
    const line = context.state.doc.lineAt(context.pos);
    const open = variableBeingTyped(line.text.slice(0, context.pos - line.from));
    if (!open || !known || known.length === 0) return null;
    const after = line.text.slice(context.pos - line.from);
    const close = after.startsWith('}}') ? '' : '}}';
    return {
      from: line.from + open.from,
      options: known.map((variable) => ({
        label: variable.name,
        apply: `${variable.name}${close}`,
        ...(variable.description ? { detail: variable.description } : {}),
      })),
    };
  };
}

/** The library's keys of undo, which it keeps for itself; here a key that has nothing to undo goes on to the studio. */
const ownHistory: readonly KeyBinding[] = [
  { key: 'Mod-z', run: undo },
  { key: 'Mod-Shift-z', run: redo },
  { win: 'Ctrl-y', linux: 'Ctrl-y', run: redo },
  { key: 'Mod-u', run: undoSelection, preventDefault: true },
  { key: 'Alt-u', mac: 'Mod-Shift-u', run: redoSelection, preventDefault: true },
];

export function promptExtensions(options: {
  label: string;
  placeholder: string;
  variables: readonly EditorVariable[] | undefined;
  /** Markdown is not marked: the text has a paragraph that would be read anew, whole, at every key. */
  unmarked: boolean;
}): Extension[] {
  return [
    history(),
    options.unmarked ? [] : [markdown({ base: markdownLanguage }), syntaxHighlighting(ink)],
    variableMarks(options.variables),
    autocompletion({ override: [variableCompletion(options.variables)], icons: false }),
    closeBrackets(),
    search({ top: true }),
    highlightSelectionMatches({ minSelectionLength: 3 }),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...searchKeymap, ...ownHistory, ...defaultKeymap]),
    EditorView.lineWrapping,
    EditorView.perLineTextDirection.of(true),
    lineDirection,
    EditorView.contentAttributes.of({ 'aria-label': options.label, spellcheck: 'true' }),
    placeholder(options.placeholder),
    paper,
  ];
}
