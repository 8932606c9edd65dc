/** What is done on each step. Most are sections of the foundation: what is written here stands there, and the other way round. */
import type { ReactNode } from 'react';
import type { Session } from '../../../main/studio/onboarding/contract.ts';
import type { Workspace } from '../../../main/studio/workspaces/contract.ts';
import { CapabilitiesSection } from '../foundations/sections/CapabilitiesSection.tsx';
import { AlternativesSection, ComparisonSection, MapSection } from '../foundations/sections/CompetitorsSection.tsx';
import { FactsSection } from '../foundations/sections/FactsSection.tsx';
import {
  BrandAssetsSection,
  MessagesSection,
  RulesSection,
  SoundbitesSection,
  VoiceSection,
} from '../foundations/sections/MessageSections.tsx';
import {
  CategorySection,
  DifferencesSection,
  FocusSection,
  StatementsSection,
} from '../foundations/sections/PositioningSection.tsx';
import {
  BriefSection,
  BuyingSection,
  ChannelsSection,
  InsightsSection,
  SizingSection,
  TasksSection,
} from '../foundations/sections/ResearchSection.tsx';
import { SummarySection } from '../foundations/sections/SummarySection.tsx';
import { SectionSaid } from '../morgys/tabs/Sheet.tsx';
import { CustomersStep } from './CustomersStep.tsx';
import { EvidenceStep } from './EvidenceStep.tsx';
import { ExportStep } from './ExportStep.tsx';
import { ExtractionStep } from './ExtractionStep.tsx';
import { IssuesStep } from './IssuesStep.tsx';
import { OfferStep } from './OfferStep.tsx';
import css from './Steps.module.css';

export interface StepProps {
  workspace: Workspace;
  session: Session;
}

/** The step has the section's title as its own. */
const titled = (section: ReactNode): ReactNode => <SectionSaid value="title">{section}</SectionSaid>;
/** And says what the line below it says. */
const told = (section: ReactNode): ReactNode => <SectionSaid value="all">{section}</SectionSaid>;

const BODIES: Readonly<Record<number, (props: StepProps) => ReactNode>> = {
  1: (props) => <EvidenceStep {...props} />,
  2: (props) => <ExtractionStep {...props} />,
  3: (props) => <IssuesStep {...props} />,
  4: () => titled(<FactsSection />),
  5: () => <OfferStep />,
  6: () => (
    <>
      {titled(<BriefSection />)}
      <InsightsSection />
    </>
  ),
  7: () => told(<AlternativesSection />),
  8: () => (
    <>
      {titled(<ComparisonSection />)}
      <MapSection />
    </>
  ),
  9: () => titled(<CategorySection />),
  10: () => told(<DifferencesSection />),
  11: () => titled(<CapabilitiesSection />),
  12: () => titled(<StatementsSection />),
  13: () => told(<FocusSection />),
  14: (props) => <CustomersStep {...props} />,
  15: () => told(<BuyingSection />),
  16: () => (
    <>
      <VoiceSection />
      <RulesSection />
    </>
  ),
  17: () => titled(<SoundbitesSection />),
  18: () => told(<MessagesSection />),
  19: () => told(<BrandAssetsSection />),
  20: () => titled(<ChannelsSection />),
  21: () => titled(<SizingSection />),
  22: () => told(<TasksSection />),
  23: () => titled(<SummarySection />),
  24: (props) => <ExportStep {...props} />,
};

export function StepBody({ step, ...props }: StepProps & { step: number }) {
  return <div className={css.stack}>{BODIES[step]?.(props)}</div>;
}
