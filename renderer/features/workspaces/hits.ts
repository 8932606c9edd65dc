/** What a search in a workspace found, in words, and where it is. Pure. */
import type { GroundHit } from '../../../main/studio/workspaces/contract.ts';
import { FOUNDATION_SECTIONS, type Route } from '../../app/routes.ts';

const KIND: Record<GroundHit['table'], string> = {
  foundations: 'Foundation',
  icp_profiles: 'Ideal customer',
  campaigns: 'Campaign',
  moves: 'Move',
  muse_assets: 'Asset',
  blackbox_strategies: 'Strategy',
  daily_wins: 'Daily win',
  evidence_texts: 'Evidence',
};
const PART: Readonly<Record<string, string>> = {
  overview: 'the company',
  facts: 'truth sheet',
  research: 'research',
  competitors: 'competitors',
  positioning: 'positioning',
  voice: 'brand voice',
  rules: 'rules',
  soundbites: 'soundbites',
  messages: 'messages',
  summary: 'summary',
};

export const kindLabel = ({ table, part }: Pick<GroundHit, 'table' | 'part'>): string =>
  part === '' ? KIND[table] : `${KIND[table]}, ${PART[part] ?? part}`;

/** Null where nothing can be opened. */
export function routeOfHit({ table, part }: Pick<GroundHit, 'table' | 'id' | 'part'>): Route | null {
  switch (table) {
    case 'foundations':
      return { name: 'foundation', section: FOUNDATION_SECTIONS.find((section) => section === part) ?? 'overview' };
    case 'evidence_texts':
      return { name: 'onboarding', step: 1 };
    default:
      return null;
  }
}
