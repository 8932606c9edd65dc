/**
 * Who may do what with a row, for every table. The row always belongs to `owner` (or, where the document says so, to the
 * `buyer`); each operation names everyone who may do it, so that everybody else must be refused.
 */
import { v7 as uuidv7 } from 'uuid';
import type { Row } from './harness.ts';
import { agentRow, instanceRow, morgyRow, purchaseRow } from './world.ts';
import type { World } from './world.ts';

export const actors = ['owner', 'buyer', 'other', 'admin', 'anon', 'service'] as const;
export type ActorName = (typeof actors)[number];

export interface TableRule {
  /** A new row, in the columns that whoever may insert is able to set. */
  sample: (world: World) => Row;
  /** Columns of the key; `id` when left out. */
  key?: readonly string[];
  /** The row is an account's own: it is made by signing up, and `owner` acts as that account. */
  self?: (user: string) => Row;
  read: string;
  insert: string;
  /** Column to set, its new value, and who may. */
  update: readonly [column: string, value: unknown, by: string];
  remove: string;
}

const hash = 'a'.repeat(64);
const hex = (length: number): string => uuidv7().replaceAll('-', '').padEnd(length, '0').slice(0, length);

/** Only the service writes; the owner, an admin and the service read. */
const counted = (sample: TableRule['sample'], column: string, value: unknown): TableRule => ({
  sample,
  read: 'owner admin service',
  insert: 'service',
  update: [column, value, 'service'],
  remove: 'service',
});

/** Written and read by its owner alone. */
const authored = (sample: TableRule['sample'], column: string, value: unknown): TableRule => ({
  sample,
  read: 'owner service',
  insert: 'owner service',
  update: [column, value, 'owner service'],
  remove: 'owner service',
});

const inWorkspace = (more: Row) => (w: World) => ({
  id: uuidv7(),
  workspace_id: w.workspace,
  owner_id: w.owner,
  ...more,
});

export const matrix: Readonly<Record<string, TableRule>> = {
  // identity
  users: {
    sample: () => ({ id: uuidv7(), email: `${uuidv7()}@example.com` }),
    self: (id) => ({ id }),
    read: 'owner admin service',
    insert: 'service',
    update: ['display_name', 'Someone', 'owner service'],
    remove: 'service',
  },
  user_profiles: {
    sample: (w) => ({ id: w.owner }),
    self: (id) => ({ id }),
    read: 'owner admin service',
    insert: 'service',
    update: ['bio', 'Writes', 'owner service'],
    remove: 'service',
  },
  api_keys: authored(
    (w) => ({ id: uuidv7(), user_id: w.owner, key_prefix: 'morg_0123abcd', key_hash: hex(64), name: 'ci' }),
    'name',
    'build',
  ),
  notifications: {
    sample: (w) => ({ id: uuidv7(), user_id: w.owner, type: 'system', title: 'T', message: 'M' }),
    read: 'owner service',
    insert: 'service',
    update: ['is_read', true, 'owner service'],
    remove: 'owner service',
  },
  waitlist: {
    sample: () => ({ email: `${uuidv7()}@example.com` }),
    key: ['email'],
    read: 'admin service',
    insert: 'owner buyer other admin anon service',
    update: ['referral_source', 'x', 'service'],
    remove: 'service',
  },

  // morgys
  morgys: {
    sample: (w) => morgyRow(w.owner),
    read: 'owner admin service',
    insert: 'owner service',
    update: ['description', 'x', 'owner service'],
    remove: 'owner service',
  },
  morgy_knowledge: authored(
    (w) => ({ id: uuidv7(), morgy_id: w.morgy, owner_id: w.owner, title: 'T', content: 'C', source_type: 'text' }),
    'title',
    'Other',
  ),
  morgy_templates: authored(
    (w) => ({ id: uuidv7(), morgy_id: w.morgy, owner_id: w.owner, title: 'T', text: 'Write {{x}}' }),
    'title',
    'Other',
  ),
  knowledge_chunks: {
    ...counted(
      (w) => ({
        id: uuidv7(),
        knowledge_id: w.knowledge,
        owner_id: w.owner,
        position: 7,
        content: 'C',
        content_sha256: hash,
      }),
      'content',
      'x',
    ),
    read: 'owner service',
  },
  mcp_exports: {
    sample: (w) => ({
      id: uuidv7(),
      morgy_id: w.morgy,
      user_id: w.owner,
      share_id: hex(32),
      share_url: 'https://example.com/x',
    }),
    read: 'owner service',
    insert: 'owner service',
    update: ['include_knowledge', false, 'owner service'],
    remove: 'service',
  },
  morgy_reviews: {
    sample: (w) => ({ id: uuidv7(), morgy_id: w.morgy, user_id: w.buyer, owner_id: w.owner, rating: 4 }),
    read: 'owner buyer other admin anon service',
    insert: 'buyer service',
    update: ['rating', 5, 'buyer service'],
    remove: 'buyer service',
  },
  morgy_analytics: counted(
    (w) => ({ id: uuidv7(), morgy_id: w.draft, owner_id: w.owner, date: '2026-01-01' }),
    'views',
    3,
  ),

  // market
  revenue_terms: {
    sample: () => ({
      id: uuidv7(),
      product_kind: 'morgy',
      platform_rate: '0.25',
      payout_minimum: '40',
      effective_from: '2040-01-01',
    }),
    read: 'owner buyer other admin anon service',
    insert: 'admin service',
    update: ['platform_rate', '0', ''],
    remove: '',
  },
  marketplace_listings: {
    sample: (w) => ({ id: uuidv7(), morgy_id: w.draft, creator_id: w.owner, status: 'pending', price: '5' }),
    read: 'owner admin service',
    insert: 'owner service',
    update: ['price', '6', 'owner admin service'],
    remove: 'owner service',
  },
  morgy_purchases: {
    sample: (w) => purchaseRow(w.draft, w.buyer, '10.00'),
    read: 'owner buyer admin service',
    insert: 'service',
    update: ['payment_status', 'refunded', 'service'],
    remove: 'service',
  },
  creator_payouts: {
    sample: (w) => ({ id: uuidv7(), creator_id: w.owner, amount: '50.00' }),
    read: 'owner admin service',
    insert: 'owner service',
    update: ['status', 'processing', 'service'],
    remove: 'service',
  },

  // hired agents
  projects: authored((w) => ({ id: uuidv7(), user_id: w.owner, name: 'P' }), 'name', 'Q'),
  teams: authored((w) => ({ id: uuidv7(), project_id: w.project, owner_id: w.owner, name: 'T' }), 'name', 'U'),
  team_agents: {
    ...authored(
      (w) => ({ id: uuidv7(), team_id: w.team, instance_id: w.instance, owner_id: w.owner }),
      'created_at',
      '2026-01-01',
    ),
    update: ['created_at', '2026-01-01', 'service'],
  },
  agents: {
    sample: (w) => agentRow(w.owner, { status: 'draft' }),
    read: 'owner admin service',
    insert: 'owner service',
    update: ['tagline', 'Finds everything there is', 'owner admin service'],
    remove: 'owner service',
  },
  agent_skills: {
    ...authored(
      (w) => ({ id: uuidv7(), agent_id: w.agent, owner_id: w.owner, slug: 's', name: 'S', skill_content: 'C' }),
      'name',
      'T',
    ),
    read: 'owner admin service',
  },
  agent_versions: {
    sample: (w) => ({ id: uuidv7(), agent_id: w.agent, owner_id: w.owner, version: '1.2.3', docker_image: 'i' }),
    read: 'owner admin service',
    insert: 'owner service',
    update: ['changelog', 'x', 'owner service'],
    remove: 'service',
  },
  agent_instances: {
    sample: (w) => instanceRow(w.owner, w.agent),
    read: 'owner admin service',
    insert: 'service',
    update: ['display_name', 'Mine', 'owner service'],
    remove: 'service',
  },
  sessions: {
    sample: (w) => ({ id: uuidv7(), instance_id: w.instance, user_id: w.owner }),
    read: 'owner admin service',
    insert: 'owner service',
    update: ['ended_at', '2026-01-01', 'owner service'],
    remove: 'service',
  },
  messages: {
    sample: (w) => ({ id: uuidv7(), session_id: w.session, owner_id: w.owner, role: 'user', content: 'C' }),
    read: 'owner service',
    insert: 'owner service',
    update: ['content', 'x', 'service'],
    remove: 'service',
  },
  relay_connections: authored(
    (w) => ({ id: uuidv7(), instance_id: w.instance, relay: 'slack', external_user_id: uuidv7() }),
    'external_chat_id',
    'x',
  ),
  ssh_configs: authored(
    (w) => ({
      id: uuidv7(),
      user_id: w.owner,
      instance_id: w.instance,
      host: 'h',
      username: 'u',
      secret_ref: 'vault:1',
    }),
    'host',
    'i',
  ),
  agent_reviews: {
    sample: (w) => ({ id: uuidv7(), agent_id: w.agent, user_id: w.buyer, owner_id: w.owner, rating: 3 }),
    read: 'owner buyer other admin anon service',
    insert: 'buyer service',
    update: ['rating', 5, 'buyer service'],
    remove: 'buyer service',
  },
  purchases: counted((w) => ({ id: uuidv7(), buyer_id: w.owner, agent_id: w.hired, credits: 10 }), 'status', 'active'),
  credit_balances: {
    sample: (w) => ({ id: uuidv7(), user_id: w.owner, topup_credits: 5 }),
    key: ['user_id'],
    self: (user_id) => ({ user_id }),
    read: 'owner admin service',
    insert: '',
    update: ['topup_credits', 100_000, ''],
    remove: '',
  },
  credit_transactions: {
    ...counted(
      (w) => ({ id: uuidv7(), user_id: w.owner, type: 'refund', amount: 5, credit_type: 'topup' }),
      'amount',
      500,
    ),
    update: ['amount', 500, ''],
    remove: '',
  },
  creator_earnings: counted(
    (w) => ({ id: uuidv7(), agent_id: w.agent, gross_revenue: '1.00', compute_cost: '0.10' }),
    'stripe_transfer_id',
    'tr_1',
  ),

  // chat
  conversations: authored((w) => ({ id: uuidv7(), user_id: w.owner, title: 'T' }), 'title', 'U'),
  chat_messages: {
    sample: (w) => ({ id: uuidv7(), conversation_id: w.conversation, user_id: w.owner, role: 'user', content: 'C' }),
    read: 'owner service',
    insert: 'owner service',
    update: ['rating', 5, 'owner service'],
    remove: 'service',
  },
  message_attachments: {
    ...authored(
      (w) => ({ id: uuidv7(), message_id: w.message, owner_id: w.owner, file_name: 'f', storage_path: 'p' }),
      'file_name',
      'g',
    ),
    update: ['file_name', 'g', 'service'],
  },
  user_feedback: {
    sample: (w) => ({ id: uuidv7(), user_id: w.owner, feedback_type: 'bug', message: 'M' }),
    read: 'owner admin service',
    insert: 'owner service',
    update: ['message', 'x', 'service'],
    remove: 'service',
  },
  moderation_logs: {
    sample: (w) => ({ id: uuidv7(), user_id: w.owner, content: 'C' }),
    read: 'admin service',
    insert: 'service',
    update: ['notes', 'seen', 'admin service'],
    remove: 'service',
  },
  user_violations: {
    sample: (w) => ({ id: uuidv7(), user_id: w.owner, violation_type: 'abuse', severity: 'low' }),
    read: 'owner admin service',
    insert: 'admin service',
    update: ['severity', 'high', 'service'],
    remove: 'service',
  },

  // plugins
  plugins: {
    sample: (w) => ({
      id: `p-${hex(12)}`,
      name: 'n',
      display_name: 'N',
      source: 'a/b',
      version: '1.0.0',
      tier: 'pro',
      author_id: w.owner,
    }),
    read: 'owner buyer other admin anon service',
    insert: 'admin service',
    update: ['description', 'x', 'owner admin service'],
    remove: 'admin service',
  },
  licenses: counted(
    (w) => ({ id: uuidv7(), user_id: w.owner, plugin_id: w.plugin, license_key: uuidv7(), tier: 'enterprise' }),
    'tier',
    'free',
  ),
  trials: counted(
    (w) => ({ id: uuidv7(), user_id: w.owner, plugin_id: w.plugin, license_key: 'k', expires_at: '2040-01-01' }),
    'expires_at',
    '2041-01-01',
  ),
  revoked_licenses: {
    sample: () => ({ license_key: uuidv7(), reason: 'stolen' }),
    key: ['license_key'],
    read: 'admin service',
    insert: 'admin service',
    update: ['reason', 'x', 'service'],
    remove: 'service',
  },
  plugin_submissions: {
    sample: (w) => ({ id: uuidv7(), user_id: w.owner, plugin_data: {} }),
    read: 'owner admin service',
    insert: 'owner service',
    update: ['plugin_data', { name: 'n' }, 'owner admin service'],
    remove: 'service',
  },
  plugin_reviews: {
    sample: (w) => ({ id: uuidv7(), plugin_id: w.plugin, user_id: w.buyer, rating: 4 }),
    read: 'owner buyer other admin anon service',
    insert: 'buyer service',
    update: ['rating', 2, 'buyer service'],
    remove: 'buyer service',
  },
  logs: {
    sample: () => ({ id: uuidv7(), level: 'info', message: 'M' }),
    read: 'admin service',
    insert: 'service',
    update: ['message', 'x', 'service'],
    remove: 'service',
  },

  // foundations
  workspaces: authored((w) => ({ id: uuidv7(), user_id: w.owner, name: 'W' }), 'name', 'X'),
  foundations: {
    // A workspace has one foundation, so a new row takes a workspace of its own.
    ...authored((w) => ({ id: uuidv7(), workspace_id: w.workspace, owner_id: w.owner }), 'company_name', 'X'),
  },
  icp_profiles: authored(inWorkspace({ name: 'I' }), 'name', 'J'),
  campaigns: authored(inWorkspace({ name: 'C' }), 'name', 'D'),
  moves: authored(inWorkspace({ name: 'M', category: 'ignite' }), 'name', 'N'),
  muse_assets: authored(inWorkspace({ title: 'T', type: 'blog', content: 'C' }), 'title', 'U'),
  blackbox_strategies: authored(inWorkspace({ name: 'B', focus_area: 'revenue' }), 'name', 'C'),
  daily_wins: authored(inWorkspace({ topic: 'T', hook: 'H' }), 'topic', 'U'),
  agent_executions: {
    ...authored(inWorkspace({ request_type: 'r' }), 'error', 'x'),
    insert: 'service',
    update: ['error', 'x', 'service'],
    remove: 'service',
  },
  onboarding_sessions: authored(inWorkspace({}), 'current_step', 2),

  // billing
  subscriptions: {
    sample: (w) => ({ id: uuidv7(), user_id: w.owner, plan: 'enterprise' }),
    read: 'owner admin service',
    insert: 'service',
    update: ['cancel_at_period_end', true, 'owner service'],
    remove: 'service',
  },
  subscription_history: counted(
    (w) => ({
      id: uuidv7(),
      user_id: w.owner,
      tier: 'pro',
      status: 'active',
      period_start: '2026-01-01',
      period_end: '2026-02-01',
    }),
    'status',
    'x',
  ),
  payment_history: counted((w) => ({ id: uuidv7(), user_id: w.owner, amount: '5', status: 'paid' }), 'amount', '1'),
  payments: counted((w) => ({ id: uuidv7(), user_id: w.owner, amount_inr: '5' }), 'status', 'completed'),

  // usage
  rate_limits: counted((w) => ({ id: uuidv7(), user_id: w.owner, endpoint: '/x' }), 'request_count', 0),
  usage_quotas: counted((w) => ({ id: uuidv7(), user_id: w.owner, month: '2026-01' }), 'messages_used', 0),
  user_usage: counted((w) => ({ id: uuidv7(), user_id: w.owner, action_type: 'a' }), 'tokens_used', 0),
  usage_events: {
    ...counted((w) => ({ id: uuidv7(), user_id: w.owner, instance_id: w.instance }), 'credits_consumed', 0),
    update: ['credits_consumed', 0, ''],
    remove: '',
  },
  usage_aggregates: counted(
    (w) => ({ id: uuidv7(), user_id: w.owner, plugin_id: w.plugin, period: '2026-01' }),
    'issues',
    0,
  ),
  usage_records: counted((w) => ({ id: uuidv7(), user_id: w.owner, date: '2026-01-01' }), 'tokens_used', 0),
  usage_logs: counted(
    (w) => ({ id: uuidv7(), user_id: w.owner, endpoint: '/x', method: 'GET', status_code: 200 }),
    'tokens',
    1,
  ),
  usage_daily_aggregates: counted((w) => ({ id: uuidv7(), user_id: w.owner, date: '2020-01-01' }), 'message_count', 0),
  analytics_events: counted((w) => ({ id: uuidv7(), user_id: w.owner, event_type: 'e' }), 'event_type', 'f'),

  // sync and audit
  sync_device: {
    sample: (w) => ({ id: uuidv7(), owner_id: w.owner, name: 'D' }),
    read: 'owner service',
    insert: 'owner service',
    update: ['name', 'E', 'owner service'],
    remove: 'service',
  },
  sync_result: {
    ...counted(
      (w) => ({
        device_id: w.device,
        number: 1,
        owner_id: w.owner,
        content_sha256: hash,
        outcome: 'applied',
        table_name: 'morgys',
        row_id: w.morgy,
      }),
      'row_version',
      2,
    ),
    key: ['device_id', 'number'],
    read: 'owner service',
  },
  sync_conflict: {
    sample: (w) => ({
      id: uuidv7(),
      owner_id: w.owner,
      table_name: 'morgys',
      row_id: w.morgy,
      device_id: w.device,
      number: 1,
    }),
    read: 'owner service',
    insert: 'service',
    update: ['resolution', 'kept', 'owner service'],
    remove: 'service',
  },
  sync_beacon: {
    sample: (w) => ({ owner_id: w.owner }),
    key: ['owner_id'],
    self: (owner_id) => ({ owner_id }),
    read: 'owner service',
    insert: 'service',
    update: ['tables', {}, 'service'],
    remove: 'service',
  },
  audit_log: {
    sample: () => ({ actor_role: 'x', table_name: 't', row_id: uuidv7(), operation: 'INSERT', after: {} }),
    key: ['row_id'],
    read: 'admin service',
    insert: '',
    update: ['table_name', 'u', ''],
    remove: '',
  },
};
