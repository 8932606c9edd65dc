/** Which Morgys the library shows, and in which order. Pure, and quick enough to run on every key at 5,000. */
import type { MorgySummary } from '../../../../main/studio/morgys/contract.ts';
import type { Sort } from '../../../components/Table.tsx';
import type { Category, License } from '../words.ts';

export interface LibraryFilter {
  query: string;
  category: Category | 'any';
  tag: string;
  license: License | 'any';
  state: 'active' | 'archived' | 'public' | 'any';
}

export const EVERYTHING: LibraryFilter = { query: '', category: 'any', tag: '', license: 'any', state: 'active' };

export const isFiltered = (filter: LibraryFilter): boolean =>
  filter.query.trim() !== '' ||
  filter.category !== 'any' ||
  filter.tag !== '' ||
  filter.license !== 'any' ||
  filter.state !== 'active';

export const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The folded words of a Morgy, made once for each answer of the studio. */
const haystacks = new WeakMap<MorgySummary, string>();

function haystack(morgy: MorgySummary): string {
  const known = haystacks.get(morgy);
  if (known !== undefined) return known;
  const made = fold([morgy.name, morgy.description ?? '', morgy.category, ...morgy.tags].join('\n'));
  haystacks.set(morgy, made);
  return made;
}

function inState(morgy: MorgySummary, state: LibraryFilter['state']): boolean {
  if (state === 'any') return true;
  if (state === 'archived') return !morgy.is_active;
  return state === 'public' ? morgy.is_public && morgy.is_active : morgy.is_active;
}

export function filterMorgys(morgys: readonly MorgySummary[], filter: LibraryFilter): MorgySummary[] {
  const words = fold(filter.query).split(/\s+/).filter(Boolean);
  return morgys.filter(
    (morgy) =>
      inState(morgy, filter.state) &&
      (filter.category === 'any' || morgy.category === filter.category) &&
      (filter.license === 'any' || morgy.license_type === filter.license) &&
      (filter.tag === '' || morgy.tags.includes(filter.tag)) &&
      words.every((word) => haystack(morgy).includes(word)),
  );
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const COMPARE: Record<string, (a: MorgySummary, b: MorgySummary) => number> = {
  name: (a, b) => collator.compare(a.name, b.name),
  category: (a, b) => collator.compare(a.category, b.category),
  documents: (a, b) => a.documents - b.documents,
  price: (a, b) => (a.license_type === 'free' ? 0 : a.price) - (b.license_type === 'free' ? 0 : b.price),
  updated: (a, b) => (a.updated_at < b.updated_at ? -1 : a.updated_at > b.updated_at ? 1 : 0),
  created: (a, b) => (a.created_at < b.created_at ? -1 : a.created_at > b.created_at ? 1 : 0),
};

export function sortMorgys(morgys: readonly MorgySummary[], sort: Sort): MorgySummary[] {
  const compare = COMPARE[sort.column];
  if (!compare) return [...morgys];
  const sign = sort.direction === 'asc' ? 1 : -1;
  return morgys.toSorted((a, b) => sign * compare(a, b) || collator.compare(a.name, b.name));
}

/** All tags with how often they are used, most used first. */
export function tagsOf(morgys: readonly MorgySummary[]): { tag: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const morgy of morgys) for (const tag of morgy.tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts]
    .map(([tag, count]) => ({ tag, count }))
    .toSorted((a, b) => b.count - a.count || collator.compare(a.tag, b.tag));
}
