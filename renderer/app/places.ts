/** Parts of pages by the name that stands on them, for the palette: what is behind a tab is found like a page. Pure. */
import type { EditorTab, Route } from './routes.ts';

export interface Place {
  readonly title: string;
  /** The page that it is a part of. */
  readonly of: string;
  readonly keywords?: readonly string[];
  /** A tab of a Morgy: of the open one, or of the one that is asked for. */
  readonly to: Route | { readonly tab: EditorTab };
}

const earnings = (tab: Extract<Route, { name: 'earnings' }>['tab']): Route => ({ name: 'earnings', tab });
const foundation = (section: Extract<Route, { name: 'foundation' }>['section']): Route => ({
  name: 'foundation',
  section,
});
const campaigns = (show: Extract<Route, { name: 'campaigns' }>['show']): Route => ({ name: 'campaigns', show });

export const PLACES: readonly Place[] = [
  { title: 'Ledger', of: 'Earnings', to: earnings('ledger'), keywords: ['transactions', 'purchases'] },
  { title: 'Payouts', of: 'Earnings', to: earnings('payouts') },
  { title: 'Statements', of: 'Earnings, Payouts', to: earnings('payouts'), keywords: ['pdf', 'month', 'year'] },
  { title: 'Listings', of: 'Earnings', to: earnings('listings'), keywords: ['marketplace', 'price'] },
  { title: 'Reviews', of: 'Earnings', to: earnings('reviews'), keywords: ['stars'] },
  { title: 'Usage', of: 'Earnings', to: earnings('usage') },
  { title: 'API keys', of: 'Earnings', to: earnings('keys') },
  { title: 'Truth sheet', of: 'Foundation', to: foundation('facts'), keywords: ['facts'] },
  { title: 'Research', of: 'Foundation', to: foundation('research') },
  { title: 'Competitors', of: 'Foundation', to: foundation('competitors') },
  { title: 'Positioning', of: 'Foundation', to: foundation('positioning') },
  { title: 'Capabilities', of: 'Foundation', to: foundation('capabilities') },
  { title: 'Brand voice', of: 'Foundation', to: foundation('voice'), keywords: ['tone'] },
  { title: 'Rules', of: 'Foundation', to: foundation('rules'), keywords: ['forbidden'] },
  { title: 'Soundbites', of: 'Foundation', to: foundation('soundbites') },
  { title: 'Messages', of: 'Foundation', to: foundation('messages') },
  { title: 'Moves', of: 'Campaigns', to: campaigns('moves') },
  { title: 'Calendar', of: 'Campaigns', to: campaigns('calendar') },
  { title: 'Board', of: 'Campaigns', to: campaigns('board'), keywords: ['kanban', 'tasks'] },
  { title: 'Daily wins', of: 'Strategies', to: { name: 'strategies', show: 'wins' } },
  { title: 'Identity', of: 'A Morgy', to: { tab: 'identity' }, keywords: ['name', 'tags'] },
  { title: 'Prompt', of: 'A Morgy', to: { tab: 'prompt' } },
  { title: 'Model', of: 'A Morgy', to: { tab: 'model' }, keywords: ['temperature'] },
  { title: 'Personality', of: 'A Morgy', to: { tab: 'personality' }, keywords: ['tone'] },
  { title: 'Appearance', of: 'A Morgy', to: { tab: 'appearance' }, keywords: ['avatar', 'colour'] },
  { title: 'Abilities', of: 'A Morgy', to: { tab: 'capabilities' } },
  { title: 'Documents', of: 'A Morgy', to: { tab: 'knowledge' }, keywords: ['files'] },
  { title: 'Retrieval', of: 'A Morgy', to: { tab: 'retrieval' }, keywords: ['passage length', 'tests'] },
  { title: 'Templates', of: 'A Morgy', to: { tab: 'templates' } },
  { title: 'Licence and price', of: 'A Morgy', to: { tab: 'licence' } },
];
