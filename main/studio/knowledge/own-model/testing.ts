/**
 * For tests: small but real ONNX models, written byte by byte as protocol buffers, with a tokenizer of whole words. A
 * word's vector is made from its stem alone, so that texts which share words are near each other.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROBES } from './check.ts';

const utf8 = new TextEncoder();
function varint(value: number): number[] {
  const out: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) out.push((value % 128) | 128);
  return [...out, value];
}
const joined = (...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array =>
  Uint8Array.from(Buffer.concat(parts.map((part) => Uint8Array.from(part))));
const number = (field: number, value: number): Uint8Array => joined(varint(field * 8), varint(value));
const bytes = (field: number, value: Uint8Array): Uint8Array =>
  joined(varint(field * 8 + 2), varint(value.length), value);
const text = (field: number, value: string): Uint8Array => bytes(field, utf8.encode(value));

/** Numbers of the types in ONNX. */
export const FLOAT = 1;
export const INT64 = 7;

interface Port {
  readonly name: string;
  readonly type: number;
  /** A name stands for a length that is known only when it runs. */
  readonly shape: readonly (number | string)[];
}

const port = ({ name, type, shape }: Port): Uint8Array =>
  joined(
    text(1, name),
    bytes(
      2,
      bytes(
        1,
        joined(
          number(1, type),
          bytes(
            2,
            joined(...shape.map((size) => bytes(1, typeof size === 'number' ? number(1, size) : text(2, size)))),
          ),
        ),
      ),
    ),
  );

const node = (op: string, inputs: readonly string[], output: string): Uint8Array =>
  joined(...inputs.map((name) => text(1, name)), text(2, output), text(4, op));

const tensor = (name: string, shape: readonly number[], values: Float32Array): Uint8Array =>
  joined(
    ...shape.map((size) => number(1, size)),
    number(2, FLOAT),
    text(8, name),
    bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  );

interface Graph {
  readonly nodes: readonly Uint8Array[];
  readonly tensors: readonly Uint8Array[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

function model({ nodes, tensors, inputs, outputs }: Graph): Uint8Array {
  const graph = joined(
    ...nodes.map((one) => bytes(1, one)),
    text(2, 'small'),
    ...tensors.map((one) => bytes(5, one)),
    ...inputs.map((one) => bytes(11, port(one))),
    ...outputs.map((one) => bytes(12, port(one))),
  );
  return joined(number(1, 8), bytes(7, graph), bytes(8, joined(text(1, ''), number(2, 17))));
}

const WORD = /[\p{L}\p{N}]+/gu;
/** Words that begin alike count as one, so that "pay" and "paid" may differ and "bee" and "bees" do not. */
const stemOf = (word: string): string => word.slice(0, 4);

function vectorOf(stem: string, width: number): number[] {
  let state = 0x811c9dc5;
  for (const character of stem) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return Array.from({ length: width }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
}

export interface SmallModel {
  readonly width?: number;
  readonly inputs?: readonly string[];
  /** Every word has the same vector. */
  readonly constant?: boolean;
  /** The answer is not a number. */
  readonly broken?: boolean;
  /** Words of these texts are known beside those of the probes. */
  readonly texts?: readonly string[];
}

/** Writes model.onnx and tokenizer.json. @returns the folder */
export function writeSmallModel(folder: string, options: SmallModel = {}): string {
  const { width = 384, inputs = ['input_ids', 'attention_mask'], texts = [] } = options;
  const words = new Set([...PROBES.flat(), ...texts].flatMap((one) => one.toLowerCase().match(WORD) ?? []));
  const vocabulary = ['[PAD]', '[UNK]', ...words];
  const rows = vocabulary.flatMap((word) => {
    if (options.broken) return Array.from({ length: width }, () => Number.NaN);
    return vectorOf(options.constant || word === '[UNK]' ? '' : stemOf(word), width);
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'model.onnx'),
    model({
      nodes: [node('Gather', ['words', inputs[0] ?? ''], 'last_hidden_state')],
      tensors: [tensor('words', [vocabulary.length, width], Float32Array.from(rows))],
      inputs: inputs.map((name) => ({ name, type: INT64, shape: ['texts', 'tokens'] })),
      outputs: [{ name: 'last_hidden_state', type: FLOAT, shape: ['texts', 'tokens', width] }],
    }),
  );
  writeFileSync(
    join(folder, 'tokenizer.json'),
    JSON.stringify({
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: [],
      normalizer: { type: 'Lowercase' },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: null,
      decoder: null,
      model: {
        type: 'WordPiece',
        unk_token: '[UNK]',
        continuing_subword_prefix: '##',
        max_input_chars_per_word: 100,
        vocab: Object.fromEntries(vocabulary.map((word, place) => [word, place])),
      },
    }),
  );
  return folder;
}
