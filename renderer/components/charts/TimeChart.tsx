/**
 * Figures over time: bars stacked upwards and downwards from nought, and lines. The pointer or the arrow keys read out one
 * bucket; dragging, or Shift with the arrows and Enter, takes a span of them to look at closer.
 */
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { cx } from '../cx.ts';
import css from './charts.module.css';
import { everyNth, scale, ticks } from './scale.ts';

export type Tone = 'one' | 'two' | 'three' | 'four' | 'ghost';

export interface Series {
  readonly id: string;
  readonly label: string;
  readonly tone: Tone;
  readonly shape: 'bar' | 'line';
  readonly values: readonly number[];
}

export interface TimeChartProps {
  /** What is shown, for a screen reader. */
  label: string;
  /** The name of each bucket in full, and short for the axis. */
  buckets: readonly { label: string; short: string }[];
  series: readonly Series[];
  /** Short, for the axis. */
  format: (value: number) => string;
  /** In full, for what is read out; the short one when it is left out. */
  exact?: (value: number) => string;
  /** A span of buckets was taken, both ends included. */
  onSpan?: (first: number, last: number) => void;
  /** One bucket was chosen: Enter or a click. */
  onPick?: (bucket: number) => void;
  height?: number;
}

const LEFT = 64;
const RIGHT = 8;
const TOP = 8;
const BOTTOM = 24;
/** Room that one label of the time axis needs (pixels). */
const LABEL = 64;

/** For each bar its lower and upper end, those of one bucket on top of each other on each side of nought. */
function stack(series: readonly Series[], bucket: number): { id: string; tone: Tone; from: number; to: number }[] {
  let up = 0;
  let down = 0;
  return series
    .filter(({ shape }) => shape === 'bar')
    .map(({ id, tone, values }) => {
      const value = values[bucket] ?? 0;
      const from = value < 0 ? down : up;
      if (value < 0) down += value;
      else up += value;
      return { id, tone, from, to: from + value };
    });
}

function extent(series: readonly Series[], count: number): [number, number] {
  let least = 0;
  let greatest = 0;
  for (let bucket = 0; bucket < count; bucket += 1) {
    for (const { to } of stack(series, bucket)) {
      least = Math.min(least, to);
      greatest = Math.max(greatest, to);
    }
    for (const { shape, values } of series) {
      if (shape !== 'line') continue;
      least = Math.min(least, values[bucket] ?? 0);
      greatest = Math.max(greatest, values[bucket] ?? 0);
    }
  }
  return [least, greatest];
}

function useWidth(): [(element: HTMLDivElement | null) => void, number] {
  const [width, setWidth] = useState(640);
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  useEffect(() => {
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setWidth(Math.max(240, element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return [setElement, width];
}

export function TimeChart({
  label,
  buckets,
  series,
  format,
  exact = format,
  onSpan,
  onPick,
  height = 240,
}: TimeChartProps) {
  const [frame, width] = useWidth();
  const [at, setAt] = useState<number | null>(null);
  const [anchor, setAnchor] = useState<number | null>(null);
  const dragging = useRef(false);
  const count = buckets.length;
  const marks = ticks(...extent(series, count));
  const y = scale(marks[0] ?? 0, marks.at(-1) ?? 1, height - BOTTOM, TOP);
  const slot = (width - LEFT - RIGHT) / Math.max(1, count);
  const x = (bucket: number): number => LEFT + bucket * slot;
  const bar = Math.max(1, Math.min(slot * 0.72, 48));
  const nth = everyNth(count, Math.floor((width - LEFT - RIGHT) / LABEL));
  const spanOf = (): [number, number] | null =>
    at === null || anchor === null || at === anchor ? null : [Math.min(at, anchor), Math.max(at, anchor)];
  const span = spanOf();

  const bucketAt = (event: PointerEvent<SVGSVGElement>): number => {
    const { left } = event.currentTarget.getBoundingClientRect();
    return Math.min(count - 1, Math.max(0, Math.floor((event.clientX - left - LEFT) / slot)));
  };
  const finish = (): void => {
    const taken = spanOf();
    dragging.current = false;
    setAnchor(null);
    if (taken && onSpan) onSpan(...taken);
    else if (at !== null) onPick?.(at);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -count, End: count }[event.key];
    if (step !== undefined) {
      const next = Math.min(count - 1, Math.max(0, (at ?? (step > 0 ? -1 : count)) + step));
      setAnchor(event.shiftKey ? (anchor ?? at ?? next) : null);
      setAt(next);
    } else if (event.key === 'Enter' && at !== null) finish();
    else if (event.key === 'Escape') {
      setAt(null);
      setAnchor(null);
    } else return;
    event.preventDefault();
  };

  const said =
    at === null
      ? 'Nothing chosen'
      : `${buckets[at]?.label ?? ''}: ${series.map((each) => `${each.label} ${exact(each.values[at] ?? 0)}`).join(', ')}`;
  return (
    <div ref={frame} className={css.chart}>
      <svg
        width={width}
        height={height}
        role="slider"
        aria-roledescription="chart"
        aria-label={`${label}. Arrow keys read out each value, Shift with them takes a span, Enter opens it.`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, count - 1)}
        aria-valuenow={at ?? 0}
        aria-valuetext={said}
        tabIndex={0}
        className={css.svg}
        onKeyDown={onKeyDown}
        onBlur={() => {
          setAt(null);
          setAnchor(null);
        }}
        onPointerMove={(event) => setAt(bucketAt(event))}
        onPointerLeave={() => {
          if (!dragging.current) setAt(null);
        }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          dragging.current = true;
          setAnchor(bucketAt(event));
          setAt(bucketAt(event));
        }}
        onPointerUp={finish}
      >
        {marks.map((mark) => (
          <g key={mark}>
            <line
              className={cx(css.rule, mark === 0 && css.base)}
              x1={LEFT}
              x2={width - RIGHT}
              y1={y(mark)}
              y2={y(mark)}
            />
            <text className={css.tick} x={LEFT - 8} y={y(mark)} textAnchor="end" dominantBaseline="middle">
              {format(mark)}
            </text>
          </g>
        ))}
        {span && (
          <rect
            className={css.span}
            x={x(span[0])}
            width={(span[1] - span[0] + 1) * slot}
            y={TOP}
            height={height - TOP - BOTTOM}
          />
        )}
        {at !== null && !span && (
          <rect className={css.here} x={x(at)} width={slot} y={TOP} height={height - TOP - BOTTOM} />
        )}
        {buckets.map((bucket, n) => (
          <g key={bucket.label}>
            {stack(series, n).map(({ id, tone, from, to }) =>
              from === to ? null : (
                <rect
                  key={id}
                  className={cx(css.bar, css[tone])}
                  x={x(n) + (slot - bar) / 2}
                  width={bar}
                  y={Math.min(y(from), y(to))}
                  height={Math.max(0.5, Math.abs(y(from) - y(to)))}
                />
              ),
            )}
            {n % nth === 0 && (
              <text className={css.tick} x={x(n) + slot / 2} y={height - 8} textAnchor="middle">
                {bucket.short}
              </text>
            )}
          </g>
        ))}
        {series
          .filter(({ shape }) => shape === 'line')
          .map(({ id, tone, values }) => (
            <polyline
              key={id}
              className={cx(css.line, css[tone])}
              points={values
                .slice(0, count)
                .map((value, n) => `${x(n) + slot / 2},${y(value)}`)
                .join(' ')}
            />
          ))}
        {at !== null &&
          series
            .filter(({ shape }) => shape === 'line')
            .map(({ id, tone, values }) => (
              <circle
                key={id}
                className={cx(css.dot, css[tone])}
                cx={x(at) + slot / 2}
                cy={y(values[at] ?? 0)}
                r={3.5}
              />
            ))}
      </svg>
      {at !== null && (
        <div
          className={css.tip}
          aria-hidden
          // On the side with more room, so that it neither covers its bucket nor runs out of the picture.
          style={
            x(at) + slot / 2 < width / 2
              ? { '--tip-left': `${x(at) + slot + 8}px` }
              : { '--tip-right': `${width - x(at) + 8}px` }
          }
        >
          <strong>
            {span ? `${buckets[span[0]]?.label ?? ''} to ${buckets[span[1]]?.label ?? ''}` : buckets[at]?.label}
          </strong>
          {span ? (
            <span>Let go to look closer</span>
          ) : (
            series.map((each) => (
              <span key={each.id} className={css.tipRow}>
                <i className={cx(css.swatch, css[each.tone])} />
                {each.label}
                <b>{exact(each.values[at] ?? 0)}</b>
              </span>
            ))
          )}
        </div>
      )}
    </div>
  );
}

export function Legend({ series }: { series: readonly Pick<Series, 'id' | 'label' | 'tone' | 'shape'>[] }) {
  return (
    <ul className={css.legend} aria-label="Legend">
      {series.map((each) => (
        <li key={each.id}>
          <i className={cx(css.swatch, css[each.tone], each.shape === 'line' && css.stroke)} />
          {each.label}
        </li>
      ))}
    </ul>
  );
}
