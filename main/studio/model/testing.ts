/** For tests: a server on this computer that speaks the OpenAI chat protocol and answers what the test tells it to. */
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const body = z.looseObject({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
  response_format: z.unknown().optional(),
});

export interface AskedOf {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: z.output<typeof body>;
  /** What the person's side said, without the rules. */
  readonly user: string;
}

/** What the server does: words for the model to say, or something else altogether. */
export type Answering = (asked: AskedOf, response: ServerResponse, nth: number) => string | null;

export interface ChatServer {
  readonly baseUrl: string;
  readonly host: string;
  /** In the order in which they came. */
  readonly asked: AskedOf[];
  answer: Answering;
  close(): Promise<void>;
}

export async function chatServer(answer: Answering): Promise<ChatServer> {
  const asked: AskedOf[] = [];
  const http = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => (text += part));
    request.on('end', () => {
      const read = body.parse(JSON.parse(text));
      const one: AskedOf = {
        path: request.url ?? '',
        headers: request.headers,
        body: read,
        user: read.messages.find(({ role }) => role === 'user')?.content ?? '',
      };
      asked.push(one);
      const said = server.answer(one, response, asked.length);
      // Otherwise it has answered, or is silent, of its own accord.
      if (said !== null) sayAs(response, said);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const server: ChatServer = {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    host: `127.0.0.1:${port}`,
    asked,
    answer,
    close: () =>
      new Promise((resolve) => {
        http.closeAllConnections();
        http.close(() => resolve());
      }),
  };
  return server;
}

/** An answer as such servers send it. */
export function sayAs(response: ServerResponse, content: string, finish = 'stop'): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: finish }],
      usage: { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 },
    }),
  );
}

/** Refuses as such servers do. */
export function refuseWith(response: ServerResponse, status: number, message: string): null {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { message, type: 'invalid_request_error' } }));
  return null;
}
