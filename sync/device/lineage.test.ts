/** Fault caught: a cloud that was put back, and has been written to since, taken for the one that this device knows. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CloudState } from '../protocol/routes.ts';
import { remembers } from './lineage.ts';

type Life = { readonly era: number; readonly version: number; readonly past: readonly (readonly [number, number])[] };

const id = (era: number): string => `00000000-0000-4000-8000-${String(era).padStart(12, '0')}`;
const stateOf = ({ era, version, past }: Life): CloudState => ({
  era: id(era),
  version,
  past: past.map(([one, end]) => [id(one), end]),
});

it('remembers exactly the moments of its own past, however often it is started anew, put back and written to', () => {
  const happening = fc.oneof(
    fc.constant('tick' as const),
    fc.constant('restart' as const),
    fc.constant('save' as const),
    fc.constant('put back' as const),
  );
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
      let eras = 1;
      let life: Life = { era: 1, version: 1, past: [] };
      let restarted = false;
      let saved = life;
      /** Every moment that ever was, and whether it lies in the life that is led now. */
      let moments: { mark: { era: string; version: number }; alive: boolean }[] = [];
      let savedMoments = 0;
      for (const one of happenings) {
        if (one === 'restart') restarted = true;
        else if (one === 'save') {
          saved = life;
          savedMoments = moments.length;
        } else if (one === 'put back') {
          moments = moments.map((moment, index) => ({ ...moment, alive: moment.alive && index < savedMoments }));
          savedMoments = moments.length;
          life = saved;
          restarted = true;
        } else {
          // What the beacon's trigger does with a change.
          if (restarted) {
            eras += 1;
            life = { era: eras, version: life.version + 1, past: [...life.past, [life.era, life.version]] };
          } else life = { ...life, version: life.version + 1 };
          restarted = false;
          moments.push({ mark: { era: id(life.era), version: life.version }, alive: true });
        }
        for (const { mark, alive } of moments) expect(remembers(stateOf(life), mark)).toBe(alive);
      }
    }),
    { numRuns: 300 },
  );
});
