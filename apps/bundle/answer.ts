/** What every tool has in common: it only reads, every failure is a sentence, long answers come in parts. */
import type { CallToolResult, ToolAnnotations } from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { ToolWords } from './catalogue.ts';
import { BundleError } from './files.ts';

export const annotations = (words: ToolWords): ToolAnnotations => ({
  title: words.title,
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
});

type Structured = Record<string, unknown>;

/** Runs a tool; what goes wrong becomes an error result in words, without paths or stack traces. */
export function answer(work: () => { readonly text: string; readonly structured: Structured }): CallToolResult {
  try {
    const { text, structured } = work();
    return { content: [{ type: 'text', text }], structuredContent: structured };
  } catch (error) {
    const message =
      error instanceof BundleError
        ? error.message
        : 'This bundle could not answer because of a fault in its server. Try other words, or install it again.';
    if (!(error instanceof BundleError)) console.error(error);
    return { content: [{ type: 'text', text: message }], isError: true };
  }
}

export const cursorIn = z.string().max(40).optional().describe('nextCursor of the previous result');
export const more = {
  truncated: z.boolean().describe('There is more than this result holds'),
  nextCursor: z.string().optional().describe('Hand this back as cursor to go on'),
};
