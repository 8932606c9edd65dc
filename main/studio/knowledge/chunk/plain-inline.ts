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
