/**
 * Stands before the SDK's transport, which passes over whatever is no JSON-RPC message: a client that sends such a thing
 * would wait for its answer for ever. Every line that is a message goes on unchanged; every other one is answered here.
 */
import { Transform, type Readable, type Writable } from 'node:stream';
import { isJSONRPCRequest, ProtocolErrorCode, STDIO_DEFAULT_MAX_BUFFER_SIZE } from '@modelcontextprotocol/server';

const NEWLINE = 0x0a;
/** Bytes of a message, with its line break: as many as the transport takes. */
const LONGEST = STDIO_DEFAULT_MAX_BUFFER_SIZE;

type Id = string | number | null;

interface Refusal {
  readonly id: Id;
  readonly code: number;
  readonly message: string;
}

/** 'pass': a message. 'drop': a notification or an answer that is broken; those are never answered. */
type Verdict = 'pass' | 'drop' | Refusal;

const refuse = (id: Id, code: number, message: string): Refusal => ({ id, code, message });

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isId = (value: unknown): value is string | number => typeof value === 'string' || Number.isInteger(value);

export function judge(line: string): Verdict {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return refuse(null, ProtocolErrorCode.ParseError, 'Parse error: this line is not JSON.');
  }
  const invalid = (id: Id, why: string): Refusal =>
    refuse(id, ProtocolErrorCode.InvalidRequest, `Invalid request: ${why}`);
  if (Array.isArray(value)) return invalid(null, 'batches are not part of the protocol; send one message a line.');
  if (!isRecord(value)) return invalid(null, 'a message is an object.');
  const { id, method } = value;
  const known = isId(id) ? id : null;
  if (value['jsonrpc'] !== '2.0') return invalid(known, '"jsonrpc" must be "2.0".');
  if (method === undefined) {
    if ('result' in value || 'error' in value) return known === null ? 'drop' : 'pass';
    return invalid(known, '"method" is missing.');
  }
  if (typeof method !== 'string') return invalid(known, '"method" must be a string.');
  if ('id' in value && known === null) return invalid(null, '"id" must be a string or a whole number.');
  const parameters = value['params'];
  const fits = parameters === undefined || isRecord(parameters);
  if (known === null) return fits ? 'pass' : 'drop';
  if (!fits) return refuse(known, ProtocolErrorCode.InvalidParams, 'Invalid params: "params" must be an object.');
  if (!isJSONRPCRequest(value)) {
    return refuse(known, ProtocolErrorCode.InvalidParams, 'Invalid params: "_meta" is not as the protocol has it.');
  }
  return 'pass';
}

/** The messages of `input`, as a stream for the transport. Refusals are written to `output`. */
export function onlyMessages(input: Readable, output: Writable): Readable {
  let held: Buffer[] = [];
  let length = 0;
  /** Of a line that is too long, what follows is thrown away up to its end. */
  let tooLong = false;
  const answer = ({ id, code, message }: Refusal): void => {
    output.write(`${JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } })}\n`);
  };
  const hold = (bytes: Buffer): void => {
    length += bytes.length;
    if (!tooLong && length > LONGEST) {
      tooLong = true;
      held = [];
      answer(refuse(null, ProtocolErrorCode.InvalidRequest, 'Invalid request: this message is longer than 10 MB.'));
    }
    if (!tooLong) held.push(bytes);
  };
  const filter = new Transform({
    transform(part: Buffer, _encoding, done) {
      let from = 0;
      for (let at = part.indexOf(NEWLINE); at !== -1; at = part.indexOf(NEWLINE, from)) {
        hold(part.subarray(from, at + 1));
        if (!tooLong) look(Buffer.concat(held));
        held = [];
        length = 0;
        tooLong = false;
        from = at + 1;
      }
      if (from < part.length) hold(part.subarray(from));
      done();
    },
  });
  function look(bytes: Buffer): void {
    const line = bytes.toString('utf8').trim();
    if (line === '') return;
    const verdict = judge(line);
    if (verdict === 'pass') filter.push(bytes);
    else if (verdict !== 'drop') answer(verdict);
  }
  input.on('error', (error) => filter.destroy(error));
  return input.pipe(filter);
}
