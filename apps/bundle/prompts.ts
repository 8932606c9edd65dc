/** The persona and each template as prompts, which a host shows in its "+" menu. */
import { completable, type McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { PERSONA_PROMPT } from './catalogue.ts';
import type { Bundle } from './create.ts';
import { BundleError } from './files.ts';
import type { TemplateEntry } from './format.ts';
import { matching, completeValue, fillTemplate } from './templates.ts';

/** Arguments of these names are completed with the titles of documents as well. */
const DOCUMENT_NAME = /document|source|title|topic|thema|quelle|dokument/i;

const userMessage = (text: string) => ({
  messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }],
});

function titles(bundle: Bundle): readonly string[] {
  return bundle.hasKnowledge ? bundle.knowledge().documents.map((document) => document.title) : [];
}

/** Hosts show something under every title. */
const describe = (template: TemplateEntry): string =>
  template.description === '' ? template.title : template.description;

/** A damaged file of templates costs the prompts, not the server: list_templates says what is wrong. */
function readable(bundle: Bundle): readonly TemplateEntry[] {
  try {
    return bundle.templates();
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    console.error(error.message);
    return [];
  }
}

export function registerPrompts(server: McpServer, bundle: Bundle): void {
  const { name, title, description, argument } = PERSONA_PROMPT;
  server.registerPrompt(
    name,
    {
      title,
      description,
      argsSchema: z.object({
        [argument.name]: completable(z.string().max(20_000).describe(argument.description), (typed) =>
          matching(titles(bundle), typed),
        ).optional(),
      }),
    },
    (values) => {
      const task = values[argument.name]?.trim() ?? '';
      const { persona } = bundle.persona();
      const opening = `Take on this persona for the rest of our conversation.\n\n<persona>\n${persona}\n</persona>`;
      return {
        description,
        ...userMessage(task === '' ? opening : `${opening}\n\nMy first request: ${task}`),
      };
    },
  );

  for (const template of readable(bundle)) {
    const fields = new Map(
      template.arguments.map((entry) => {
        const field = completable(z.string().max(20_000).describe(entry.description), (typed) =>
          completeValue(entry, typed, DOCUMENT_NAME.test(entry.name) ? titles(bundle) : []),
        );
        return [entry.name, entry.required ? field : field.optional()] as const;
      }),
    );
    const run = (values: Readonly<Record<string, string | undefined>>) => {
      const given = new Map<string, string>();
      for (const [key, value] of Object.entries(values)) if (value !== undefined) given.set(key, value);
      return { description: describe(template), ...userMessage(fillTemplate(template, given)) };
    };
    const words = { title: template.title, description: describe(template) };
    if (fields.size === 0) server.registerPrompt(template.name, words, () => run({}));
    else server.registerPrompt(template.name, { ...words, argsSchema: z.object(Object.fromEntries(fields)) }, run);
  }
}
