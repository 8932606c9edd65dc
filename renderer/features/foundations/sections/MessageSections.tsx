/** How the business speaks: voice, rules, soundbites, the order of messages, and where its pictures are. */
import { Section } from '../../morgys/tabs/Sheet.tsx';
import { ListEditor } from '../ListEditor.tsx';
import { brandAssetList, exampleList, messageList, ruleList, soundbiteList } from '../lists.tsx';
import { SavedArea } from '../../../form/SavedFields.tsx';
import { useGround } from '../useGround.ts';

export function VoiceSection() {
  const { foundation, workspaceId, update } = useGround();
  return (
    <>
      <Section title="Brand voice" description="As you would tell it to a new colleague who writes well.">
        <SavedArea
          id={`${workspaceId}/voice`}
          label="Voice"
          hideLabel
          rows={6}
          placeholder="Short sentences. We say “you” and mean one person. We never rush anyone."
          value={foundation.brand_voice ?? ''}
          save={(typed) => update({ brand_voice: typed.trim() === '' ? null : typed })}
        />
      </Section>
      <Section title="Examples" description="An adjective is read differently by everyone; an example is not.">
        <ListEditor
          config={exampleList}
          items={foundation.soundbite_library.voice_examples}
          movable
          empty="No example yet. Take a sentence you once wrote and liked, and one that you would never send."
        />
      </Section>
    </>
  );
}

export function RulesSection() {
  const { messaging_guardrails } = useGround().foundation;
  return (
    <Section
      title="Messaging rules"
      description="What is always done and never said. Texts are checked against them while they are written."
    >
      <ListEditor
        config={ruleList}
        items={messaging_guardrails}
        movable
        empty="No rule yet. Begin with a claim that you must not make."
      />
    </Section>
  );
}

export function SoundbitesSection() {
  const { items } = useGround().foundation.soundbite_library;
  return (
    <Section
      title="Soundbites"
      description="Tick the ones that may be used as they stand; only those are told to agents."
    >
      <ListEditor
        config={soundbiteList}
        items={items}
        movable
        empty="No sentence yet that is good enough to be said again."
      />
    </Section>
  );
}

export function MessagesSection() {
  const { items } = useGround().foundation.message_hierarchy;
  return (
    <Section
      title="Message hierarchy"
      description="What is said first, what supports it, and what is for those who ask."
    >
      <ListEditor
        config={messageList}
        items={items}
        movable
        empty="No message yet. Begin with the one that must be read if only one is."
      />
    </Section>
  );
}

export function BrandAssetsSection() {
  const { brand_assets } = useGround().foundation.soundbite_library;
  return (
    <Section title="Brand assets" description="Where things are, so that nobody makes a logo from a screenshot.">
      <ListEditor config={brandAssetList} items={brand_assets} movable empty="Nothing is listed yet." />
    </Section>
  );
}
