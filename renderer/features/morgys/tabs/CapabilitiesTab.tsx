/** What the Morgy may do beyond talking. */
import { Code, FileText, Globe, Image, Mic } from 'lucide-react';
import { Switch } from '../../../components/Switch.tsx';
import { TagField } from '../../../components/TagField.tsx';
import { useField } from '../morgyForm.ts';
import css from './CapabilitiesTab.module.css';
import { Section, Sheet } from './Sheet.tsx';

const HINTS = {
  'capabilities.webSearch': {
    hint: 'Looks things up on the web when its knowledge is not enough.',
    icon: <Globe aria-hidden />,
  },
  'capabilities.fileProcessing': {
    hint: 'Takes files that a person hands it in the conversation.',
    icon: <FileText aria-hidden />,
  },
  'capabilities.codeExecution': {
    hint: 'Writes and runs code to calculate or to transform data.',
    icon: <Code aria-hidden />,
  },
  'capabilities.imageGeneration': { hint: 'Draws pictures on request.', icon: <Image aria-hidden /> },
  'capabilities.voiceInteraction': { hint: 'Holds a spoken conversation.', icon: <Mic aria-hidden /> },
} as const;

function CapabilitySwitch({ field }: { field: keyof typeof HINTS }) {
  const bound = useField(field);
  const { hint, icon } = HINTS[field];
  return <Switch label={bound.label} hint={hint} icon={icon} checked={bound.value} onChange={bound.onChange} />;
}

export function CapabilitiesTab() {
  const tools = useField('capabilities.mcpTools');
  return (
    <Sheet>
      <Section
        title="Capabilities"
        description="What the Morgy expects of the place it runs in. A client that cannot do something leaves it out; the Morgy is told so."
      >
        <div className={css.list}>
          {(Object.keys(HINTS) as (keyof typeof HINTS)[]).map((field) => (
            <CapabilitySwitch key={field} field={field} />
          ))}
        </div>
      </Section>
      <Section title="Tools of other servers" description="Names of MCP tools it may ask for when the person has them.">
        <TagField
          label={tools.label}
          value={tools.value}
          onChange={tools.onChange}
          error={tools.error}
          placeholder="For example calendar.list_events"
        />
      </Section>
    </Sheet>
  );
}
