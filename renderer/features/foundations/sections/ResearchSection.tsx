/** What is known of customers and market. */
import { useState } from 'react';
import { NumberField } from '../../../components/NumberField.tsx';
import { Row, Section } from '../../morgys/tabs/Sheet.tsx';
import { ListEditor } from '../ListEditor.tsx';
import { ListSection } from '../ListSection.tsx';
import { buyingList, channelList, findingList, insightList, taskList, trendList } from '../lists.tsx';
import { amountToText, asAmount } from '../money.ts';
import { SavedArea, SavedText } from '../../../form/SavedFields.tsx';
import { useSaved } from '../../../form/saved.ts';
import { useGround } from '../useGround.ts';

export function BriefSection() {
  const { foundation, workspaceId, update } = useGround();
  return (
    <Section title="Research brief" description="What you want to know, what you know already, and where from.">
      <SavedArea
        id={`${workspaceId}/brief`}
        label="Brief"
        hideLabel
        rows={5}
        value={foundation.market_research.brief}
        save={(typed) => update({ market_research: { brief: typed } })}
      />
    </Section>
  );
}

export function InsightsSection() {
  const { customer_insights } = useGround().foundation.market_research;
  return (
    <ListSection
      title="What customers say"
      description="In their words: what hurts, what they wish for, and what holds them back."
      config={insightList}
      items={customer_insights}
      empty="No customer has been quoted yet. One sentence from a letter is worth more than a page about “our target group”."
    />
  );
}

export function BuyingSection() {
  const { buying_process } = useGround().foundation.market_research;
  return (
    <ListSection
      title="Buying process"
      description="Each step from first hearing of you to buying, and what is asked on it."
      config={buyingList}
      items={buying_process}
      empty="No step yet. Begin with how people first hear of you."
    />
  );
}

export function ChannelsSection() {
  const { channels } = useGround().foundation.market_research;
  return (
    <ListSection
      title="Channels"
      description="Where you speak. A channel without a purpose and a rhythm is soon empty."
      config={channelList}
      items={channels}
      empty="No channel yet. Begin with the one that you would keep if you could keep one."
    />
  );
}

export function TasksSection() {
  const { validation_tasks } = useGround().foundation.truth_sheet;
  return (
    <ListSection
      title="Validation tasks"
      description="What you believe and have not checked, as something that can be done."
      config={taskList}
      items={validation_tasks}
      empty="Nothing to be checked yet. A good task ends in a yes, a no or a number."
    />
  );
}

const SIZES = [
  ['tam', 'Everyone who could use it', 'The whole market, a year.'],
  ['sam', 'Everyone you could serve', 'Where you sell, in your language, a year.'],
  ['som', 'What you can reach', 'Within three years, honestly.'],
] as const;

function SizeField({ name, label, hint }: { name: 'tam' | 'sam' | 'som'; label: string; hint: string }) {
  const { foundation, workspaceId, update } = useGround();
  const { sizing } = foundation.market_research;
  const field = useSaved<string>({
    key: `${workspaceId}/sizing/${name}`,
    label,
    value: amountToText(sizing[name]),
    check: (typed) => {
      const parsed = asAmount(typed);
      return parsed.ok ? null : parsed.message;
    },
    save: (typed) => {
      const parsed = asAmount(typed);
      return parsed.ok ? update({ market_research: { sizing: { [name]: parsed.value } } }) : Promise.resolve();
    },
  });
  return <NumberField label={label} hint={hint} unit={sizing.currency} step={1000} min={0} {...field} />;
}

export function SizingSection() {
  const { foundation, workspaceId, update } = useGround();
  const { sizing } = foundation.market_research;
  const [currencyHint] = useState('Three letters, such as EUR.');
  return (
    <Section title="Market size" description="Three numbers, each inside the one before, and how you came to them.">
      <Row>
        {SIZES.map(([name, label, hint]) => (
          <SizeField key={name} name={name} label={label} hint={hint} />
        ))}
        <SavedText
          id={`${workspaceId}/sizing/currency`}
          label="Currency"
          hint={currencyHint}
          value={sizing.currency}
          check={(typed) =>
            /^[A-Z]{3}$/.test(typed.trim()) ? null : 'A currency is three capital letters, such as EUR.'
          }
          save={(typed) => update({ market_research: { sizing: { currency: typed.trim() } } })}
        />
      </Row>
      <SavedArea
        id={`${workspaceId}/sizing/method`}
        label="How it was reckoned"
        value={sizing.method}
        save={(typed) => update({ market_research: { sizing: { method: typed } } })}
      />
    </Section>
  );
}

export function ResearchSection() {
  const { market_trends, competitor_analysis } = useGround().foundation.market_research;
  return (
    <>
      <BriefSection />
      <InsightsSection />
      <Section title="Trends">
        <ListEditor
          config={trendList}
          items={market_trends}
          movable
          empty="No trend yet: what changes in your market whether you do something or not?"
        />
      </Section>
      <Section title="Findings about competitors">
        <ListEditor
          config={findingList}
          items={competitor_analysis}
          movable
          empty="Nothing found yet. Write down what you saw, and where, so that it can be looked up again."
        />
      </Section>
      <ChannelsSection />
      <BuyingSection />
      <SizingSection />
      <TasksSection />
    </>
  );
}
