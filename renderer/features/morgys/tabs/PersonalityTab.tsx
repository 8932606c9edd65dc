/** How the Morgy speaks, with a reading of the settings in words that changes as they do. */
import { EMOJI_USAGES, TONES, VERBOSITIES } from '../../../../main/studio/morgys/contract.ts';
import { Callout } from '../../../components/Callout.tsx';
import { Field } from '../../../components/Field.tsx';
import { Segmented } from '../../../components/Segmented.tsx';
import { Select } from '../../../components/Select.tsx';
import { Slider } from '../../../components/Slider.tsx';
import { TextArea } from '../../../components/TextField.tsx';
import { useField } from '../morgyForm.ts';
import {
  EMOJI_WORDS,
  personalityReading,
  personalityTensions,
  scaleWord,
  TONE_WORDS,
  VERBOSITY_WORDS,
  type Personality,
} from '../words.ts';
import css from './PersonalityTab.module.css';
import { Section, Sheet } from './Sheet.tsx';

const TONE_OPTIONS = TONES.map((value) => ({ value, label: TONE_WORDS[value].label, hint: TONE_WORDS[value].reads }));
const VERBOSITY_OPTIONS = VERBOSITIES.map((value) => ({ value, label: VERBOSITY_WORDS[value].label }));
const EMOJI_OPTIONS = EMOJI_USAGES.map((value) => ({ value, label: EMOJI_WORDS[value].label }));

function Reading({ name, personality }: { name: string; personality: Personality }) {
  const tensions = personalityTensions(personality);
  return (
    <div className={css.reading}>
      <h3 className={css.heading}>What this means</h3>
      <p className={css.words} aria-live="polite">
        {personalityReading(name, personality)}
      </p>
      {tensions.map((tension) => (
        <Callout key={tension} tone="warn">
          {tension}
        </Callout>
      ))}
    </div>
  );
}

export function PersonalityTab() {
  const name = useField('name').value;
  const tone = useField('personality.tone');
  const verbosity = useField('personality.verbosity');
  const emoji = useField('personality.emojiUsage');
  const style = useField('personality.responseStyle');
  const energy = useField('personality.energy');
  const formality = useField('personality.formality');
  const humor = useField('personality.humor');
  const scales = [
    { key: 'energy', field: energy, ends: ['still', 'bubbling'] },
    { key: 'formality', field: formality, ends: ['very casual', 'ceremonial'] },
    { key: 'humor', field: humor, ends: ['none', 'always joking'] },
  ] as const;
  return (
    <Sheet
      beside={
        <Reading
          name={name}
          personality={{
            tone: tone.value,
            verbosity: verbosity.value,
            emojiUsage: emoji.value,
            energy: energy.value,
            formality: formality.value,
            humor: humor.value,
          }}
        />
      }
    >
      <Section title="Manner">
        <Select label={tone.label} value={tone.value} options={TONE_OPTIONS} onChange={tone.onChange} />
        <Field label={verbosity.label} group>
          <Segmented
            label={verbosity.label}
            value={verbosity.value}
            options={VERBOSITY_OPTIONS}
            onChange={verbosity.onChange}
          />
        </Field>
        <Field label={emoji.label} group>
          <Segmented label={emoji.label} value={emoji.value} options={EMOJI_OPTIONS} onChange={emoji.onChange} />
        </Field>
      </Section>
      <Section title="Temper">
        {scales.map(({ key, field, ends }) => (
          <Slider
            key={key}
            label={field.label}
            value={field.value}
            min={1}
            max={10}
            reading={scaleWord(key, field.value)}
            ends={ends}
            onChange={field.onChange}
            onCommit={field.onBlur}
          />
        ))}
      </Section>
      <Section>
        <TextArea
          {...style}
          rows={3}
          placeholder="For example: answers a question with a question when the goal is unclear"
          hint="In your own words. It is added to the instructions as it stands."
        />
      </Section>
    </Sheet>
  );
}
