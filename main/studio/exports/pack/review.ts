// Looks through everything that would leave, says what was found and where, and carries out what was decided about it.
import { createHash } from 'node:crypto';
import { setImmediate as nextTick } from 'node:timers/promises';
import { throwIfCancelled } from './cancelled.ts';
import { hashOf, scanText, type SecretMatch } from './secret-scan.ts';
import type { BundleContent, BundleGround, Finding, FindingAction, FindingPlace, PlanOptions } from './types.ts';

/** One field, heading or chunk. The key names it among all. */
interface Segment {
  readonly key: string;
  readonly place: FindingPlace;
  readonly text: string;
}

interface Located {
  readonly finding: Finding;
  readonly segment: Segment;
  readonly cuts: readonly Pick<SecretMatch, 'start' | 'end' | 'replacement'>[];
}

export interface Review {
  readonly findings: readonly Finding[];
  /** Ids of findings that still stop the export. */
  readonly blocking: readonly string[];
  /** What would leave, after decisions. Blocking findings are still in it. */
  readonly content: BundleContent;
  /** Nothing was decided that changes a text: `content` is `withoutEmpty` of what was reviewed. */
  readonly untouched: boolean;
}

/** Characters scanned in one go; bounds the time that the event loop is held (about 15 ms). */
const WINDOW = 200_000;
const EXCERPT_SIDE = 40;

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
function groupsOf(content: BundleContent): Segment[][] {
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

/** Cuts long groups into windows that share one segment, so that nothing hides at a border. */
function* windowsOf(groups: readonly Segment[][]): Generator<Segment[]> {
  for (const group of groups) {
    let window: Segment[] = [];
    let length = 0;
    for (const segment of group) {
      if (length > 0 && length + segment.text.length > WINDOW) {
        yield window;
        const last = window.at(-1);
        window = last === undefined || last.text.length > WINDOW / 4 ? [] : [last];
        length = window.reduce((sum, each) => sum + each.text.length, 0);
      }
      window.push(segment);
      length += segment.text.length + 1;
    }
    if (window.length > 0) yield window;
  }
}

/** The line around a match with everything secret in it masked. */
function excerptOf(text: string, at: SecretMatch, all: readonly SecretMatch[]): string {
  const lineStart = text.lastIndexOf('\n', Math.max(0, at.start - 1)) + 1;
  const lineEnd = text.indexOf('\n', at.start);
  const from = Math.max(lineStart, at.start - EXCERPT_SIDE);
  const to = Math.min(lineEnd < 0 ? text.length : lineEnd, at.end + EXCERPT_SIDE);
  let result = from > lineStart ? '…' : '';
  let done = from;
  for (const match of all) {
    if (match.end <= from || match.start >= to) continue;
    result += text.slice(done, Math.max(done, match.start));
    const shown =
      match.rule === 'hidden-characters'
        ? ''
        : text.slice(Math.max(match.start, from), Math.min(match.start + match.shown, match.end));
    result += match.rule === 'hidden-characters' ? '⟦hidden⟧' : `${match.start >= from ? shown : ''}••••••`;
    done = Math.max(done, match.end);
  }
  if (done < to) result += text.slice(done, to);
  return to < text.length && text[to] !== '\n' ? `${result}…` : result;
}

function lineAndColumn(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at);
  return { line: before.split('\n').length, column: at - (before.lastIndexOf('\n') + 1) + 1 };
}

/** The matches of one window, told per segment and in its own positions. */
function bySegment(window: readonly Segment[], matches: readonly SecretMatch[]): Map<Segment, SecretMatch[]> {
  const result = new Map<Segment, SecretMatch[]>();
  let offset = 0;
  for (const segment of window) {
    const end = offset + segment.text.length;
    for (const match of matches) {
      if (match.start >= end || match.end <= offset) continue;
      const cut = { ...match, start: Math.max(match.start, offset) - offset, end: Math.min(match.end, end) - offset };
      const list = result.get(segment);
      if (list === undefined) result.set(segment, [cut]);
      else list.push(cut);
    }
    offset = end + 1;
  }
  return result;
}

class Collector {
  readonly #notSecrets: ReadonlySet<string>;
  readonly located: Located[] = [];
  readonly #seen = new Set<string>();
  readonly #counts = new Map<string, number>();

  constructor(notSecrets: readonly string[]) {
    this.#notSecrets = new Set(notSecrets);
  }

  add(segment: Segment, matches: readonly SecretMatch[]): void {
    const hidden = matches.filter((match) => match.rule === 'hidden-characters');
    for (const match of matches) {
      const isHidden = match.rule === 'hidden-characters';
      if (isHidden && match !== hidden[0]) continue;
      const at = `${segment.key}|${match.rule}|${isHidden ? '' : `${match.start}-${match.end}`}`;
      if (this.#seen.has(at)) continue;
      this.#seen.add(at);
      const same = createHash('sha256')
        .update(`${match.rule}|${identity(segment)}|${isHidden ? '' : segment.text.slice(match.start, match.end)}`)
        .digest('hex')
        .slice(0, 16);
      const hash = hashOf(match, segment.text);
      const kept = hash !== null && this.#notSecrets.has(hash);
      const count = this.#counts.get(same) ?? 0;
      this.#counts.set(same, count + 1);
      this.located.push({
        segment,
        cuts: isHidden ? hidden : [match],
        finding: {
          id: count === 0 ? same : `${same}-${count + 1}`,
          rule: match.rule,
          label: match.label,
          // The name that a creator chose to be known by is asked for as a name.
          severity: match.rule === 'email' && segment.key === 'm:author' ? 'block' : kept ? 'warn' : match.severity,
          place: segment.place,
          ...lineAndColumn(segment.text, match.start),
          excerpt: excerptOf(segment.text, match, matches),
          hash,
          kept,
        },
      });
    }
  }
}

/** What a decision is about, whatever the order of documents in this call. */
function identity(segment: Segment): string {
  const { place } = segment;
  if (place.kind === 'chunk') return `chunk|${place.documentId}|${place.chunkId}`;
  if (place.kind === 'document')
    return `document|${place.documentId}|${segment.key.startsWith('h:') ? segment.text : 'title'}`;
  return segment.key;
}

function actionFor(
  finding: Finding,
  decided: FindingAction | undefined,
  undecided: 'redact' | 'allow' | 'refuse',
): FindingAction | 'stop' {
  if (decided !== undefined) return decided === 'allow' && finding.severity === 'block' ? 'stop' : decided;
  if (finding.severity === 'block') return 'stop';
  if (finding.kept) return 'allow';
  return undecided === 'refuse' ? 'stop' : undecided;
}

function apply(text: string, cuts: readonly Pick<SecretMatch, 'start' | 'end' | 'replacement'>[]): string {
  let result = '';
  let from = 0;
  for (const cut of cuts.toSorted((a, b) => a.start - b.start)) {
    if (cut.start < from) continue;
    result += text.slice(from, cut.start) + cut.replacement;
    from = cut.end;
  }
  return result + text.slice(from);
}

export async function review(content: BundleContent, options: PlanOptions): Promise<Review> {
  const windows = [...windowsOf(groupsOf(content))];
  const collector = new Collector(options.notSecrets ?? []);
  let sinceYield = 0;
  for (const [i, window] of windows.entries()) {
    const text = window.map((segment) => segment.text).join('\n');
    const matches = await scanText(text);
    if (matches.length > 0) for (const [segment, own] of bySegment(window, matches)) collector.add(segment, own);
    sinceYield += text.length;
    if (sinceYield > WINDOW) {
      sinceYield = 0;
      options.onProgress?.({ step: 'scan', done: i + 1, total: windows.length });
      await nextTick();
      throwIfCancelled(options.signal);
    }
  }
  options.onProgress?.({ step: 'scan', done: windows.length, total: windows.length });

  const decisions = new Map(options.decisions?.map((decision) => [decision.findingId, decision.action]));
  const blocking: string[] = [];
  const cuts = new Map<string, Located['cuts'][number][]>();
  const texts = new Map<string, string>();
  const dropped = new Set<string>();
  for (const { finding, segment, cuts: own } of collector.located) {
    const action = actionFor(finding, decisions.get(finding.id), options.undecidedWarnings ?? 'redact');
    if (action === 'stop') blocking.push(finding.id);
    else if (action === 'leave-out' && (finding.place.kind === 'chunk' || finding.place.kind === 'template')) {
      dropped.add(finding.place.kind === 'chunk' ? segment.key : `t:${finding.place.index}`);
    } else if (action !== 'allow') {
      texts.set(segment.key, segment.text);
      cuts.set(segment.key, [...(cuts.get(segment.key) ?? []), ...own]);
    }
  }
  const cleaned = new Map([...cuts].map(([key, list]) => [key, apply(texts.get(key) ?? '', list)]));
  return {
    findings: collector.located.map(({ finding }) => finding),
    blocking,
    content: rebuild(content, cleaned, dropped),
    untouched: cleaned.size === 0 && dropped.size === 0,
  };
}

/** What leaves when nothing is found: passages without a text never do. */
export const withoutEmpty = (content: BundleContent): BundleContent => rebuild(content, new Map(), new Set());

function rebuild(
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
