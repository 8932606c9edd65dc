/** The texts of a workspace, newest change first. Thousands are no trouble: only what is in view is asked for and drawn. */
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { PenLine, Plus, SearchX } from 'lucide-react';
import { useStudioQuery } from '../../app/client.ts';
import { useCommand } from '../../app/commands.ts';
import { go } from '../../app/navigation.ts';
import { Page } from '../../app/Page.tsx';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { cx } from '../../components/cx.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Menu } from '../../components/Menu.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Select } from '../../components/Select.tsx';
import { When } from '../../components/When.tsx';
import { countLabel } from '../morgys/words.ts';
import { WorkspaceGate } from '../workspaces/WorkspaceGate.tsx';
import { createAsset, trashAssets } from './actions.ts';
import css from './Assets.module.css';
import { usePages, type Paged } from './usePages.ts';
import { TYPE_OPTIONS, typeLabel, type AssetType } from './words.ts';

/** Pixels. */
const ROW = 60;

function List({ rows, look }: Pick<Paged, 'rows' | 'look'>) {
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  const looking = useRef(look);
  useEffect(() => {
    looking.current = look;
  });
  useEffect(() => looking.current(first, last), [first, last]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / ROW) - 1);
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -rows.length,
      End: rows.length,
    };
    const step = steps[event.key];
    const row = rows[at];
    if (step !== undefined) {
      event.preventDefault();
      const next = Math.min(rows.length - 1, Math.max(0, at + step));
      setAt(next);
      virtual.scrollToIndex(next, { align: 'auto' });
    } else if (event.key === 'Enter' && row) go({ name: 'asset', id: row.id });
    else if (event.key === 'Delete' && row) void trashAssets([row]);
  };
  return (
    <div
      ref={scroller}
      role="listbox"
      aria-label="Texts"
      aria-activedescendant={rows.length > 0 ? `text-${at}` : undefined}
      tabIndex={0}
      className={css.list}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {items.map(({ index, start }) => {
          const row = rows[index];
          return (
            <div
              key={index}
              id={`text-${index}`}
              role="option"
              aria-selected={index === at}
              aria-setsize={rows.length}
              aria-posinset={index + 1}
              aria-label={row ? `${row.title}, ${typeLabel(row.type)}` : 'Not loaded yet'}
              className={cx(css.row, index === at && css.active)}
              style={{ transform: `translateY(${start}px)` }}
              onClick={() => row && go({ name: 'asset', id: row.id })}
            >
              {row && (
                <>
                  <span className={css.title}>
                    <span className={css.titleText}>{row.title}</span>
                    <Badge>{typeLabel(row.type).toLowerCase()}</Badge>
                    {row.versions > 1 && <Badge tone="accent">version {row.version}</Badge>}
                  </span>
                  <When className={css.when} at={row.updated_at} />
                  <span className={css.excerpt} dir="auto">
                    {row.excerpt === '' ? 'Nothing written yet' : row.excerpt}
                  </span>
                </>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Assets({ workspaceId }: { workspaceId: string }) {
  const [text, setText] = useState('');
  const [type, setType] = useState<AssetType | 'all'>('all');
  const templates = useStudioQuery('assets.templates', {}).data ?? [];
  const { rows, total, error, look } = usePages({ workspaceId, text, type: type === 'all' ? null : type });
  useCommand('asset.create', () => void createAsset(workspaceId, null));
  const searching = text.trim() !== '' || type !== 'all';
  const newMenu = (
    <Menu
      align="end"
      trigger={
        <Button variant="primary" icon={<Plus aria-hidden />}>
          New text
        </Button>
      }
      entries={[
        { label: 'Empty text', onSelect: () => void createAsset(workspaceId, null) },
        { kind: 'separator' },
        { kind: 'label', label: 'From a template, in the words of your foundation' },
        ...templates.map(({ key, name, type: kind }) => ({
          label: `${name} (${typeLabel(kind).toLowerCase()})`,
          onSelect: () => void createAsset(workspaceId, key),
        })),
      ]}
    />
  );
  return (
    <Page
      title="Texts"
      layout="fill"
      mark={total !== null && total > 0 ? countLabel(total, 'text') : undefined}
      actions={newMenu}
      toolbar={
        <>
          <SearchField label="Find in titles, tags and texts" value={text} onChange={setText} />
          <Select
            label="Kind"
            hideLabel
            size="sm"
            value={type}
            options={[{ value: 'all', label: 'Every kind' }, ...TYPE_OPTIONS]}
            onChange={setType}
          />
        </>
      }
    >
      {error && (
        <Callout tone="bad" title="The texts could not be read">
          {error.message}
        </Callout>
      )}
      {total === 0 && !searching && (
        <EmptyState icon={<PenLine aria-hidden />} title="Nothing written yet" actions={newMenu}>
          E-mails, posts, scripts, pages: each begins from a template in the words of your foundation and your primary
          customer, keeps its versions, and is held against your messaging rules while you write.
        </EmptyState>
      )}
      {total === 0 && searching && (
        <EmptyState icon={<SearchX aria-hidden />} title="No text has these words">
          All of the words must stand in the title, the tags or the text.
        </EmptyState>
      )}
      {total !== null && total > 0 && <List key={`${text}/${type}`} rows={rows} look={look} />}
    </Page>
  );
}

export function AssetsPage() {
  return <WorkspaceGate title="Texts">{({ id }) => <Assets workspaceId={id} />}</WorkspaceGate>;
}
