/** Chunks to the bytes of an index. The same chunks give the same bytes. */
import { createCounter, languagesOf, type NumberedChunk } from './corpus.ts';
import { writeFile } from './format.ts';
import { trainSteps, type TrainedModel } from './model.ts';
import { writeProjection } from './projection.ts';
import { invert, writeWordSections } from './sections.ts';
import { run, runInSlices } from './slices.ts';
import type { Control, IndexedChunk, Progress } from './types.ts';

export interface BuildOptions extends Control {
  /**
   * True (the default) trains a language model on these chunks; a model given is used as it is;
   * false leaves an index of words only.
   */
  readonly vectors?: boolean | TrainedModel;
}

/** Below so many chunks there is nothing to learn which words go together from. */
const FEWEST_FOR_MODEL = 8;

export function buildIndex(chunks: readonly IndexedChunk[], options: BuildOptions = {}): Uint8Array {
  return run(buildSteps(chunks, options), options);
}

/** The same, giving way to other work every few milliseconds, so that it can be cancelled meanwhile. */
export function buildIndexInSlices(chunks: readonly IndexedChunk[], options: BuildOptions = {}): Promise<Uint8Array> {
  return runInSlices(buildSteps(chunks, options), options);
}

function* buildSteps(chunks: readonly IndexedChunk[], options: BuildOptions): Generator<Progress, Uint8Array> {
  const languages = languagesOf(chunks);
  const { terms, count } = createCounter();
  const counted: NumberedChunk[] = [];
  for (const chunk of chunks) {
    counted.push(count(chunk, languages.get(chunk.documentId) ?? 'und'));
    if (counted.length % 64 === 0) yield { stage: 'analyse', done: counted.length, total: chunks.length };
  }
  const corpus = { terms, chunks: counted };
  const inverted = invert(corpus);
  const sections = writeWordSections(chunks, counted, inverted);
  yield { stage: 'write', done: 0, total: 1 };
  let model: TrainedModel | undefined;
  if (typeof options.vectors === 'object') model = options.vectors;
  else if (options.vectors !== false && chunks.length >= FEWEST_FOR_MODEL)
    model = yield* trainSteps({ ...corpus, ranks: inverted.ranks });
  if (model && model.terms.length > 0) {
    for (const [id, bytes] of writeProjection(model, inverted)) sections.set(id, bytes);
  }
  yield { stage: 'write', done: 1, total: 1 };
  return writeFile(sections);
}
