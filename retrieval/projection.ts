/** Placeholder until the vectors come. */
import type { Lexicon } from './lexicon.ts';
import type { TrainedModel } from './model.ts';
export const writeProjection = (_model: TrainedModel, _inverted: unknown): Map<number, Uint8Array> => new Map();
export const openProjection = (_sections: ReadonlyMap<number, Uint8Array>, _lexicon: Lexicon): undefined => undefined;
