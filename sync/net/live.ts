/**
 * A table's log followed live, on Electric's own client. Its trap: what is thrown in its callback comes up elsewhere and
 * it goes on. So the callback only hands over, and every failure ends the stream; whoever opened it opens it again from
 * the cursor that was applied last.
 */
import { ShapeStream } from '@electric-sql/client';
import type { Message, Offset } from '@electric-sql/client';
import { z } from 'zod';
import { NetworkError } from '../errors.ts';
import type { Cursor } from './barrier.ts';
import { refusal, shapeMessage } from './gateway.ts';
import type { ShapeMessage } from './gateway.ts';

export interface LiveLogOptions {
  readonly url: string;
  readonly table: string;
  readonly cursor: Cursor;
  /** Adds the token, and refreshes it once for all. */
  readonly send: (input: string, init?: RequestInit) => Promise<Response>;
  /** @param from where the part begins; @param cursor where the next one does */
  readonly onPart: (messages: readonly ShapeMessage[], cursor: Cursor, from: Cursor) => void;
  /** The log is gone: the table has to be fetched again. */
  readonly onGone: () => void;
  readonly onFailure: (error: unknown) => void;
}

export interface LiveLog {
  readonly table: string;
  close(): void;
}

/** The client would parse values by the types in this header; the catalogue knows them better. */
function withoutSchema(response: Response): Response {
  const headers = new Headers(response.headers);
  if (headers.has('electric-schema')) headers.set('electric-schema', '{}');
  // The body is unpacked by now.
  headers.delete('content-encoding');
  headers.delete('content-length');
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

export function openLiveLog(options: LiveLogOptions): LiveLog {
  const abort = new AbortController();
  let ended = false;
  let from = options.cursor;
  const end = (report: () => void): void => {
    if (ended) return;
    ended = true;
    abort.abort();
    report();
  };
  const fail = (error: unknown): void => end(() => options.onFailure(error));

  const stream = new ShapeStream({
    url: options.url,
    params: { table: options.table },
    handle: options.cursor.handle,
    offset: options.cursor.offset as Offset,
    signal: abort.signal,
    fetchClient: async (input, init) => {
      try {
        const response = await options.send(input instanceof Request ? input.url : String(input), init);
        if (response.ok) return withoutSchema(response);
        if (response.status === 409 || response.status === 400) {
          await response.body?.cancel();
          end(options.onGone);
        } else fail(await refusal(response));
      } catch (error) {
        if (!abort.signal.aborted) fail(error);
      }
      throw new DOMException('The stream has ended.', 'AbortError');
    },
    onError: (error) => {
      fail(error);
    },
  });
  stream.subscribe(
    (messages: Message[]) => {
      if (ended) return;
      const parsed = z.array(shapeMessage).safeParse(messages);
      const { shapeHandle: handle, lastOffset: offset } = stream;
      if (!parsed.success || handle === undefined) {
        fail(new NetworkError('The answer was cut short, or is not a shape’s.'));
        return;
      }
      try {
        const cursor = { handle, offset };
        options.onPart(parsed.data, cursor, from);
        from = cursor;
      } catch (error) {
        fail(error);
      }
    },
    (error: Error) => fail(error),
  );
  return {
    table: options.table,
    close: () =>
      end(() => {
        // Nobody is told: it was asked for.
      }),
  };
}
