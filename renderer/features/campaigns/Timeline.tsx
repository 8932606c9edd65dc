/** The phases of a campaign in time, one bar each. What the bars show is told in words on each of them. */
import type { PlacedPhase } from '../../../main/studio/campaigns/contract.ts';
import { addDays, daysBetween } from '../../../main/contract/days.ts';
import { countLabel } from '../morgys/words.ts';
import css from './Campaigns.module.css';
import { shortDay, spanLabel, today } from './words.ts';

/** As many dates as can be read side by side. */
const MARKS = 6;

export function Timeline({ phases, onOpen }: { phases: readonly PlacedPhase[]; onOpen: (id: string) => void }) {
  if (phases.length === 0) return null;
  const from = Math.min(0, ...phases.map(({ offset }) => offset));
  const to = Math.max(...phases.map(({ offset, days }) => offset + days));
  const length = Math.max(1, to - from);
  const share = (days: number): string => `${(days / length) * 100}%`;
  const weeks = Array.from({ length: Math.min(200, Math.floor(length / 7)) }, (_, i) => (i + 1) * 7);
  // A mark every so many weeks, from the first day on; one at the very end would stand beyond the frame.
  const apart = Math.max(1, Math.ceil(length / 7 / MARKS)) * 7;
  const marks = Array.from({ length: Math.ceil(length / apart) }, (_, i) => i * apart).filter(
    (day) => day === 0 || day / length < 0.9,
  );
  const first = phases.find(({ from: day }) => day !== null);
  const now = first?.from ? daysBetween(first.from, today()) + first.offset - from : -1;
  const begins = first?.from ? addDays(first.from, from - first.offset) : null;
  return (
    <div className={css.timeline}>
      <div className={css.scale} aria-hidden>
        {marks.map((day) => (
          <span key={day} style={{ '--at': share(day) }}>
            {begins === null ? `Week ${day / 7 + 1}` : shortDay(addDays(begins, day))}
          </span>
        ))}
      </div>
      <div className={css.weeks} aria-hidden>
        {weeks.map((day, i) => (
          <span key={day} style={{ '--at': share(day) }} data-strong={i % 4 === 3 || undefined} />
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
