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

function fromRule(rule: SecretRule, text: string): SecretMatch[] {
  const matches: SecretMatch[] = [];
  for (const match of text.matchAll(rule.pattern)) {
    const [whole] = match;
    const value = match.groups?.['value'] ?? whole;
    if (rule.accept?.(value, whole) === false) continue;
    const start = match.index + (value === whole ? 0 : whole.lastIndexOf(value));
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

/** Three characters that follow one another, as 15 bits: of the one before the last two, the next shift leaves nothing. */
const THREES = 1 << 15;
const withNext = (before: number, code: number): number => ((before << 5) ^ code) & (THREES - 1);
/** Shorter texts are looked through for each hint as fast as all at once. */
const WORTH_A_PASS = 4_000;

/**
 * Whether a hint stands in a text. There are 80 hints and nearly all stand nowhere, which one pass tells: a hint is looked for
 * only where every three characters of it were seen.
 */
function hintsIn(lower: string): (hint: string) => boolean {
  const known = new Map<string, boolean>();
  const seen = new Uint8Array(lower.length < WORTH_A_PASS ? 0 : THREES);
  if (seen.length > 0) {
    let three = 0;
    for (let i = 0; i < lower.length; i++) {
      three = withNext(three, lower.charCodeAt(i));
      seen[three] = 1;
    }
  }
  const mayHave = (hint: string): boolean => {
    if (seen.length === 0) return true;
    let three = 0;
    for (let i = 0; i < hint.length; i++) {
      three = withNext(three, hint.charCodeAt(i));
      if (i >= 2 && seen[three] === 0) return false;
    }
    return true;
  };
  return (hint) => {
    let has = known.get(hint);
    if (has === undefined) {
      has = mayHave(hint) && lower.includes(hint);
      known.set(hint, has);
    }
    return has;
  };
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

/** What shows itself only when escapes are undone or hidden characters taken away, at its place in the text as written. */
async function fromDecoded(text: string): Promise<SecretMatch[]> {
  const matches: SecretMatch[] = [];
  for (const piece of decodedPieces(text)) {
    for (const match of await plainMatches(piece.text)) {
      const [start, end] = originOf(piece, match.start, match.end);
      const asWritten =
        text.slice(start, start + match.shown) === piece.text.slice(match.start, match.start + match.shown);
      matches.push({ ...match, start, end, shown: asWritten ? match.shown : 0 });
    }
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

/** All findings in one text, in order, without overlaps. Costs about 60 ms a megabyte of prose. */
export async function scanText(text: string): Promise<SecretMatch[]> {
  const matches = [
    ...fromHidden(text),
    ...(await plainMatches(text)),
    ...(await fromDecoded(text)),
    ...(await fromEncoded(text)),
  ];
  return matches.length === 0 ? matches : merge(matches);
}
