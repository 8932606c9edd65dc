/** Serves a bundle over HTTP on the loopback interface, for the conformance suite. Never part of a bundle. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createMcpHandler,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  hostHeaderValidationResponse,
  originValidationResponse,
} from '@modelcontextprotocol/server';
import { bundleServerFactory } from '../create.ts';

export interface Mount {
  readonly url: string;
  close(): Promise<void>;
}

async function requestOf(message: IncomingMessage): Promise<Request> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) {
    for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined) headers.append(name, each);
  }
  const parts: Buffer[] = [];
  for await (const part of message) if (Buffer.isBuffer(part)) parts.push(part);
  const method = message.method ?? 'GET';
  return new Request(`http://${message.headers.host ?? 'localhost'}${message.url ?? '/'}`, {
    method,
    headers,
    ...(method === 'GET' || method === 'HEAD' ? {} : { body: Buffer.concat(parts) }),
  });
}

async function send(response: Response, to: ServerResponse): Promise<void> {
  to.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body !== null) for await (const part of response.body) to.write(part);
  to.end();
}

export async function mountBundle(folder: string): Promise<Mount> {
  const handler = createMcpHandler(bundleServerFactory(folder));
  const server = createServer((message, response) => {
    requestOf(message)
      .then(
        (request) =>
          hostHeaderValidationResponse(request, localhostAllowedHostnames()) ??
          originValidationResponse(request, localhostAllowedOrigins()) ??
          handler.fetch(request),
      )
      .then((answer) => send(answer, response))
      .catch((error: unknown) => {
        response.statusCode = 500;
        response.end(String(error));
      });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/mcp`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
