/** A chosen language model is tried before it is used: does it tell texts apart, and put like beside like? */
import { OwnModelError } from './errors.ts';
import type { Encoder } from './encoder.ts';

/** Two ways of saying the same, and something else. */
export const PROBES = [
  [
    'The invoice must be paid within thirty days.',
    'The invoice has to be paid within 30 days.',
    'Herring gulls nest on the cliffs above the old harbour.',
  ],
  [
    'Bees make honey from the nectar of flowers.',
    'Honey is made by bees from the nectar of flowers.',
    'Restart the computer and update the driver of the printer.',
  ],
] as const;

/** Passages read to see how long one takes. */
const TIMED = 3;
/** As long as a passage usually is. */
const PASSAGE = `${PROBES.flat().join(' ')} `.repeat(3).slice(0, 870);
/** Vectors nearer than this are the same. */
const SAME = 0.9999;

export interface CheckedModel {
  /** Milliseconds for a passage of the usual length, on this machine, now. */
  readonly passageMs: number;
}

export function closeness(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += (a[d] ?? 0) * (b[d] ?? 0);
  return sum;
}

/** @throws OwnModelError */
export async function checkEncoder(encoder: Encoder): Promise<CheckedModel> {
  for (const [said, again, other] of PROBES) {
    const first = await encoder.encode(said, 'passage');
    const second = await encoder.encode(again, 'passage');
    const stranger = await encoder.encode(other, 'passage');
    const repeated = await encoder.encode(said, 'passage');
    if (closeness(first, repeated) < SAME)
      throw new OwnModelError('model_senseless', 'This model answers the same text differently each time.');
    if (closeness(first, stranger) > SAME)
      throw new OwnModelError('model_senseless', 'This model gives the same vector for every text.');
    if (closeness(first, second) <= closeness(first, stranger))
      throw new OwnModelError(
        'model_senseless',
        'This model puts sentences of one meaning farther apart than strangers. It may be another kind of model, or its tokenizer may be of another.',
      );
  }
  const begun = performance.now();
  for (let n = 0; n < TIMED; n++) await encoder.encode(PASSAGE, 'passage');
  return { passageMs: (performance.now() - begun) / TIMED };
}
