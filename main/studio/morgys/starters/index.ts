/** The gallery: Morgys to begin with, each one complete enough to be exported as it is. */
import { knowledgeWork } from './knowledge-work.ts';
import { peopleWork } from './people-work.ts';
import type { Starter } from './types.ts';

export const starters: readonly Starter[] = [...peopleWork, ...knowledgeWork];
export type { Starter } from './types.ts';
