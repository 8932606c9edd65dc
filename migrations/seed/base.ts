/** The rows that the documents start with: one administrator and the five plugins of document 4. Safe to run again. */
import type { MigrationClient } from '../postgres/migrate.ts';

/** Fixed, so that running the seed twice finds its own rows. */
const ADMIN_ID = '00000000-0000-7000-8000-000000000001';

interface SeedPlugin {
  readonly id: string;
  readonly display_name: string;
  readonly tier: 'free' | 'pro' | 'enterprise' | 'addon';
  /** Cents. */
  readonly price: number;
  readonly billing_period: 'monthly' | 'one-time' | null;
  readonly limitations: Readonly<Record<string, number | string>>;
  readonly categories: readonly string[];
  readonly featured: boolean;
  readonly requires_plugin: string | null;
  /** Days. */
  readonly trial_period: number | null;
}

const limits = (
  monthly_issues: number,
  concurrency: number,
  claude_api_tokens: number,
  support: string,
): SeedPlugin['limitations'] => ({
  monthly_issues,
  concurrency,
  claude_api_tokens,
  support,
});

const PRO = 'miyabi-operations-pro';
const plugins: readonly SeedPlugin[] = [
  {
    id: 'miyabi-operations-free',
    display_name: 'Miyabi Operations Free',
    tier: 'free',
    price: 0,
    billing_period: null,
    limitations: limits(100, 1, 10_000, 'community'),
    categories: ['Free', 'Automation', 'GitHub'],
    featured: true,
    requires_plugin: null,
    trial_period: null,
  },
  {
    id: PRO,
    display_name: 'Miyabi Operations Pro',
    tier: 'pro',
    price: 2900,
    billing_period: 'monthly',
    limitations: limits(-1, 3, 100_000, 'priority'),
    categories: ['Premium', 'Automation', 'GitHub', 'Enterprise'],
    featured: true,
    requires_plugin: null,
    trial_period: 14,
  },
  {
    id: 'miyabi-operations-enterprise',
    display_name: 'Miyabi Operations Enterprise',
    tier: 'enterprise',
    price: 500_000,
    billing_period: 'monthly',
    limitations: limits(-1, -1, -1, 'dedicated'),
    categories: ['Enterprise', 'Automation', 'GitHub', 'On-Premise'],
    featured: true,
    requires_plugin: null,
    trial_period: null,
  },
  {
    id: 'miyabi-security-scanner',
    display_name: 'Miyabi Security Scanner',
    tier: 'addon',
    price: 4900,
    billing_period: 'monthly',
    limitations: {},
    categories: ['Security', 'Add-on', 'Premium'],
    featured: false,
    requires_plugin: PRO,
    trial_period: null,
  },
  {
    id: 'miyabi-workflow-templates',
    display_name: 'Miyabi Workflow Templates',
    tier: 'addon',
    price: 1900,
    billing_period: 'one-time',
    limitations: {},
    categories: ['Templates', 'Add-on', 'Premium'],
    featured: false,
    requires_plugin: PRO,
    trial_period: null,
  },
];

/** In one transaction. @returns how many rows were new. */
export async function seedBase(client: MigrationClient): Promise<number> {
  let added = 0;
  await client.query('BEGIN');
  try {
    const admin = await client.query(
      `INSERT INTO users (id, email, display_name, role) VALUES ($1, 'admin@morgus.invalid', 'Administrator', 'admin')
       ON CONFLICT DO NOTHING`,
      [ADMIN_ID],
    );
    added += admin.rowCount ?? 0;
    for (const plugin of plugins) {
      const inserted = await client.query(
        `INSERT INTO plugins (id, name, display_name, source, version, tier, price, billing_period, author_id, limitations,
           categories, verified, featured, requires_plugin, trial_period)
         VALUES ($1, $1, $2, 'miyabi/' || $1, '1.0.0', $3, $4, $5, $6, $7, $8, true, $9, $10, $11) ON CONFLICT (id) DO NOTHING`,
        [
          plugin.id,
          plugin.display_name,
          plugin.tier,
          plugin.price,
          plugin.billing_period,
          ADMIN_ID,
          JSON.stringify(plugin.limitations),
          plugin.categories,
          plugin.featured,
          plugin.requires_plugin,
          plugin.trial_period,
        ],
      );
      added += inserted.rowCount ?? 0;
    }
    await client.query('COMMIT');
    return added;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
