/** Facts in a text, each with the sentence it was found in. Nothing is said that does not stand there. Pure. */
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Candidate } from './contract.ts';
import { sentencesOf } from './plain.ts';
import { languageOf, rulesFor } from './rules-by-language.ts';
import type { Rule } from './rule-parts.ts';
import { insightType, TESTIMONIAL } from './said-by-customers.ts';

/** A sentence longer than this is a list or a table; it proves nothing that a person could check at a glance. */
export const LONGEST_SENTENCE = 700;
/** From one piece of evidence; what comes first in it is said with more care than what comes last. */
const MOST = 200;

/** A slice of work; nobody who types waits longer for the studio (milliseconds). */
const SLICE_MS = 8;

export type Found = Omit<Candidate, 'evidence_id' | 'source' | 'state' | 'item_id' | 'proposed_by'>;

/** The same for the same words in the same piece of evidence, on every device. */
export const factId = (evidenceId: string, field: string, value: string): string =>
  createHash('sha256')
    .update(`${evidenceId}\n${field}\n${valueKey(value)}`)
    .digest('hex')
    .slice(0, 20);

/** What two spellings of the same words have in common. */
export const valueKey = (value: string): string =>
  value
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Without the punctuation and small words that a pattern drags along; still words of the sentence. */
function trimmed(value: string): string {
  return value
    .replace(/^[\s,;:–—-]+/u, '')
    .replace(/[\s,;:–—-]+$/u, '')
    .replace(
      /\s+(?:and|or|the|a|an|of|for|in|to|with|by|at|on|is|are|und|oder|der|die|das|von|für|mit|et|ou|le|les|du|des|pour|avec|y|el|los|las|con|para|por)$/iu,
      '',
    )
    .trim();
}

const split = (names: string): string[] =>
  names
    .split(/\s*,\s*(?:(?:and|or|und|oder|et|ou|y|e|o)\s+)?|\s+(?:and|or|&|und|oder|sowie|et|ou|y|e|o|u)\s+/u)
    .filter((name) => name !== '');

/** Lines of work: the studio has other things to do than one long text. */
function* factSteps(plain: string, evidenceId: string): Generator<void, Found[]> {
  const found = new Map<string, Found>();
  const add = (fact: Omit<Found, 'id'>): void => {
    if (valueKey(fact.value).length < 2 || found.size >= MOST) return;
    const id = factId(evidenceId, fact.field_name, fact.value);
    const known = found.get(id);
    if (!known || rank(fact.confidence) > rank(known.confidence)) found.set(id, { id, ...fact });
  };
  const language = languageOf(plain);
  for (const line of plain.split('\n')) {
    const rules = rulesFor(line, language);
    for (const sentence of sentencesOf(line)) {
      if (sentence.length <= LONGEST_SENTENCE && !CODE.test(sentence)) factsIn(sentence, rules, add);
    }
    if (line.length <= LONGEST_SENTENCE * 2) quotesIn(line, add);
    yield;
  }
  return onlyMainName(dropWeaker([...found.values()]), plain);
}

/** A line for a machine: a command, a path, a setting. */
const CODE =
  /^[$%#>]\s|(?:^|\s)--?[a-z][\w-]*(?:=\S+)?(?=\s.*\s--?[a-z])|\$[({]|&&|\|\||(?:^|[\s"'(])\/(?:etc|usr|var|bin|home|dev|tmp|opt)\/|\b[A-Z_]{3,}=|[{};]\s*$|\s-[a-zA-Z]\s+\S+\.\w{1,4}\b|\w+\.(?:py|pl|sh|js|rb|c|h)\b/;

function factsIn(sentence: string, rules: readonly Rule[], add: (fact: Omit<Found, 'id'>) => void): void {
  for (const { list, category, field, confidence, pattern, only, never, not, each } of rules) {
    if (only?.test(sentence) === false || never?.test(sentence) === true) continue;
    for (const match of sentence.matchAll(pattern)) {
      const whole = trimmed(match[1] ?? '');
      for (const value of each ? split(whole).map(trimmed) : [whole]) {
        if (not?.test(value) !== true) add({ list, category, field_name: field, value, confidence, quote: sentence });
      }
    }
  }
}

function quotesIn(line: string, add: (fact: Omit<Found, 'id'>) => void): void {
  for (const [whole, quote = ''] of line.matchAll(TESTIMONIAL)) {
    // Fewer words are a name or a title.
    if (CODE.test(quote) || quote.trim().split(/\s+/).length < 5) continue;
    add({
      list: 'insights',
      category: insightType(quote),
      field_name: 'Customer quote',
      value: quote.trim(),
      confidence: 'high',
      quote: whole,
    });
  }
}

/** All at once, for short texts. */
export function findFacts(plain: string, evidenceId: string): Found[] {
  const steps = factSteps(plain, evidenceId);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same, giving way to other work every few milliseconds. */
export async function findFactsInSlices(plain: string, evidenceId: string): Promise<Found[]> {
  const steps = factSteps(plain, evidenceId);
  let begun = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - begun > SLICE_MS) {
      await nextTurn();
      begun = performance.now();
    }
  }
}

const rank = (confidence: Candidate['confidence']): number => ['low', 'medium', 'high'].indexOf(confidence);

/** A shorter value of the same field from the same sentence says nothing more. */
const dropWeaker = (list: readonly Found[]): Found[] =>
  list.filter(
    (fact) =>
      !list.some(
        (other) =>
          other !== fact &&
          other.field_name === fact.field_name &&
          other.quote === fact.quote &&
          other.value.length > fact.value.length &&
          other.value.includes(fact.value),
      ),
  );

/** Without “Inc.” and the like, to tell that two spellings are one company. */
const bare = (name: string): string =>
  name.replace(
    /,?\s+(?:Inc|LLC|Ltd|Limited|g?GmbH(?:\s+&\s+Co\.?\s+KG)?|AG|UG|OHG|KG|GbR|SE|e\.\s?[VK]|SARL|SASU?|EURL|S\.A\.R\.L|S\.A\.S|S\.L(?:\.U)?|SLU?|SA|S\.A|B\.V|Corp|Corporation|PLC|plc|Pty\.? Ltd|S\.r\.l|Oy|ApS)\.?$/,
    '',
  );

const firstWord = (name: string): string => /^[\p{L}\p{N}&'’-]+/u.exec(name)?.[0] ?? '';

/** Of the companies that a text names, the one it is about: whose first word it says most often; once, at its longest. */
function onlyMainName(list: Found[], plain: string): Found[] {
  const names = list.filter((fact) => fact.field_name === 'Company name');
  const times = new Map(names.map(({ value }) => [firstWord(value), plain.split(firstWord(value)).length]));
  const most = Math.max(0, ...times.values());
  const said = new Map<string, Found>();
  for (const fact of names) {
    const known = said.get(bare(fact.value));
    if (
      !known ||
      rank(fact.confidence) > rank(known.confidence) ||
      (fact.confidence === known.confidence && fact.value.length > known.value.length)
    )
      said.set(bare(fact.value), fact);
  }
  // “Tidewater” beside “Tidewater Tools Ltd” is the same, said shorter; “Tidewater Pay Ltd” beside “Tidewater Ltd” is a part.
  const whole = (name: string): boolean => said.get(name)?.value !== name;
  const others = [...said.keys()];
  const doubled = (name: string): boolean =>
    whole(name)
      ? others.some((known) => whole(known) && name.startsWith(`${known} `))
      : others.some((known) => known.startsWith(`${name} `));
  return list.filter(({ field_name, value }, at) => {
    if (field_name !== 'Company name') return true;
    const name = bare(value);
    return times.get(firstWord(value)) === most && said.get(name) === list[at] && !doubled(name);
  });
}
