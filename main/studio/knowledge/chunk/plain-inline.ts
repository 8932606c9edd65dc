// Inline Markdown without its marks, for titles and heading paths.

const MAX_CHARS = 400;

export function plainInline(text: string): string {
  return text
    .slice(0, MAX_CHARS)
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^[\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replace(/(`+) ?([^`]*) ?\1/g, '$2')
    .replace(/(?<!\\)(\*{1,3}|~~)(?=\S)([^*~]+)(?<=\S)\1/g, '$2')
    .replace(/(?<![\p{L}\p{N}\\])(_{1,2})(?=\S)([^_]+)(?<=\S)\1(?![\p{L}\p{N}])/gu, '$2')
    .replace(/(?<!\\)<\/?[a-z][^<>]*>/gi, '')
    .replace(/\{#[^{}]*\}\s*$/, '')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The text of an ATX heading's line: without its hashes, in front and (after a space) behind. */
export function atxText(line: string): string {
  const text = line
    .trim()
    .replace(/^#{1,6}/, '')
    .trim();
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0x23) end--;
  if (end === text.length) return text;
  return end === 0 || text[end - 1] === ' ' || text[end - 1] === '\t' ? text.slice(0, end).trimEnd() : text;
}
