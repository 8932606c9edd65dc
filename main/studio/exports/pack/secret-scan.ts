// Finds secrets and personal things in text: secretlint's maintained rules for key formats, then our own.
import { createHash } from 'node:crypto';
import { lintSource } from '@secretlint/core';
import { secretLintProfiler } from '@secretlint/profiler';
import { creator as recommended } from '@secretlint/secretlint-rule-preset-recommend';
import { decodedPieces, originOf } from './decoded.ts';
import { encodedPieces } from './encoded.ts';
import { SECRET_RULES } from './secret-rules.ts';
import type { SecretRule } from './secret-shapes.ts';
import { tableSecrets } from './table-secrets.ts';
import { hiddenRanges } from './text.ts';
import type { FindingSeverity } from './types.ts';

export interface SecretMatch {
  readonly rule: string;
  readonly label: string;
  readonly severity: FindingSeverity;
  /** UTF-16 positions of what has to go. */
  readonly start: number;
  readonly end: number;
  /** Characters from the start that may be shown. */
  readonly shown: number;
  readonly replacement: string;
}

/**
 * secretlint times every rule on every text and keeps the marks: a million of them in a large base, which nobody reads and
 * which cost more than the rules themselves. They must not be cleared from outside either: what it measures then has gone,
 * and its refusal is nobody's to catch.
 */
secretLintProfiler.setEnabled(false);

const SECRETLINT_CONFIG = {
  rules: [
    {
      id: '@secretlint/secretlint-rule-preset-recommend',
      rule: recommended,
      rules: [
        // A comment inside a document must not be able to switch the search off.
        { id: '@secretlint/secretlint-rule-filter-comments', disabled: true },
      ],
    },
  ],
};

/** Words for secretlint's rules, by the end of their id. */
const LABELS: Readonly<Record<string, string>> = {
  '1password': '1Password token',
  anthropic: 'Anthropic API key',
  aws: 'AWS credential',
  basicauth: 'URL with a password',
  'database-connection-string': 'Connection string with a password',
  gcp: 'Google Cloud credential',
  github: 'GitHub token',
  gitlab: 'GitLab token',
  'hashicorp-vault': 'Vault token',
  huggingface: 'Hugging Face token',
  npm: 'npm token',
  openai: 'OpenAI API key',
  privatekey: 'Private key',
  sendgrid: 'SendGrid key',
  slack: 'Slack token',
  stripe: 'Stripe key',
};

const PREFIX = '@secretlint/secretlint-rule-';

async function fromSecretlint(text: string): Promise<SecretMatch[]> {
  const { messages } = await lintSource({
    source: { content: text, filePath: 'text.txt', ext: '.txt', contentType: 'text' },
    options: { config: SECRETLINT_CONFIG, locale: 'en', noPhysicFilePath: true },
  });
  return messages.map(({ ruleId, range: [start, end] }) => {
    const name = ruleId.startsWith(PREFIX) ? ruleId.slice(PREFIX.length) : ruleId;
    const label = LABELS[name] ?? `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('-', ' ')} secret`;
    return {
      rule: `secretlint-${name}`,
      label,
      severity: 'block',
      start,
      end,
      shown: 0,
      replacement: `[removed: ${label}]`,
    };
  });
}

/** Matches of a rule, and where in the text they are. */
function* matchesOf({ pattern, near }: SecretRule, text: string): Generator<readonly [RegExpExecArray, number]> {
  if (near === undefined) {
    for (const match of text.matchAll(pattern)) yield [match, match.index];
    return;
  }
  let to = 0;
  for (let at = text.indexOf(near.sign); at >= 0; at = text.indexOf(near.sign, Math.max(to, at + 1))) {
    const from = Math.max(to, at - near.before);
    // As long as one follows the other, so that no match is cut in two.
    to = at + near.after;
    for (let next = text.indexOf(near.sign, at + 1); next >= 0 && next < to; next = text.indexOf(near.sign, next + 1))
      to = next + near.after;
    for (const match of text.slice(from, to).matchAll(pattern)) yield [match, from + match.index];
  }
}

function fromRule(rule: SecretRule, text: string): SecretMatch[] {
  const matches: SecretMatch[] = [];
  for (const [match, index] of matchesOf(rule, text)) {
    const [whole] = match;
    const value = match.groups?.['value'] ?? whole;
    if (rule.accept?.(value, whole) === false) continue;
    const start = index + (value === whole ? 0 : whole.lastIndexOf(value));
    matches.push({
      rule: rule.id,
      label: rule.label,
      severity: rule.severityOf?.(value) ?? rule.severity,
      start,
      end: start + value.length,
      shown: rule.shown,
      replacement: rule.replacement ?? `[removed: ${rule.label}]`,
    });
  }
  return matches;
}

/** The last four characters as 16 bits: of the one before them, the next shift leaves nothing. */
const HASHES = 1 << 16;
const withNext = (before: number, code: number): number => ((before << 5) ^ code) & (HASHES - 1);
const BEGINNING = 4;

/** The hints of all rules by the hash of their first four characters; `begins` says where there are any. */
const beginnings = new Map<number, string[]>();
const begins = new Uint8Array(HASHES);
for (const hint of new Set(SECRET_RULES.flatMap(({ hints }) => hints))) {
  if (hint.length < BEGINNING) continue;
  let hash = 0;
  for (let i = 0; i < BEGINNING; i++) hash = withNext(hash, hint.charCodeAt(i));
  begins[hash] = 1;
  beginnings.set(hash, [...(beginnings.get(hash) ?? []), hint]);
}

/** Whether a hint stands in a text: there are 200 and nearly all stand nowhere, which one pass tells of all at once. */
function hintsIn(lower: string): (hint: string) => boolean {
  const found = new Set<string>();
  let hash = 0;
  for (let i = 0; i < lower.length; i++) {
    hash = withNext(hash, lower.charCodeAt(i));
    if (begins[hash] === 0) continue;
    for (const hint of beginnings.get(hash) ?? []) if (lower.startsWith(hint, i - BEGINNING + 1)) found.add(hint);
  }
  return (hint) => (hint.length < BEGINNING ? lower.includes(hint) : found.has(hint));
}

/** Hidden characters of one text are one match each run; they are removed without a note. */
function fromHidden(text: string): SecretMatch[] {
  return hiddenRanges(text).map(([start, end]) => ({
    rule: 'hidden-characters',
    label: 'Hidden characters',
    severity: 'warn',
    start,
    end,
    shown: 0,
    replacement: '',
  }));
}

/** Matches that hang together by overlapping, in order. What lies apart is not compared: a text may have 50,000 of them. */
function clusters(matches: readonly SecretMatch[]): SecretMatch[][] {
  const found: SecretMatch[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const match of matches.toSorted((a, b) => a.start - b.start)) {
    if (match.start < end) found.at(-1)?.push(match);
    else found.push([match]);
    end = Math.max(end, match.end);
  }
  return found;
}

/** Secrets found by two rules at the same place become one: the graver, then the longer, then the one with more to show. */
const merge = (matches: readonly SecretMatch[]): SecretMatch[] => clusters(matches).flatMap(mergeCluster);

function mergeCluster(matches: readonly SecretMatch[]): SecretMatch[] {
  if (matches.length === 1) return [...matches];
  const rank = (match: SecretMatch): number => (match.severity === 'block' ? 1 : 0);
  const ordered = matches.toSorted(
    (a, b) => rank(b) - rank(a) || b.end - b.start - (a.end - a.start) || b.shown - a.shown || a.start - b.start,
  );
  const kept: SecretMatch[] = [];
  for (const match of ordered) {
    if (!kept.some((other) => match.start < other.end && other.start < match.end)) kept.push(match);
    else extend(kept, match);
  }
  return kept.toSorted((a, b) => a.start - b.start);
}

/** What sticks out of a kept neighbour must not stay behind. */
function extend(kept: SecretMatch[], match: SecretMatch): void {
  for (let i = 0; i < kept.length; i++) {
    const other = kept[i];
    if (
      other === undefined ||
      match.severity !== other.severity ||
      match.start >= other.end ||
      other.start >= match.end
    )
      continue;
    kept[i] = { ...other, start: Math.min(other.start, match.start), end: Math.max(other.end, match.end) };
    return;
  }
}

const IN_TABLES = { password: 'Password', key: 'Key or token' } as const;

function fromTables(text: string): SecretMatch[] {
  return tableSecrets(text).map(({ kind, severity, start, end }) => ({
    rule: `told-${kind}`,
    label: IN_TABLES[kind],
    severity,
    start,
    end,
    shown: 0,
    replacement: `[removed: ${IN_TABLES[kind]}]`,
  }));
}

/** A secret that stands in base64 goes with all that is packed with it. */
async function fromEncoded(text: string): Promise<SecretMatch[]> {
  const matches: SecretMatch[] = [];
  for (const piece of encodedPieces(text)) {
    const worst = (await plainMatches(piece.text)).find(({ severity }) => severity === 'block');
    if (worst === undefined) continue;
    const label = `${worst.label} (in base64)`;
    matches.push({ ...worst, label, start: piece.start, end: piece.end, shown: 0, replacement: `[removed: ${label}]` });
  }
  return matches;
}

async function plainMatches(text: string): Promise<SecretMatch[]> {
  const has = hintsIn(text.toLowerCase());
  return [
    ...SECRET_RULES.flatMap((rule) => (rule.hints.some(has) ? fromRule(rule, text) : [])),
    ...fromTables(text),
    ...(await fromSecretlint(text)),
  ];
}

/** Between decoded pieces: nothing that one rule takes for a whole has it inside, but for a private key. */
const APART = '\n'.repeat(8);

/** What shows itself only when escapes are undone or hidden characters taken away, at its place in the text as written. */
async function fromDecoded(text: string): Promise<SecretMatch[]> {
  const pieces = decodedPieces(text);
  if (pieces.length === 0) return [];
  // Looked through in one go: a text may have hundreds of short ones.
  const found = await plainMatches(pieces.map((piece) => piece.text).join(APART));
  const matches: SecretMatch[] = [];
  let offset = 0;
  let next = 0;
  for (const match of found.toSorted((a, b) => a.start - b.start)) {
    let piece = pieces[next];
    while (piece !== undefined && match.start >= offset + piece.text.length + APART.length) {
      offset += piece.text.length + APART.length;
      piece = pieces[++next];
    }
    if (piece === undefined || match.start >= offset + piece.text.length) continue;
    // What seems to go on belongs to another place of the text.
    const to = Math.min(match.end - offset, piece.text.length);
    const [start, end] = originOf(piece, match.start - offset, to);
    const shown = piece.text.slice(match.start - offset, match.start - offset + match.shown);
    matches.push({ ...match, start, end, shown: text.startsWith(shown, start) ? match.shown : 0 });
  }
  return matches;
}

/**
 * What a person may say is no secret, by its hash: words of a sentence that only look like one. Known formats of keys stay
 * secrets whatever anybody says of them.
 */
export const hashOf = ({ rule, start, end }: SecretMatch, text: string): string | null =>
  rule.startsWith('told-')
    ? createHash('sha256')
        .update(`${rule}|${text.slice(start, end)}`)
        .digest('hex')
    : null;

/** All findings in one text, in order, without overlaps. Costs about 100 ms a megabyte of prose. */
export async function scanText(text: string): Promise<SecretMatch[]> {
  const matches = [
    ...fromHidden(text),
    ...(await plainMatches(text)),
    ...(await fromDecoded(text)),
    ...(await fromEncoded(text)),
  ];
  return matches.length === 0 ? matches : merge(matches);
}
