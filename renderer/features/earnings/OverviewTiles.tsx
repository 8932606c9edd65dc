/** The figures of a range with what they were before; each opens the rows it is made of. */
import type { LedgerFilterInput, Overview, Sums } from '../../../main/studio/earnings/contract.ts';
import { go } from '../../app/navigation.ts';
import { Amount } from './Amount.tsx';
import css from './Earnings.module.css';
import { NET_KINDS, openRows, type Reckoning, type Settled } from './state.ts';
import { Tile } from './Tile.tsx';
import { rangeLabel } from '../../components/when.ts';
import { comparisons, starsLabel } from './words.ts';

interface MoneyFigure {
  readonly id: keyof Pick<Sums, 'gross' | 'fees' | 'refunds' | 'costs' | 'net'>;
  readonly label: string;
  readonly about: string;
  readonly kinds: NonNullable<LedgerFilterInput['kinds']>;
  readonly inverse: boolean;
}

/** From gross to net, in the order in which they are told. */
export const FIGURES: readonly MoneyFigure[] = [
  { id: 'gross', label: 'Gross', about: 'What buyers paid.', kinds: ['sale'], inverse: false },
  {
    id: 'refunds',
    label: 'Refunds',
    about: 'What buyers got back, on the day of the refund.',
    kinds: ['refund'],
    inverse: true,
  },
  {
    id: 'fees',
    label: 'Fees',
    about: 'The platform’s share, less what it returned with refunds.',
    kinds: ['fee', 'fee_refund'],
    inverse: true,
  },
  {
    id: 'costs',
    label: 'Machine costs',
    about: 'What the machines of hired agents cost, taken off before the share is reckoned.',
    kinds: ['adjustment'],
    inverse: true,
  },
  {
    id: 'net',
    label: 'Net',
    about: 'What is yours: all of the others together.',
    kinds: [...NET_KINDS],
    inverse: false,
  },
];

export function MoneyTiles({ overview, settled }: { overview: Overview; settled: Settled }) {
  const currency = overview.currency ?? 'USD';
  const shown = FIGURES.filter(({ id }) => id !== 'costs' || overview.current.sums.costs !== 0);
  return (
    <div className={css.tiles}>
      {shown.map(({ id, label, about, kinds, inverse }) => (
        <Tile
          key={id}
          size="lg"
          label={label}
          about={about}
          value={<Amount micros={overview.current.sums[id]} currency={currency} />}
          now={inverse ? -overview.current.sums[id] : overview.current.sums[id]}
          before={comparisons(overview).map(({ label: of, figures }) => ({
            label: of,
            value: inverse ? -figures.sums[id] : figures.sums[id],
          }))}
          inverse={inverse}
          onOpen={() => openRows(`${label}, ${rangeLabel(settled.from, settled.to)}`, { ...settled.filter, kinds })}
        />
      ))}
    </div>
  );
}

export function OtherTiles({ overview, settled }: { overview: Overview; settled: Settled }) {
  const { current, previous } = overview;
  const currency = overview.currency ?? 'USD';
  const span = rangeLabel(settled.from, settled.to);
  const open = (label: string, more: LedgerFilterInput, reckoning: Reckoning) => () =>
    openRows(`${label}, ${span}`, { ...settled.filter, ...more }, reckoning);
  const against = (value: number) => [{ label: 'vs. before', value }];
  const subs = current.subscriptions;
  const was = previous.subscriptions;
  return (
    <div className={css.smallTiles}>
      <Tile
        label="MRR"
        about="A month’s price of every subscription that runs at the end of the range: what a month is worth, not money that came in. The cloud keeps one payment for each subscription, so a month that it went on is here and not in gross."
        value={<Amount micros={subs.mrr} currency={currency} />}
        hint="a month’s worth, not in gross"
        now={subs.mrr}
        before={against(was.mrr)}
        onOpen={open('MRR', { cohort: 'running' }, 'mrr')}
      />
      <Tile
        label="New"
        about="Subscriptions that began in the range."
        value={subs.began}
        now={subs.began}
        before={against(was.began)}
        onOpen={open('New subscriptions', { cohort: 'new' }, 'new')}
      />
      <Tile
        label="Renewed"
        about="Subscriptions that reached a monthly anniversary in the range and went on. Counted only: the cloud keeps no payment of its own for them."
        value={subs.renewed}
        hint="counted only, not in gross"
        now={subs.renewed}
        before={against(was.renewed)}
        onOpen={open('Renewed subscriptions', { cohort: 'renewed' }, 'renewed')}
      />
      <Tile
        label="Churned"
        about="Subscriptions that ended in the range."
        value={subs.churned}
        now={subs.churned}
        before={against(was.churned)}
        inverse
        onOpen={open('Subscriptions that ended', { cohort: 'churned' }, 'churned')}
      />
      <Tile
        label="ARPU"
        about="Gross less refunds for each person who paid in the range, to the nearest cent."
        value={current.arpu === null ? '–' : <Amount micros={current.arpu} currency={currency} />}
        now={current.arpu ?? 0}
        before={against(previous.arpu ?? 0)}
        onOpen={open('Paid and refunded', { kinds: ['sale', 'refund'] }, 'arpu')}
      />
      <Tile
        label="Conversion"
        about={`Sales of Morgys, free ones and every currency included, for a hundred views: ${current.morgySales.toLocaleString('en')} of ${current.views.toLocaleString('en')}. The cloud counts views by UTC day.`}
        value={current.conversion === null ? '–' : `${(current.conversion / 1000).toFixed(2)} %`}
        now={current.conversion ?? 0}
        before={against(previous.conversion ?? 0)}
        onOpen={() =>
          openRows(
            `Sales of Morgys, ${span}`,
            {
              from: settled.from,
              to: settled.to,
              kinds: ['sale'],
              products: ['one_time', 'subscription'],
              ...(settled.filter.subjects ? { subjects: settled.filter.subjects } : {}),
            },
            'conversion',
          )
        }
      />
      <Tile
        label="Rating"
        about={`The average of the ${overview.rating.count.toLocaleString('en')} reviews of the range.`}
        value={overview.rating.hundredths === null ? '–' : `${starsLabel(overview.rating.hundredths)} ★`}
        onOpen={() => go({ name: 'earnings', tab: 'reviews' })}
      />
    </div>
  );
}
