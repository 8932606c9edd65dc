/**
 * Which page a route shows. Each feature's code is loaded when its page is first opened; only the library, which most
 * starts show, comes along at once: React holds back for 300 ms what it first put a fallback in place of.
 */
import { lazy, Suspense } from 'react';
import { LibraryPage } from '../features/morgys/LibraryPage.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { useRoute } from './navigation.ts';
import type { Route } from './routes.ts';

const GalleryPage = lazy(async () => ({ default: (await import('../features/morgys/GalleryPage.tsx')).GalleryPage }));
const EditorPage = lazy(async () => ({ default: (await import('../features/morgys/EditorPage.tsx')).EditorPage }));
const DocumentPage = lazy(async () => ({
  default: (await import('../features/knowledge/DocumentPage.tsx')).DocumentPage,
}));
const SearchPage = lazy(async () => ({ default: (await import('../features/knowledge/SearchPage.tsx')).SearchPage }));
const TrashPage = lazy(async () => ({ default: (await import('../features/morgys/TrashPage.tsx')).TrashPage }));
const ExportsPage = lazy(async () => ({ default: (await import('../features/exports/ExportsPage.tsx')).ExportsPage }));
const SettingsPage = lazy(async () => ({
  default: (await import('../features/settings/SettingsPage.tsx')).SettingsPage,
}));

const WorkspacesPage = lazy(async () => ({
  default: (await import('../features/workspaces/WorkspacesPage.tsx')).WorkspacesPage,
}));
const GroundSearchPage = lazy(async () => ({
  default: (await import('../features/workspaces/GroundSearchPage.tsx')).GroundSearchPage,
}));
const FoundationPage = lazy(async () => ({
  default: (await import('../features/foundations/FoundationPage.tsx')).FoundationPage,
}));
const OnboardingPage = lazy(async () => ({
  default: (await import('../features/onboarding/OnboardingPage.tsx')).OnboardingPage,
}));

const EarningsPage = lazy(async () => ({
  default: (await import('../features/earnings/EarningsPage.tsx')).EarningsPage,
}));
const IcpsPage = lazy(async () => ({ default: (await import('../features/icps/IcpsPage.tsx')).IcpsPage }));
const IcpPage = lazy(async () => ({ default: (await import('../features/icps/IcpPage.tsx')).IcpPage }));
const ComparePage = lazy(async () => ({ default: (await import('../features/icps/ComparePage.tsx')).ComparePage }));
const SheetPage = lazy(async () => ({ default: (await import('../features/icps/SheetPage.tsx')).SheetPage }));
const CampaignsPage = lazy(async () => ({
  default: (await import('../features/campaigns/CampaignsPage.tsx')).CampaignsPage,
}));
const CampaignPage = lazy(async () => ({
  default: (await import('../features/campaigns/CampaignPage.tsx')).CampaignPage,
}));
const MovePage = lazy(async () => ({ default: (await import('../features/campaigns/MovePage.tsx')).MovePage }));
const AssetsPage = lazy(async () => ({ default: (await import('../features/assets/AssetsPage.tsx')).AssetsPage }));
const AssetPage = lazy(async () => ({ default: (await import('../features/assets/AssetPage.tsx')).AssetPage }));
const StrategiesPage = lazy(async () => ({
  default: (await import('../features/strategies/StrategiesPage.tsx')).StrategiesPage,
}));

const SyncPage = lazy(async () => ({ default: (await import('../features/sync/SyncPage.tsx')).SyncPage }));
const ConflictPage = lazy(async () => ({ default: (await import('../features/sync/ConflictPage.tsx')).ConflictPage }));

const PLACE: Record<Route['name'], string> = {
  library: 'the library',
  gallery: 'the gallery',
  morgy: 'the editor',
  knowledge: 'the knowledge search',
  document: 'the document',
  exports: 'the list of exports',
  earnings: 'earnings',
  trash: 'the trash',
  workspaces: 'the workspaces',
  foundation: 'the foundation',
  onboarding: 'the onboarding',
  ground: 'the search',
  icps: 'the customers',
  icp: 'the customer profile',
  icpCompare: 'the comparison',
  icpSheet: 'the one-page profile',
  campaigns: 'the campaigns',
  campaign: 'the campaign',
  move: 'the move',
  assets: 'the texts',
  asset: 'the text',
  strategies: 'the strategies',
  sync: 'the list of changes',
  conflict: 'the conflict',
  settings: 'the settings',
};

function Page({ route }: { route: Route }) {
  switch (route.name) {
    case 'library':
      return <LibraryPage />;
    case 'gallery':
      return <GalleryPage />;
    case 'morgy':
      return <EditorPage key={route.id} id={route.id} tab={route.tab} />;
    case 'knowledge':
      return <SearchPage query={route.query} morgyId={route.morgyId} />;
    case 'document':
      return <DocumentPage key={route.id} id={route.id} chunkId={route.chunkId} />;
    case 'exports':
      return <ExportsPage key={route.id} openId={route.id} />;
    case 'earnings':
      return <EarningsPage tab={route.tab} />;
    case 'trash':
      return <TrashPage />;
    case 'workspaces':
      return <WorkspacesPage />;
    case 'foundation':
      return <FoundationPage section={route.section} />;
    case 'onboarding':
      return <OnboardingPage step={route.step} />;
    case 'ground':
      return <GroundSearchPage query={route.query} />;
    case 'icps':
      return <IcpsPage />;
    case 'icp':
      return <IcpPage key={route.id} id={route.id} />;
    case 'icpCompare':
      return <ComparePage ids={route.ids} />;
    case 'icpSheet':
      return <SheetPage key={route.id} id={route.id} />;
    case 'campaigns':
      return <CampaignsPage show={route.show} />;
    case 'campaign':
      return <CampaignPage key={route.id} id={route.id} />;
    case 'move':
      return <MovePage key={route.id} id={route.id} />;
    case 'assets':
      return <AssetsPage />;
    case 'asset':
      return <AssetPage key={route.id} id={route.id} />;
    case 'strategies':
      return <StrategiesPage show={route.show} />;
    case 'sync':
      return <SyncPage show={route.show} />;
    case 'conflict':
      return <ConflictPage key={route.id} id={route.id} />;
    case 'settings':
      return <SettingsPage section={route.section} />;
  }
}

export function Pages() {
  const route = useRoute();
  return (
    <ErrorBoundary key={route.name} place={PLACE[route.name]}>
      <Suspense fallback={null}>
        <Page route={route} />
      </Suspense>
    </ErrorBoundary>
  );
}
