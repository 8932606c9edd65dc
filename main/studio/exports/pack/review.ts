// Looks through everything that would leave, says what was found and where, and carries out what was decided about it.
import { createHash } from 'node:crypto';
import { setImmediate as nextTick } from 'node:timers/promises';
import { throwIfCancelled } from './cancelled.ts';
import { hashOf, scanText, type SecretMatch } from './secret-scan.ts';
import { groupsOf, rebuild } from './segments.ts';
import type { Segment } from './segments.ts';
import type { BundleContent, Finding, FindingAction, PlanOptions } from './types.ts';

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

/** Titles that themselves hold what was found, by the document's id, as they would leave: findings name places by them. */
function safeTitles(all: readonly Located[]): Map<string, string> {
  const found = new Map<string, { readonly title: string; readonly cuts: Located['cuts'][number][] }>();
  for (const { segment, cuts } of all) {
    if (segment.place.kind !== 'document' || !segment.key.startsWith('d:')) continue;
    const known = found.get(segment.place.documentId);
    if (known === undefined) found.set(segment.place.documentId, { title: segment.text, cuts: [...cuts] });
    else known.cuts.push(...cuts);
  }
  return new Map([...found].map(([id, { title, cuts }]) => [id, apply(title, cuts)]));
}

function shownSafely(finding: Finding, titles: ReadonlyMap<string, string>): Finding {
  const { place } = finding;
  if (place.kind !== 'chunk' && place.kind !== 'document') return finding;
  const title = titles.get(place.documentId);
  return title === undefined ? finding : { ...finding, place: { ...place, documentTitle: title } };
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
  const titles = safeTitles(collector.located);
  return {
    findings: collector.located.map(({ finding }) => shownSafely(finding, titles)),
    blocking,
    content: rebuild(content, cleaned, dropped),
    untouched: cleaned.size === 0 && dropped.size === 0,
  };
}
