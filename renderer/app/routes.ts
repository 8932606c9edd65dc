/** Every place in the window, typed. A route is plain data: it is kept in the settings, so it is parsed when it comes back. */
import { z } from 'zod';

export const EDITOR_TABS = [
  'identity',
  'prompt',
  'foundation',
  'model',
  'personality',
  'appearance',
  'capabilities',
  'knowledge',
  'retrieval',
  'templates',
  'licence',
  'export',
  'history',
] as const;
export type EditorTab = (typeof EDITOR_TABS)[number];

export const SETTINGS_SECTIONS = ['general', 'search', 'model', 'sync', 'data', 'shortcuts', 'about'] as const;
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number];

export const FOUNDATION_SECTIONS = [
  'overview',
  'facts',
  'research',
  'competitors',
  'positioning',
  'capabilities',
  'voice',
  'rules',
  'soundbites',
  'messages',
  'summary',
  'history',
] as const;
export type FoundationSection = (typeof FOUNDATION_SECTIONS)[number];

export const EARNINGS_TABS = ['overview', 'ledger', 'payouts', 'listings', 'reviews', 'usage', 'keys'] as const;
export type EarningsTab = (typeof EARNINGS_TABS)[number];

export const CAMPAIGN_VIEWS = ['campaigns', 'moves', 'calendar', 'board'] as const;
export type CampaignView = (typeof CAMPAIGN_VIEWS)[number];
export const STRATEGY_VIEWS = ['blackbox', 'wins'] as const;
export type StrategyView = (typeof STRATEGY_VIEWS)[number];

export const SYNC_LISTS = ['waiting', 'parked', 'conflicts', 'settled'] as const;
export type SyncList = (typeof SYNC_LISTS)[number];

/** Steps of the onboarding. */
export const ONBOARDING_STEPS = 24;

export const route = z.discriminatedUnion('name', [
  z.object({ name: z.literal('library') }),
  z.object({ name: z.literal('gallery') }),
  z.object({ name: z.literal('morgy'), id: z.string(), tab: z.enum(EDITOR_TABS).catch('identity') }),
  /** Search over the knowledge of one Morgy or of all. */
  z.object({
    name: z.literal('knowledge'),
    query: z.string().default(''),
    morgyId: z.string().nullable().default(null),
  }),
  z.object({ name: z.literal('document'), id: z.string(), chunkId: z.string().nullable().default(null) }),
  /** With one of them open where a link names it. */
  z.object({ name: z.literal('exports'), id: z.string().nullable().default(null) }),
  z.object({ name: z.literal('earnings'), tab: z.enum(EARNINGS_TABS).catch('overview') }),
  z.object({ name: z.literal('trash') }),
  z.object({ name: z.literal('workspaces') }),
  z.object({ name: z.literal('foundation'), section: z.enum(FOUNDATION_SECTIONS).catch('overview') }),
  /** Without a step: where it was left. */
  z.object({
    name: z.literal('onboarding'),
    step: z.int().min(1).max(ONBOARDING_STEPS).nullable().catch(null),
  }),
  /** Search over everything in the open workspace. */
  z.object({ name: z.literal('ground'), query: z.string().default('') }),
  z.object({ name: z.literal('icps') }),
  z.object({ name: z.literal('icp'), id: z.string() }),
  z.object({ name: z.literal('icpCompare'), ids: z.array(z.string()).max(3) }),
  /** A profile on one page, for printing. */
  z.object({ name: z.literal('icpSheet'), id: z.string() }),
  z.object({ name: z.literal('campaigns'), show: z.enum(CAMPAIGN_VIEWS).catch('campaigns') }),
  z.object({ name: z.literal('campaign'), id: z.string() }),
  z.object({ name: z.literal('move'), id: z.string() }),
  z.object({ name: z.literal('assets') }),
  z.object({ name: z.literal('asset'), id: z.string() }),
  z.object({ name: z.literal('strategies'), show: z.enum(STRATEGY_VIEWS).catch('blackbox') }),
  /** Every change that is on its way, was refused, or met another one. */
  z.object({ name: z.literal('sync'), show: z.enum(SYNC_LISTS).catch('waiting') }),
  z.object({ name: z.literal('conflict'), id: z.string() }),
  z.object({ name: z.literal('settings'), section: z.enum(SETTINGS_SECTIONS).catch('general') }),
]);
export type Route = z.infer<typeof route>;

export const HOME: Route = { name: 'library' };

export const sameRoute = (a: Route, b: Route): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Another tab of the same Morgy replaces the place; anything else is a step that Back undoes. */
export const isSamePlace = (a: Route, b: Route): boolean =>
  (a.name === 'morgy' && b.name === 'morgy' && a.id === b.id) ||
  (a.name === 'settings' && b.name === 'settings') ||
  (a.name === 'knowledge' && b.name === 'knowledge') ||
  (a.name === 'foundation' && b.name === 'foundation') ||
  (a.name === 'onboarding' && b.name === 'onboarding') ||
  (a.name === 'ground' && b.name === 'ground') ||
  (a.name === 'sync' && b.name === 'sync') ||
  (a.name === 'campaigns' && b.name === 'campaigns') ||
  (a.name === 'strategies' && b.name === 'strategies');

/** `morgus://morgy/<id>/<tab>`, `morgus://exports` and so on; null for what means nothing here. */
export function routeFromLink(link: string): Route | null {
  if (!URL.canParse(link)) return null;
  const url = new URL(link);
  if (url.protocol !== 'morgus:') return null;
  const [first = '', second = '', third = ''] = [url.host, ...url.pathname.split('/')].filter((part) => part !== '');
  const wanted: Record<string, unknown> = {
    morgy: { name: 'morgy', id: second, tab: third || 'identity' },
    document: { name: 'document', id: second, chunkId: third || null },
    search: { name: 'knowledge', query: url.searchParams.get('q') ?? '', morgyId: url.searchParams.get('morgy') },
    settings: { name: 'settings', section: second || 'general' },
    library: { name: 'library' },
    gallery: { name: 'gallery' },
    exports: { name: 'exports', id: url.searchParams.get('id') },
    earnings: { name: 'earnings', tab: second || 'overview' },
    trash: { name: 'trash' },
    sync: { name: 'sync', show: second || 'waiting' },
    conflict: { name: 'conflict', id: second },
    workspaces: { name: 'workspaces' },
    foundation: { name: 'foundation', section: second || 'overview' },
    onboarding: { name: 'onboarding', step: /^\d{1,2}$/.test(second) ? Number(second) : null },
    icps: { name: 'icps' },
    icp: { name: third === 'page' ? 'icpSheet' : 'icp', id: second },
    compare: { name: 'icpCompare', ids: second.split(',') },
    campaigns: { name: 'campaigns', show: second || 'campaigns' },
    campaign: { name: 'campaign', id: second },
    move: { name: 'move', id: second },
    assets: { name: 'assets' },
    asset: { name: 'asset', id: second },
    strategies: { name: 'strategies', show: second || 'blackbox' },
    ground: { name: 'ground', query: url.searchParams.get('q') ?? '' },
  };
  if ((first === 'morgy' || first === 'document' || first === 'conflict') && !/^[0-9a-f-]{36}$/i.test(second))
    return null;
  const parsed = route.safeParse(wanted[first]);
  return parsed.success ? parsed.data : null;
}
