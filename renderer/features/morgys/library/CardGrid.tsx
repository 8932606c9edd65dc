/** Thousands of cards, of which only those in view are in the page. Keys and clicks as in the table. */
import {
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
} from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { MorgySummary } from '../../../../main/studio/morgys/contract.ts';
import { cx } from '../../../components/cx.ts';
import { ContextMenu } from '../../../components/Menu.tsx';
import { move, pick, type Selection } from '../../../components/selection.ts';
import { useListKeys } from '../../../components/useListKeys.ts';
import { MorgyCard } from './MorgyCard.tsx';
import { morgyMenu } from './menu.tsx';
import css from './CardGrid.module.css';

/** Pixels: a name and a description of two lines each. */
const CARD_HEIGHT = 178;
const GAP = 12;
const NARROWEST = 250;

export interface CardGridProps {
  morgys: readonly MorgySummary[];
  chosen: readonly MorgySummary[];
  selection: Selection;
  onSelection: (selection: Selection) => void;
  onOpen: (morgy: MorgySummary) => void;
  onDelete: (ids: readonly string[]) => void;
}

export function CardGrid({ morgys, chosen, selection, onSelection, onOpen, onDelete }: CardGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const gridId = useId();
  const [columns, setColumns] = useState(3);
  /** Whose menu is asked for: one menu serves all cards. */
  const [target, setTarget] = useState<MorgySummary | null>(null);
  const order = useMemo(() => morgys.map((morgy) => morgy.id), [morgys]);

  useLayoutEffect(() => {
    const place = scroller.current;
    if (!place) return;
    const measure = (): void => setColumns(Math.max(1, Math.floor((place.clientWidth - 32 + GAP) / (NARROWEST + GAP))));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(place);
    return () => observer.disconnect();
  }, []);

  const rows = Math.ceil(morgys.length / columns);
  const virtual = useVirtualizer({
    count: rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => CARD_HEIGHT + GAP,
    overscan: 4,
    paddingStart: 16,
    paddingEnd: 16,
  });

  const activeIndex = selection.active === null ? -1 : order.indexOf(selection.active);
  useEffect(() => {
    if (activeIndex >= 0) virtual.scrollToIndex(Math.floor(activeIndex / columns), { align: 'auto' });
  }, [activeIndex, columns, virtual]);

  const cellId = (id: string): string => `${gridId}-${id}`;

  const latest = useRef({ selection, order, onSelection });
  useEffect(() => {
    latest.current = { selection, order, onSelection };
  });
  const toggle = useCallback((id: string): void => {
    const now = latest.current;
    now.onSelection(pick(now.selection, now.order, id, 'toggle'));
  }, []);

  useListKeys(scroller, { selection, order, onSelection, onDelete });

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const page = columns * Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / CARD_HEIGHT) - 1);
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: columns,
      ArrowUp: -columns,
      PageDown: page,
      PageUp: -page,
      Home: -order.length,
      End: order.length,
    };
    const step = steps[event.key];
    const active = morgys[activeIndex];
    if (step !== undefined) onSelection(move(selection, order, step, event.shiftKey));
    else if (event.key === 'Enter' && active) onOpen(active);
    else if (event.key === ' ' && active)
      onSelection(pick(selection, order, active.id, event.shiftKey ? 'range' : 'toggle'));
    else return;
    event.preventDefault();
  };

  const onClick = (event: MouseEvent, morgy: MorgySummary): void => {
    if (event.shiftKey || event.ctrlKey || event.metaKey)
      onSelection(pick(selection, order, morgy.id, event.shiftKey ? 'range' : 'toggle'));
    else {
      onSelection({ ...selection, active: morgy.id, anchor: morgy.id });
      onOpen(morgy);
    }
  };

  return (
    <ContextMenu entries={target ? morgyMenu(target, chosen) : []}>
      <div
        ref={scroller}
        className={css.scroller}
        role="grid"
        tabIndex={0}
        aria-label="Morgys"
        aria-multiselectable
        aria-rowcount={rows}
        aria-colcount={columns}
        aria-activedescendant={activeIndex >= 0 && selection.active !== null ? cellId(selection.active) : undefined}
        onKeyDown={onKeyDown}
        onContextMenu={(event) => {
          const id =
            event.target instanceof Element ? event.target.closest('[data-id]')?.getAttribute('data-id') : null;
          setTarget(morgys.find((morgy) => morgy.id === (id ?? selection.active)) ?? null);
        }}
      >
        <div className={css.body} role="presentation" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((row) => (
            <div
              key={row.key}
              role="row"
              aria-rowindex={row.index + 1}
              className={css.row}
              style={{ height: CARD_HEIGHT, transform: `translateY(${row.start}px)`, '--columns': columns }}
            >
              {morgys.slice(row.index * columns, (row.index + 1) * columns).map((morgy, column) => (
                <div
                  key={morgy.id}
                  data-id={morgy.id}
                  id={cellId(morgy.id)}
                  role="gridcell"
                  aria-colindex={column + 1}
                  aria-label={morgy.name}
                  aria-selected={selection.ids.has(morgy.id)}
                  className={cx(css.cell, selection.active === morgy.id && css.active)}
                  onClick={(event) => onClick(event, morgy)}
                >
                  <MorgyCard
                    morgy={morgy}
                    selected={selection.ids.has(morgy.id)}
                    selecting={selection.ids.size > 0}
                    onToggle={toggle}
                  />
                </div>
              ))}
            </div>
          ))}
        </div>
      </div>
    </ContextMenu>
  );
}
