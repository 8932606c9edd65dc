/** The phases of a campaign in time, one bar each. What the bars show is told in words on each of them. */
import type { PlacedPhase } from '../../../main/studio/campaigns/contract.ts';
import { addDays, daysBetween } from '../../../main/contract/days.ts';
import { countLabel } from '../morgys/words.ts';
import css from './Campaigns.module.css';
import { longDay, shortDay, spanLabel, today } from './words.ts';

/** As many dates as can be read side by side. */
const MARKS = 6;
/** Lines closer than these many weeks would run together. */
const MOST_WEEKS = 104;

/** A year where it is another one than at the mark before; at the first mark, than this one. */
const markLabel = (day: string, before: string): string =>
  day.slice(0, 4) === before.slice(0, 4) ? shortDay(day) : longDay(day);
const before = (begins: string, mark: number | undefined): string =>
  mark === undefined ? today() : addDays(begins, mark);

export function Timeline({ phases, onOpen }: { phases: readonly PlacedPhase[]; onOpen: (id: string) => void }) {
  if (phases.length === 0) return null;
  const from = Math.min(0, ...phases.map(({ offset }) => offset));
  const to = Math.max(...phases.map(({ offset, days }) => offset + days));
  const length = Math.max(1, to - from);
  const share = (days: number): string => `${(days / length) * 100}%`;
  // A mark every so many weeks, from the first day on; one at the very end would stand beyond the frame.
  const apart = Math.max(1, Math.ceil(length / 7 / MARKS)) * 7;
  const marks = Array.from({ length: Math.ceil(length / apart) }, (_, i) => i * apart).filter(
    (day) => day === 0 || day / length < 0.9,
  );
  const between = length / 7 > MOST_WEEKS ? apart : 7;
  const lines = Array.from({ length: Math.floor(length / between) }, (_, i) => (i + 1) * between);
  const first = phases.find(({ from: day }) => day !== null);
  const now = first?.from ? daysBetween(first.from, today()) + first.offset - from : -1;
  const begins = first?.from ? addDays(first.from, from - first.offset) : null;
  return (
    <div className={css.timeline}>
      <div className={css.scale} aria-hidden>
        {marks.map((day, i) => (
          <span key={day} style={{ '--at': share(day) }}>
            {begins === null ? `Week ${day / 7 + 1}` : markLabel(addDays(begins, day), before(begins, marks[i - 1]))}
          </span>
        ))}
      </div>
      <div className={css.weeks} aria-hidden>
        {lines.map((day, i) => (
          <span key={day} style={{ '--at': share(day) }} data-strong={(between === 7 && i % 4 === 3) || undefined} />
        ))}
        {now >= 0 && now <= length && <span className={css.now} title="Today" style={{ '--at': share(now) }} />}
      </div>
      <ol>
        {phases.map((phase) => {
          const name = phase.name === '' ? `Phase ${phase.number}` : phase.name;
          const when = phase.from === null ? '' : `, ${spanLabel(phase.from, phase.to)}`;
          return (
            <li key={phase.id}>
              <button
                type="button"
                className={css.bar}
                style={{
                  '--at': share(phase.offset - from),
                  '--long': share(phase.days),
                  '--done': `${phase.progress}%`,
                }}
                title={`${name}${when}`}
                aria-label={`${name}: ${countLabel(phase.days, 'day')}${when}, ${phase.progress} per cent done`}
                onClick={() => onOpen(phase.id)}
              >
                <span>{name}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
