/** What the money pages look at: only the window's. A drill-down is a filter and the name of the figure it opens. */
import { create } from 'zustand';
import type {
  Dimension,
  EarningsContext,
  Granularity,
  LedgerFilterInput,
  SavedView,
} from '../../../main/studio/earnings/contract.ts';
import { rangeProblem } from '../../../main/studio/earnings/contract.ts';
import type { Licence, Product } from '../../../main/studio/earnings/contract.ts';
import { go } from '../../app/navigation.ts';
import { DEFAULT_PRESET, granularityOf, rangeOf } from './presets.ts';

interface Look {
  /** Null: the dates are free. */
  readonly preset: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly currency: string | null;
  readonly subjects: readonly string[];
  readonly products: readonly Product[];
  readonly licences: readonly Licence[];
  /** Null follows the length of the range. */
  readonly by: Granularity | null;
  readonly dimension: Dimension;
}

/** Figures that are not the plain sum of the rows they open: these rows are said how. */
export type Reckoning = 'mrr' | 'new' | 'renewed' | 'churned' | 'arpu' | 'conversion';

interface Drill {
  readonly title: string;
  readonly filter: LedgerFilterInput;
  readonly reckoning: Reckoning | null;
}

interface MoneyState extends Look {
  /** Dates as they stand in their fields while they cannot be used; the figures stay those of the range before. */
  readonly typed: Pick<Settled, 'from' | 'to'> | null;
  /** Ranges that were left by looking closer, the nearest last. */
  readonly closer: readonly Pick<Look, 'preset' | 'from' | 'to'>[];
  readonly drill: Drill | null;
  set(patch: Partial<Look>): void;
  type(from: string, to: string): void;
  zoom(from: string, to: string): void;
  zoomOut(): void;
  setDrill(drill: Drill | null): void;
}

const START: Look = {
  preset: DEFAULT_PRESET,
  from: null,
  to: null,
  currency: null,
  subjects: [],
  products: [],
  licences: [],
  by: null,
  dimension: 'subject',
};

export const useMoney = create<MoneyState>()((set, get) => ({
  ...START,
  typed: null,
  closer: [],
  drill: null,
  set: (patch) =>
    set({ ...patch, ...('preset' in patch || 'from' in patch || 'to' in patch ? { typed: null, closer: [] } : {}) }),
  type: (from, to) => {
    if (rangeProblem(from, to) === null) get().set({ preset: null, from, to });
    else set({ typed: { from, to } });
  },
  zoom: (from, to) => {
    const { preset, from: oldFrom, to: oldTo, closer } = get();
    set({ preset: null, from, to, by: null, typed: null, closer: [...closer, { preset, from: oldFrom, to: oldTo }] });
  },
  zoomOut: () => {
    const last = get().closer.at(-1);
    if (last) set({ ...last, typed: null, closer: get().closer.slice(0, -1) });
  },
  setDrill: (drill) => set({ drill }),
}));

/** Forgets what only made sense among other rows: on going into the demo and leaving it. */
export const resetMoney = (): void => useMoney.setState({ ...START, typed: null, closer: [], drill: null });

export interface Settled {
  readonly filter: LedgerFilterInput;
  readonly from: string;
  readonly to: string;
  readonly by: Granularity;
  readonly dimension: Dimension;
}

/** The filter with its dates: the preset's for today, or the free ones. */
export function settle(look: Look, context: Pick<EarningsContext, 'today' | 'first' | 'currencies'>): Settled {
  const range = look.preset === null ? look : rangeOf(look.preset, context.today);
  const to = range.to ?? context.today;
  const first = range.from ?? context.first ?? to;
  const from = first > to ? to : first;
  // A kept view may name a currency that no row is in (any more): nought of it would look like an answer.
  const known = context.currencies.some(({ code }) => code === look.currency);
  const currency = (known ? look.currency : null) ?? context.currencies[0]?.code ?? null;
  return {
    from,
    to,
    by: look.by ?? granularityOf(from, to),
    dimension: look.dimension,
    filter: {
      from,
      to,
      currency,
      subjects: [...look.subjects],
      products: [...look.products],
      licences: [...look.licences],
    },
  };
}

/** The kinds whose sum is net: all but payouts. */
export const NET_KINDS = ['sale', 'fee', 'refund', 'fee_refund', 'adjustment'] as const;

/** Opens the rows that a figure is made of. */
export function openRows(title: string, filter: LedgerFilterInput, reckoning: Reckoning | null = null): void {
  useMoney.getState().setDrill({ title, filter, reckoning });
  go({ name: 'earnings', tab: 'ledger' });
}

export const lookOf = (view: SavedView): Look => ({
  preset: view.preset,
  from: view.filter.from,
  to: view.filter.to,
  currency: view.filter.currency,
  subjects: view.filter.subjects,
  products: view.filter.products,
  licences: view.filter.licences,
  by: view.by,
  dimension: view.dimension,
});
