/** Search over everything in the open workspace, as it is typed. */
import { useEffect, useRef, useState } from 'react';
import { Quote, SearchX } from 'lucide-react';
import type { GroundHit, Workspace } from '../../../main/studio/workspaces/contract.ts';
import { useStudioQuery } from '../../app/client.ts';
import { useCommand } from '../../app/commands.ts';
import { go } from '../../app/navigation.ts';
import { Page } from '../../app/Page.tsx';
import { Callout } from '../../components/Callout.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { useSettled } from '../knowledge/useSettled.ts';
import { countLabel } from '../morgys/words.ts';
import css from './GroundSearchPage.module.css';
import { kindLabel, routeOfHit } from './hits.ts';
import { WorkspaceGate } from './WorkspaceGate.tsx';

/** Hits shown; more of them are better found with another word. */
const LIMIT = 50;

function Hit({ hit }: { hit: GroundHit }) {
  return (
    <li>
      <button type="button" className={css.hit} onClick={() => go(routeOfHit(hit))}>
        <span className={css.head}>
          <span className={css.kind}>{kindLabel(hit)}</span>
          <strong>{hit.title === '' ? 'The company' : hit.title}</strong>
        </span>
        <span className={css.snippet}>
          {hit.snippet.map((run, at) =>
            run.match ? <mark key={at}>{run.text}</mark> : <span key={at}>{run.text}</span>,
          )}
        </span>
        {hit.why !== undefined && <span className={css.why}>{hit.why}</span>}
      </button>
    </li>
  );
}

function Search({ workspace, query }: { workspace: Workspace; query: string }) {
  const [typed, setTyped] = useState(query);
  const field = useRef<HTMLInputElement>(null);
  const words = useSettled(typed, 120);
  const answer = useStudioQuery(
    'workspaces.search',
    { workspaceId: workspace.id, query: words, limit: LIMIT },
    { enabled: words.trim() !== '', keepPrevious: true },
  );
  useEffect(() => field.current?.focus(), []);
  // The place keeps the words, so that Back comes to them again.
  useEffect(() => {
    if (words !== query && (words !== '' || typed === '')) go({ name: 'ground', query: words });
  }, [words, query, typed]);
  useCommand('search.focus', () => field.current?.focus());
  const asked = words.trim() !== '';
  const { hits, total } = answer.data ?? { hits: [], total: 0 };
  return (
    <Page
      title={`Search in ${workspace.name}`}
      mark={asked && answer.data ? countLabel(total, 'place', 'places') : undefined}
      toolbar={
        <SearchField
          ref={field}
          label="Search this workspace"
          className={css.field}
          value={typed}
          onChange={setTyped}
        />
      }
      layout="read"
    >
      {answer.isError && (
        <Callout tone="bad" title="The search failed">
          {answer.error.message}
        </Callout>
      )}
      {!asked && (
        <EmptyState icon={<Quote aria-hidden />} title="Search in every text">
          The foundation, customers, campaigns, moves, assets, and the evidence that was read on this device. “Words in
          quotation marks” are found one after the other.
        </EmptyState>
      )}
      {asked && answer.data && hits.length === 0 && (
        <EmptyState icon={<SearchX aria-hidden />} title={`Nothing was found for ${words.trim()}`}>
          Try fewer or other words. Other workspaces are not searched.
        </EmptyState>
      )}
      {asked && hits.length > 0 && (
        <ol className={css.hits} aria-label="Found">
          {hits.map((hit) => (
            <Hit key={`${hit.table}/${hit.id}/${hit.part}`} hit={hit} />
          ))}
        </ol>
      )}
      {total > hits.length && hits.length > 0 && (
        <p className={css.more}>
          And {(total - hits.length).toLocaleString('en')} more. Another word finds the right one.
        </p>
      )}
    </Page>
  );
}

export function GroundSearchPage({ query }: { query: string }) {
  return <WorkspaceGate title="Search">{(workspace) => <Search workspace={workspace} query={query} />}</WorkspaceGate>;
}
