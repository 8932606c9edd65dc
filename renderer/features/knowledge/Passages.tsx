/**
 * The passages of a document, as search and an export see them. Thousands are fine: only those in view are in the page.
 * Keys: arrows walk, Enter edits, P pins, X excludes, S splits, M merges with the next, R resets.
 */
import { useCallback, useEffect, useRef, useState, type FocusEvent, type KeyboardEvent } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { BookDashed } from 'lucide-react';
import type { KnowledgeChunk, KnowledgeDocument } from '../../../main/studio/knowledge/contract.ts';
import { useStudioQuery } from '../../app/client.ts';
import { Callout } from '../../components/Callout.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { countLabel } from '../morgys/words.ts';
import { copyText } from './actions.ts';
import { passagePrefix, useKeptUnder } from './kept.ts';
import { isPlainText } from './documents.ts';
import { Orphans } from './Orphans.tsx';
import { Passage, type PassageAction } from './Passage.tsx';
import { dropChange, merge, toggleFlag } from './passageActions.ts';
import { citationOf, keyOfLink } from './passages.ts';
import css from './Passages.module.css';

/** Pixels; a first guess, measured as soon as it is drawn. */
const GUESS = 180;
const NONE: readonly KnowledgeChunk[] = [];

export interface PassagesProps {
  document: Pick<KnowledgeDocument, 'id' | 'title' | 'media_type'>;
  /** The passage to go to, from a search or a link. */
  chunkId: string | null;
  /** A passage to go to now; another object asks again. */
  shown: { readonly key: string } | null;
}

export function Passages({ document, chunkId, shown }: PassagesProps) {
  const documentId = document.id;
  const query = useStudioQuery('knowledge.chunks', { documentId });
  const chunks = query.data?.chunks ?? NONE;
  const prefix = passagePrefix(documentId);
  const kept = useKeptUnder(prefix);
  const scroller = useRef<HTMLDivElement>(null);
  const focusNext = useRef<string | null>(null);
  const linkDone = useRef<string | null>(null);
  const wanted = chunkId === null ? null : keyOfLink(chunkId);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  /** The passage of the link that was followed. */
  const [arrived, setArrived] = useState<string | null>(null);
  const [editing, setEditing] = useState<ReadonlySet<string>>(new Set());
  const activeIndex = Math.max(
    0,
    chunks.findIndex(({ key }) => key === activeKey),
  );
  const virtual = useVirtualizer({
    count: chunks.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => GUESS,
    getItemKey: (index) => chunks[index]?.key ?? index,
    overscan: 4,
    paddingStart: 12,
    paddingEnd: 48,
    scrollPaddingStart: 12,
  });

  const goTo = useCallback(
    (key: string | null, index: number, align: 'auto' | 'start' = 'auto'): void => {
      if (key === null || index < 0) return;
      setActiveKey(key);
      if (align === 'start') setArrived(key);
      focusNext.current = key;
      virtual.scrollToIndex(index, { align });
    },
    [virtual],
  );

  // A link leads to its passage once; after that the list is the person's to move.
  useEffect(() => {
    if (wanted === null || chunks.length === 0 || linkDone.current === wanted) return;
    linkDone.current = wanted;
    goTo(
      wanted,
      chunks.findIndex(({ key }) => key === wanted),
      'start',
    );
  }, [wanted, chunks, goTo]);

  const shownDone = useRef(shown);
  useEffect(() => {
    if (shown === null || shownDone.current === shown || chunks.length === 0) return;
    shownDone.current = shown;
    const at = chunks.findIndex(({ key }) => key === shown.key);
    if (at >= 0) setEditing((before) => new Set(before).add(shown.key));
    goTo(shown.key, at, 'start');
  }, [shown, chunks, goTo]);

  // The passage to focus may only be in the page after the list has scrolled to it.
  useEffect(() => {
    const place = focusNext.current;
    const element = place === null ? null : scroller.current?.querySelector<HTMLElement>(`[data-key="${place}"]`);
    if (!element) return;
    focusNext.current = null;
    element.focus({ preventScroll: true });
  });

  const act = useCallback(
    (action: PassageAction, chunk: KnowledgeChunk): void => {
      const { key } = chunk;
      setActiveKey(key);
      const next = chunks[chunk.ordinal + 1];
      if (action === 'edit') setEditing((before) => new Set(before).add(key));
      else if (action === 'merge' && next)
        void merge(documentId, chunk, next).then((made) => goTo(made, chunk.ordinal));
      else if (action === 'reset') {
        focusNext.current = key;
        void dropChange(documentId, key, undefined).then((list) => {
          const there = list?.chunks[Math.min(chunk.ordinal, list.chunks.length - 1)];
          if (there) goTo(there.key, there.ordinal);
        });
      } else if (action === 'pin' || action === 'exclude') toggleFlag(documentId, chunk, action);
    },
    [chunks, documentId, goTo],
  );

  const done = useCallback((from: string, to: string): void => {
    setEditing((before) => new Set([...before].filter((key) => key !== from)));
    setActiveKey(to);
    focusNext.current = to;
  }, []);

  const onFocus = ({ target }: FocusEvent): void => {
    const key = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-key]')?.dataset['key'] : undefined;
    if (key !== undefined) setActiveKey(key);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    // Only with the focus on a passage itself: inside it, keys belong to the button or the text.
    const key = event.target instanceof HTMLElement ? event.target.dataset['key'] : undefined;
    const chunk = chunks.find((other) => other.key === key);
    if (!chunk) return;
    const mod = event.ctrlKey || event.metaKey;
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: 5,
      PageUp: -5,
      Home: -chunks.length,
      End: chunks.length,
    };
    const actions: Record<string, PassageAction> = {
      Enter: 'edit',
      s: 'edit',
      p: 'pin',
      x: 'exclude',
      m: 'merge',
      r: 'reset',
    };
    const step = steps[event.key];
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (step !== undefined && !mod && !event.altKey) {
      const index = Math.min(chunks.length - 1, Math.max(0, chunk.ordinal + step));
      goTo(chunks[index]?.key ?? null, index);
    } else if (mod && event.key.toLowerCase() === 'c' && String(window.getSelection()) === '')
      void copyText(citationOf({ ...chunk, title: document.title }), 'The passage');
    else if (action !== undefined && !mod && !event.altKey) act(action, chunk);
    else return;
    event.preventDefault();
  };

  if (query.isError) {
    return (
      <div className={css.note}>
        <Callout tone="bad" title="The passages could not be read">
          {query.error.message}
        </Callout>
      </div>
    );
  }
  if (query.data === undefined) return null;
  const gone = wanted !== null && wanted !== arrived && chunks.every(({ key }) => key !== wanted);
  const lost = [...kept].filter(([key]) => chunks.every((chunk) => chunk.key !== key));
  return (
    <div className={css.pane}>
      <Orphans documentId={documentId} orphaned={query.data.orphaned} lost={lost} prefix={prefix} />
      {gone && (
        <div className={css.note}>
          <Callout tone="warn">
            The passage that was linked to is not in the document any more: its text has changed since.
          </Callout>
        </div>
      )}
      {chunks.length === 0 ? (
        <EmptyState icon={<BookDashed aria-hidden />} title="No passages yet">
          The text is empty, or it is being cut into passages just now.
        </EmptyState>
      ) : (
        <div
          ref={scroller}
          className={css.scroller}
          role="feed"
          aria-label={`${countLabel(chunks.length, 'passage')} of ${document.title}`}
        >
          <div
            role="presentation"
            className={css.body}
            onKeyDown={onKeyDown}
            onFocus={onFocus}
            style={{ height: virtual.getTotalSize() }}
          >
            {virtual.getVirtualItems().map((item) => {
              const chunk = chunks[item.index];
              if (!chunk) return null;
              const { key } = chunk;
              return (
                <article
                  key={key}
                  ref={virtual.measureElement}
                  data-index={item.index}
                  data-key={key}
                  tabIndex={item.index === activeIndex ? 0 : -1}
                  aria-label={`Passage ${chunk.ordinal + 1}`}
                  aria-posinset={chunk.ordinal + 1}
                  aria-setsize={chunks.length}
                  className={css.item}
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <Passage
                    documentId={documentId}
                    title={document.title}
                    plain={isPlainText(document)}
                    chunk={chunk}
                    isLast={item.index === chunks.length - 1}
                    marked={key === wanted}
                    active={item.index === activeIndex}
                    editing={editing.has(key)}
                    unsaved={kept.has(key)}
                    keptKey={`${prefix}${key}`}
                    onAct={act}
                    onDone={done}
                  />
                </article>
              );
            })}
          </div>
        </div>
      )}
    </div>
  );
}
