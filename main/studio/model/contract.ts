/**
 * A language model that a person named: a server that speaks the OpenAI chat protocol, on this computer (Ollama, llama.cpp,
 * LM Studio) or elsewhere. There is none until somebody names one, and nothing is sent but where a page says so first.
 */
import { z } from 'zod';
import { defineContract, mutation, query } from '../../contract/define.ts';

/** Where its server is, judged by its address alone; a name may turn out to be another place when it is connected to. */
export const MODEL_PLACES = ['device', 'network', 'internet'] as const;

export const chatModel = z.object({
  /** Without the slash at its end: `http://127.0.0.1:11434/v1`. */
  baseUrl: z.string(),
  model: z.string(),
  /** The host with its port, as it is shown wherever something is sent. */
  host: z.string(),
  place: z.enum(MODEL_PLACES),
  /** `memory`: there is no keychain here, so it is forgotten when the studio closes. */
  key: z.enum(['none', 'keychain', 'memory']),
});
export type ChatModel = z.infer<typeof chatModel>;

export const MODEL_NAME = z
  .string()
  .trim()
  .min(1, 'The model needs its name, as its server knows it.')
  .max(200, 'A model’s name has at most 200 characters.')
  .regex(/^[\p{L}\p{N}][^\p{C}<>"]*$/u, 'This is no name of a model.');
/** What headers can carry, and keychains' own tools as well. */
export const MODEL_KEY = z
  .string()
  .trim()
  .max(500, 'A key has at most 500 characters.')
  .regex(
    /^[\x21\x23-\x5b\x5d-\x7e]*$/,
    'A key has no spaces, quotation marks or letters with accents. Paste it again.',
  );

const wanted = z.object({
  baseUrl: z.string().max(2000, 'An address has at most 2,000 characters.'),
  model: MODEL_NAME,
  /** Left out: the one that is kept for this server, if there is one. Empty: none. */
  key: MODEL_KEY.optional(),
});
export type WantedModel = z.output<typeof wanted>;

const state = z.object({ model: chatModel.nullable() });

export const modelContract = defineContract({
  'model.get': query({ input: z.object({}), output: state, reads: ['settings'] }),
  /** @throws StudioError bad_address, with what an address may be; no_keychain where a key can be kept nowhere */
  'model.use': mutation({ input: wanted, output: state }),
  /** Forgets it, and its key. */
  'model.remove': mutation({ input: z.object({}), output: state }),
  /** Sends one word of greeting and says what came back; keeps nothing. */
  'model.check': mutation({
    input: wanted,
    output: z.object({
      /** A sentence for people. */
      said: z.string(),
      /** Milliseconds until the whole answer was there. */
      ms: z.int(),
    }),
  }),
});
