/** What a listing needs before it can be handed in, and what would help it. */
import { LEAST_PRICE } from './contract.ts';
import type { CheckItem, PricingModel } from './contract.ts';

export interface ListingFacts {
  readonly name: string;
  readonly description: string | null;
  readonly prompt: string;
  readonly documents: number;
  readonly inTrash: boolean;
  readonly active: boolean;
  readonly visibility: 'private' | 'public' | 'unlisted';
  readonly pricingModel: PricingModel;
  /** Cents. */
  readonly price: number;
}

/** Shortest description that says something (characters). */
const DESCRIPTION = 20;

export function checklistOf(facts: ListingFacts): CheckItem[] {
  const description = (facts.description ?? '').trim();
  const free = facts.pricingModel === 'free';
  const priced = free ? facts.price === 0 : facts.price >= LEAST_PRICE;
  return [
    {
      id: 'name',
      label: 'A name',
      ok: facts.name.trim().length >= 3,
      required: true,
      detail: 'At least three characters.',
      tab: 'identity',
    },
    {
      id: 'description',
      label: 'A description',
      ok: description.length >= DESCRIPTION,
      required: true,
      detail: `At least ${DESCRIPTION} characters; it has ${description.length}.`,
      tab: 'identity',
    },
    {
      id: 'prompt',
      label: 'A system prompt',
      ok: facts.prompt.trim() !== '',
      required: true,
      detail: facts.prompt.trim() === '' ? 'It is empty.' : 'It is there.',
      tab: 'prompt',
    },
    {
      id: 'active',
      label: 'In use',
      ok: facts.active && !facts.inTrash,
      required: true,
      detail: facts.inTrash ? 'The Morgy lies in the trash.' : facts.active ? 'It is.' : 'The Morgy is archived.',
      tab: null,
    },
    {
      id: 'price',
      label: free ? 'No price' : 'A price',
      ok: priced,
      required: true,
      detail: free
        ? facts.price === 0
          ? 'Free.'
          : 'A free listing has no price: set it to nought, or choose another model.'
        : `At least $${(LEAST_PRICE / 100).toFixed(2)}; it is $${(facts.price / 100).toFixed(2)}.`,
      tab: null,
    },
    {
      id: 'visibility',
      label: 'To be seen',
      ok: facts.visibility !== 'private',
      required: true,
      detail:
        facts.visibility === 'private'
          ? 'Private listings are shown to nobody. Choose public, or unlisted for people who have the link.'
          : facts.visibility === 'public'
            ? 'Everybody finds it.'
            : 'Only people with the link find it.',
      tab: null,
    },
    {
      id: 'knowledge',
      label: 'Knowledge',
      ok: facts.documents > 0,
      required: false,
      detail:
        facts.documents > 0
          ? `${facts.documents} ${facts.documents === 1 ? 'document' : 'documents'}.`
          : 'A Morgy with documents of its own answers better. It can be handed in without.',
      tab: 'knowledge',
    },
  ];
}

export const isReady = (items: readonly CheckItem[]): boolean => items.every((item) => item.ok || !item.required);
