/** Four scores as a picture: one shape a profile, told in words as well. Up to three shapes, told apart by their lines too. */
import css from './Radar.module.css';

export interface RadarShape {
  name: string;
  /** 0 to 100 in the order of `axes`; null where nobody judged it. */
  values: readonly (number | null)[];
}

/** In the order of SCORE_KEYS; short, for they stand around the picture. */
export const AXES = ['Pain', 'Will pay', 'Reachable', 'Product fit'] as const;

const RADIUS = 100;
const LABEL_AT = 118;

function at(axis: number, axes: number, distance: number): { x: number; y: number } {
  const angle = (axis / axes) * 2 * Math.PI - Math.PI / 2;
  return { x: Math.cos(angle) * distance, y: Math.sin(angle) * distance };
}

const points = (values: readonly (number | null)[]): string =>
  values
    .map((value, axis) => {
      const { x, y } = at(axis, values.length, ((value ?? 0) / 100) * RADIUS);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');

export function Radar({ axes, shapes }: { axes: readonly string[]; shapes: readonly RadarShape[] }) {
  const drawn = shapes
    .map((shape, place) => ({ ...shape, place }))
    .filter(({ values }) => values.some((value) => value !== null));
  const words = shapes
    .map(({ name, values }) => `${name}: ${axes.map((axis, i) => `${axis} ${values[i] ?? 'not judged'}`).join(', ')}`)
    .join('. ');
  return (
    <svg className={css.radar} viewBox="-190 -150 380 300" role="img" aria-label={`Scores. ${words}`}>
      {[25, 50, 75, 100].map((ring) => (
        <polygon key={ring} className={css.ring} points={points(axes.map(() => ring))} />
      ))}
      {axes.map((axis, i) => {
        const end = at(i, axes.length, RADIUS);
        const label = at(i, axes.length, LABEL_AT);
        const side = Math.abs(label.x) < 1 ? 'middle' : label.x > 0 ? 'start' : 'end';
        return (
          <g key={axis}>
            <line className={css.ring} x1={0} y1={0} x2={end.x} y2={end.y} />
            <text
              className={css.label}
              x={label.x}
              y={label.y + (side === 'middle' ? (label.y > 0 ? 12 : -4) : 4)}
              textAnchor={side}
            >
              {axis}
            </text>
          </g>
        );
      })}
      {drawn.map(({ name, values, place }) => (
        <g key={name + String(place)} className={css.shape} data-shape={place}>
          <polygon points={points(values)} />
          {values.map((value, axis) => {
            if (value === null) return null;
            const { x, y } = at(axis, values.length, (value / 100) * RADIUS);
            return <circle key={axes[axis]} cx={x} cy={y} r={3.5} />;
          })}
        </g>
      ))}
    </svg>
  );
}

/** Which line is whose; the words beside each say it, the line only repeats it. */
export function RadarLegend({ names }: { names: readonly string[] }) {
  return (
    <ul className={css.legend} aria-label="Lines of the picture">
      {names.map((name, place) => (
        <li key={name + String(place)}>
          <svg viewBox="0 0 36 12" aria-hidden className={css.shape} data-shape={place}>
            <polygon points="2,6 34,6" />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
