// The tokenizer of GPT-4o (o200k_base) and its tables: 30 MB once they are loaded, so only when somebody counts.
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';

/** Text that looks like a control token counts as text. */
export const exactTokens = (text: string): number => countTokens(text, { disallowedSpecial: new Set() });
