/** Tables in a person's words, and the column by which a row of each is known. */

export interface TableWords {
  readonly one: string;
  readonly many: string;
  /** The column that names a row; null where a row has no name of its own. */
  readonly name: string | null;
  /** The row that it belongs to, which names it better than nothing: column and table. */
  readonly parent?: readonly [column: string, table: string];
}

const words = (one: string, many: string, name: string | null, parent?: TableWords['parent']): TableWords => ({
  one,
  many,
  name,
  ...(parent ? { parent } : {}),
});

const WORDS: Readonly<Record<string, TableWords>> = {
  morgys: words('Morgy', 'Morgys', 'name'),
  morgy_knowledge: words('document', 'documents', 'title', ['morgy_id', 'morgys']),
  morgy_templates: words('template', 'templates', 'title', ['morgy_id', 'morgys']),
  mcp_exports: words('export', 'exports', null, ['morgy_id', 'morgys']),
  workspaces: words('workspace', 'workspaces', 'name'),
  foundations: words('foundation', 'foundations', 'company_name', ['workspace_id', 'workspaces']),
  icp_profiles: words('ICP profile', 'ICP profiles', 'name', ['workspace_id', 'workspaces']),
  campaigns: words('campaign', 'campaigns', 'name', ['workspace_id', 'workspaces']),
  moves: words('move', 'moves', 'name', ['workspace_id', 'workspaces']),
  muse_assets: words('asset', 'assets', 'title', ['workspace_id', 'workspaces']),
  blackbox_strategies: words('strategy', 'strategies', 'name', ['workspace_id', 'workspaces']),
  daily_wins: words('daily win', 'daily wins', 'topic', ['workspace_id', 'workspaces']),
  onboarding_sessions: words('onboarding', 'onboardings', null, ['workspace_id', 'workspaces']),
  marketplace_listings: words('listing', 'listings', null, ['morgy_id', 'morgys']),
  creator_payouts: words('payout request', 'payout requests', null),
  plugin_submissions: words('plugin submission', 'plugin submissions', null),
  agents: words('agent', 'agents', 'name'),
  agent_skills: words('skill', 'skills', 'name', ['agent_id', 'agents']),
  agent_versions: words('agent version', 'agent versions', 'version', ['agent_id', 'agents']),
  projects: words('project', 'projects', 'name'),
  teams: words('team', 'teams', 'name', ['project_id', 'projects']),
  team_agents: words('team member', 'team members', null, ['team_id', 'teams']),
  conversations: words('conversation', 'conversations', 'title'),
  sync_conflict: words('conflict', 'conflicts', null),
};

const plain = (table: string): string => table.replaceAll('_', ' ');

export const tableWords = (table: string): TableWords => WORDS[table] ?? words(plain(table), plain(table), null);
