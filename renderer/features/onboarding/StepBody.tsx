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

const BODIES: Readonly<Record<number, (props: StepProps) => ReactNode>> = {
  1: (props) => <EvidenceStep {...props} />,
  2: (props) => <ExtractionStep {...props} />,
  3: (props) => <IssuesStep {...props} />,
  4: () => <FactsSection />,
  5: () => <OfferStep />,
  6: () => (
    <>
      <BriefSection />
      <InsightsSection />
    </>
  ),
  7: () => <AlternativesSection />,
  8: () => (
    <>
      <ComparisonSection />
      <MapSection />
    </>
  ),
  9: () => <CategorySection />,
  10: () => <DifferencesSection />,
  11: () => <CapabilitiesSection />,
  12: () => <StatementsSection />,
  13: () => <FocusSection />,
  14: (props) => <CustomersStep {...props} />,
  15: () => <BuyingSection />,
  16: () => (
    <>
      <VoiceSection />
      <RulesSection />
    </>
  ),
  17: () => <SoundbitesSection />,
  18: () => <MessagesSection />,
  19: () => <BrandAssetsSection />,
  20: () => <ChannelsSection />,
  21: () => <SizingSection />,
  22: () => <TasksSection />,
  23: () => <SummarySection />,
  24: (props) => <ExportStep {...props} />,
};

export function StepBody({ step, ...props }: StepProps & { step: number }) {
  return <div className={css.stack}>{BODIES[step]?.(props)}</div>;
}
