/** The instructions. A whole page to write on; Read shows them with their variables filled in. */
import {
  fillPrompt,
  groundVariablesIn,
  PROMPT_VARIABLES,
  unknownVariables,
} from '../../../../main/contract/prompt-variables.ts';
import { useStudioQuery } from '../../../app/client.ts';
import { MarkdownEditor } from '../../../components/MarkdownEditor.tsx';
import { useField } from '../morgyForm.ts';
import css from './PromptTab.module.css';

const VARIABLES = PROMPT_VARIABLES.map(({ name, description }) => ({ name, description }));

export function PromptTab() {
  const prompt = useField('ai_config.systemPrompt');
  const choice = useField('knowledge_base.ground').value;
  const ground = useStudioQuery(
    'ground.read',
    { workspaceId: choice.workspaceId, icpIds: choice.icpIds },
    { keepPrevious: true },
  ).data;
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
    ground: ground?.variables,
  };
  const unknown = unknownVariables(prompt.value);
  // Variables of a foundation that would stay empty: none is chosen, or it says nothing there.
  const empty = groundVariablesIn(prompt.value).filter(
    (name) => (ground?.variables[name as keyof typeof ground.variables] ?? '') === '',
  );
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
            : empty.length > 0
              ? `Empty as long as no foundation says it: ${empty.map((name) => `{{${name}}}`).join(', ')}`
              : 'Type {{ for a variable'
        }
      />
    </div>
  );
}
