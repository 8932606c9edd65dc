/**
 * The chunker against a full Markdown parser on the same text (mdast-util-from-markdown), its growth from 1 to 16 MB, how
 * many chunks an inserted paragraph touches, and the error of the token estimate against o200k_base.
 *
 * `node bench/chunk.bench.ts [FILE.md…]` measures real texts instead of the ones made here.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { chunkMarkdown, diffChunks } from '../main/studio/knowledge/chunk/index.ts';
import { estimateTokens } from '../main/studio/lib/token-estimate.ts';
import { countTokens } from '../main/studio/lib/tokens.ts';

const RUNS = 5;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function time(run: () => unknown): number {
  run();
  return median(
    Array.from({ length: RUNS }, () => {
      const start = performance.now();
      run();
      return performance.now() - start;
    }),
  );
}

function made(megabytes: number): string {
  const parts: string[] = [];
  let size = 0;
  for (let n = 0; size < megabytes * 1e6; n++) {
    const kind = n % 12;
    let part = Array.from(
      { length: 5 },
      (_, i) =>
        `Sentence ${n}.${i} says that ${(n * 7919) % 1000} ships, the oldest of them from Ærøskøbing, waited for the tide.`,
    ).join(' ');
    if (kind === 0) part = `${'#'.repeat(1 + (n % 4))} Part ${n}`;
    else if (kind === 4) part = Array.from({ length: 12 }, (_, i) => `- item ${n}.${i} with a few words`).join('\n');
    else if (kind === 7)
      part = `| a | b |\n| --- | --- |\n${Array.from({ length: 40 }, (_, i) => `| row ${n}.${i} | ${i * n} |`).join('\n')}`;
    else if (kind === 9)
      part = `\`\`\`js\n${Array.from({ length: 15 }, (_, i) => `const value${i} = call(${n}, "${i}");`).join('\n')}\n\`\`\``;
    parts.push(part);
    size += part.length + 2;
  }
  return parts.join('\n\n');
}

const files = process.argv.slice(2);
const texts: [string, string][] =
  files.length > 0 ? files.map((path) => [basename(path), readFileSync(path, 'utf8')]) : [['made, 1 MB', made(1)]];
const results = [];
for (const [name, text] of texts) {
  const chunks = chunkMarkdown(text);
  const chunk = time(() => chunkMarkdown(text));
  const parse = time(() => fromMarkdown(text));
  const middle = text.indexOf('\n\n', Math.floor(text.length / 2));
  const changed = chunkMarkdown(`${text.slice(0, middle)}\n\nA paragraph that was put in here.${text.slice(middle)}`);
  const diff = diffChunks(
    chunks.map((part) => part.key),
    changed,
  );
  const exact = time(() => countTokens(text));
  const guess = time(() => estimateTokens(text));
  const errors = chunks
    .map((part) => Math.abs(part.tokens / Math.max(1, countTokens(part.text)) - 1))
    .toSorted((a, b) => a - b);
  const percent = (value: number): number => Math.round(value * 1000) / 10;
  const result = {
    name,
    MB: Math.round(text.length / 1e4) / 100,
    chunks: chunks.length,
    MBperMinute: Math.round((text.length / 1e6 / chunk) * 60_000),
    ratioToFullParser: Math.round((chunk / parse) * 1000) / 1000,
    touchedByAnInsertion: diff.added.length,
    tokenErrorWholePercent: percent(estimateTokens(text) / countTokens(text) - 1),
    tokenErrorChunkMedianPercent: percent(median(errors)),
    tokenErrorChunkP90Percent: percent(errors[Math.floor(errors.length * 0.9)] ?? 0),
    estimateFasterThanExact: Math.round(exact / guess),
  };
  results.push(result);
  console.log(
    `${name}: ${result.chunks} chunks, ${result.MBperMinute} MB/min, ${result.ratioToFullParser} × full parser; an insertion touches ${result.touchedByAnInsertion}; tokens ${result.tokenErrorWholePercent} % whole, ${result.tokenErrorChunkMedianPercent} % median, ${result.tokenErrorChunkP90Percent} % p90, estimate ${result.estimateFasterThanExact} × faster`,
  );
}
const growth = [1, 4, 16].map((size) => {
  const text = made(size);
  return { MB: size, msPerMB: Math.round((time(() => chunkMarkdown(text)) / size) * 10) / 10 };
});
console.log(growth.map((step) => `${step.MB} MB: ${step.msPerMB} ms/MB`).join('   '));
console.log(JSON.stringify({ bench: 'chunk', results, growth }));
