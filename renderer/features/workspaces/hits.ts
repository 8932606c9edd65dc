/** What a search in a workspace found, in words, and where it is. Pure. */
import type { GroundHit } from '../../../main/studio/workspaces/contract.ts';
import { FOUNDATION_SECTIONS, type Route } from '../../app/routes.ts';

const KIND: Record<GroundHit['table'], string> = {
  foundations: 'Foundation',
  icp_profiles: 'Ideal customer',
  campaigns: 'Campaign',
  moves: 'Move',
  muse_assets: 'Text',
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

export function routeOfHit({ table, id, part }: Pick<GroundHit, 'table' | 'id' | 'part'>): Route {
  switch (table) {
    case 'foundations':
      return { name: 'foundation', section: FOUNDATION_SECTIONS.find((section) => section === part) ?? 'overview' };
    case 'evidence_texts':
      return { name: 'onboarding', step: 1 };
    case 'icp_profiles':
      return { name: 'icp', id };
    case 'campaigns':
      return { name: 'campaign', id };
    case 'moves':
      return { name: 'move', id };
    case 'muse_assets':
      return { name: 'asset', id };
    case 'blackbox_strategies':
      return { name: 'strategies', show: 'blackbox' };
    case 'daily_wins':
      return { name: 'strategies', show: 'wins' };
  }
}
