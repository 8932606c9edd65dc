/** Earnings: figures, ledger, payouts and statements over the person's own rows, or over the demo's while it is open. */
import type { Handlers } from '../../contract/define.ts';
import { writeFileAtomically } from '../lib/atomic-write.ts';
import type { Zone } from '../lib/period/zone.ts';
import type { Store } from '../store/store.ts';
import type { EarningsContext, LedgerFilter, LedgerSort, Overview, earningsContract } from './contract.ts';
import { csvHead, csvLine } from './csv.ts';
import { openDemo } from './demo.ts';
import type { Demo } from './demo.ts';
import { balanceRows } from './figures/balance-rows.ts';
import { leftOutSentence } from './ledger/left-out.ts';
import { ledgerRows, reckon, showRow, sortRows } from './figures/ledger-page.ts';
import type { Reckoned } from './figures/ledger-page.ts';
import { countsOf } from './figures/counts.ts';
import { overviewOf } from './figures/overview.ts';
import type { Ground } from './figures/overview.ts';
import { createFigureSource } from './ledger/load.ts';
import type { Figures, FigureSource } from './ledger/load.ts';
import type { LedgerColumns } from './ledger/columns.ts';
import { balancesOf, historyOf, requestPayout, requestsUnderWay, withdrawPayout } from './payouts.ts';
import { refusals } from '../lib/refusals.ts';
import { termsDay } from '../lib/terms.ts';
import { readPreferences, writePreferences, zoneOf } from './preferences.ts';
import { statementOf } from './statement.ts';

export interface EarningsDependencies {
  readonly store: Store;
  /** Where columns are kept between starts; null keeps them in memory. */
  readonly cacheFolder: string | null;
  /** The device's clock (milliseconds). */
  readonly clock?: () => number;
}

export interface Earnings {
  readonly handlers: Handlers<typeof earningsContract>;
  /** The rows that the money pages show: the person's own, or the demo's. */
  readonly shown: () => Promise<Shown>;
  /** Reads the columns ahead of the first look. */
  warm(): Promise<void>;
  close(): void;
}

export interface Shown {
  readonly store: Store;
  readonly demo: boolean;
  /** Milliseconds; the demo has a present of its own. */
  readonly now: number;
  readonly zone: Zone;
  /** By Morgy: sales that were not refunded, and views, as the overview counts them. */
  readonly counts: ReadonlyMap<string, { readonly sold: number; readonly views: number }>;
}

/** A place that money pages read from. */
interface Place {
  readonly store: Store;
  readonly figures: FigureSource;
  readonly demo: Demo | null;
}

export function createEarnings({ store, cacheFolder, clock = Date.now }: EarningsDependencies): Earnings {
  const own: Place = { store, figures: createFigureSource(store, cacheFolder), demo: null };
  let place = own;

  /** Of one place: whoever went into the demo, or left it, while rows were read gets the other's. */
  async function figures(): Promise<Figures> {
    const here = place;
    const read = await here.figures();
    return here === place ? read : figures();
  }

  const newest = (columns: LedgerColumns): number => columns.at[columns.count - 1] ?? Number.NEGATIVE_INFINITY;
  /** A clock that runs behind must not hide what has happened. */
  const nowOf = (columns: LedgerColumns): number => Math.max(place.demo?.today ?? clock(), newest(columns));

  function names(): { nameOf: (id: string) => string; subjects: EarningsContext['subjects'] } {
    const listings = new Map(
      place.store
        .all<{ id: string; morgy_id: string }>('SELECT id, morgy_id FROM marketplace_listings')
        .map((row) => [row.morgy_id, row.id]),
    );
    const subjects = place.store
      .all<{ id: string; name: string; kind: 'morgy' | 'agent' }>(
        `SELECT id, name, 'morgy' AS kind FROM morgys UNION ALL SELECT id, name, 'agent' FROM agents`,
      )
      .map((row) => ({ ...row, listingId: listings.get(row.id) ?? null }));
    const byId = new Map(subjects.map((each) => [each.id, each.name]));
    return { subjects, nameOf: (id) => byId.get(id) ?? `No longer here (${id.slice(0, 8)})` };
  }

  function ratings(from: number, until: number): Map<string, { count: number; stars: number }> {
    const rows = place.store.all<{ morgy_id: string; count: number; stars: number }>(
      `SELECT morgy_id, count(*) AS count, sum(rating) AS stars FROM morgy_reviews
       WHERE deleted_at IS NULL AND created_at >= ? AND created_at < ? AND rating BETWEEN 1 AND 5 GROUP BY morgy_id`,
      [new Date(from).toISOString(), new Date(until).toISOString()],
    );
    return new Map(rows.map(({ morgy_id, count, stars }) => [morgy_id, { count, stars }]));
  }

  async function ground(): Promise<Ground & { subjects: EarningsContext['subjects'] }> {
    const { ledger: columns, views } = await figures();
    const { nameOf, subjects } = names();
    return {
      columns,
      views,
      zone: zoneOf(readPreferences(store)),
      now: nowOf(columns),
      listingSubject: new Map(subjects.flatMap((each) => (each.listingId === null ? [] : [[each.listingId, each.id]]))),
      nameOf,
      ratings,
      subjects,
    };
  }

  const rowsByCurrency = (columns: LedgerColumns): { code: string; rows: number }[] => {
    const counts = new Float64Array(columns.currencies.length);
    for (const code of columns.currency) counts[code] = (counts[code] ?? 0) + 1;
    return columns.currencies.map((code, n) => ({ code, rows: counts[n] ?? 0 })).toSorted((a, b) => b.rows - a.rows);
  };

  async function context(): Promise<EarningsContext> {
    const { columns, zone, now, subjects } = await ground();
    const device = place.demo?.today ?? clock();
    let ahead = 0;
    while (ahead < columns.count && (columns.at[columns.count - 1 - ahead] ?? 0) > device) ahead += 1;
    const [first] = columns.at;
    return {
      demo: place.demo !== null,
      timeZone: zone.name,
      today: zone.dateAt(now),
      ahead,
      first: first === undefined ? null : zone.dateAt(first),
      last: columns.count === 0 ? null : zone.dateAt(newest(columns)),
      asOf: asOf(),
      currencies: rowsByCurrency(columns),
      subjects,
      rows: columns.count,
      waiting: columns.waiting,
      leftOut: columns.leftOut.length,
      preferences: readPreferences(store),
    };
  }

  const asOf = (): string | null =>
    place.demo === null ? (store.meta('sync_last_synced') ?? null) : new Date(place.demo.today).toISOString();

  /** Open ends become the ends of the ledger; no currency becomes the most used one. */
  function settle(filter: LedgerFilter, on: Ground): LedgerFilter & { from: string; to: string } {
    const today = on.zone.dateAt(on.now);
    const [first] = on.columns.at;
    const to = filter.to ?? today;
    const from = filter.from ?? (first === undefined ? to : on.zone.dateAt(first));
    return {
      ...filter,
      from: from > to ? to : from,
      to,
      kinds: [],
      cohort: null,
      part: null,
      currency: filter.currency ?? rowsByCurrency(on.columns)[0]?.code ?? null,
    };
  }

  /** The last rows of a part of the balance, so that the pages of one table are cut from the same. */
  let parted: { key: string; from: LedgerColumns; columns: LedgerColumns } | null = null;
  /** The ground of a list: the whole ledger's, or that of a part of the balance. */
  async function listGround({ part }: LedgerFilter): ReturnType<typeof ground> {
    const on = await ground();
    if (part === null) return on;
    const requests = requestsUnderWay(on.columns, place.store, refusals(place.store));
    const key = JSON.stringify([part, requests]);
    if (parted?.key !== key || parted.from !== on.columns)
      parted = { key, from: on.columns, columns: balanceRows(on.columns, part, requests) };
    return { ...on, columns: parted.columns };
  }

  /** The last answer to "which rows, in which order", so that the pages of one table are cut from it. */
  let listed: {
    key: string;
    columns: LedgerColumns;
    rows: Uint32Array;
    reckoned: Reckoned;
    views: Ground['views'];
  } | null = null;
  function list(on: Ground, filter: LedgerFilter, sort: LedgerSort): { rows: Uint32Array; reckoned: Reckoned } {
    const key = JSON.stringify([filter, sort, on.zone.name]);
    if (listed?.key !== key || listed.columns !== on.columns || listed.views !== on.views) {
      const rows = ledgerRows(on, filter);
      const { columns, views } = on;
      listed = { key, columns, views, reckoned: reckon(on, filter, rows), rows: sortRows(on, rows, sort) };
    }
    return listed;
  }
  const listingOf = (on: { subjects: EarningsContext['subjects'] }): Map<string, string> =>
    new Map(on.subjects.flatMap((each) => (each.listingId === null ? [] : [[each.id, each.listingId]])));

  async function payouts() {
    const { ledger } = await figures();
    const refusalOf = refusals(place.store);
    return {
      balances: balancesOf(ledger, place.store, refusalOf, termsDay(nowOf(ledger))),
      history: historyOf(ledger, place.store, refusalOf),
    };
  }
  function changed(): void {
    listed = null;
    parted = null;
    store.publish(['demo_workspace']);
  }
  function leave(): void {
    place.demo?.close();
    place = own;
  }

  return {
    shown: async () => {
      const { ledger, views } = await figures();
      return {
        store: place.store,
        demo: place.demo !== null,
        now: nowOf(ledger),
        zone: zoneOf(readPreferences(store)),
        counts: countsOf(ledger, views),
      };
    },
    warm: async () => {
      await own.figures();
    },
    close: leave,
    handlers: {
      'earnings.context': context,
      'earnings.overview': async ({ filter, by, dimension }): Promise<Overview> => {
        const on = await ground();
        return overviewOf(on, settle(filter, on), by, dimension);
      },
      'earnings.ledger': async ({ filter, sort, offset, limit }) => {
        const on = await listGround(filter);
        const { rows, reckoned } = list(on, filter, sort);
        const listings = listingOf(on);
        return {
          count: rows.length,
          ...reckoned,
          rows: Array.from(rows.subarray(offset, offset + limit), (row) => showRow(on, row, listings)),
        };
      },
      'earnings.leftOut': async () => {
        const { ledger } = await figures();
        return ledger.leftOut.map((row) => ({ ...row, sentence: leftOutSentence(row.reason) }));
      },
      'earnings.exportCsv': async ({ filter, sort, columns, path }) => {
        const on = await listGround(filter);
        const { rows } = list(on, filter, sort);
        const listings = listingOf(on);
        // A spreadsheet takes a file without the mark at its start for one of its own old encodings.
        const lines = ['\uFEFF', csvHead(columns)];
        for (const row of rows) lines.push(csvLine(showRow(on, row, listings), columns));
        await writeFileAtomically(path, lines.join(''));
        return { path, rows: rows.length };
      },
      'earnings.statement': async (input) =>
        statementOf(await ground(), input, { asOf: asOf(), demo: place.demo !== null }),
      'earnings.payouts': payouts,
      'earnings.requestPayout': async (input) => {
        const id = requestPayout(place.store, (await payouts()).balances, input);
        const made = (await payouts()).history.find((row) => row.id === id);
        if (!made) throw new Error('The request was written and cannot be found.');
        return made;
      },
      'earnings.withdrawPayout': ({ id }) => {
        withdrawPayout(place.store, id, refusals(place.store));
        return { id };
      },
      'earnings.setPreferences': ({ timeZone, views }) =>
        writePreferences(store, {
          ...(timeZone === undefined ? {} : { timeZone }),
          ...(views === undefined ? {} : { views }),
        }),
      'earnings.enterDemo': () => {
        if (place.demo === null) {
          const demo = openDemo();
          // What a person tries in it is shown at once, like their own.
          demo.store.onChange((tables) => store.publish(tables));
          place = { store: demo.store, figures: createFigureSource(demo.store, null), demo };
        }
        changed();
        return { demo: true };
      },
      'earnings.leaveDemo': () => {
        leave();
        changed();
        return { demo: false };
      },
    },
  };
}
