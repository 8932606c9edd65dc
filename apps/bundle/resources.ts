/** The documents as resources that a person attaches to a conversation. */
import { ProtocolError, ProtocolErrorCode, ResourceTemplate, type McpServer } from '@modelcontextprotocol/server';
import { QUOTE_NOTICE } from './catalogue.ts';
import type { Bundle } from './create.ts';
import { BundleError } from './files.ts';
import { jsonBytes } from './paging.ts';

const URI = 'morgy://documents/{document}';
/** Resources in one answer of resources/list. */
const PAGE = 200;
/** JSON bytes of one resource's text: the person chose it, but a host still has to carry it. */
const TEXT_BUDGET = 900_000;
const MIME = 'text/markdown';

export const documentUri = (id: string): string => `morgy://documents/${encodeURIComponent(id)}`;

function asInvalidParams<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof BundleError) throw new ProtocolError(ProtocolErrorCode.InvalidParams, error.message);
    throw error;
  }
}

function textOf(bundle: Bundle, id: string): string {
  const knowledge = bundle.knowledge();
  const document = knowledge.document(id);
  const parts = [`${QUOTE_NOTICE}\n\nSource: ${document.title}`];
  let bytes = TEXT_BUDGET - jsonBytes(parts[0] ?? '');
  let path = '';
  for (let item = 0; item < document.count; item++) {
    const passage = knowledge.passage(document.first + item);
    const headings = passage.headingPath.join(' › ');
    const text = knowledge.text(document.first + item);
    const part = headings === path || headings === '' ? text : `(${headings})\n\n${text}`;
    bytes -= jsonBytes(part) + 4;
    if (bytes < 0) {
      parts.push(
        `(Shortened: passages ${passage.id} to ${document.id}#${document.count} are left out here. The tool read_document shows them.)`,
      );
      break;
    }
    path = headings;
    parts.push(part);
  }
  return parts.join('\n\n');
}

export function registerResources(server: McpServer, bundle: Bundle): void {
  const describe = (id: string, title: string) => ({
    uri: documentUri(id),
    name: id,
    title,
    mimeType: MIME,
  });
  server.registerResource(
    'document',
    new ResourceTemplate(URI, {
      list: undefined,
      complete: {
        document: (typed) => {
          const wanted = typed.trim().toLowerCase();
          return bundle
            .knowledge()
            .documents.filter(({ id, title }) => id.includes(wanted) || title.toLowerCase().includes(wanted))
            .slice(0, 100)
            .map(({ id }) => id);
        },
      },
    }),
    { title: 'Document', description: 'The text of one document of this bundle.', mimeType: MIME },
    (uri, variables) => {
      const id = variables['document'];
      return asInvalidParams(() => ({
        contents: [
          {
            uri: uri.href,
            mimeType: MIME,
            text: textOf(bundle, typeof id === 'string' ? decodeURIComponent(id) : ''),
          },
        ],
      }));
    },
  );
  // The SDK's own list answers everything at once; a bundle may hold thousands of documents.
  server.server.setRequestHandler('resources/list', (request) =>
    asInvalidParams(() => {
      const { documents } = bundle.knowledge();
      const cursor = request.params?.cursor ?? '0';
      const start = /^\d{1,9}$/.test(cursor) ? Number(cursor) : Number.NaN;
      if (!(start <= documents.length)) throw new BundleError('invalid', 'This cursor does not belong to this list.');
      const end = start + PAGE;
      return {
        resources: documents.slice(start, end).map(({ id, title }) => describe(id, title)),
        ...(end < documents.length ? { nextCursor: String(end) } : {}),
      };
    }),
  );
}
