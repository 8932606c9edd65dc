/** The instructions. A whole page to write on; Read shows them with their variables filled in. */
import { fillPrompt, PROMPT_VARIABLES, unknownVariables } from '../../../../main/contract/prompt-variables.ts';
import { MarkdownEditor } from '../../../components/MarkdownEditor.tsx';
import { useField } from '../morgyForm.ts';
import css from './PromptTab.module.css';

const VARIABLES = PROMPT_VARIABLES.map(({ name, description }) => ({ name, description }));

export function PromptTab() {
  const prompt = useField('ai_config.systemPrompt');
  const subject = {
    name: useField('name').value,
    description: useField('description').value,
    category: useField('category').value,
    tags: useField('tags').value,
    personality: {
      tone: useField('personality.tone').value,
      verbosity: useField('personality.verbosity').value,
      responseStyle: useField('personality.responseStyle').value,
    },
  };
  const unknown = unknownVariables(prompt.value);
  return (
    <div className={css.page}>
      <MarkdownEditor
        fill
        label={prompt.label}
        value={prompt.value}
        onChange={prompt.onChange}
        onBlur={prompt.onBlur}
        error={prompt.error}
        variables={VARIABLES}
        reads={fillPrompt(prompt.value, subject)}
        placeholder="Who it is, what it does for whom, how it works, and what it never does. Write as you would brief a good colleague."
        note={
          unknown.length > 0
            ? `Nothing fills in ${unknown.map((name) => `{{${name}}}`).join(', ')}: it stays as it is`
            : 'Type {{ for a variable'
        }
      />
    </div>
  );
}
