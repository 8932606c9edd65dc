/** How the business speaks: voice, rules, soundbites, the order of messages, and where its pictures are. */
import { Section } from '../../morgys/tabs/Sheet.tsx';
import { ListSection } from '../ListSection.tsx';
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
      <ListSection
        title="Examples"
        description="An adjective is read differently by everyone; an example is not."
        config={exampleList}
        items={foundation.soundbite_library.voice_examples}
        empty="No example yet. Take a sentence you once wrote and liked, and one that you would never send."
      />
    </>
  );
}

export function RulesSection() {
  const { messaging_guardrails } = useGround().foundation;
  return (
    <ListSection
      title="Messaging rules"
      description="What is always done and never said. Texts are checked against them while they are written."
      config={ruleList}
      items={messaging_guardrails}
      empty="No rule yet. Begin with a claim that you must not make."
    />
  );
}

export function SoundbitesSection() {
  const { items } = useGround().foundation.soundbite_library;
  return (
    <ListSection
      title="Soundbites"
      description="Tick the ones that may be used as they stand; only those are told to agents."
      config={soundbiteList}
      items={items}
      empty="No sentence yet that is good enough to be said again."
    />
  );
}

export function MessagesSection() {
  const { items } = useGround().foundation.message_hierarchy;
  return (
    <ListSection
      title="Message hierarchy"
      description="What is said first, what supports it, and what is for those who ask."
      config={messageList}
      items={items}
      empty="No message yet. Begin with the one that must be read if only one is."
    />
  );
}

export function BrandAssetsSection() {
  const { brand_assets } = useGround().foundation.soundbite_library;
  return (
    <ListSection
      title="Brand assets"
      description="Where things are, so that nobody makes a logo from a screenshot."
      config={brandAssetList}
      items={brand_assets}
      empty="Nothing is listed yet."
    />
  );
}
