/** Runs a person's own language model: a text in, a vector of unit length out. Runs in a thread that may be ended. */
import { Tokenizer } from '@huggingface/tokenizers';
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import { OwnModelError } from './errors.ts';
import type { ModelFiles } from './files.ts';

/** Components of a vector: what this program's tables, and the cloud's, have room for. */
export const WIDTH = 384;

export interface Encoder {
  /** @throws OwnModelError */
  encode(text: string, kind: 'query' | 'passage'): Promise<Float32Array>;
}

/** What a model of this kind may ask for; all are tensors of one row, a number a token. */
const KNOWN_INPUTS = new Set(['input_ids', 'attention_mask', 'token_type_ids', 'position_ids']);

// One thread: two are slower where the cores are wanted by others, and would be threads of their own below this one.
env.wasm.numThreads = 1;
env.logLevel = 'error';

/** @throws OwnModelError */
export async function openEncoder(files: ModelFiles): Promise<Encoder> {
  const { pooling, prompts } = files;
  const tokens = tokenizerOf(files);
  const session = await open(files);
  const inputs = session.inputMetadata.flatMap((one) => (one.isTensor ? [{ name: one.name, type: one.type }] : []));
  const strange = session.inputNames.filter((name) => !KNOWN_INPUTS.has(name));
  if (strange.length > 0 || !session.inputNames.includes('input_ids'))
    throw new OwnModelError(
      'model_inputs',
      `This model wants ${session.inputNames.join(', ')}. A model for texts takes input_ids and attention_mask, so this one is for something else.`,
    );
  const output = outputOf(session);
  // The runtime takes one text at a time; a question asked while a passage is read comes next.
  let before: Promise<unknown> = Promise.resolve();
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    const mine = before.then(work, work);
    before = mine.catch(() => undefined);
    return mine;
  };

  return {
    encode: (text, kind) =>
      inTurn(async () => {
        const ids = tokens(`${prompts[kind]}${text}`);
        const values: Record<string, (place: number) => number> = {
          input_ids: (place) => ids[place] ?? 0,
          attention_mask: () => 1,
          token_type_ids: () => 0,
          position_ids: (place) => place,
        };
        const feeds: Record<string, Tensor> = {};
        for (const { name, type } of inputs) {
          const each = ids.map((_, place) => values[name]?.(place) ?? 0);
          feeds[name] =
            type === 'int32'
              ? new Tensor('int32', Int32Array.from(each), [1, ids.length])
              : new Tensor('int64', BigInt64Array.from(each, BigInt), [1, ids.length]);
        }
        const answer = (await running(() => session.run(feeds, [output])))[output];
        if (!answer || answer.type !== 'float32')
          throw new OwnModelError(
            'model_output',
            `This model answers in ${answer?.type ?? 'nothing'}, not in float32. Choose another form of it.`,
          );
        return pooled(Float32Array.from(answer.data as Float32Array), answer.dims, pooling);
      }),
  };
}

async function running<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OwnModelError) throw error;
    throw new OwnModelError('model_failed', `The model failed while it read a text: ${firstLine(error)}`);
  }
}

async function open({ bytes, name }: ModelFiles): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(bytes, { executionProviders: ['wasm'] });
  } catch (error) {
    throw new OwnModelError(
      'model_not_onnx',
      `${name} could not be opened as an ONNX model: ${firstLine(error)}. It may be damaged, or use what this version does not know.`,
    );
  }
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]?.slice(0, 200) ?? '';

/** Vectors of whole texts before those of tokens; what a classifier was trained on (the pooler's) last. */
function outputOf(session: InferenceSession): string {
  const shapes = new Map(session.outputMetadata.map((one) => [one.name, one.isTensor ? one.shape.length : 0]));
  const named = ['sentence_embedding', 'last_hidden_state', 'token_embeddings'].find((name) => shapes.has(name));
  const others = session.outputNames.filter((name) => !/pooler/.test(name));
  const found =
    named ??
    others.find((name) => shapes.get(name) === 3) ??
    others.find((name) => shapes.get(name) === 2) ??
    session.outputNames[0];
  if (found === undefined) throw new OwnModelError('model_output', 'This model answers nothing.');
  return found;
}

/** @param dims of one text: [1, width], or [1, tokens, width] */
function pooled(data: Float32Array, dims: readonly number[], pooling: ModelFiles['pooling']): Float32Array {
  const width = dims.at(-1) ?? 0;
  if (width !== WIDTH)
    throw new OwnModelError(
      'model_width',
      `This model's vectors have ${width} components. Only models of ${WIDTH} can be used.`,
    );
  const rows = dims.length === 3 ? (dims[1] ?? 0) : 1;
  if (dims.length < 2 || dims.length > 3 || data.length !== rows * width || rows < 1)
    throw new OwnModelError('model_output', `This model answers in another shape (${dims.join(' by ')}).`);
  const vector = new Float32Array(width);
  const used = pooling === 'first' ? 1 : rows;
  for (let row = 0; row < used; row++)
    for (let d = 0; d < width; d++) vector[d] = (vector[d] ?? 0) + (data[row * width + d] ?? 0);
  let square = 0;
  for (const value of vector) square += value * value;
  if (!(square > 0) || !Number.isFinite(square))
    throw new OwnModelError(
      'model_senseless',
      'This model gives no direction for a text: its answer is zero or not a number.',
    );
  const factor = 1 / Math.sqrt(square);
  return vector.map((value) => value * factor);
}

/** Ids of a text's tokens, cut to what the model reads; its closing token stays. */
function tokenizerOf({ tokenizer, tokenizerConfig, mostTokens, path }: ModelFiles): (text: string) => number[] {
  let tool: Tokenizer;
  const encode = (text: string): number[] => tool.encode(text).ids;
  try {
    tool = new Tokenizer(tokenizer, tokenizerConfig);
    const [closing] = encode('').slice(-1);
    const ends = encode('a').at(-1) === closing && closing !== undefined;
    return (text) => {
      // A token has rarely more than eight characters: what lies beyond is cut off anyway.
      const ids = encode(text.slice(0, mostTokens * 16));
      if (ids.length <= mostTokens) return ids.length > 0 ? ids : [0];
      return ends ? [...ids.slice(0, mostTokens - 1), closing] : ids.slice(0, mostTokens);
    };
  } catch (error) {
    throw new OwnModelError('model_bad_tokenizer', `The tokenizer beside ${path} cannot be used: ${firstLine(error)}.`);
  }
}
