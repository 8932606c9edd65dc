/** What a person attaches to a conversation: the foundation, the customer profiles, the documents. */
import { ProtocolError, ProtocolErrorCode, ResourceTemplate, type McpServer } from '@modelcontextprotocol/server';
import { QUOTE_NOTICE } from './catalogue.ts';
import type { Bundle } from './create.ts';
import { BundleError } from './files.ts';
import { foundationText, icpText } from './ground-tools.ts';
import { cut, jsonBytes } from './paging.ts';

const URI = 'morgy://documents/{document}';
const ICP_URI = 'morgy://icps/{icp}';
const FOUNDATION_URI = 'morgy://foundation';
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

/** An id out of an address. One whose escapes are broken is nobody's. */
function decoded(id: string | string[] | undefined): string {
  const written = typeof id === 'string' ? id : '';
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
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

const asText = (uri: URL, text: string) => ({
  contents: [{ uri: uri.href, mimeType: MIME, text: cut(text, 0, Math.floor(TEXT_BUDGET / 6)) }],
});

function registerGround(server: McpServer, bundle: Bundle): void {
  server.registerResource(
    'foundation',
    FOUNDATION_URI,
    { title: 'Foundation', description: 'What the business is and how it speaks.', mimeType: MIME },
    (uri) => asInvalidParams(() => asText(uri, foundationText(bundle.foundation()))),
  );
  if (!bundle.hasIcps) return;
  server.registerResource(
    'icp',
    new ResourceTemplate(ICP_URI, {
      list: undefined,
      complete: {
        icp: (typed) => {
          const wanted = typed.trim().toLowerCase();
          return bundle
            .icps()
            .filter(({ id, name }) => id.includes(wanted) || name.toLowerCase().includes(wanted))
            .slice(0, 100)
            .map(({ id }) => id);
        },
      },
    }),
    { title: 'Customer profile', description: 'One ideal customer profile of this bundle.', mimeType: MIME },
    (uri, variables) => {
      const id = variables['icp'];
      return asInvalidParams(() => asText(uri, icpText(bundle.icp(decoded(id)))));
    },
  );
}

/** Every resource that there is, in the order in which they are listed. */
function resourcesOf(bundle: Bundle): { uri: string; name: string; title: string; mimeType: string }[] {
  return [
    ...(bundle.hasFoundation ? [{ uri: FOUNDATION_URI, name: 'foundation', title: 'Foundation', mimeType: MIME }] : []),
    ...bundle.icps().map(({ id, name }) => ({
      uri: `morgy://icps/${encodeURIComponent(id)}`,
      name: id,
      title: name,
      mimeType: MIME,
    })),
    ...(bundle.hasKnowledge
      ? bundle.knowledge().documents.map(({ id, title }) => ({ uri: documentUri(id), name: id, title, mimeType: MIME }))
      : []),
  ];
}

export function registerResources(server: McpServer, bundle: Bundle): void {
  if (bundle.hasFoundation) registerGround(server, bundle);
  if (bundle.hasKnowledge) registerDocuments(server, bundle);
  // The SDK's own list answers everything at once; a bundle may hold thousands of documents.
  server.server.setRequestHandler('resources/list', (request) =>
    asInvalidParams(() => {
      const all = resourcesOf(bundle);
      const cursor = request.params?.cursor ?? '0';
      const start = /^\d{1,9}$/.test(cursor) ? Number(cursor) : Number.NaN;
      if (!(start <= all.length)) throw new BundleError('invalid', 'This cursor does not belong to this list.');
      const end = start + PAGE;
      return { resources: all.slice(start, end), ...(end < all.length ? { nextCursor: String(end) } : {}) };
    }),
  );
}

function registerDocuments(server: McpServer, bundle: Bundle): void {
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
            text: textOf(bundle, decoded(id)),
          },
        ],
      }));
    },
  );
}
