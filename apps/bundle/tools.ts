/** The tools of a bundle. Every one only reads, and every failure is a sentence. */
import type { McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { annotations, answer, cursorIn, more } from './answer.ts';
import { QUOTE_NOTICE, TOOLS } from './catalogue.ts';
import type { Bundle } from './create.ts';
import { cut, EXCERPT_LENGTH, formatCursor, jsonBytes, parseCursor, RESULT_BUDGET } from './paging.ts';
import { MOST_RESULTS } from './format.ts';
import type { Passage } from './knowledge.ts';
import { fillTemplate } from './templates.ts';

/** Hits beyond this are not worth paging to. */
const MAX_HITS = 200;
const DEFAULT_READ = 20_000;

const citation = z.object({
  id: z.string().describe('Passage id, for citing and for read_document'),
  document: z.string().describe('Document id'),
  title: z.string().describe('Title of the document'),
  headingPath: z.array(z.string()).describe('Headings above the passage, outermost first'),
  page: z.number().int().min(1).optional().describe('Page in the source, where it has pages'),
});

function cite(passage: Passage): z.infer<typeof citation> {
  return {
    id: passage.id,
    document: passage.document.id,
    title: passage.document.title,
    headingPath: [...passage.headingPath],
    ...(passage.page === undefined ? {} : { page: passage.page }),
  };
}

/** "[id] Title › Heading, page 3", then the text as a quotation. */
function quote(passage: Passage, text: string, suffix = ''): string {
  const place = [passage.document.title, ...passage.headingPath].join(' › ');
  const page = passage.page === undefined ? '' : `, page ${passage.page}`;
  return `[${passage.id}] ${place}${page}\n${text.replace(/^/gm, '> ')}${suffix}`;
}

export function registerKnowledgeTools(server: McpServer, bundle: Bundle): void {
  server.registerTool(
    TOOLS.search.name,
    {
      title: TOOLS.search.title,
      description: TOOLS.search.description,
      annotations: annotations(TOOLS.search),
      inputSchema: z.object({
        query: z.string().min(1).max(10_000).describe('Words to look for; "quoted words" must stand together'),
        limit: z
          .number()
          .int()
          .min(1)
          .max(MOST_RESULTS)
          .default(bundle.resultLimit)
          .describe('Most passages to return'),
        document: z.string().max(200).optional().describe('Search only in the document with this id (or title)'),
        cursor: cursorIn,
      }),
      outputSchema: z.object({
        notice: z.string(),
        results: z.array(citation.extend({ text: z.string(), score: z.number(), truncated: z.boolean() })),
        ...more,
      }),
    },
    ({ query, limit, document, cursor }) =>
      answer(() => {
        const knowledge = bundle.knowledge();
        const within = document === undefined ? undefined : knowledge.document(document);
        const start = parseCursor(cursor, MAX_HITS).item;
        const hits = knowledge.search(query, Math.min(MAX_HITS, start + limit + 1), within, start > 0);
        const results = [];
        const quotes = [];
        let used = 0;
        for (const { passage, score } of hits.slice(start, start + limit)) {
          const whole = knowledge.text(passage.ordinal);
          const text = cut(whole, 0, EXCERPT_LENGTH);
          const truncated = text.length < whole.length;
          used += jsonBytes(text) + 2 * jsonBytes(passage.document.title + passage.headingPath.join(''));
          if (results.length > 0 && used > RESULT_BUDGET) break;
          results.push({
            ...cite(passage),
            text,
            score: Math.round(score * 1000) / 1000,
            truncated,
          });
          quotes.push(
            quote(
              passage,
              text,
              truncated ? `\n(Shortened; read_document with from "${passage.id}" shows it all.)` : '',
            ),
          );
        }
        const next = start + results.length;
        const truncated = hits.length > next;
        const structured = {
          notice: QUOTE_NOTICE,
          results,
          truncated,
          ...(truncated ? { nextCursor: formatCursor({ item: next, character: 0 }) } : {}),
        };
        const text =
          results.length === 0
            ? 'No passage matches these words. Other words or fewer of them may find something; list_documents shows what there is.'
            : [
                QUOTE_NOTICE,
                ...quotes,
                ...(truncated ? [`(More passages match: cursor "${String(next)}".)`] : []),
              ].join('\n\n');
        return { text, structured };
      }),
  );

  server.registerTool(
    TOOLS.read.name,
    {
      title: TOOLS.read.title,
      description: TOOLS.read.description,
      annotations: annotations(TOOLS.read),
      inputSchema: z.object({
        document: z
          .string()
          .min(1)
          .max(200)
          .describe('Document id, from list_documents or a search result; its title does as well'),
        from: z.string().max(220).optional().describe('Passage id to begin at, such as "handbook#12"'),
        cursor: cursorIn,
        maxCharacters: z
          .number()
          .int()
          .min(200)
          .max(100_000)
          .default(DEFAULT_READ)
          .describe('Most characters of text to return'),
      }),
      outputSchema: z.object({
        notice: z.string(),
        document: z.object({
          id: z.string(),
          title: z.string(),
          sourceType: z.string(),
          date: z.string().optional(),
          passages: z.number().int().min(1),
        }),
        passages: z.array(citation.extend({ text: z.string(), truncated: z.boolean() })),
        ...more,
      }),
    },
    ({ document: id, from, cursor, maxCharacters }) =>
      answer(() => {
        const knowledge = bundle.knowledge();
        const document = knowledge.document(id);
        const position = parseCursor(cursor, document.count);
        let { item, character } = position;
        if (from !== undefined && cursor === undefined) item = knowledge.ordinalOf(document, from) - document.first;
        const passages = [];
        const quotes = [];
        let characters = maxCharacters;
        let bytes = RESULT_BUDGET;
        while (item < document.count && characters > 0 && bytes > 0) {
          const ordinal = document.first + item;
          const passage = knowledge.passage(ordinal);
          const whole = knowledge.text(ordinal);
          // A JSON escape takes at most six bytes, so this piece can't break the budget by more than its framing.
          const room = Math.min(characters, Math.max(200, Math.floor(bytes / 6)));
          const text = cut(whole, character, room);
          const truncated = character + text.length < whole.length;
          // A passage that doesn't fit whole begins the next part.
          if (truncated && passages.length > 0) break;
          bytes -= jsonBytes(text) + 2 * jsonBytes(document.title + passage.headingPath.join('')) + 200;
          if (bytes < 0 && passages.length > 0) break;
          characters -= text.length;
          passages.push({ ...cite(passage), text, truncated });
          quotes.push(quote(passage, text));
          if (truncated) {
            character += text.length;
            break;
          }
          item += 1;
          character = 0;
        }
        const truncated = item < document.count;
        const next = formatCursor({ item, character });
        return {
          text: [
            QUOTE_NOTICE,
            ...quotes,
            truncated ? `(The document goes on: cursor "${next}".)` : '(End of the document.)',
          ].join('\n\n'),
          structured: {
            notice: QUOTE_NOTICE,
            document: {
              id: document.id,
              title: document.title,
              sourceType: document.sourceType,
              ...(document.date === undefined ? {} : { date: document.date }),
              passages: document.count,
            },
            passages,
            truncated,
            ...(truncated ? { nextCursor: next } : {}),
          },
        };
      }),
  );

  server.registerTool(
    TOOLS.list.name,
    {
      title: TOOLS.list.title,
      description: TOOLS.list.description,
      annotations: annotations(TOOLS.list),
      inputSchema: z.object({
        limit: z.number().int().min(1).max(200).default(50).describe('Most documents to return'),
        cursor: cursorIn,
      }),
      outputSchema: z.object({
        documents: z.array(
          z.object({
            id: z.string(),
            title: z.string(),
            sourceType: z.string(),
            date: z.string().optional(),
            passages: z.number().int().min(1),
          }),
        ),
        total: z.number().int().min(0),
        ...more,
      }),
    },
    ({ limit, cursor }) =>
      answer(() => {
        const { documents: all } = bundle.knowledge();
        const start = parseCursor(cursor, all.length).item;
        const documents = [];
        let used = 0;
        for (const document of all.slice(start, start + limit)) {
          used += 2 * jsonBytes(document.title) + 200;
          if (documents.length > 0 && used > RESULT_BUDGET) break;
          documents.push({
            id: document.id,
            title: document.title,
            sourceType: document.sourceType,
            ...(document.date === undefined ? {} : { date: document.date }),
            passages: document.count,
          });
        }
        const next = start + documents.length;
        const truncated = next < all.length;
        const lines = documents.map(
          (document) =>
            `- ${document.id}: ${document.title} (${document.passages} passages${document.date === undefined ? '' : `, ${document.date}`})`,
        );
        return {
          text: [`${all.length} documents.`, ...lines, ...(truncated ? [`(More: cursor "${next}".)`] : [])].join('\n'),
          structured: {
            documents,
            total: all.length,
            truncated,
            ...(truncated ? { nextCursor: String(next) } : {}),
          },
        };
      }),
  );
}

export function registerPersonaTool(server: McpServer, bundle: Bundle): void {
  server.registerTool(
    TOOLS.persona.name,
    {
      title: TOOLS.persona.title,
      description: TOOLS.persona.description,
      annotations: annotations(TOOLS.persona),
      inputSchema: z.object({}),
      outputSchema: z.object({
        name: z.string(),
        description: z.string(),
        category: z.string(),
        tags: z.array(z.string()),
        author: z.string(),
        license: z.string().optional(),
        persona: z.string(),
        model: z.string().optional(),
        temperature: z.number().optional(),
        maxTokens: z.number().optional(),
        capabilities: z.array(z.string()),
        truncated: z.boolean(),
      }),
    },
    () =>
      answer(() => {
        const file = bundle.persona();
        const persona = cut(file.persona, 0, Math.floor(RESULT_BUDGET / 6));
        const truncated = persona.length < file.persona.length;
        return { text: persona, structured: { ...file, persona, truncated } };
      }),
  );
}

const templateOut = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  arguments: z.array(z.object({ name: z.string(), description: z.string(), required: z.boolean() })),
});

export function registerTemplateTools(server: McpServer, bundle: Bundle): void {
  server.registerTool(
    TOOLS.listTemplates.name,
    {
      title: TOOLS.listTemplates.title,
      description: TOOLS.listTemplates.description,
      annotations: annotations(TOOLS.listTemplates),
      inputSchema: z.object({ cursor: cursorIn }),
      outputSchema: z.object({ templates: z.array(templateOut), ...more }),
    },
    ({ cursor }) =>
      answer(() => {
        const all = bundle.templates();
        const start = parseCursor(cursor, all.length).item;
        const templates: z.infer<typeof templateOut>[] = [];
        let used = 0;
        for (const { name, title, description, arguments: list } of all.slice(start)) {
          const entry = {
            name,
            title,
            description,
            arguments: list.map((argument) => ({
              name: argument.name,
              description: argument.description,
              required: argument.required,
            })),
          };
          used += Buffer.byteLength(JSON.stringify(entry));
          if (templates.length > 0 && used > RESULT_BUDGET) break;
          templates.push(entry);
        }
        const next = start + templates.length;
        const truncated = next < all.length;
        const lines = templates.map((template) => {
          const list = template.arguments.map((argument) =>
            argument.required ? argument.name : `${argument.name} (optional)`,
          );
          return `- ${template.name}: ${template.title}. ${template.description}${list.length > 0 ? ` Arguments: ${list.join(', ')}.` : ''}`;
        });
        return {
          text: [...lines, ...(truncated ? [`(More: cursor "${next}".)`] : [])].join('\n'),
          structured: { templates, truncated, ...(truncated ? { nextCursor: String(next) } : {}) },
        };
      }),
  );

  server.registerTool(
    TOOLS.useTemplate.name,
    {
      title: TOOLS.useTemplate.title,
      description: TOOLS.useTemplate.description,
      annotations: annotations(TOOLS.useTemplate),
      inputSchema: z.object({
        template: z.string().min(1).max(200).describe('Name from list_templates'),
        arguments: z
          .record(z.string().max(200), z.string().max(20_000))
          .default({})
          .describe('Values by argument name'),
      }),
      outputSchema: z.object({
        name: z.string(),
        title: z.string(),
        text: z.string(),
        truncated: z.boolean(),
      }),
    },
    ({ template: name, arguments: values }) =>
      answer(() => {
        const template = bundle.template(name);
        const filled = fillTemplate(template, new Map(Object.entries(values)));
        const text = cut(filled, 0, Math.floor(RESULT_BUDGET / 6));
        return {
          text,
          structured: {
            name: template.name,
            title: template.title,
            text,
            truncated: text.length < filled.length,
          },
        };
      }),
  );
}
