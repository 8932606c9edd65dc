/**
 * CodeMirror in React. It lives in a shadow root, because there it brings its styles as constructed sheets, which the
 * strict content policy allows, instead of style elements, which it refuses.
 */
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { Compartment, EditorState, Transaction } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { createEchoes } from './echoes.ts';
import { promptExtensions, type EditorVariable } from './editorExtensions.ts';
import { hasLongLine } from './longLine.ts';

export interface PromptEditorOptions {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onBlur: (() => void) | undefined;
  placeholder: string;
  variables: readonly EditorVariable[] | undefined;
}

/** Variables as one string: lists that say the same are the same, so the editor is not set up again on every key. */
const encode = (variables: readonly EditorVariable[] | undefined): string | null =>
  variables ? variables.map(({ name, description = '' }) => `${name}\t${description}`).join('\n') : null;

function decode(text: string | null): EditorVariable[] | undefined {
  if (text === null) return undefined;
  return text.split('\n').flatMap((line) => {
    const [name = '', description = ''] = line.split('\t');
    return name === '' ? [] : [{ name, description }];
  });
}

export function usePromptEditor(options: PromptEditorOptions): {
  host: RefObject<HTMLDivElement | null>;
  editor: RefObject<EditorView | null>;
} {
  const { label, value, placeholder } = options;
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  const [slot] = useState(() => new Compartment());
  const [echoes] = useState(createEchoes);
  const variables = encode(options.variables);
  const unmarked = useMemo(() => hasLongLine(value), [value]);
  const extensions = useMemo(
    () => promptExtensions({ label, placeholder, variables: decode(variables), unmarked }),
    [label, placeholder, variables, unmarked],
  );
  const latest = useRef({ ...options, extensions });
  useEffect(() => {
    latest.current = { ...options, extensions };
  });

  useEffect(() => {
    const place = host.current;
    if (!place) return;
    const root = place.shadowRoot ?? place.attachShadow({ mode: 'open' });
    const mount = document.createElement('div');
    mount.style.height = '100%';
    root.append(mount);
    const view = new EditorView({
      root,
      parent: mount,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          slot.of(latest.current.extensions),
          EditorView.updateListener.of((update) => {
            const fromOutside = update.transactions.some((tr) => tr.annotation(Transaction.remote) === true);
            if (!update.docChanged || fromOutside) return;
            const text = update.state.doc.toString();
            echoes.told(text);
            latest.current.onChange(text);
          }),
          EditorView.domEventHandlers({ blur: () => latest.current.onBlur?.() }),
        ],
      }),
    });
    editor.current = view;
    return () => {
      editor.current = null;
      view.destroy();
      mount.remove();
    };
  }, [slot, echoes]);

  useEffect(() => {
    editor.current?.dispatch({ effects: slot.reconfigure(extensions) });
  }, [slot, extensions]);

  useEffect(() => {
    const view = editor.current;
    if (!view || echoes.isEcho(value, view.state.doc.toString())) return;
    // From outside (undo, restore, another device): not reported back as typing.
    view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: value },
      annotations: [Transaction.remote.of(true), Transaction.addToHistory.of(false)],
    });
  }, [value, echoes]);

  return { host, editor };
}
