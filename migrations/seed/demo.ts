/**
 * The demo data set: one creator with twelve Morgys and two years of business, made the same at every run. Counters,
 * shares and balances are not written here: the database's own triggers make them, and so they add up.
 */
import type { MigrationClient } from '../postgres/migrate.ts';
import { BUYERS, DAYS, dayAt, DEMO_AGENT, DEMO_CREATOR, demoBusiness, LAST_DAY, morgyId } from './demo-business.ts';
import type { DemoBusiness } from './demo-business.ts';
import { demoMorgys, workspaces } from './demo-content.ts';
import { demoId, seeded } from './random.ts';
import type { Random } from './random.ts';

const DAY_MS = 86_400_000;
/** A whole number of parts of a dollar as Postgres takes it. */
const decimal = (amount: number, places: number): string => (amount / 10 ** places).toFixed(places);

interface Context {
  readonly client: MigrationClient;
  readonly business: DemoBusiness;
  readonly random: Random;
}

async function people({ client }: Context): Promise<void> {
  await client.query(
    `INSERT INTO users (id, email, display_name, role, subscription_tier, created_at)
     VALUES ($1, 'creator@demo.invalid', 'Demo creator', 'creator', 'starter', $2)`,
    [DEMO_CREATOR, dayAt(0)],
  );
  for (let n = 0; n < BUYERS; n += 1) {
    const number = String(n + 1).padStart(3, '0');
    await client.query(`INSERT INTO users (id, email, display_name, created_at) VALUES ($1, $2, $3, $4)`, [
      demoId(`buyer ${n}`),
      `buyer-${number}@demo.invalid`,
      `Buyer ${number}`,
      dayAt(Math.floor((n / BUYERS) * (DAYS - 60))),
    ]);
  }
}

async function morgys({ client }: Context): Promise<void> {
  for (const [position, morgy] of demoMorgys.entries()) {
    const published = morgy.listing === 'approved';
    await client.query(
      `INSERT INTO morgys (id, creator_id, name, description, category, tags, ai_config, is_public, license_type, price,
         created_at, published_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        morgyId(morgy),
        DEMO_CREATOR,
        morgy.name,
        morgy.description,
        morgy.category,
        [morgy.category, 'demo'],
        JSON.stringify({ systemPrompt: `You are ${morgy.name}. ${morgy.description}` }),
        published,
        morgy.license,
        morgy.price,
        dayAt(position * 20),
        published ? dayAt(position * 20 + 5) : null,
      ],
    );
    await client.query(
      `INSERT INTO morgy_knowledge (id, morgy_id, title, content, source_type, chunks) VALUES ($1, $2, $3, $4, 'text', 1)`,
      [
        demoId(`knowledge ${morgy.key}`),
        morgyId(morgy),
        `About ${morgy.name}`,
        `# ${morgy.name}\n\n${morgy.description}\n`,
      ],
    );
  }
}

async function listings({ client, business }: Context): Promise<void> {
  for (const each of business.listings) {
    await client.query(
      `INSERT INTO marketplace_listings (id, morgy_id, creator_id, status, visibility, pricing_model, price, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        each.id,
        each.morgy_id,
        DEMO_CREATOR,
        each.status,
        each.visibility,
        each.pricing_model,
        decimal(each.price_cents, 2),
        each.created_at,
      ],
    );
  }
}

/** Fee and share are not written: the database splits the price, and must come to the same. */
async function sales({ client, business }: Context): Promise<void> {
  for (const each of business.purchases) {
    await client.query(
      `INSERT INTO morgy_purchases (id, morgy_id, buyer_id, creator_id, purchase_type, price, currency, payment_status,
         subscription_status, subscription_start, subscription_end, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        each.id,
        each.morgy_id,
        each.buyer_id,
        DEMO_CREATOR,
        each.purchase_type,
        decimal(each.price_cents, 2),
        each.currency,
        each.payment_status,
        each.subscription_status,
        each.subscription_start,
        each.subscription_end,
        each.created_at,
        each.updated_at,
      ],
    );
  }
  for (const each of business.reviews) {
    await client.query(
      `INSERT INTO morgy_reviews (id, morgy_id, user_id, rating, comment, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
      [each.id, each.morgy_id, each.user_id, each.rating, each.comment, each.created_at],
    );
  }
}

async function visits({ client, business }: Context): Promise<void> {
  await client.query(
    `INSERT INTO morgy_analytics (morgy_id, date, views, messages_sent, unique_users)
     SELECT r.morgy_id, r.date, r.views, r.messages_sent, r.unique_users
     FROM jsonb_to_recordset($1) AS r (morgy_id uuid, date date, views integer, messages_sent integer, unique_users integer)
     ON CONFLICT (morgy_id, date) DO UPDATE
       SET views = excluded.views, messages_sent = excluded.messages_sent, unique_users = excluded.unique_users`,
    [JSON.stringify(business.days)],
  );
}

async function payouts({ client, business }: Context): Promise<void> {
  for (const each of business.payouts) {
    await client.query(
      `INSERT INTO creator_payouts (id, creator_id, amount, period_start, period_end, status, paid_at, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        each.id,
        DEMO_CREATOR,
        decimal(each.amount_cents, 2),
        each.period_start,
        each.period_end,
        each.status,
        each.paid_at,
        each.created_at,
      ],
    );
  }
}

/** Shares are not written here either. */
async function agentEarnings({ client, business }: Context): Promise<void> {
  for (const each of business.earnings) {
    await client.query(
      `INSERT INTO creator_earnings (id, creator_id, agent_id, gross_revenue, compute_cost, creator_amount, platform_amount,
         paid_out, paid_out_at, created_at)
       VALUES ($1, $2, $3, $4, $5, 0, 0, $6, $7, $8)`,
      [
        each.id,
        DEMO_CREATOR,
        DEMO_AGENT,
        decimal(each.gross, 4),
        decimal(each.compute, 6),
        each.paid_out_at !== null,
        each.paid_out_at,
        each.created_at,
      ],
    );
  }
}

async function meteredUse({ client, business }: Context): Promise<void> {
  await client.query(
    `INSERT INTO user_usage (id, user_id, action_type, tokens_used, cost_usd, metadata, created_at)
     SELECT r.id, $1, r.action_type, r.tokens, r.cost / 10000.0, r.metadata, r.created_at
     FROM jsonb_to_recordset($2)
       AS r (id uuid, action_type text, tokens integer, cost integer, metadata jsonb, created_at timestamptz)`,
    [DEMO_CREATOR, JSON.stringify(business.usage)],
  );
  await client.query(
    `INSERT INTO usage_quotas (id, user_id, month, messages_used, tokens_used, tools_used, cost_usd)
     SELECT r.id, $1, r.month, r.messages, r.tokens, r.tools, r.cost / 10000.0
     FROM jsonb_to_recordset($2) AS r (id uuid, month text, messages integer, tokens bigint, tools jsonb, cost integer)`,
    [DEMO_CREATOR, JSON.stringify(business.quotas)],
  );
}

async function foundations({ client }: Context): Promise<void> {
  // Signing up made one workspace; it becomes the first of the three.
  await client.query(`UPDATE workspaces SET name = $2 WHERE user_id = $1`, [DEMO_CREATOR, workspaces[0]?.name]);
  for (const [position, workspace] of workspaces.entries()) {
    const id = demoId(`workspace ${workspace.key}`);
    if (position === 0) {
      await client.query(
        `UPDATE foundations SET company_name = $2, industry = $3, company_stage = $4, positioning = $5, onboarding_completed = true
        WHERE owner_id = $1`,
        [
          DEMO_CREATOR,
          workspace.company,
          workspace.industry,
          workspace.stage,
          JSON.stringify({ positioning_statement: workspace.statement }),
        ],
      );
    } else {
      await client.query(`INSERT INTO workspaces (id, user_id, name) VALUES ($1, $2, $3)`, [
        id,
        DEMO_CREATOR,
        workspace.name,
      ]);
      await client.query(
        `INSERT INTO foundations (workspace_id, company_name, industry, company_stage, positioning) VALUES ($1, $2, $3, $4, $5)`,
        [
          id,
          workspace.company,
          workspace.industry,
          workspace.stage,
          JSON.stringify({ positioning_statement: workspace.statement }),
        ],
      );
    }
    for (const [number, icp] of workspace.icps.entries()) {
      await client.query(
        `INSERT INTO icp_profiles (id, workspace_id, name, is_primary, demographics, scores)
         VALUES ($1, (SELECT id FROM workspaces WHERE user_id = $2 AND name = $3), $4, $5, $6, $7)`,
        [
          demoId(`icp ${workspace.key} ${number}`),
          DEMO_CREATOR,
          workspace.name,
          icp.name,
          number === 0,
          JSON.stringify({ role: icp.role }),
          JSON.stringify({
            pain_intensity: icp.pain,
            willingness_to_pay: icp.pay,
            accessibility: icp.access,
            product_fit: icp.fit,
          }),
        ],
      );
    }
  }
}

async function chats({ client, random }: Context): Promise<void> {
  for (let chat = 0; chat < 6; chat += 1) {
    const id = demoId(`conversation ${chat}`);
    await client.query(
      `INSERT INTO conversations (id, user_id, title, model, created_at) VALUES ($1, $2, $3, 'claude-sonnet-4-5', $4)`,
      [id, DEMO_CREATOR, `Notes on launch ${chat + 1}`, dayAt(DAYS - 40 + chat * 5)],
    );
    for (let turn = 0; turn < 8; turn += 1) {
      await client.query(
        `INSERT INTO chat_messages (conversation_id, user_id, role, content, token_count, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
        [
          id,
          DEMO_CREATOR,
          turn % 2 === 0 ? 'user' : 'assistant',
          turn % 2 === 0
            ? `Question ${turn / 2 + 1} about launch ${chat + 1}`
            : `One thing to try next for launch ${chat + 1}.`,
          random.between(20, 240),
          new Date(dayAt(DAYS - 40 + chat * 5).getTime() + turn * 60_000),
        ],
      );
    }
  }
}

async function hiredAgents({ client, random }: Context): Promise<void> {
  const agent = DEMO_AGENT;
  await client.query(
    `INSERT INTO agents (id, creator_id, slug, name, tagline, description, category, status, pricing_model, credits_per_session, github_repo_url)
     VALUES ($1, $2, 'demo-researcher', 'Demo Researcher', 'Reads so that you can decide', 'An agent that reads sources and writes a page.', 'research',
       'published', 'per_session', 20, 'https://github.com/example/demo-researcher')`,
    [agent, DEMO_CREATOR],
  );
  for (let n = 0; n < 3; n += 1) {
    const user = demoId(`buyer ${n}`);
    const instance = demoId(`instance ${n}`);
    const session = demoId(`session ${n}`);
    await client.query(
      `INSERT INTO agent_instances (id, user_id, agent_id, fly_app_name, fly_machine_id, status) VALUES ($1, $2, $3, $4, $5, 'running')`,
      [instance, user, agent, `demo-${n}`, `machine-${n}`],
    );
    await client.query(`INSERT INTO sessions (id, instance_id, user_id, relay) VALUES ($1, $2, $3, 'web')`, [
      session,
      instance,
      user,
    ]);
    await client.query(
      `INSERT INTO messages (session_id, role, content) VALUES ($1, 'user', 'What is known about this?'), ($1, 'assistant', 'Three sources agree.')`,
      [session],
    );
    for (let use = 0; use < 4; use += 1) {
      await client.query('SELECT record_usage_event($1, $2, $3, $4, $5, $6, $7, $8)', [
        session,
        user,
        instance,
        random.between(200, 2000),
        random.between(100, 900),
        random.between(1, 30),
        random.between(1, 12),
        '0.0150',
      ]);
    }
  }
}

async function licences({ client }: Context): Promise<void> {
  for (const [plugin, tier] of [
    ['miyabi-operations-pro', 'pro'],
    ['miyabi-security-scanner', 'addon'],
  ] as const) {
    await client.query(
      `INSERT INTO licenses (id, user_id, plugin_id, license_key, tier, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
      [demoId(`licence ${plugin}`), DEMO_CREATOR, plugin, `demo-${plugin}`, tier, new Date(LAST_DAY + 365 * DAY_MS)],
    );
  }
}

const PARTS = [
  people,
  morgys,
  listings,
  sales,
  visits,
  payouts,
  foundations,
  chats,
  hiredAgents,
  agentEarnings,
  licences,
  meteredUse,
];

/** In one transaction, after the base seed. @returns false when the demo data is there already. */
export async function seedDemo(client: MigrationClient): Promise<boolean> {
  const { rows } = await client.query('SELECT 1 FROM users WHERE id = $1', [DEMO_CREATOR]);
  if (rows.length > 0) return false;
  const context: Context = { client, business: demoBusiness(), random: seeded(20_261_031) };
  await client.query('BEGIN');
  try {
    for (const part of PARTS) await part(context);
    await client.query('COMMIT');
    return true;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
