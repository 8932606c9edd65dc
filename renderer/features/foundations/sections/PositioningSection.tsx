/** Where the business stands: its category, its statement, its differences, and what it goes for now. */
import { Section } from '../../morgys/tabs/Sheet.tsx';
import { ListEditor } from '../ListEditor.tsx';
import { statementList } from '../lists.tsx';
import { SavedArea, SavedTags, SavedText } from '../../../form/SavedFields.tsx';
import { useGround } from '../useGround.ts';

export function CategorySection() {
  const { foundation, workspaceId, update } = useGround();
  return (
    <Section
      title="Market category"
      description="The shelf on which people look for you. A known one is found sooner than an invented one."
    >
      <SavedText
        id={`${workspaceId}/category`}
        label="Category"
        placeholder="Harbour management software"
        value={foundation.positioning.category}
        save={(typed) => update({ positioning: { category: typed } })}
      />
    </Section>
  );
}

export function DifferencesSection() {
  const { foundation, workspaceId, update } = useGround();
  const { usps, differentiators } = foundation.positioning;
  return (
    <Section title="Differences" description="What you have that the others on the shelf have not. Enter adds one.">
      <SavedTags
        id={`${workspaceId}/differentiators`}
        label="Differentiators"
        hint="Things that a competitor could not say of itself."
        value={differentiators}
        check={(typed) =>
          typed.some((one) => one.length > 400) ? 'A differentiator has at most 400 characters.' : null
        }
        save={(typed) => update({ positioning: { differentiators: typed } })}
      />
      <SavedTags
        id={`${workspaceId}/usps`}
        label="Selling points"
        hint="Reasons to buy, also where others have them."
        value={usps}
        check={(typed) =>
          typed.some((one) => one.length > 400) ? 'A selling point has at most 400 characters.' : null
        }
        save={(typed) => update({ positioning: { usps: typed } })}
      />
    </Section>
  );
}

export function StatementsSection() {
  const { foundation, workspaceId, update } = useGround();
  return (
    <Section
      title="Positioning statement"
      description="For whom, against what, with which difference, and why that can be believed."
    >
      <SavedArea
        id={`${workspaceId}/statement`}
        label="Statement"
        hideLabel
        rows={4}
        placeholder="For harbour masters of small harbours who are tired of paper slips, Tidewater is the harbour book that works without a network, unlike the ones that stop with the signal."
        value={foundation.positioning.positioning_statement}
        save={(typed) => update({ positioning: { positioning_statement: typed } })}
      />
      <ListEditor
        config={statementList}
        items={foundation.positioning.statements}
        movable
        empty="No short forms yet: the tagline, the promise, and what you say in one breath."
      />
    </Section>
  );
}

export function FocusSection() {
  const { foundation, workspaceId, update } = useGround();
  return (
    <Section title="Strategic focus" description="It decides between two good ideas.">
      <SavedArea
        id={`${workspaceId}/focus`}
        label="What you go for now"
        value={foundation.positioning.focus}
        save={(typed) => update({ positioning: { focus: typed } })}
      />
      <SavedArea
        id={`${workspaceId}/not_now`}
        label="What waits"
        value={foundation.positioning.not_now}
        save={(typed) => update({ positioning: { not_now: typed } })}
      />
    </Section>
  );
}

export function PositioningSection() {
  return (
    <>
      <CategorySection />
      <StatementsSection />
      <DifferencesSection />
      <FocusSection />
    </>
  );
}
