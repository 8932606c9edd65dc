/** The retrieval core's public part. Everything else in this folder is its insides. */
export type {
  Control,
  Explanation,
  Hit,
  IndexedChunk,
  IndexFormatCode,
  OpenOptions,
  Progress,
  SearchIndex,
  SearchOptions,
  TermContribution,
  TextReader,
} from './types.ts';
export { measure, ndcgAt, recallAt, reciprocalRank, type Judgements, type Measures } from './metrics.ts';
export { IndexFormatError } from './types.ts';
export { buildIndex, buildIndexInSlices, type BuildOptions } from './build.ts';
export { createMutableIndex, type MutableIndex, type MutableIndexOptions } from './mutable.ts';
export { languagesOf } from './corpus.ts';
export { detectLanguage } from './language.ts';
export { openIndex } from './open.ts';
export { createOutsideVectors, type OutsideVectors } from './outside.ts';
export type { Vectors } from './scan.ts';
export {
  type Drift,
  measureDrift,
  openModel,
  saveModel,
  type TrainedModel,
  trainModel,
  trainModelInSlices,
  type TrainOptions,
} from './model.ts';
