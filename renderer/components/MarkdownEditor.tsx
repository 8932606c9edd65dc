/**
 * The editor for prompts and templates. CodeMirror lives in a shadow root, because there it brings its styles as
 * constructed sheets, which the strict content policy allows, instead of style elements, which it refuses.
 */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { openSearchPanel } from '@codemirror/search';
import { Compartment, EditorState, Transaction } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { Bold, Braces, Heading, Italic, List, Search } from 'lucide-react';
import { promptExtensions, type EditorVariable } from './editorExtensions.ts';
import { insertVariable, prefixLines, wrapSelection } from './editorCommands.ts';
import { cx } from './cx.ts';
import { IconButton } from './IconButton.tsx';
import { Markdown } from './Markdown.tsx';
import { Menu } from './Menu.tsx';
import { Segmented } from './Segmented.tsx';
import { useTokenCount } from './useTokenCount.ts';
import css from './MarkdownEditor.module.css';

export interface MarkdownEditorProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  placeholder?: string;
  /** What `{{…}}` may name. Leave out where any name is fine. */
  variables?: readonly EditorVariable[] | undefined;
  error?: string | null | undefined;
  /** Fills its container; otherwise it grows between 10 and 30 rem. */
  fill?: boolean;
  /** Left of the token count in the foot. */
  note?: ReactNode;
}

export function MarkdownEditor({
  label,
  value,
  onChange,
  onBlur,
  placeholder = '',
  variables,
  error,
  fill = false,
  note,
}: MarkdownEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  const extensions = useRef(new Compartment());
  const handlers = useRef({ onChange, onBlur });
  handlers.current = { onChange, onBlur };
  const [mode, setMode] = useState<'write' | 'read'>('write');
  const { tokens, exact } = useTokenCount(value);
  const variableKey = JSON.stringify(variables ?? null);

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
        doc: value,
        extensions: [
          extensions.current.of(promptExtensions({ label, placeholder, variables })),
          EditorView.updateListener.of((update) => {
            const ours = update.transactions.some((tr) => tr.annotation(Transaction.remote) === true);
            if (update.docChanged && !ours) handlers.current.onChange(update.state.doc.toString());
          }),
          EditorView.domEventHandlers({ blur: () => handlers.current.onBlur?.() }),
        ],
      }),
    });
    editor.current = view;
    return () => {
      editor.current = null;
      view.destroy();
      mount.remove();
    };
    // Built once; what changes later goes through the two effects below.
  }, []);

  useEffect(() => {
    editor.current?.dispatch({
      effects: extensions.current.reconfigure(promptExtensions({ label, placeholder, variables })),
    });
  }, [label, placeholder, variableKey]);

  useEffect(() => {
    const view = editor.current;
    if (!view || view.state.doc.toString() === value) return;
    // From outside (undo, restore, another device): not reported back as typing.
    view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: value },
      annotations: [Transaction.remote.of(true), Transaction.addToHistory.of(false)],
    });
  }, [value]);

  const run = (command: (view: EditorView) => void) => (): void => {
    if (editor.current) {
      command(editor.current);
      editor.current.focus();
    }
  };

  return (
    <div className={cx(css.editor, fill && css.fill, error && css.wrong)}>
      <div className={css.bar} role="toolbar" aria-label={`${label} tools`}>
        <IconButton
          size="sm"
          label="Bold"
          icon={<Bold aria-hidden />}
          disabled={mode === 'read'}
          onClick={run(wrapSelection('**'))}
        />
        <IconButton
          size="sm"
          label="Italic"
          icon={<Italic aria-hidden />}
          disabled={mode === 'read'}
          onClick={run(wrapSelection('*'))}
        />
        <IconButton
          size="sm"
          label="Heading"
          icon={<Heading aria-hidden />}
          disabled={mode === 'read'}
          onClick={run(prefixLines('## '))}
        />
        <IconButton
          size="sm"
          label="List"
          icon={<List aria-hidden />}
          disabled={mode === 'read'}
          onClick={run(prefixLines('- '))}
        />
        {variables && variables.length > 0 && (
          <Menu
            trigger={
              <IconButton size="sm" label="Insert variable" icon={<Braces aria-hidden />} disabled={mode === 'read'} />
            }
            entries={variables.map((variable) => ({
              label: variable.name,
              onSelect: run(insertVariable(variable.name)),
            }))}
          />
        )}
        <IconButton
          size="sm"
          label="Find"
          icon={<Search aria-hidden />}
          disabled={mode === 'read'}
          onClick={run(openSearchPanel)}
        />
        <span className={css.gap} />
        <Segmented
          label={`${label} view`}
          value={mode}
          onChange={setMode}
          options={[
            { value: 'write', label: 'Write' },
            { value: 'read', label: 'Read' },
          ]}
        />
      </div>
      <div ref={host} className={cx(css.host, mode === 'read' && css.away)} />
      {mode === 'read' && (
        <div className={css.reading} tabIndex={0} role="document" aria-label={`${label}, as it reads`}>
          {value.trim() === '' ? <p className={css.nothing}>Nothing written yet.</p> : <Markdown text={value} />}
        </div>
      )}
      <div className={css.foot}>
        <span className={css.note}>{note}</span>
        <span title="Counted with the o200k_base tokenizer; other models differ by a few percent.">
          {exact ? '' : 'about '}
          {tokens.toLocaleString()} {tokens === 1 ? 'token' : 'tokens'}
        </span>
      </div>
    </div>
  );
}
