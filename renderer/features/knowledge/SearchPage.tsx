/** Search in the text of everything a Morgy knows, or of all of them, as it is typed. */
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { ListFilter, Quote, SearchX } from 'lucide-react';
import type { RequestInput, RequestOutput } from '../../../main/contract/index.ts';
import type { DocumentSummary, SearchAnswer, SearchHit } from '../../../main/studio/knowledge/contract.ts';
import { useStudioMutation, useStudioQuery } from '../../app/client.ts';
import { useCommand } from '../../app/commands.ts';
import { useFileDrop } from '../../app/drop.ts';
import { go } from '../../app/navigation.ts';
import { Page } from '../../app/Page.tsx';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Menu } from '../../components/Menu.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Select } from '../../components/Select.tsx';
import { TagField } from '../../components/TagField.tsx';
import { countLabel } from '../morgys/words.ts';
import { addAndShow, copyText } from './actions.ts';
import { Hit } from './Hit.tsx';
import { citationOf } from './passages.ts';
import {
  foundLabel,
  learningWords,
  LONGEST_QUERY,
  nothingWords,
  SINCE,
  sinceOf,
  stillIndexed,
  tooLong,
  type Since,
  sharesOf,
} from './search.ts';
import css from './SearchPage.module.css';
import { useLate } from './useLate.ts';
import { useSettled } from './useSettled.ts';
import { SOURCE_WORDS } from './words.ts';

type SourceType = DocumentSummary['source_type'];

/** Hits shown; more of them are better found with another word. */
const LIMIT = 50;
const EVERY_MORGY = 'all';
const SOURCES = Object.entries(SOURCE_WORDS) as [SourceType, string][];
const NO_HITS: readonly SearchHit[] = [];

interface Filter {
  sourceTypes: readonly SourceType[];
  tags: readonly string[];
  since: Since;
}
const NO_FILTER: Filter = { sourceTypes: [], tags: [], since: 'any' };

const inputOf = (query: string, morgyId: string | null, filter: Filter): RequestInput<'knowledge.search'> => ({
  query: query.slice(0, LONGEST_QUERY),
  morgyIds: morgyId === null ? [] : [morgyId],
  sourceTypes: [...filter.sourceTypes],
  tags: [...filter.tags],
  ...sinceOf(filter.since, new Date()),
  limit: LIMIT,
});

function Teach() {
  return (
    <EmptyState icon={<Quote aria-hidden />} title="Search in every text">
      <dl className={css.teach}>
        <dt>
          <kbd>tide tables</kbd>
        </dt>
        <dd>Either word; passages with both come first.</dd>
        <dt>
          <kbd>“spring tide”</kbd>
        </dt>
        <dd>Exactly these words, one after the other.</dd>
        <dt>
          <kbd>navig*</kbd>
        </dt>
        <dd>Any word that begins so: navigate, navigation.</dd>
        <dt>
          <kbd>when is the sea lowest</kbd>
        </dt>
        <dd>A question, too: passages near in meaning are found without its words.</dd>
      </dl>
      <p className={css.keys}>Arrow keys walk through what is found, Enter opens it.</p>
    </EmptyState>
  );
}

interface FiltersProps {
  filter: Filter;
  tags: readonly string[];
  onChange: (filter: Filter) => void;
}

function Filters({ filter, tags, onChange }: FiltersProps) {
  const chosen = SOURCES.filter(([type]) => filter.sourceTypes.includes(type)).map(([, word]) => word);
  return (
    <>
      <Menu
        trigger={
          <Button size="sm" icon={<ListFilter aria-hidden />}>
            {chosen.length === 0 ? 'Any source' : chosen.join(', ')}
          </Button>
        }
        entries={SOURCES.map(([type, word]) => ({
          kind: 'check',
          label: word,
          checked: filter.sourceTypes.includes(type),
          onChange: (checked) =>
            onChange({
              ...filter,
              sourceTypes: checked
                ? [...filter.sourceTypes, type]
                : filter.sourceTypes.filter((other) => other !== type),
            }),
        }))}
      />
      <TagField
        label="Tags"
        hideLabel
        className={css.tags}
        placeholder="Any tag"
        value={filter.tags}
        suggestions={tags}
        onChange={(next) => onChange({ ...filter, tags: next })}
      />
      <Select
        size="sm"
        label="Date"
        hideLabel
        className={css.date}
        value={filter.since}
        options={SINCE.map(({ since, label }) => ({ value: since, label }))}
        onChange={(since) => onChange({ ...filter, since: SINCE.find((one) => one.since === since)?.since ?? 'any' })}
      />
    </>
  );
}

/** A model that a person chose and that cannot be used must not be missed in silence. */
function OwnModelBroken() {
  const own = useStudioQuery('knowledge.ownModel', {}).data?.model;
  if (own?.state !== 'broken') return null;
  return (
    <p className={css.learning} role="status">
      {own.name} cannot be used now; meaning is compared by what the studio learned itself.
      <Button size="sm" variant="ghost" onClick={() => go({ name: 'settings', section: 'search' })}>
        See why
      </Button>
    </p>
  );
}

/** What the search does not know yet; nothing is shown once it does. */
function Learning({ index }: { index: RequestOutput<'knowledge.searchIndex'> | undefined }) {
  const stop = useStudioMutation('knowledge.stopLearning');
  if (index && index.documentsWaiting > 0) {
    return (
      <p className={css.learning} role="status">
        {stillIndexed(index.documentsWaiting)}. What they hold is found as soon as they are done.
      </p>
    );
  }
  if (index?.state === 'learning') {
    return (
      <p className={css.learning} role="status">
        {learningWords(index)}
        <Button size="sm" variant="ghost" onClick={() => stop.mutate({})}>
          Stop
        </Button>
      </p>
    );
  }
  if (index?.state !== 'behind') return null;
  return (
    <p className={css.learning} role="status">
      {countLabel(index.waiting, 'passage')} {index.waiting === 1 ? 'is' : 'are'} still being worked in.
    </p>
  );
}

type NothingProps = Parameters<typeof nothingWords>[0] & { onClear: () => void };

function Nothing({ onClear, ...about }: NothingProps) {
  const { title, advice } = nothingWords(about);
  return (
    <EmptyState
      icon={<SearchX aria-hidden />}
      title={title}
      actions={about.filtered && <Button onClick={onClear}>Search without filters</Button>}
    >
      {advice}
    </EmptyState>
  );
}

interface HitsProps {
  answer: SearchAnswer;
  names: ReadonlyMap<string, string>;
  /** The Morgy of each is named. */
  named: boolean;
  onLeave: () => void;
}

const open = ({ documentId, chunkId }: SearchHit): void => go({ name: 'document', id: documentId, chunkId });

function Hits({ answer: { hits }, names, named, onLeave }: HitsProps) {
  const list = useRef<HTMLOListElement>(null);
  const shareOf = sharesOf(hits);
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = hits.findIndex(
      ({ chunkId }) => event.target instanceof HTMLElement && event.target.dataset['hit'] === chunkId,
    );
    const hit = hits[at];
    if (!hit) return;
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: hits.length - 1 };
    const next = steps[event.key];
    const mod = event.ctrlKey || event.metaKey;
    if (next !== undefined && !mod) {
      if (next < 0) onLeave();
      else list.current?.querySelectorAll<HTMLElement>('[data-hit]')[Math.min(next, hits.length - 1)]?.focus();
    } else if (mod && event.key.toLowerCase() === 'c' && String(window.getSelection()) === '')
      void copyText(citationOf(hit), 'The passage');
    else return;
    event.preventDefault();
  };
  return (
    <div role="presentation" onKeyDown={onKeyDown}>
      <ol ref={list} className={css.hits} aria-label="What was found">
        {hits.map((hit) => (
          <Hit
            key={hit.chunkId}
            hit={hit}
            morgyName={named ? names.get(hit.morgyId) : undefined}
            share={shareOf(hit)}
            onOpen={() => open(hit)}
          />
        ))}
      </ol>
    </div>
  );
}

export function SearchPage({ query, morgyId }: { query: string; morgyId: string | null }) {
  const field = useRef<HTMLInputElement>(null);
  const results = useRef<HTMLDivElement>(null);
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const asked = query.trim() !== '';
  const search = useStudioQuery('knowledge.search', inputOf(query, morgyId, filter), {
    enabled: asked,
    keepPrevious: true,
  });
  const index = useStudioQuery('knowledge.searchIndex', { morgyIds: morgyId === null ? [] : [morgyId] }).data;
  const morgyList = useStudioQuery('morgys.list', {}).data;
  const morgys = useMemo(() => morgyList ?? [], [morgyList]);
  const names = useMemo(() => new Map(morgys.map(({ id, name }) => [id, name])), [morgys]);
  const documents = useStudioQuery('knowledge.list', { morgyId: morgyId ?? '' }, { enabled: morgyId !== null }).data;
  const tags = [...new Set((documents ?? []).flatMap((document) => document.tags))].toSorted();
  const filtered = filter.sourceTypes.length > 0 || filter.tags.length > 0 || filter.since !== 'any';
  const answer = asked ? search.data : undefined;
  const hits = answer?.hits ?? NO_HITS;
  // An answer to what was typed before stays on screen meanwhile; it must not speak for what is typed now.
  const current = answer !== undefined && !search.isPlaceholderData;

  const late = useLate(asked && !current && !search.isError);

  const typed = (next: string): void => go({ name: 'knowledge', query: next, morgyId });
  const toHits = (): void => results.current?.querySelector<HTMLElement>('[data-hit]')?.focus();
  const focusField = (): void => {
    field.current?.focus();
    field.current?.select();
  };
  useCommand('search.focus', focusField);
  useCommand('search.knowledge', focusField);
  useEffect(() => field.current?.focus(), []);
  const filteredTo = morgyId === null ? undefined : names.get(morgyId);
  useFileDrop(
    `Add to the knowledge of ${filteredTo ?? ''}`,
    (paths) => morgyId !== null && void addAndShow(morgyId, paths),
    filteredTo !== undefined,
  );

  const said = useSettled(asked ? (current ? foundLabel(answer) : late ? 'Searching…' : null) : '');

  return (
    <Page
      title="Knowledge"
      layout="fill"
      mark={current ? foundLabel(answer) : late ? 'Searching…' : undefined}
      toolbar={
        <>
          <SearchField
            ref={field}
            className={css.field}
            label="Search the knowledge"
            placeholder="Words, “an exact phrase”, or begin*"
            value={query}
            onChange={typed}
            onSubmit={() => hits[0] && current && open(hits[0])}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowDown' || hits.length === 0) return;
              event.preventDefault();
              toHits();
            }}
          />
          <Select
            size="sm"
            label="Morgy"
            hideLabel
            className={css.morgy}
            value={morgyId ?? EVERY_MORGY}
            options={[
              { value: EVERY_MORGY, label: 'Every Morgy' },
              ...morgys.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(id) => go({ name: 'knowledge', query, morgyId: id === EVERY_MORGY ? null : id })}
          />
          <Filters filter={filter} tags={tags} onChange={setFilter} />
        </>
      }
    >
      <p className={css.said} role="status" aria-live="polite">
        {said}
      </p>
      <div ref={results} className={css.results} aria-busy={asked && !current && !search.isError}>
        {search.isError && asked && (
          <Callout tone="bad" title="The search failed">
            {search.error.message}
          </Callout>
        )}
        <Learning index={index} />
        <OwnModelBroken />
        {tooLong(query) !== null && <p className={css.keys}>{tooLong(query)}</p>}
        {!asked && <Teach />}
        {late && answer === undefined && <ProgressBar label="Searching…" share={null} />}
        {answer && answer.corrected !== null && hits.length > 0 && (
          <p className={css.corrected}>
            Nothing was found for <q>{query.trim()}</q>; showing near spellings: <strong>{answer.corrected}</strong>
          </p>
        )}
        {current && hits.length === 0 && (
          <Nothing
            query={query}
            filtered={filtered}
            waiting={index?.documentsWaiting ?? 0}
            passages={index?.chunks}
            onClear={() => setFilter(NO_FILTER)}
          />
        )}
        {answer && hits.length > 0 && (
          <Hits answer={answer} names={names} named={morgyId === null} onLeave={focusField} />
        )}
        {hits.length === LIMIT && (
          <p className={css.keys}>These are the best {LIMIT}. Another word narrows them down.</p>
        )}
      </div>
    </Page>
  );
}
