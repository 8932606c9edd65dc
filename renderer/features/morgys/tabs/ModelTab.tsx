/** Which model answers, and how freely. */
import { plainNumber } from '../../../../main/contract/amount.ts';
import { NumberField } from '../../../components/NumberField.tsx';
import { Slider } from '../../../components/Slider.tsx';
import { TagField } from '../../../components/TagField.tsx';
import { Combo } from '../../../components/Combo.tsx';
import { useField } from '../morgyForm.ts';
import { temperatureWords } from '../words.ts';
import { Row, Section, Sheet } from './Sheet.tsx';

/** Offered, not enforced: any name that the installing person's client understands is fine. */
const MODELS = [
  'claude-sonnet-4-5',
  'claude-opus-4-5',
  'claude-haiku-4-5',
  'gpt-5',
  'gpt-5-mini',
  'gemini-2.5-pro',
  'mistral-large-latest',
  'llama-4-maverick',
];

export function ModelTab() {
  const model = useField('ai_config.primaryModel');
  const temperature = useField('ai_config.temperature');
  const longest = useField('ai_config.maxTokens');
  const fallbacks = useField('ai_config.fallbackModels');
  const typed = Number(plainNumber(temperature.value) ?? Number.NaN);
  const shown = Number.isFinite(typed) && temperature.value.trim() !== '' ? Math.min(2, Math.max(0, typed)) : 0.7;
  return (
    <Sheet>
      <Section
        title="Model"
        description="A wish that travels with the Morgy. The person who installs it decides in the end."
      >
        <Combo {...model} suggestions={MODELS} />
        <TagField
          label={fallbacks.label}
          value={fallbacks.value}
          onChange={fallbacks.onChange}
          suggestions={MODELS}
          placeholder="Type a model and press Enter"
          hint="Tried in this order when the first one is not to be had."
        />
      </Section>
      <Section title="Freedom">
        <Slider
          label="Temperature"
          value={shown}
          min={0}
          max={2}
          step={0.1}
          reading={temperatureWords(shown).split(/[.,:]/)[0] ?? ''}
          ends={['always the same', 'wild']}
          onChange={(value) => temperature.onChange(String(Math.round(value * 10) / 10))}
          onCommit={() => temperature.onBlur()}
        />
        <Row>
          <NumberField
            {...temperature}
            label="Temperature, exactly"
            min={0}
            max={2}
            step={0.1}
            hint={temperatureWords(shown)}
          />
          <NumberField
            {...longest}
            min={1}
            max={200_000}
            step={100}
            unit="tokens"
            hint="A page of English is about 600 tokens."
          />
        </Row>
      </Section>
    </Sheet>
  );
}
