// A bundle's content as the texts that are looked through, each with its key, and put together again from what became of them.
import type { BundleContent, BundleGround, FindingPlace } from './types.ts';

/** One field, heading or chunk. The key names it among all. */
export interface Segment {
  readonly key: string;
  readonly place: FindingPlace;
  readonly text: string;
}

/** Every text of the foundation and of each profile. Keys name them by their place in the content. */
function groundSegments(ground: BundleGround | undefined): Segment[] {
  if (ground === undefined) return [];
  const own = (field: string, text: string): Segment => ({
    key: `g:${field}`,
    place: { kind: 'ground', title: 'Foundation', field },
    text,
  });
  return [
    own('company', ground.company),
    own('summary', ground.summary),
    own('category', ground.category),
    own('positioning', ground.positioning),
    own('voice', ground.voice),
    ...ground.rules.flatMap(({ text, reason }, i) => [own(`rules.${i}.text`, text), own(`rules.${i}.reason`, reason)]),
    ...ground.soundbites.flatMap(({ category, content }, i) => [
      own(`soundbites.${i}.category`, category),
      own(`soundbites.${i}.content`, content),
    ]),
    ...ground.messages.map((message, i) => own(`messages.${i}`, message)),
    ...ground.icps.flatMap((icp, n) => {
      const inIcp = (field: string, text: string): Segment => ({
        key: `g:icps.${n}.${field}`,
        place: { kind: 'ground', title: icp.name, field },
        text,
      });
      return [
        inIcp('name', icp.name),
        inIcp('tagline', icp.tagline),
        inIcp('summary', icp.summary),
        ...icp.sections.flatMap(({ title, fields }, s) => [
          inIcp(`${s}.title`, title),
          ...fields.flatMap(({ label, lines }, f) => [
            inIcp(`${s}.${f}.label`, label),
            ...lines.map((line, l) => inIcp(`${s}.${f}.${l}`, line)),
          ]),
        ]),
      ];
    }),
  ];
}

/** The ground with every text that was changed in its place. */
function cleanGround(ground: BundleGround, cleaned: ReadonlyMap<string, string>): BundleGround {
  const part = (field: string, text: string): string => cleaned.get(`g:${field}`) ?? text;
  return {
    company: part('company', ground.company),
    summary: part('summary', ground.summary),
    category: part('category', ground.category),
    positioning: part('positioning', ground.positioning),
    voice: part('voice', ground.voice),
    rules: ground.rules.map((rule, i) => ({
      ...rule,
      text: part(`rules.${i}.text`, rule.text),
      reason: part(`rules.${i}.reason`, rule.reason),
    })),
    soundbites: ground.soundbites.map(({ category, content }, i) => ({
      category: part(`soundbites.${i}.category`, category),
      content: part(`soundbites.${i}.content`, content),
    })),
    messages: ground.messages.map((message, i) => part(`messages.${i}`, message)),
    icps: ground.icps.map((icp, n) => ({
      name: part(`icps.${n}.name`, icp.name),
      tagline: part(`icps.${n}.tagline`, icp.tagline),
      primary: icp.primary,
      summary: part(`icps.${n}.summary`, icp.summary),
      sections: icp.sections.map(({ title, fields }, s) => ({
        title: part(`icps.${n}.${s}.title`, title),
        fields: fields.map(({ label, lines }, f) => ({
          label: part(`icps.${n}.${s}.${f}.label`, label),
          lines: lines.map((line, l) => part(`icps.${n}.${s}.${f}.${l}`, line)),
        })),
      })),
    })),
  };
}

/** Segments that are read together: a private key may run on from one chunk into the next. */
export function groupsOf(content: BundleContent): Segment[][] {
  const { morgy, author, license } = content;
  const own: Segment[] = [];
  const add = (field: string, text: string | undefined): void => {
    if (text !== undefined && text !== '') own.push({ key: `m:${field}`, place: { kind: 'morgy', field }, text });
  };
  add('name', morgy.name);
  add('description', morgy.description);
  add('category', morgy.category);
  morgy.tags.forEach((tag, i) => add(`tags.${i}`, tag));
  add('systemPrompt', morgy.systemPrompt);
  add('ai.model', morgy.ai.model);
  add('personality.tone', morgy.personality?.tone);
  add('personality.verbosity', morgy.personality?.verbosity);
  add('personality.emojiUsage', morgy.personality?.emojiUsage);
  add('personality.responseStyle', morgy.personality?.responseStyle);
  morgy.capabilities.forEach((name, i) => add(`capabilities.${i}`, name));
  add('author', author.name);
  add('license', license);
  const groups = own.map((segment) => [segment]);

  content.templates.forEach((template, index) => {
    const place = (field: string): FindingPlace => ({ kind: 'template', index, title: template.title, field });
    const put = (field: string, text: string): number =>
      groups.push([{ key: `t:${index}:${field}`, place: place(field), text }]);
    put('title', template.title);
    put('description', template.description);
    put('text', template.text);
    template.arguments.forEach((argument, i) => {
      put(`arguments.${i}.name`, argument.name);
      put(`arguments.${i}.description`, argument.description);
    });
  });

  // Many short lines: read together, or each would cost a whole scan.
  groups.push(groundSegments(content.ground).filter(({ text }) => text !== ''));

  content.documents.forEach((document, d) => {
    const inDocument: FindingPlace = { kind: 'document', documentId: document.id, documentTitle: document.title };
    groups.push([{ key: `d:${d}`, place: inDocument, text: document.title }]);
    const headings = new Set(document.chunks.flatMap((chunk) => chunk.headingPath));
    if (headings.size > 0)
      groups.push([...headings].map((heading) => ({ key: `h:${d}:${heading}`, place: inDocument, text: heading })));
    groups.push(
      document.chunks.map((chunk, c) => ({
        key: `c:${d}:${c}`,
        place: {
          kind: 'chunk',
          documentId: document.id,
          documentTitle: document.title,
          chunkId: chunk.id,
          number: c + 1,
        },
        text: chunk.text,
      })),
    );
  });
  return groups;
}

/** The content with the texts of these keys in their places, without what was dropped and passages without a text. */
export function rebuild(
  content: BundleContent,
  cleaned: ReadonlyMap<string, string>,
  dropped: ReadonlySet<string>,
): BundleContent {
  const { morgy } = content;
  const field = (name: string, text: string): string => cleaned.get(`m:${name}`) ?? text;
  const optional = (name: string, text: string | undefined): string | undefined =>
    text === undefined ? undefined : field(name, text);
  return {
    morgy: {
      ...morgy,
      name: field('name', morgy.name),
      description: field('description', morgy.description),
      category: field('category', morgy.category),
      tags: morgy.tags.map((tag, i) => field(`tags.${i}`, tag)),
      systemPrompt: field('systemPrompt', morgy.systemPrompt),
      ai: { ...morgy.ai, model: optional('ai.model', morgy.ai.model) },
      personality:
        morgy.personality === undefined
          ? undefined
          : {
              ...morgy.personality,
              tone: optional('personality.tone', morgy.personality.tone),
              verbosity: optional('personality.verbosity', morgy.personality.verbosity),
              emojiUsage: optional('personality.emojiUsage', morgy.personality.emojiUsage),
              responseStyle: optional('personality.responseStyle', morgy.personality.responseStyle),
            },
      capabilities: morgy.capabilities.map((name, i) => field(`capabilities.${i}`, name)),
    },
    author: { name: field('author', content.author.name) },
    license: optional('license', content.license),
    templates: content.templates.flatMap((template, t) => {
      if (dropped.has(`t:${t}`)) return [];
      const part = (name: string, text: string): string => cleaned.get(`t:${t}:${name}`) ?? text;
      return [
        {
          title: part('title', template.title),
          description: part('description', template.description),
          text: part('text', template.text),
          arguments: template.arguments.map((argument, i) => ({
            ...argument,
            name: part(`arguments.${i}.name`, argument.name),
            description: part(`arguments.${i}.description`, argument.description),
          })),
        },
      ];
    }),
    ...(content.ground === undefined ? {} : { ground: cleanGround(content.ground, cleaned) }),
    documents: content.documents.flatMap((document, d) => {
      const chunks = document.chunks.flatMap((chunk, c) => {
        const text = cleaned.get(`c:${d}:${c}`) ?? chunk.text;
        if (dropped.has(`c:${d}:${c}`) || text.trim() === '') return [];
        return [
          {
            ...chunk,
            text,
            headingPath: chunk.headingPath.map((heading) => cleaned.get(`h:${d}:${heading}`) ?? heading),
          },
        ];
      });
      return chunks.length === 0 ? [] : [{ ...document, title: cleaned.get(`d:${d}`) ?? document.title, chunks }];
    }),
  };
}

/** What leaves when nothing is found: passages without a text never do. */
export const withoutEmpty = (content: BundleContent): BundleContent => rebuild(content, new Map(), new Set());
