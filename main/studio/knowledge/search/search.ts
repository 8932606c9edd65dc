/**
 * Search by words alone, straight from the full-text index: for exact phrases and beginnings of words, and for everything
 * while the search index (index-keeper.ts) is not there yet. Over the chunks of one Morgy, some, or all. Two steps: the index gives ids in the order of their rank, then the
 * few that are shown are read. What is in the trash is never found; what is excluded is not in the index at all.
 */
import type { ParsedInputOf } from '../../../contract/define.ts';
import type { Store } from '../../store/store.ts';
import type { SearchAnswer, SearchHit, knowledgeContract } from '../contract.ts';
import { documentsWanted } from './filter.ts';
import { MOST_RANKED, affordable } from './budget.ts';
import { matchExpression, parseQuery, respell, scopeWord, spelledOut } from './query.ts';
import type { ParsedQuery, Part } from './query.ts';
import { livingAmong, show } from './show.ts';
import { nearWords } from './typo.ts';

export type SearchInput = ParsedInputOf<typeof knowledgeContract, 'knowledge.search'>;

/**
 * bm25 weights of title, headings, text and scope; negative, the better the lower. On Cranfield a title of weight 1, 2 and
 * 4 gives nDCG@10 of .375, .379 and .382; 2 has most of that, and a title is repeated in every chunk of its document, so
 * that more would fill an answer with one document. The scope says where to look, not how good a find is.
 */
const RANK = 'bm25(2.0, 2.0, 1.0, 0.0)';
/** A pinned chunk that matches counts this much more: enough to win among equals, not to beat a better answer. */
const PINNED = 1.1;
/** Each further chunk of a document counts this share of the one before, so that an answer shows several documents. */
const NEXT_OF_SAME = 0.85;
/** Ranked ids taken from the index at first, and how many times more when filters leave too few of them. */
const CANDIDATES = 200;
const WIDEN = 10;
/** More Morgys or documents than this in a filter are checked after the search instead of within it. */
const MOST_SCOPES = 200;
/** Words of a query that near spellings are looked for, and spellings tried. */
const MOST_RESPELLED = 6;
const SPELLINGS = 3;

interface Filter {
  readonly morgyIds: readonly string[];
  readonly scopes: readonly (readonly string[])[];
  /** The documents that may be shown; null: any that lives. */
  readonly documents: ReadonlySet<string> | null;
}

interface Candidate {
  readonly id: number;
  readonly document_id: string;
  readonly pinned: number;
  readonly score: number;
}

/** Null where the filter leaves no document. */
function filterOf(store: Store, input: SearchInput): Filter | null {
  const scopes: string[][] = [];
  const { morgyIds } = input;
  const tooMany = morgyIds.length > MOST_SCOPES;
  if (morgyIds.length > 0 && !tooMany) scopes.push(morgyIds.map((id) => scopeWord('m', id)));
  const documents = tooMany ? documentsWanted(store, input) : documentsWanted(store, { ...input, morgyIds: [] });
  if (!documents) return { morgyIds, scopes, documents: null };
  if (documents.size === 0) return null;
  if (documents.size <= MOST_SCOPES) scopes.push([...documents].map((id) => scopeWord('d', id)));
  return { morgyIds, scopes, documents };
}

/** The part of all chunks that the Morgys of the filter have. */
function shareOf(store: Store, filter: Filter): number {
  if (filter.morgyIds.length === 0) return 1;
  const row = store.get<{ inside: number | null; whole: number | null }>(
    `SELECT sum(t.chunks) AS whole,
       sum(t.chunks) FILTER (WHERE f.morgy_id IN (SELECT value FROM json_each(?))) AS inside
     FROM chunk_totals t JOIN knowledge_facts f ON f.document_id = t.document_id`,
    [JSON.stringify(filter.morgyIds)],
  );
  return (row?.inside ?? 0) / Math.max(1, row?.whole ?? 1);
}

/** Newest chunks first: where more match than can be ranked in time, the oldest stay out. */
const RANKED = `SELECT id, -badness AS score FROM (
    SELECT rowid AS id, rank AS badness FROM chunks_fts WHERE chunks_fts MATCH ? AND rank MATCH '${RANK}'
    ORDER BY rowid DESC LIMIT ${MOST_RANKED}
  ) ORDER BY badness LIMIT ?`;

function ranked(store: Store, query: ParsedQuery, filter: Filter, wanted: number): Candidate[] {
  const expression = matchExpression(
    affordable(store, query, () => shareOf(store, filter)),
    filter.scopes,
  );
  for (let depth = Math.max(CANDIDATES, wanted * 4); ; depth *= WIDEN) {
    const found = store.all<{ id: number; score: number }>(RANKED, [expression, depth]);
    const places = new Map(
      store
        .all<{ id: number; document_id: string; pinned: number }>(
          `SELECT c.id, c.document_id, c.pinned FROM json_each(?) j JOIN chunks c ON c.id = j.value`,
          [JSON.stringify(found.map((row) => row.id))],
        )
        .map((row) => [row.id, row]),
    );
    const living = livingAmong(store, new Set([...places.values()].map((row) => row.document_id)));
    const candidates = found.flatMap(({ id, score }) => {
      const place = places.get(id);
      if (!place || !living.has(place.document_id)) return [];
      if (filter.documents && !filter.documents.has(place.document_id)) return [];
      return [{ ...place, score: score * (place.pinned === 1 ? PINNED : 1) }];
    });
    if (candidates.length >= wanted || found.length < depth) return candidates;
  }
}

/** Best first, with each further chunk of a document pushed down a little. */
function spread(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Map<string, number>();
  return candidates
    .toSorted((a, b) => b.score - a.score || a.id - b.id)
    .map((candidate) => {
      const before = seen.get(candidate.document_id) ?? 0;
      seen.set(candidate.document_id, before + 1);
      return { ...candidate, score: candidate.score * NEXT_OF_SAME ** before };
    })
    .toSorted((a, b) => b.score - a.score || a.id - b.id);
}

/** Scripts written without spaces: a run of theirs is one word to the index, so a part of it is looked for in the text. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

function withinText(store: Store, query: ParsedQuery, filter: Filter, wanted: number): Candidate[] {
  const parts = query.parts.filter((part) => UNSPACED.test(part.text)).slice(0, 4);
  if (parts.length === 0) return [];
  const where = parts.map(() => 'instr(text, ?) > 0').join(' AND ');
  const morgys = JSON.stringify(filter.morgyIds);
  const found = store.all<{ id: number; document_id: string; pinned: number }>(
    `SELECT id, document_id, pinned FROM chunks
     WHERE excluded = 0 AND (? = '[]' OR morgy_id IN (SELECT value FROM json_each(?))) AND ${where} LIMIT ?`,
    [morgys, morgys, ...parts.map((part) => part.text), CANDIDATES * WIDEN],
  );
  const living = livingAmong(store, new Set(found.map((row) => row.document_id)));
  return found
    .filter((row) => living.has(row.document_id) && (filter.documents?.has(row.document_id) ?? true))
    .slice(0, wanted * 4)
    .map((row) => Object.assign(row, { score: row.pinned === 1 ? PINNED : 1 }));
}

function spellingsOf(store: Store, query: ParsedQuery): Map<Part, string[]> {
  const near = new Map<Part, string[]>();
  for (const part of query.parts.filter(({ terms }) => terms.length === 1).slice(0, MOST_RESPELLED)) {
    const spellings = nearWords(store, part.text, SPELLINGS);
    if (spellings.length > 0) near.set(part, spellings);
  }
  return near;
}

/** The query in the nearest words of the index; null when there are none near. */
export function nearSpelling(store: Store, query: ParsedQuery): ParsedQuery | null {
  const near = spellingsOf(store, query);
  if (near.size === 0) return null;
  return respell(query, new Map([...near].map(([part, [nearest = part.text]]) => [part, nearest])));
}

function respelled(
  store: Store,
  query: ParsedQuery,
  filter: Filter,
  limit: number,
): { query: ParsedQuery; candidates: Candidate[] } | null {
  const near = spellingsOf(store, query);
  if (near.size === 0) return null;
  for (let attempt = 0; attempt < SPELLINGS; attempt++) {
    const spelling = new Map<Part, string>();
    for (const [part, spellings] of near) {
      const word = spellings[Math.min(attempt, spellings.length - 1)];
      if (word !== undefined) spelling.set(part, word);
    }
    const other = respell(query, spelling);
    const candidates = ranked(store, other, filter, limit);
    if (candidates.length > 0) return { query: other, candidates };
  }
  return null;
}

/** Never throws for what a person typed; a query without a word in it finds nothing. */
export function search(store: Store, input: SearchInput): SearchAnswer {
  const begun = performance.now();
  const answer = (hits: SearchHit[], corrected: string | null): SearchAnswer => ({
    hits,
    corrected,
    ranking: 'words',
    milliseconds: performance.now() - begun,
  });
  const query = parseQuery(input.query);
  const filter = query.parts.length === 0 ? null : filterOf(store, input);
  if (!filter) return answer([], null);
  const best = (candidates: readonly Candidate[], as: ParsedQuery): SearchHit[] =>
    show(store, spread(candidates).slice(0, input.limit), as);
  const found = ranked(store, query, filter, input.limit);
  if (found.length > 0) return answer(best(found, query), null);
  const within = withinText(store, query, filter, input.limit);
  if (within.length > 0) return answer(best(within, query), null);
  const other = respelled(store, query, filter, input.limit);
  if (!other) return answer([], null);
  return answer(best(other.candidates, other.query), spelledOut(other.query));
}
