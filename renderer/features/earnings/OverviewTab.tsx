/** What came in, what it cost, what is left; over time and by its parts. Every figure opens its rows. */
import { ReceiptText } from 'lucide-react';
import type { EarningsContext } from '../../../main/studio/earnings/contract.ts';
import { useStudioQuery } from '../../app/client.ts';
import { Callout } from '../../components/Callout.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FilterBar } from './FilterBar.tsx';
import { GrossToNet, OverTime, Parts } from './OverviewCharts.tsx';
import { MoneyTiles, OtherTiles } from './OverviewTiles.tsx';
import sheet from './Sheet.module.css';
import { settle, useMoney } from './state.ts';

export function OverviewTab({ context }: { context: EarningsContext }) {
  const look = useMoney();
  const settled = settle(look, context);
  const { data: overview, error } = useStudioQuery(
    'earnings.overview',
    { filter: settled.filter, by: settled.by, dimension: settled.dimension },
    { keepPrevious: true },
  );
  return (
    <div className={sheet.scroll}>
      <FilterBar context={context} />
      {error && (
        <Callout tone="bad" title="The figures could not be reckoned">
          {error.message}
        </Callout>
      )}
      {overview && context.rows === 0 && (
        <EmptyState icon={<ReceiptText aria-hidden />} title="No sale has arrived yet">
          Sales, fees, refunds and payouts come from the cloud and are reckoned here. Open the demo to see what this
          page will show.
        </EmptyState>
      )}
      {overview && context.rows > 0 && (
        <div className={sheet.sheet}>
          <MoneyTiles overview={overview} settled={settled} />
          <OtherTiles overview={overview} settled={settled} />
          <OverTime overview={overview} settled={settled} />
          <div className={sheet.two}>
            <Parts overview={overview} settled={settled} />
            <GrossToNet overview={overview} settled={settled} />
          </div>
        </div>
      )}
    </div>
  );
}
