/**
 * The files of a language model that a person chose: the model, its tokenizer, and what its makers say of its use, where
 * such files lie as published models have them. They are foreign: bounded, and parsed before anything is done with them.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { OwnModelError } from './errors.ts';

/** Bytes. The largest published models of 384 dimensions have 470 MB; in memory a model takes about three times its file. */
const MOST_MODEL = 600_000_000;
/** Bytes. A vocabulary of 250,000 pieces takes 17 MB. */
const MOST_TOKENIZER = 64_000_000;
const MOST_CONFIG = 1_000_000;
/** Tokens of a text that are read where the model says nothing, and at most: passages have about 250. */
const USUAL_TOKENS = 256;
const MOST_TOKENS = 512;

/** How the vectors of a text's tokens become one. */
export type Pooling = 'mean' | 'first';

export interface ModelFiles {
  /** Changes with any byte of the model and with whatever changes its vectors. */
  readonly id: string;
  readonly path: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly tokenizer: Readonly<Record<string, unknown>>;
  readonly tokenizerConfig: Readonly<Record<string, unknown>>;
  readonly pooling: Pooling;
  readonly mostTokens: number;
  /** What the model wants written before a question and before a passage. */
  readonly prompts: { readonly query: string; readonly passage: string };
}

const words = (bytes: number): string => `${Math.round(bytes / 1_000_000).toLocaleString('en')} MB`;

/** Raised whenever vectors of the same files would come out differently. */
const READING = 1;

/**
 * @param path a model file, or the folder of a published model
 * @throws OwnModelError
 */
export function readModelFiles(path: string): ModelFiles {
  const model = modelIn(path);
  const folder = dirname(model);
  const { size } = statSync(model);
  if (size > MOST_MODEL)
    throw new OwnModelError(
      'model_too_big',
      `${basename(model)} has ${words(size)}; up to ${words(MOST_MODEL)} can be used. Choose a smaller model, or a quantised form of this one.`,
    );
  if ([`${model}_data`, `${model}.data`].some((one) => existsSync(one)))
    throw new OwnModelError(
      'model_in_parts',
      `${basename(model)} keeps its weights in a second file. Choose a form of the model that is one file.`,
    );
  const bytes = readFileSync(model);
  if (!looksLikeOnnx(bytes))
    throw new OwnModelError(
      'model_not_onnx',
      `${basename(model)} is not an ONNX model${/\.onnx$/i.test(model) ? ': its name says so, but its content is something else. It may be a page or a pointer saved in its place; fetch the model again' : '. Choose a file that ends in .onnx'}.`,
    );
  const besides = [folder, dirname(folder)];
  const tokenizerPath = besides.map((one) => join(one, 'tokenizer.json')).find((one) => existsSync(one));
  if (tokenizerPath === undefined)
    throw new OwnModelError(
      'model_no_tokenizer',
      `There is no tokenizer.json beside ${basename(model)}. It comes with the model, and without it no text can be put to it.`,
    );
  const home = dirname(tokenizerPath);
  const tokenizer = objectIn(tokenizerPath, MOST_TOKENIZER);
  if (!tokenizer)
    throw new OwnModelError('model_bad_tokenizer', `${tokenizerPath} cannot be read: it is not JSON, or too large.`);
  const tokenizerConfig = objectIn(join(home, 'tokenizer_config.json'), MOST_CONFIG) ?? {};
  const pooling = poolingOf(objectIn(join(home, '1_Pooling', 'config.json'), MOST_CONFIG));
  const prompts = promptsOf(objectIn(join(home, 'config_sentence_transformers.json'), MOST_CONFIG));
  const mostTokens = mostTokensOf(
    tokenizer,
    tokenizerConfig,
    objectIn(join(home, 'sentence_bert_config.json'), MOST_CONFIG),
  );
  const hash = createHash('sha256').update(bytes);
  hash.update(JSON.stringify([READING, tokenizer, tokenizerConfig, pooling, prompts, mostTokens]));
  const id = `own-384-${hash.digest('hex').slice(0, 32)}`;
  return { id, path: model, name: nameOf(model), bytes, tokenizer, tokenizerConfig, pooling, mostTokens, prompts };
}

/** @throws OwnModelError */
function modelIn(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new OwnModelError('model_gone', `There is nothing at ${path} any more. Choose the model again.`);
  if (!stat.isDirectory()) return path;
  const usual = ['model.onnx', 'onnx/model.onnx', 'model_quantized.onnx', 'onnx/model_quantized.onnx'];
  const found = usual.map((name) => join(path, name)).find((one) => existsSync(one));
  if (found !== undefined) return found;
  const others = readdirSync(path).filter((name) => name.toLowerCase().endsWith('.onnx'));
  const [only] = others;
  if (only === undefined)
    throw new OwnModelError('model_not_found', `No ONNX model lies in ${path}. Choose the folder that has model.onnx.`);
  if (others.length > 1)
    throw new OwnModelError('model_several', `${path} has ${others.length} ONNX models. Choose one of the files.`);
  return join(path, only);
}

/** `sentence-model/onnx/model.onnx` is known by its folder. */
function nameOf(model: string): string {
  const folder = dirname(model);
  const home = basename(folder) === 'onnx' ? dirname(folder) : folder;
  const file = basename(model).replace(/\.onnx$/i, '');
  return file.startsWith('model') ? `${basename(home)}${file === 'model' ? '' : ` (${file})`}` : file;
}

function objectIn(path: string, most: number): Record<string, unknown> | null {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? Number.POSITIVE_INFINITY;
  if (size > most) return null;
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

const poolingShape = z.object({ pooling_mode_cls_token: z.boolean().catch(false) });
const poolingOf = (config: unknown): Pooling =>
  poolingShape.safeParse(config).data?.pooling_mode_cls_token === true ? 'first' : 'mean';

const promptsShape = z.object({ prompts: z.record(z.string(), z.string().max(500)).catch({}) });
function promptsOf(config: unknown): ModelFiles['prompts'] {
  const prompts = promptsShape.safeParse(config).data?.prompts ?? {};
  return { query: prompts['query'] ?? '', passage: prompts['passage'] ?? prompts['document'] ?? '' };
}

const limitShape = z.number().int().positive();
const limits = z.object({
  truncation: z.object({ max_length: limitShape }).nullish().catch(null),
  model_max_length: limitShape.nullish().catch(null),
  max_seq_length: limitShape.nullish().catch(null),
});
function mostTokensOf(tokenizer: unknown, tokenizerConfig: unknown, sentence: unknown): number {
  const said =
    limits.safeParse(sentence).data?.max_seq_length ??
    limits.safeParse(tokenizer).data?.truncation?.max_length ??
    limits.safeParse(tokenizerConfig).data?.model_max_length;
  // "No limit" is written as a number of thirty digits.
  return Math.max(8, Math.min(said ?? USUAL_TOKENS, MOST_TOKENS));
}

/**
 * An ONNX file is a protocol buffer whose outermost fields are numbered 1 to 25, with the graph as field 7. Enough to tell
 * a picture or an archive from a model, before a runtime is handed the bytes.
 */
function looksLikeOnnx(bytes: Uint8Array): boolean {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; at < bytes.length && factor < 2 ** 50; factor *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    return -1;
  };
  let graph = false;
  for (let fields = 0; at < bytes.length && fields < 1000; fields++) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    if (tag < 0 || field < 1 || field > 25) return false;
    if (tag % 8 === 0) {
      if (varint() < 0) return false;
    } else if (tag % 8 === 2) {
      const length = varint();
      if (length < 0 || length > bytes.length - at) return false;
      at += length;
      graph ||= field === 7;
    } else return false;
  }
  return graph;
}
