/** Earnings, with all that belongs to them, over the person's own rows or the demo's. */
import { CircleDollarSign, FlaskConical, LogOut } from 'lucide-react';
import { queryClient, studio, useStudioQuery } from '../../app/client.ts';
import { useCommand } from '../../app/commands.ts';
import { go } from '../../app/navigation.ts';
import { Page } from '../../app/Page.tsx';
import type { EarningsTab } from '../../app/routes.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { toast } from '../../components/Toast.tsx';
import { ListingsTab } from '../market/ListingsTab.tsx';
import { ReviewsTab } from '../market/ReviewsTab.tsx';
import { KeysTab } from '../usage/KeysTab.tsx';
import { UsageTab } from '../usage/UsageTab.tsx';
import css from './Earnings.module.css';
import { LedgerTab } from './LedgerTab.tsx';
import { OverviewTab } from './OverviewTab.tsx';
import { PayoutsTab } from './PayoutsTab.tsx';
import { resetMoney } from './state.ts';
import { timeInZone } from '../../components/when.ts';

async function switchDemo(into: boolean): Promise<void> {
  try {
    await studio.request(into ? 'earnings.enterDemo' : 'earnings.leaveDemo', {});
    resetMoney();
    await queryClient.invalidateQueries();
  } catch (error) {
    toast.error(into ? 'The demo could not be opened' : 'The demo could not be left', error);
  }
}

export function EarningsPage({ tab }: { tab: EarningsTab }) {
  const { data: context, error } = useStudioQuery('earnings.context', {});
  useCommand('earnings.demo', () => void switchDemo(context?.demo !== true), {
    label: context?.demo === true ? 'Leave the Demo Workspace' : 'Open the Demo Workspace',
  });
  const asOf = !context
    ? undefined
    : context.demo
      ? 'Demo data'
      : context.asOf === null
        ? 'No cloud connected: what this device holds'
        : `As of ${timeInZone(context.asOf, context.timeZone)}`;
  if (error) {
    return (
      <Page title="Earnings">
        <EmptyState icon={<CircleDollarSign aria-hidden />} title="Earnings could not be opened">
          {error.message}
        </EmptyState>
      </Page>
    );
  }
  return (
    <Page
      title="Earnings"
      layout="fill"
      mark={asOf}
      actions={
        context &&
        !context.demo && (
          <Button
            icon={<FlaskConical aria-hidden />}
            variant={context.rows === 0 ? 'primary' : 'ghost'}
            onClick={() => void switchDemo(true)}
          >
            Open the demo
          </Button>
        )
      }
    >
      {context && (
        <>
          {context.demo && (
            <div className={css.demo} role="note">
              <FlaskConical aria-hidden />
              <span>
                <strong>Demo workspace.</strong> An invented creator’s figures, apart from your own and gone when you
                leave.
              </span>
              <Button size="sm" icon={<LogOut aria-hidden />} onClick={() => void switchDemo(false)}>
                Leave the demo
              </Button>
            </div>
          )}
          {context.ahead > 0 && (
            <div className={css.notices}>
              <Callout tone="warn" title="This computer’s clock may be behind">
                {context.ahead.toLocaleString('en')} rows are dated after it. They are counted; “today” is taken to be
                the day of the newest.
              </Callout>
            </div>
          )}
          <Tabs
            label="Parts of earnings"
            className={css.tabs}
            value={tab}
            onChange={(next) => go({ name: 'earnings', tab: next })}
            tabs={[
              { value: 'overview', label: 'Overview', panel: <OverviewTab context={context} /> },
              { value: 'ledger', label: 'Ledger', panel: <LedgerTab context={context} /> },
              { value: 'payouts', label: 'Payouts', panel: <PayoutsTab context={context} /> },
              { value: 'listings', label: 'Listings', panel: <ListingsTab demo={context.demo} /> },
              { value: 'reviews', label: 'Reviews', panel: <ReviewsTab context={context} /> },
              { value: 'usage', label: 'Usage', panel: <UsageTab context={context} /> },
              { value: 'keys', label: 'API keys', panel: <KeysTab timeZone={context.timeZone} /> },
            ]}
          />
        </>
      )}
    </Page>
  );
}
