/**
 * The positioning map: you and the alternatives between two pairs of opposites. Points are dragged with the pointer or
 * moved with the arrow keys (with Shift in larger steps); what is not on the map yet waits beside it.
 */
import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { toast } from '../../components/Toast.tsx';
import css from './PositioningMap.module.css';
import { SavedText } from '../../form/SavedFields.tsx';
import { useGround } from './useGround.ts';

/** Per cent of the map. */
const [STEP, LEAP] = [1, 10];
/** Milliseconds after the last key before a moved point is saved. */
const REST = 400;

interface Point {
  /** Null: you. */
  id: string | null;
  name: string;
  x: number | null;
  y: number | null;
}
interface Placed {
  x: number;
  y: number;
}

const inside = (value: number): number => Math.round(Math.min(100, Math.max(0, value)) * 10) / 10;

export function PositioningMap() {
  const { foundation, workspaceId, put, update } = useGround();
  const { map } = foundation.positioning;
  const plane = useRef<HTMLDivElement>(null);
  /** Where a point is while it is moved; the key is its id, or "you". */
  const [moving, setMoving] = useState<Readonly<Record<string, Placed>>>({});
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>());

  const points: Point[] = [
    { id: null, name: foundation.company_name ?? 'You', x: map.x, y: map.y },
    ...foundation.competitors.map(({ id, name, mapX, mapY }) => ({ id, name, x: mapX, y: mapY })),
  ];
  const keyOf = (point: Point): string => point.id ?? 'you';
  const shown = (point: Point): Placed | null => {
    const moved = moving[keyOf(point)];
    if (moved) return moved;
    return point.x === null || point.y === null ? null : { x: point.x, y: point.y };
  };

  async function save(point: Point, place: Placed | null): Promise<void> {
    const [x, y] = place ? [place.x, place.y] : [null, null];
    try {
      if (point.id === null) await update({ positioning: { map: { x, y } } });
      else await put('competitors', point.id, { mapX: x, mapY: y });
    } catch (error) {
      toast.error(`${point.name} was not moved`, error);
    } finally {
      setMoving((before) => Object.fromEntries(Object.entries(before).filter(([key]) => key !== keyOf(point))));
    }
  }
  const moveTo = (point: Point, place: Placed): void =>
    setMoving((before) => ({ ...before, [keyOf(point)]: { x: inside(place.x), y: inside(place.y) } }));

  function drag(event: PointerEvent<HTMLButtonElement>, point: Point): void {
    if (event.button !== 0 || !plane.current) return;
    const box = plane.current.getBoundingClientRect();
    const target = event.currentTarget;
    target.setPointerCapture(event.pointerId);
    let last: Placed | null = null;
    const follow = (at: globalThis.PointerEvent): void => {
      last = {
        x: inside(((at.clientX - box.left) / box.width) * 100),
        y: inside(((box.bottom - at.clientY) / box.height) * 100),
      };
      moveTo(point, last);
    };
    const end = (): void => {
      target.removeEventListener('pointermove', follow);
      target.removeEventListener('pointerup', end);
      target.removeEventListener('pointercancel', end);
      if (last) void save(point, last);
    };
    target.addEventListener('pointermove', follow);
    target.addEventListener('pointerup', end);
    target.addEventListener('pointercancel', end);
  }

  function onKeyDown(event: KeyboardEvent, point: Point): void {
    const by = event.shiftKey ? LEAP : STEP;
    const steps: Record<string, [number, number]> = {
      ArrowLeft: [-by, 0],
      ArrowRight: [by, 0],
      ArrowUp: [0, by],
      ArrowDown: [0, -by],
    };
    const step = steps[event.key];
    const here = shown(point);
    if (!here) return;
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      void save(point, null);
      return;
    }
    if (!step) return;
    event.preventDefault();
    const next = { x: inside(here.x + step[0]), y: inside(here.y + step[1]) };
    moveTo(point, next);
    clearTimeout(timers.current.get(keyOf(point)));
    timers.current.set(
      keyOf(point),
      setTimeout(() => void save(point, next), REST),
    );
  }

  const waiting = points.filter((point) => shown(point) === null);
  const ends = [
    ['yHigh', 'Top'],
    ['yLow', 'Bottom'],
    ['xLow', 'Left'],
    ['xHigh', 'Right'],
  ] as const;
  return (
    <div className={css.frame}>
      <div className={css.map} role="group" aria-label="Positioning map">
        <span className={cx(css.end, css.top)}>{map.yHigh}</span>
        <span className={cx(css.end, css.left)}>{map.xLow}</span>
        <div className={css.plane} ref={plane}>
          {points.map((point) => {
            const here = shown(point);
            if (!here) return null;
            return (
              <button
                key={keyOf(point)}
                type="button"
                className={cx(css.point, point.id === null && css.own)}
                style={{ '--x': `${here.x}%`, '--y': `${100 - here.y}%` }}
                aria-label={`${point.name}: ${Math.round(here.x)} % towards ${map.xHigh}, ${Math.round(here.y)} % towards ${map.yHigh}`}
                aria-roledescription="point on the map, moved with the arrow keys"
                onPointerDown={(event) => drag(event, point)}
                onKeyDown={(event) => onKeyDown(event, point)}
              >
                <span className={css.dot} />
                <span className={css.name}>{point.name}</span>
              </button>
            );
          })}
        </div>
        <span className={cx(css.end, css.right)}>{map.xHigh}</span>
        <span className={cx(css.end, css.bottom)}>{map.yLow}</span>
      </div>
      <div className={css.beside}>
        <p className={css.hint}>
          Drag a point, or move the one with the focus with the arrow keys: with Shift in larger steps, Delete takes it
          off the map.
        </p>
        {waiting.length > 0 && (
          <div className={css.waiting}>
            <h3>Not on the map yet</h3>
            <ul>
              {waiting.map((point) => (
                <li key={keyOf(point)}>
                  <Button size="sm" onClick={() => void save(point, { x: 50, y: 50 })}>
                    Put {point.name} on it
                  </Button>
                </li>
              ))}
            </ul>
          </div>
        )}
        <div className={css.ends}>
          {ends.map(([key, label]) => (
            <SavedText
              key={key}
              id={`${workspaceId}/map/${key}`}
              label={label}
              value={map[key]}
              check={(typed) => (typed.trim() === '' ? 'An end of an axis needs a name.' : null)}
              save={(typed) => update({ positioning: { map: { [key]: typed } } })}
            />
          ))}
        </div>
      </div>
    </div>
  );
}
