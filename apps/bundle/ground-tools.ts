/** The tools about the business and its customers: what it stands for, and whom it speaks to. */
import type { McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { annotations, answer, cursorIn, more } from './answer.ts';
import { TOOLS } from './catalogue.ts';
import type { Bundle } from './create.ts';
import { BundleError } from './files.ts';
import type { FoundationFile, IcpEntry } from './format.ts';
import { cut, parseCursor, RESULT_BUDGET } from './paging.ts';

/** Characters of one text that an answer carries twice (text and structured), escapes and all. */
const LONGEST = Math.floor(RESULT_BUDGET / 6);

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** A rule that says by itself whether to do it or not ("Do not say …") is not told so twice. */
const SAYS_SO = { do: /^(?:do(?! not\b)|always|please)\b/i, dont: /^(?:do not|don['’]t|never|avoid|no)\b/i } as const;
const ruleText = (type: 'do' | 'dont', text: string): string =>
  SAYS_SO[type].test(text) ? text : `${type === 'do' ? 'Do' : 'Do not'}: ${text}`;

/**
 * The foundation as a model reads it. Empty parts leave no heading; a summary that has its title already gets no other, and
 * a rule that stands in the summary is not listed again.
 */
export function foundationText(file: FoundationFile): string {
  const parts: [string, string][] = [
    ['', file.summary],
    ['Category', file.category],
    ['Positioning', file.positioning],
    ['Voice', file.voice],
    [
      'Messaging rules',
      file.rules
        .filter(({ text }) => !oneLine(file.summary).includes(oneLine(text)))
        .map(({ type, text, reason }) => `- ${ruleText(type, text)}${reason === '' ? '' : ` (${reason})`}`)
        .join('\n'),
    ],
    ['Messages', file.messages.map((message) => `- ${message}`).join('\n')],
    ['Approved phrases', file.soundbites.map(({ category, content }) => `- ${category}: ${content}`).join('\n')],
  ];
  const said = parts
    .filter(([, text]) => text !== '')
    .map(([title, text]) => (title === '' ? text : `## ${title}\n\n${text}`));
  const title = /^# \S/.test(file.summary) ? [] : [`# ${file.company === '' ? 'Foundation' : file.company}`];
  return [...title, ...said].join('\n\n');
}

/** A profile as a model reads it: its summary, then every field that says something. */
export function icpText(icp: IcpEntry): string {
  const head = `# ${icp.name}${icp.primary ? ' (primary)' : ''}`;
  const sections = icp.sections.map(
    ({ title, fields }) =>
      `## ${title}\n\n${fields.map(({ label, lines }) => `- ${label}: ${lines.join('; ')}`).join('\n')}`,
  );
  // A summary made of the fields begins with name and tagline, which stand above it already.
  const [first = '', ...rest] = icp.summary.split('\n');
  const opening = [icp.name, `${icp.name}: ${icp.tagline}`].some((line) => first === line || first === `${line}.`);
  const summary = opening ? rest.join('\n').trim() : icp.summary;
  return [head, ...[icp.tagline, summary].filter((text) => text !== ''), ...sections].join('\n\n');
}

export function registerFoundationTool(server: McpServer, bundle: Bundle): void {
  server.registerTool(
    TOOLS.foundation.name,
    {
      title: TOOLS.foundation.title,
      description: TOOLS.foundation.description,
      annotations: annotations(TOOLS.foundation),
      inputSchema: z.object({}),
      outputSchema: z.object({
        company: z.string(),
        summary: z.string(),
        category: z.string(),
        positioning: z.string(),
        voice: z.string(),
        rules: z.array(
          z.object({
            type: z.enum(['do', 'dont']),
            text: z.string(),
            reason: z.string(),
            severity: z.enum(['error', 'warning', 'suggestion']),
          }),
        ),
        soundbites: z.array(z.object({ category: z.string(), content: z.string() })),
        messages: z.array(z.string()),
        truncated: z.boolean(),
      }),
    },
    () =>
      answer(() => {
        const file = bundle.foundation();
        const whole = foundationText(file);
        const fits = Buffer.byteLength(JSON.stringify(file)) <= RESULT_BUDGET;
        // What is too long for a host comes as its summary; the rest stands in the resource.
        const structured = fits
          ? { ...file }
          : {
              ...file,
              summary: cut(file.summary, 0, LONGEST),
              positioning: '',
              voice: '',
              rules: [],
              soundbites: [],
              messages: [],
            };
        return {
          text: fits ? whole : cut(file.summary, 0, LONGEST) || file.company || 'This foundation is empty.',
          structured: { ...structured, truncated: !fits },
        };
      }),
  );
}

const entryOut = z.object({ id: z.string(), name: z.string(), tagline: z.string(), primary: z.boolean() });

export function registerIcpTools(server: McpServer, bundle: Bundle): void {
  server.registerTool(
    TOOLS.listIcps.name,
    {
      title: TOOLS.listIcps.title,
      description: TOOLS.listIcps.description,
      annotations: annotations(TOOLS.listIcps),
      inputSchema: z.object({ cursor: cursorIn }),
      outputSchema: z.object({ icps: z.array(entryOut), total: z.number().int().min(0), ...more }),
    },
    ({ cursor }) =>
      answer(() => {
        const all = bundle.icps();
        const start = parseCursor(cursor, all.length).item;
        const icps: z.infer<typeof entryOut>[] = [];
        let used = 0;
        for (const { id, name, tagline, primary } of all.slice(start)) {
          used += Buffer.byteLength(JSON.stringify([id, name, tagline])) + 60;
          if (icps.length > 0 && used > RESULT_BUDGET) break;
          icps.push({ id, name, tagline, primary });
        }
        const next = start + icps.length;
        const truncated = next < all.length;
        const lines = icps.map(
          ({ id, name, tagline, primary }) =>
            `- ${id}: ${name}${primary ? ' (primary)' : ''}${tagline === '' ? '' : `. ${tagline}`}`,
        );
        return {
          text: [
            `${all.length} customer profiles.`,
            ...lines,
            ...(truncated ? [`(More: cursor "${next}".)`] : []),
          ].join('\n'),
          structured: { icps, total: all.length, truncated, ...(truncated ? { nextCursor: String(next) } : {}) },
        };
      }),
  );

  server.registerTool(
    TOOLS.icp.name,
    {
      title: TOOLS.icp.title,
      description: TOOLS.icp.description,
      annotations: annotations(TOOLS.icp),
      // Loose, so that an argument of another name is refused in words that help, and never taken for none at all.
      inputSchema: z.looseObject({
        id: z.string().max(200).optional().describe('Id from list_icps, or its name; left out: the primary profile'),
      }),
      outputSchema: entryOut.extend({
        summary: z.string(),
        sections: z.array(
          z.object({
            title: z.string(),
            fields: z.array(z.object({ label: z.string(), lines: z.array(z.string()) })),
          }),
        ),
        truncated: z.boolean(),
      }),
    },
    ({ id, ...others }) =>
      answer(() => {
        const [unknown] = Object.keys(others);
        if (unknown !== undefined) {
          throw new BundleError(
            'invalid',
            `get_icp has no argument "${unknown.slice(0, 60)}". Give "id", or nothing for the primary profile. ${bundle.icpNames()}`,
          );
        }
        const icp = bundle.icp(id);
        const fits = Buffer.byteLength(JSON.stringify(icp)) <= RESULT_BUDGET;
        const structured = fits ? { ...icp } : { ...icp, summary: cut(icp.summary, 0, LONGEST), sections: [] };
        return {
          text: fits ? icpText(icp) : `# ${icp.name}\n\n${cut(icp.summary, 0, LONGEST)}`,
          structured: { ...structured, truncated: !fits },
        };
      }),
  );
}
