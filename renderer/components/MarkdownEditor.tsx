/** The editor for prompts and templates: a page to write on, its tools above, what it reads like, and its length. */
import { useState, type ReactNode } from 'react';
import { openSearchPanel } from '@codemirror/search';
import type { EditorView } from '@codemirror/view';
import { Bold, Braces, Heading, Italic, List, Search } from 'lucide-react';
import type { EditorVariable } from './editorExtensions.ts';
import { insertVariable, prefixLines, wrapSelection } from './editorCommands.ts';
import { cx } from './cx.ts';
import { IconButton } from './IconButton.tsx';
import { Markdown } from './Markdown.tsx';
import { Menu } from './Menu.tsx';
import { Segmented } from './Segmented.tsx';
import { usePromptEditor } from './usePromptEditor.ts';
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
  /** What Read shows, where that is not the text itself: with its variables filled in. */
  reads?: string | undefined;
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
  reads,
  note,
}: MarkdownEditorProps) {
  const [mode, setMode] = useState<'write' | 'read'>('write');
  const { tokens, exact } = useTokenCount(value);
  const { host, editor } = usePromptEditor({ label, value, onChange, onBlur, placeholder, variables });

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
          {value.trim() === '' ? (
            <p className={css.nothing}>Nothing written yet.</p>
          ) : (
            <Markdown text={reads ?? value} />
          )}
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
