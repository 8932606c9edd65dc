/** The whole window: providers, the frame, the page of the present route, and what lies above every page. */
import { useEffect, useState } from 'react';
import { QueryClientProvider } from '@tanstack/react-query';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { leaveErrors, toast, ToastRegion } from '../components/Toast.tsx';
import { TooltipProvider } from '../components/Tooltip.tsx';
import { AppCommands } from './AppCommands.tsx';
import { queryClient, studio } from './client.ts';
import { WhichMorgy } from '../features/morgys/WhichMorgy.tsx';
import { JoinDialog } from '../features/sync/JoinDialog.tsx';
import { CommandPalette } from './CommandPalette.tsx';
import { DropOverlay } from './DropOverlay.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Frame } from './Frame.tsx';
import { useNavigation } from './navigation.ts';
import { Pages } from './pages.tsx';
import { changeSettings } from './settings.ts';
import { ShortcutsDialog } from './ShortcutsDialog.tsx';
import { StatusBanner } from './StatusBanner.tsx';
import { takeSwitch } from './switch.ts';
import { applyTheme } from './theme.ts';

/** After another account's database was opened: the window is where accounts are, and says which one it shows. */
function greet(problem: string | null): void {
  useNavigation.getState().go({ name: 'settings', section: 'sync' });
  if (problem !== null) {
    toast.error('The other account could not be opened', new Error(problem));
    return;
  }
  studio
    .request('accounts.state', {})
    .then(({ current }) =>
      toast.done(
        current
          ? {
              title: `You are in ${current.gatewayName}`,
              description: current.email ?? current.name ?? 'Everything here is this account’s.',
            }
          : { title: 'You are on this device alone', description: 'Nothing of an account is shown here.' },
      ),
    )
    .catch(() => undefined);
}

/** Waits until steps have settled before they are written down. Milliseconds. */
const KEEP_AFTER = 800;

/** Steps that the next session can go back. */
const KEPT_STEPS = 20;

/** Reads the preferences once before the first page, so that nothing flashes in the wrong theme or place. */
function useStart(): boolean {
  const [started, setStarted] = useState(false);
  useEffect(() => {
    Promise.all([studio.request('settings.get', {}), studio.request('tables.looks', {})])
      .then(([settings, looks]) => {
        queryClient.setQueryData(['settings.get', {}], settings);
        queryClient.setQueryData(['tables.looks', {}], looks);
        applyTheme(settings.theme);
        const switched = takeSwitch();
        if (switched === null) useNavigation.getState().restore(settings.window);
        else greet(switched.problem);
      })
      // The page itself says what is wrong; the window opens at home meanwhile.
      .catch(() => undefined)
      .finally(() => setStarted(true));
  }, []);
  return started;
}

/** What went wrong on one page is not said on the next. */
function useLeaveErrors(): void {
  useEffect(
    () =>
      useNavigation.subscribe(({ route }, before) => {
        if (route !== before.route) leaveErrors();
      }),
    [],
  );
}

function useKeepPlace(started: boolean): void {
  useEffect(() => {
    if (!started) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = useNavigation.subscribe(({ steps, at }) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const from = Math.max(0, at + 1 - KEPT_STEPS);
        const kept = steps.slice(from, from + KEPT_STEPS).map((step) => ({ ...step }));
        changeSettings({ window: { steps: kept, at: at - from } }).catch(() => undefined);
      }, KEEP_AFTER);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [started]);
}

export function App() {
  const started = useStart();
  useKeepPlace(started);
  useLeaveErrors();
  return (
    <QueryClientProvider client={queryClient}>
      <CSPProvider disableStyleElements>
        <TooltipProvider delay={450}>
          {started && (
            <ErrorBoundary place="the window">
              <AppCommands />
              <Frame banner={<StatusBanner />}>
                <Pages />
              </Frame>
              <CommandPalette />
              <ShortcutsDialog />
              <DropOverlay />
              <WhichMorgy />
              <JoinDialog />
            </ErrorBoundary>
          )}
          <ToastRegion />
        </TooltipProvider>
      </CSPProvider>
    </QueryClientProvider>
  );
}
