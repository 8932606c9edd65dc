/** The instructions. A whole page to write on. */
import { MarkdownEditor } from '../../../components/MarkdownEditor.tsx';
import { variablesIn } from '../../../components/variables.ts';
import { useField } from '../morgyForm.ts';
import { countLabel } from '../words.ts';
import css from './PromptTab.module.css';

/** What the studio fills in wherever a prompt is used. */
const VARIABLES = [
  { name: 'name', description: 'the Morgy’s name' },
  { name: 'description', description: 'its description' },
  { name: 'tone', description: 'its tone' },
  { name: 'category', description: 'its category' },
];

export function PromptTab() {
  const prompt = useField('ai_config.systemPrompt');
  const used = variablesIn(prompt.value);
  return (
    <div className={css.page}>
      <MarkdownEditor
        fill
        label={prompt.label}
        value={prompt.value}
        onChange={prompt.onChange}
        onBlur={prompt.onBlur}
        error={prompt.error}
        variables={[
          ...VARIABLES,
          ...used.filter((name) => !VARIABLES.some((known) => known.name === name)).map((name) => ({ name })),
        ]}
        placeholder="Who it is, what it does for whom, how it works, and what it never does. Write as you would brief a good colleague."
        note={used.length > 0 ? `${countLabel(used.length, 'variable')}: ${used.join(', ')}` : 'Type {{ for a variable'}
      />
    </div>
  );
}
