/** The foundation of the open workspace, section by section. */
import type { ReactNode } from 'react';
import {
  CircleAlert,
  Gauge,
  Grid3x3,
  History,
  Layers,
  MapPinned,
  MessageSquareQuote,
  Mic,
  Microscope,
  ScrollText,
  ShieldCheck,
  Sparkle,
  Swords,
} from 'lucide-react';
import { ErrorBoundary } from '../../app/ErrorBoundary.tsx';
import { go } from '../../app/navigation.ts';
import { Page } from '../../app/Page.tsx';
import type { FoundationSection } from '../../app/routes.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { SaveState } from '../../components/SaveState.tsx';
import { Tabs, type Tab } from '../../components/Tabs.tsx';
import { Sheet } from '../morgys/tabs/Sheet.tsx';
import { WorkspaceGate } from '../workspaces/WorkspaceGate.tsx';
import css from './FoundationPage.module.css';
import { usePageSaveState } from '../../form/saved.ts';
import { CapabilitiesSection } from './sections/CapabilitiesSection.tsx';
import { CompetitorsSection } from './sections/CompetitorsSection.tsx';
import { FactsSection } from './sections/FactsSection.tsx';
import { HistorySection } from './sections/HistorySection.tsx';
import {
  BrandAssetsSection,
  MessagesSection,
  RulesSection,
  SoundbitesSection,
  VoiceSection,
} from './sections/MessageSections.tsx';
import { OverviewSection } from './sections/OverviewSection.tsx';
import { PositioningSection } from './sections/PositioningSection.tsx';
import { ResearchSection } from './sections/ResearchSection.tsx';
import { SummarySection } from './sections/SummarySection.tsx';
import { GroundProvider, useOpenedGround } from './useGround.ts';

const panel = (place: string, children: ReactNode): ReactNode => (
  <ErrorBoundary place={place}>
    <Sheet>{children}</Sheet>
  </ErrorBoundary>
);

/** Tables and the map use the width that there is. */
const wide = (place: string, children: ReactNode): ReactNode => (
  <ErrorBoundary place={place}>
    <div className={css.scroller}>
      <div className={css.wide}>{children}</div>
    </div>
  </ErrorBoundary>
);

const TABS: readonly Tab<FoundationSection>[] = [
  {
    value: 'overview',
    label: 'Overview',
    icon: <Gauge aria-hidden />,
    panel: panel('the overview', <OverviewSection />),
  },
  {
    value: 'facts',
    label: 'Truth sheet',
    icon: <ScrollText aria-hidden />,
    panel: panel('the facts', <FactsSection />),
  },
  {
    value: 'research',
    label: 'Research',
    icon: <Microscope aria-hidden />,
    panel: panel('the research', <ResearchSection />),
  },
  {
    value: 'competitors',
    label: 'Competitors',
    icon: <Swords aria-hidden />,
    panel: wide('the competitors', <CompetitorsSection />),
  },
  {
    value: 'positioning',
    label: 'Positioning',
    icon: <MapPinned aria-hidden />,
    panel: panel('the positioning', <PositioningSection />),
  },
  {
    value: 'capabilities',
    label: 'Capabilities',
    icon: <Grid3x3 aria-hidden />,
    panel: wide('the capabilities', <CapabilitiesSection />),
  },
  { value: 'voice', label: 'Brand voice', icon: <Mic aria-hidden />, panel: panel('the voice', <VoiceSection />) },
  { value: 'rules', label: 'Rules', icon: <ShieldCheck aria-hidden />, panel: panel('the rules', <RulesSection />) },
  {
    value: 'soundbites',
    label: 'Soundbites',
    icon: <MessageSquareQuote aria-hidden />,
    panel: panel('the soundbites', <SoundbitesSection />),
  },
  {
    value: 'messages',
    label: 'Messages',
    icon: <Layers aria-hidden />,
    panel: panel(
      'the messages',
      <>
        <MessagesSection />
        <BrandAssetsSection />
      </>,
    ),
  },
  {
    value: 'summary',
    label: 'Summary',
    icon: <Sparkle aria-hidden />,
    panel: panel('the summary', <SummarySection />),
  },
  { value: 'history', label: 'History', icon: <History aria-hidden />, panel: wide('the history', <HistorySection />) },
];

function Foundation({ workspaceId, name, section }: { workspaceId: string; name: string; section: FoundationSection }) {
  const opened = useOpenedGround(workspaceId);
  const saveState = usePageSaveState();
  if (opened.state === 'loading') return null;
  if (opened.state === 'failed') {
    return (
      <Page title="Foundation">
        <EmptyState
          icon={<CircleAlert aria-hidden />}
          title="The foundation could not be opened"
          actions={<Button onClick={opened.retry}>Try again</Button>}
        >
          {opened.error.message}
        </EmptyState>
      </Page>
    );
  }
  const { foundation } = opened.ground;
  return (
    <GroundProvider value={opened.ground}>
      <Page
        title={foundation.company_name ?? name}
        layout="fill"
        mark={<SaveState value={saveState} />}
        actions={<Button onClick={() => go({ name: 'ground', query: '' })}>Search</Button>}
      >
        <Tabs
          label={`Foundation of ${name}`}
          placement="side"
          className={css.tabs}
          value={section}
          onChange={(next) => go({ name: 'foundation', section: next })}
          tabs={TABS}
        />
      </Page>
    </GroundProvider>
  );
}

export function FoundationPage({ section }: { section: FoundationSection }) {
  return (
    <WorkspaceGate title="Foundation">
      {(workspace) => <Foundation workspaceId={workspace.id} name={workspace.name} section={section} />}
    </WorkspaceGate>
  );
}
