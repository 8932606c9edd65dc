/**
 * The demo data set: one creator with twelve Morgys and two years of business, made the same at every run. Counters,
 * shares and balances are not written here: the database's own triggers make them, and so they add up.
 */
import type { MigrationClient } from '../postgres/migrate.ts';
import { comments, demoMorgys, workspaces } from './demo-content.ts';
import type { DemoMorgy } from './demo-content.ts';
import { demoId, seeded } from './random.ts';
import type { Random } from './random.ts';

export const DEMO_CREATOR = demoId('creator');
const DAY_MS = 86_400_000;
/** The two years end here; fixed, so that the data is the same at every run. */
const LAST_DAY = Date.parse('2026-10-31T00:00:00Z');
const DAYS = 730;
const BUYERS = 240;

const dayAt = (index: number): Date => new Date(LAST_DAY - (DAYS - 1 - index) * DAY_MS);
const dateOf = (index: number): string => dayAt(index).toISOString().slice(0, 10);
const morgyId = (morgy: DemoMorgy): string => demoId(`morgy ${morgy.key}`);

interface Context {
  readonly client: MigrationClient;
  readonly random: Random;
}

async function people({ client }: Context): Promise<void> {
  await client.query(
    `INSERT INTO users (id, email, display_name, role, created_at) VALUES ($1, 'creator@demo.invalid', 'Demo creator', 'creator', $2)`,
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
      `INSERT INTO marketplace_listings (id, morgy_id, creator_id, status, visibility, pricing_model, price, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        demoId(`listing ${morgy.key}`),
        morgyId(morgy),
        DEMO_CREATOR,
        morgy.listing,
        published ? 'public' : 'private',
        { free: 'free', paid: 'one_time', subscription: 'subscription' }[morgy.license],
        morgy.price,
        dayAt(position * 20 + 2),
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

/** Sales rise over the two years, sag in summer, and a few come back. */
async function sales({ client, random }: Context): Promise<void> {
  for (const morgy of demoMorgys.filter((each) => each.listing === 'approved')) {
    const buyers = Array.from({ length: BUYERS }, (_, n) => n).filter(() => random.next() < morgy.demand * 0.7);
    for (const buyer of buyers) {
      const earliest = Math.max(Math.floor((buyer / BUYERS) * (DAYS - 60)), demoMorgys.indexOf(morgy) * 20 + 6);
      const day = random.between(earliest, DAYS - 1);
      const bought = new Date(dayAt(day).getTime() + random.between(0, DAY_MS - 1));
      const subscription = morgy.license === 'subscription';
      const running = !subscription || random.next() < 0.7;
      const id = demoId(`purchase ${morgy.key} ${buyer}`);
      await client.query(
        `INSERT INTO morgy_purchases (id, morgy_id, buyer_id, creator_id, purchase_type, price, payment_status,
           subscription_status, subscription_start, subscription_end, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'completed', $7, $8, $9, $10)`,
        [
          id,
          morgyId(morgy),
          demoId(`buyer ${buyer}`),
          DEMO_CREATOR,
          subscription ? 'subscription' : 'one_time',
          morgy.price,
          subscription ? (running ? 'active' : 'cancelled') : null,
          subscription ? bought : null,
          subscription && !running ? new Date(bought.getTime() + random.between(20, 200) * DAY_MS) : null,
          bought,
        ],
      );
      if (random.next() < 0.22) {
        await client.query(
          `INSERT INTO morgy_reviews (id, morgy_id, user_id, rating, comment, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
          [
            demoId(`review ${morgy.key} ${buyer}`),
            morgyId(morgy),
            demoId(`buyer ${buyer}`),
            random.pick([5, 5, 5, 4, 4, 4, 3, 2]),
            random.pick(comments),
            new Date(Math.min(bought.getTime() + random.between(1, 20) * DAY_MS, LAST_DAY)),
          ],
        );
      }
      if (morgy.price !== '0' && random.next() < 0.05) {
        await client.query(`UPDATE morgy_purchases SET payment_status = 'refunded' WHERE id = $1`, [id]);
      }
    }
  }
}

async function visits({ client, random }: Context): Promise<void> {
  for (const morgy of demoMorgys.filter((each) => each.listing === 'approved')) {
    const rows = Array.from({ length: DAYS }, (_, day) => {
      const season = 1 - 0.25 * Math.cos(((day % 365) / 365) * 2 * Math.PI);
      const views = Math.round(morgy.demand * season * (10 + (day / DAYS) * 50) * (0.6 + random.next() * 0.8));
      return { date: dateOf(day), views, messages: Math.round(views * 1.7), users: Math.round(views * 0.6) };
    });
    await client.query(
      `INSERT INTO morgy_analytics (morgy_id, date, views, messages_sent, unique_users)
       SELECT $1, r.date, r.views, r.messages, r.users
       FROM jsonb_to_recordset($2) AS r (date date, views integer, messages integer, users integer)
       ON CONFLICT (morgy_id, date) DO UPDATE
         SET views = excluded.views, messages_sent = excluded.messages_sent, unique_users = excluded.unique_users`,
      [morgyId(morgy), JSON.stringify(rows)],
    );
  }
}

/** A payout a quarter of most of what was earned by then; the last is still asked for, and one failed. */
async function payouts({ client }: Context): Promise<void> {
  let from = dateOf(0);
  for (let quarter = 1; quarter <= 7; quarter += 1) {
    const to = dateOf(quarter * 91);
    const { rows } = await client.query<{ amount: string }>(
      `SELECT trunc(0.8 * (
         (SELECT coalesce(sum(creator_revenue), 0) FROM morgy_purchases
          WHERE creator_id = $1 AND currency = 'USD' AND payment_status = 'completed' AND created_at < $2)
         - (SELECT coalesce(sum(amount), 0) FROM creator_payouts WHERE creator_id = $1 AND status <> 'failed')), 2)::text AS amount`,
      [DEMO_CREATOR, to],
    );
    const amount = rows[0]?.amount ?? '0';
    if (Number(amount) >= 50) {
      const status = quarter === 7 ? 'pending' : quarter === 3 ? 'failed' : 'paid';
      await client.query(
        `INSERT INTO creator_payouts (id, creator_id, amount, period_start, period_end, status, paid_at, created_at)
         VALUES ($1, $2, $3, $4::date, $5::date, $6, $7, $5::date)`,
        [
          demoId(`payout ${quarter}`),
          DEMO_CREATOR,
          amount,
          from,
          to,
          status,
          status === 'paid' ? dayAt(quarter * 91 + 3) : null,
        ],
      );
    }
    from = to;
  }
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
  const agent = demoId('agent');
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

/** In one transaction, after the base seed. @returns false when the demo data is there already. */
export async function seedDemo(client: MigrationClient): Promise<boolean> {
  const { rows } = await client.query('SELECT 1 FROM users WHERE id = $1', [DEMO_CREATOR]);
  if (rows.length > 0) return false;
  const context: Context = { client, random: seeded(20_261_031) };
  await client.query('BEGIN');
  try {
    for (const part of [people, morgys, sales, visits, payouts, foundations, chats, hiredAgents, licences])
      await part(context);
    await client.query('COMMIT');
    return true;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
