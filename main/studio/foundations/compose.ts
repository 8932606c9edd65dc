/**
 * The summary for agents, made from the ground alone: the same ground and budget give the same text on every device. Lines
 * compete for the budget by weight and are then set in the order in which they read best. Nothing is cut in the middle of
 * a sentence, and what had to stay out is counted.
 */
import { ruleText } from '../lib/rule-text.ts';
import { countTokens } from '../lib/tokens.ts';
import { contradictionsIn, sayingId, unsettled } from './conflicts.ts';
import type { Ground } from './rows.ts';

interface Line {
  /** Null stands before the first heading. */
  readonly section: string | null;
  readonly text: string;
  /** 0 is the first to get in. */
  readonly weight: number;
  /** What it is one of, for the count of what stayed out. */
  readonly kind: string;
}

export interface Composed {
  readonly text: string;
  readonly tokens: number;
  readonly leftOut: string[];
}

/** One line that begins with no mark of a heading, so that nothing typed can pass for a section of ours. */
const flat = (text: string | null | undefined): string =>
  (text ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/^#+\s*/, '');
const said = (text: string | null | undefined): boolean => flat(text) !== '';
/** Longer prose in sentences: they fit one by one. The rule is our own, so that no system's dictionary decides. */
const sentences = (text: string | null): string[] =>
  (text ?? '')
    .split(/\n+|(?<=[.!?])\s+/)
    .map(flat)
    .filter((part) => part !== '');
const joined = (parts: readonly (string | false | null | undefined)[], separator: string): string =>
  parts.filter((part): part is string => typeof part === 'string' && part !== '').join(separator);
const order = <T extends string>(values: readonly T[], value: T): number => values.indexOf(value);
/** By code unit: no locale may decide. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const STAGE: Readonly<Record<string, string>> = {
  idea: 'an idea',
  mvp: 'with a first product',
  growth: 'growing',
  scale: 'scaling',
  enterprise: 'an established company',
};

export const SECTIONS = {
  positioning: 'Positioning',
  facts: 'What is true',
  focus: 'What matters now',
  different: 'What makes the difference',
  alternatives: 'Alternatives',
  customers: 'What customers say',
  voice: 'Voice',
  rules: 'Rules',
  messages: 'Messages',
  soundbites: 'Sentences to use',
  market: 'Market',
} as const;
const READING_ORDER: readonly string[] = Object.values(SECTIONS);

function head(g: Ground): Line[] {
  const name = flat(g.company_name) || 'This company';
  const about = joined([flat(g.industry), STAGE[g.company_stage ?? ''], flat(g.website_url)], ', ');
  return [
    { section: null, text: `# ${name}`, weight: 0, kind: 'the name' },
    ...(about === '' ? [] : [{ section: null, text: `${about}.`, weight: 0, kind: 'the description' }]),
  ];
}

function positioningLines(g: Ground): Line[] {
  const p = g.positioning;
  const line = (text: string, weight: number): Line => ({
    section: SECTIONS.positioning,
    text,
    weight,
    kind: 'positioning sentences',
  });
  const labels = { elevator: 'In one breath', tagline: 'Tagline', 'value-prop': 'Promise' } as const;
  return [
    ...(said(p.category) ? [line(`Category: ${flat(p.category)}`, 1)] : []),
    ...sentences(p.positioning_statement).map((text) => line(text, 1)),
    ...p.statements
      .filter((one) => said(one.content))
      .map((one) => line(`${labels[one.type]}: ${flat(one.content)}`, one.type === 'value-prop' ? 1 : 3)),
  ];
}

const CONFIDENCE = ['high', 'medium', 'low'] as const;
/** Told as open, with all that is said, and in the place of each that says it. */
function openLines(open: ReturnType<typeof unsettled>): Line[] {
  return open.map(({ field_name, says }) => {
    const values = [
      ...new Set(
        says.map(({ value, source }) => joined([`“${flat(value)}”`, said(source) && `(${flat(source)})`], ' ')),
      ),
    ];
    return {
      section: SECTIONS.facts,
      text: `- ${flat(field_name)}: open, the sources contradict each other: ${values.join(' or ')}. Say none of them as true.`,
      weight: 2,
      kind: 'contradictions',
    };
  });
}

function factLines(g: Ground): Line[] {
  const open = unsettled(contradictionsIn(g.truth_sheet.entries, g.found));
  const disputed = new Set(open.flatMap(({ says }) => says.map(sayingId)));
  return [...settledLines(g, disputed), ...openLines(open)];
}

function settledLines(g: Ground, disputed: ReadonlySet<string>): Line[] {
  return g.truth_sheet.entries
    .filter((entry) => said(entry.value) && !disputed.has(entry.id))
    .toSorted(
      (a, b) =>
        Number(b.verified) - Number(a.verified) ||
        order(CONFIDENCE, a.confidence) - order(CONFIDENCE, b.confidence) ||
        byText(a.id, b.id),
    )
    .map((entry) => ({
      section: SECTIONS.facts,
      text: `- ${joined([flat(entry.field_name), flat(entry.value)], ': ')}${entry.verified ? '' : ' (not verified)'}`,
      weight: entry.verified ? 2 : 3 + order(CONFIDENCE, entry.confidence) * 2,
      kind: 'facts',
    }));
}

function focusLines(g: Ground): Line[] {
  const line = (text: string, weight: number): Line => ({ section: SECTIONS.focus, text, weight, kind: 'focus' });
  return [
    ...sentences(g.positioning.focus).map((text) => line(`- ${text}`, 3)),
    ...sentences(g.positioning.not_now).map((text) => line(`- Not now: ${text}`, 4)),
  ];
}

function differenceLines(g: Ground): Line[] {
  const line = (text: string, weight: number, kind: string): Line => ({
    section: SECTIONS.different,
    text: `- ${text}`,
    weight,
    kind,
  });
  const rating = { 'only-you': 'only here', unique: 'unique', 'better-than': 'better than others', 'table-stakes': '' };
  return [
    ...[...g.positioning.differentiators, ...g.positioning.usps]
      .filter(said)
      .map((text) => line(flat(text), 2, 'differences')),
    ...g.positioning.capabilities
      .filter((one) => said(one.name) && one.rating !== 'table-stakes')
      .map((one) =>
        line(`${flat(one.name)} (${rating[one.rating]})`, one.rating === 'better-than' ? 6 : 4, 'capabilities'),
      ),
  ];
}

const THREAT = ['high', 'medium', 'low'] as const;
function alternativeLines(g: Ground): Line[] {
  const kinds = { direct: '', indirect: 'indirect', 'status-quo': 'doing nothing new' } as const;
  return g.competitors
    .filter((one) => said(one.name))
    .map((one, at) => ({ one, at }))
    .toSorted((a, b) => order(THREAT, a.one.threatLevel) - order(THREAT, b.one.threatLevel) || a.at - b.at)
    .map(({ one }) => ({
      section: SECTIONS.alternatives,
      text: `- ${joined(
        [
          `${flat(one.name)}${kinds[one.type] === '' ? '' : ` (${kinds[one.type]})`}`,
          said(one.corePromise) && `promises ${flat(one.corePromise)}`,
          said(one.weakness) && `weak at: ${flat(one.weakness)}`,
          said(one.yourLeverage) && `our advantage: ${flat(one.yourLeverage)}`,
          said(one.switchTriggers) && `people switch when: ${flat(one.switchTriggers)}`,
        ],
        '; ',
      )}`,
      weight: 3 + order(THREAT, one.threatLevel),
      kind: 'alternatives',
    }));
}

function customerLines(g: Ground): Line[] {
  const labels = { pain: 'Pain', desire: 'Wish', objection: 'Objection' } as const;
  return g.market_research.customer_insights
    .filter((one) => said(one.quote))
    .map((one) => ({
      section: SECTIONS.customers,
      text: `- ${labels[one.type]}: “${flat(one.quote)}”`,
      weight: 4,
      kind: 'customer insights',
    }));
}

function voiceLines(g: Ground): Line[] {
  const line = (text: string, weight: number, kind: string): Line => ({ section: SECTIONS.voice, text, weight, kind });
  return [
    ...sentences(g.brand_voice).map((text, at) => line(text, at < 3 ? 2 : 4, 'sentences on the voice')),
    ...g.soundbite_library.voice_examples
      .filter((one) => said(one.good))
      .map((one) =>
        line(
          `- ${joined(
            [
              said(one.situation) && `${flat(one.situation)}:`,
              `“${flat(one.good)}”`,
              said(one.bad) && `and not “${flat(one.bad)}”`,
            ],
            ' ',
          )}`,
          4,
          'voice examples',
        ),
      ),
  ];
}

const SEVERITY = ['error', 'warning', 'suggestion'] as const;
function ruleLines(g: Ground): Line[] {
  return g.messaging_guardrails
    .filter((rule) => said(rule.text))
    .map((rule, at) => ({ rule, at }))
    .toSorted((a, b) => order(SEVERITY, a.rule.severity) - order(SEVERITY, b.rule.severity) || a.at - b.at)
    .map(({ rule }) => ({
      section: SECTIONS.rules,
      text: `- ${ruleText(rule.type, flat(rule.text))}${said(rule.reason) ? ` (because ${flat(rule.reason)})` : ''}`,
      weight: 1 + order(SEVERITY, rule.severity) * 2,
      kind: 'rules',
    }));
}

function messageLines(g: Ground): Line[] {
  return g.message_hierarchy.items
    .filter((one) => said(one.content))
    .map((one, at) => ({ one, at }))
    .toSorted((a, b) => a.one.level - b.one.level || a.at - b.at)
    .map(({ one }) => ({
      section: SECTIONS.messages,
      text: `${one.level}. ${flat(one.content)}`,
      weight: one.level === 1 ? 2 : 3 + one.level,
      kind: 'messages',
    }));
}

const soundbiteLines = (g: Ground): Line[] =>
  g.soundbite_library.items
    .filter((item) => item.approved && said(item.content))
    .map((item) => ({
      section: SECTIONS.soundbites,
      text: `- ${item.category}: ${flat(item.content)}`,
      weight: 5,
      kind: 'soundbites',
    }));

function marketLines(g: Ground): Line[] {
  const line = (text: string, kind: string): Line => ({ section: SECTIONS.market, text: `- ${text}`, weight: 7, kind });
  const m = g.market_research;
  return [
    ...m.market_trends.filter((one) => said(one.trend)).map((one) => line(`Trend: ${flat(one.trend)}`, 'trends')),
    ...m.channels
      .filter((one) => said(one.channel))
      .map((one) => line(joined([`Channel: ${flat(one.channel)}`, flat(one.role)], ', '), 'channels')),
    ...m.buying_process
      .filter((one) => said(one.stage))
      .map((one) => line(joined([`Buying, ${flat(one.stage)}`, flat(one.question)], ': '), 'buying steps')),
  ];
}

const linesOf = (g: Ground): Line[] => [
  ...head(g),
  ...positioningLines(g),
  ...factLines(g),
  ...focusLines(g),
  ...differenceLines(g),
  ...alternativeLines(g),
  ...customerLines(g),
  ...voiceLines(g),
  ...ruleLines(g),
  ...messageLines(g),
  ...soundbiteLines(g),
  ...marketLines(g),
];

function render(lines: readonly Line[]): string {
  const blocks = [null, ...READING_ORDER].flatMap((section) => {
    const own = lines.filter((line) => line.section === section).map((line) => line.text);
    if (own.length === 0) return [];
    return [section === null ? own.join('\n') : `## ${section}\n${own.join('\n')}`];
  });
  return blocks.join('\n\n');
}

/** Everything that a summary could say: what decides whether one is older than its ground. */
export const wholeGround = (g: Ground): string => render(linesOf(g));

export interface ComposeOptions {
  /** Tokens at most, exactly counted. */
  readonly budget: number;
  /** Headings that are written by someone else. */
  readonly without?: ReadonlySet<string>;
  /** What stands before the first heading is written by someone else, too. */
  readonly withoutHead?: boolean;
}

export function compose(
  ground: Ground,
  { budget, without = new Set(), withoutHead = false }: ComposeOptions,
): Composed {
  const all = linesOf(ground).filter((line) => (line.section === null ? !withoutHead : !without.has(line.section)));
  const ranked = all.map((line, at) => ({ line, at })).toSorted((a, b) => a.line.weight - b.line.weight || a.at - b.at);
  const chosen = new Set<Line>();
  const headings = new Set<string>();
  let spent = 0;
  for (const { line } of ranked) {
    const opens = line.section !== null && !headings.has(line.section) ? countTokens(`\n\n## ${line.section}\n`) : 0;
    const cost = opens + countTokens(`${line.text}\n`);
    if (spent + cost > budget) continue;
    spent += cost;
    chosen.add(line);
    if (line.section !== null) headings.add(line.section);
  }
  // Tokens of a whole are seldom more than those of its lines, but they can be: the least weighty give way.
  const pick = (): Line[] => all.filter((line) => chosen.has(line));
  let text = render(pick());
  let tokens = countTokens(text);
  for (const { line } of ranked.toReversed()) {
    if (tokens <= budget) break;
    if (!chosen.delete(line)) continue;
    text = render(pick());
    tokens = countTokens(text);
  }
  const missing = new Map<string, number>();
  for (const line of all) if (!chosen.has(line)) missing.set(line.kind, (missing.get(line.kind) ?? 0) + 1);
  return { text, tokens, leftOut: [...missing].map(([kind, n]) => (kind.startsWith('the ') ? kind : `${n} ${kind}`)) };
}

// ---- a person's changes to it

interface Block {
  /** Null before the first heading. */
  readonly heading: string | null;
  readonly text: string;
}

export function blocksOf(text: string): Block[] {
  const blocks: { heading: string | null; lines: string[] }[] = [{ heading: null, lines: [] }];
  for (const line of text.split('\n')) {
    const heading = /^## (.+?)\s*$/.exec(line)?.[1];
    if (heading === undefined) blocks.at(-1)?.lines.push(line);
    else blocks.push({ heading, lines: [line] });
  }
  return blocks
    .map(({ heading, lines }) => ({ heading, text: lines.join('\n').trim() }))
    .filter(({ heading, text: own }) => heading !== null || own !== '');
}

const joinBlocks = (blocks: readonly Block[]): string => blocks.map((block) => block.text).join('\n\n');
const find = (blocks: readonly Block[], heading: string | null): Block | undefined =>
  blocks.find((block) => block.heading === heading);

/** Headings of the sections that a person changed, took out or added. */
export function changedByHand(made: string, edited: string): Set<string | null> {
  const [before, after] = [blocksOf(made), blocksOf(edited)];
  const headings = new Set([...before, ...after].map((block) => block.heading));
  return new Set([...headings].filter((heading) => find(before, heading)?.text !== find(after, heading)?.text));
}

/**
 * The sections of `anew`, except those in `kept`, which stay as the person left them. They stand in the person's order;
 * what is new stands after the section that it follows in the fresh text.
 */
export function withHandEdits(edited: string, anew: string, kept: ReadonlySet<string | null>): string {
  const [after, fresh] = [blocksOf(edited), blocksOf(anew)];
  const result: Block[] = after.flatMap((block) => {
    if (kept.has(block.heading)) return [block];
    const now = find(fresh, block.heading);
    return now ? [now] : [];
  });
  for (const [at, block] of fresh.entries()) {
    if (kept.has(block.heading) || find(result, block.heading)) continue;
    const previous = fresh.slice(0, at).findLast((other) => find(result, other.heading));
    // What stands before the first heading stays there: below one, it would belong to that section.
    const first = result[0]?.heading === null ? 1 : 0;
    const index = previous ? result.findIndex((there) => there.heading === previous.heading) + 1 : first;
    result.splice(index, 0, block);
  }
  return joinBlocks(result);
}

/** Of these sections, the ones that read differently in the two texts. */
export const differing = (a: string, b: string, headings: ReadonlySet<string | null>): string[] => {
  const [before, after] = [blocksOf(a), blocksOf(b)];
  return [...headings]
    .filter((heading) => find(before, heading)?.text !== find(after, heading)?.text)
    .map((heading) => heading ?? 'The beginning');
};

/** `base` with the given sections taken from `other`. */
export const withSections = (base: string, other: string, headings: ReadonlySet<string | null>): string =>
  withHandEdits(other, base, headings);
