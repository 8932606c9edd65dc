/** Faults caught: a seed that doubles at its second run, demo figures that do not add up, a migration command that misleads. */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmptyDatabase, createTestDatabase } from '../postgres/test/harness.ts';
import type { TestDatabase } from '../postgres/test/harness.ts';
import { seedBase } from './base.ts';
import { DEMO_CREATOR, demoBusiness, FIRST_TERMS, FIRST_TERMS_FROM } from './demo-business.ts';
import { seedDemo } from './demo.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  const client = await database.pool.connect();
  try {
    await seedBase(client);
    if (!(await seedDemo(client))) throw new Error('The demo data was there before it was made.');
  } finally {
    client.release();
  }
}, 120_000);
afterAll(() => database.drop());

const one = async (sql: string): Promise<unknown> =>
  Object.values((await database.query(sql, [DEMO_CREATOR]))[0] ?? {})[0];

describe('the seeds', () => {
  it('add nothing at a second run', async () => {
    const client = await database.pool.connect();
    expect(await seedBase(client)).toBe(0);
    expect(await seedDemo(client)).toBe(false);
    client.release();
    expect(await database.query('SELECT id FROM plugins ORDER BY id')).toHaveLength(5);
  });

  it('know the terms that a cloud begins with, which a demo without a cloud goes by', async () => {
    expect(
      await database.query(
        `SELECT id, product_kind, (platform_rate * 10000)::int AS platform_rate, (payout_minimum * 100)::int AS minimum_cents,
           effective_from::text AS since FROM revenue_terms ORDER BY id`,
      ),
    ).toEqual(FIRST_TERMS.map((row) => ({ ...row, since: FIRST_TERMS_FROM })));
  });

  it('hold two years of a creator with twelve Morgys and three workspaces', async () => {
    expect(await one('SELECT count(*)::int FROM morgys WHERE creator_id = $1')).toBe(12);
    expect(await one('SELECT count(*)::int FROM workspaces WHERE user_id = $1')).toBe(3);
    expect(await one('SELECT (max(date) - min(date) + 1)::int FROM morgy_analytics WHERE owner_id = $1')).toBe(730);
    expect(
      await one(`SELECT count(*)::int FROM morgy_purchases WHERE creator_id = $1 AND payment_status = 'refunded'`),
    ).toBeGreaterThan(10);
    for (const table of ['foundations', 'icp_profiles', 'agents', 'licenses', 'conversations']) {
      const owner = { agents: 'creator_id', licenses: 'user_id', conversations: 'user_id' }[table] ?? 'owner_id';
      expect(await one(`SELECT count(*)::int FROM ${table} WHERE ${owner} = $1`)).toBeGreaterThan(0);
    }
  });

  it('reconcile: shares add up, counters equal rows, payouts stay below earnings, credits equal their ledger', async () => {
    expect(
      await one(
        `SELECT count(*)::int FROM morgy_purchases WHERE creator_id = $1 AND platform_fee + creator_revenue <> price`,
      ),
    ).toBe(0);
    expect(
      await one(`SELECT count(*)::int FROM morgys m WHERE creator_id = $1 AND (total_purchases, total_revenue) <>
        (SELECT count(*), coalesce(sum(price) FILTER (WHERE currency = 'USD'), 0)
           FROM morgy_purchases WHERE morgy_id = m.id AND payment_status = 'completed')`),
    ).toBe(0);
    expect(
      await one(`SELECT count(*)::int FROM morgys m WHERE creator_id = $1 AND (total_revenue, total_purchases) <>
        (SELECT coalesce(sum(revenue), 0), coalesce(sum(purchases), 0) FROM morgy_analytics WHERE morgy_id = m.id)`),
    ).toBe(0);
    expect(
      await one(`SELECT count(*)::int FROM morgys m WHERE creator_id = $1 AND (review_count, rating) <>
        (SELECT count(*), coalesce(round(avg(rating), 2), 0) FROM morgy_reviews WHERE morgy_id = m.id)`),
    ).toBe(0);
    const [balance] = await database.query<{ earned: string; in_progress: string; paid: string; available: string }>(
      'SELECT * FROM creator_balance($1)',
      [DEMO_CREATOR],
    );
    const cents = (text: string | undefined): number => Math.round(Number(text) * 100);
    expect(cents(balance?.paid)).toBeGreaterThan(0);
    expect(cents(balance?.earned)).toBe(cents(balance?.in_progress) + cents(balance?.paid) + cents(balance?.available));
    expect(cents(balance?.available)).toBeGreaterThanOrEqual(0);
    const drift = await database.query(
      `SELECT b.user_id FROM credit_balances b WHERE b.subscription_credits + b.topup_credits <>
        (SELECT coalesce(sum(amount), 0) FROM credit_transactions t WHERE t.user_id = b.user_id)`,
    );
    expect(drift).toEqual([]);
  });
});

describe('the demo’s rows, which a device loads as well', () => {
  const business = demoBusiness();

  it('are split by the database as they say', async () => {
    const rows = await database.query<{ id: string; fee: number; revenue: number }>(
      `SELECT id, (platform_fee * 100)::int AS fee, (creator_revenue * 100)::int AS revenue FROM morgy_purchases
       WHERE creator_id = $1 ORDER BY id`,
      [DEMO_CREATOR],
    );
    const said = business.purchases.map((each) => ({ id: each.id, fee: each.fee_cents, revenue: each.revenue_cents }));
    expect(rows).toEqual(said.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
    const settled = await database.query<{ id: string; creator: number; platform: number }>(
      `SELECT id, (creator_amount * 10000)::int AS creator, (platform_amount * 10000)::int AS platform FROM creator_earnings
       WHERE creator_id = $1 ORDER BY id`,
      [DEMO_CREATOR],
    );
    const shares = business.earnings.map(({ id, creator, platform }) => ({ id, creator, platform }));
    expect(settled).toEqual(shares.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
  });

  it('keep the day of a refund', async () => {
    const rows = await database.query<{ id: string; at: Date }>(
      `SELECT id, updated_at AS at FROM morgy_purchases WHERE creator_id = $1 AND payment_status = 'refunded'`,
      [DEMO_CREATOR],
    );
    const days = new Map(business.purchases.map((each) => [each.id, each.updated_at]));
    for (const { id, at } of rows) expect(at.toISOString()).toBe(days.get(id));
  });
});

describe('morgus cloud migrate', () => {
  const main = fileURLToPath(new URL('../../apps/cli/main.ts', import.meta.url));
  const migrate = (url: string, ...args: string[]): { code: number | null; out: string; err: string } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'cloud', 'migrate', ...args], {
      encoding: 'utf8',
      env: { ...process.env, DATABASE_URL: url },
    });
    return { code: status, out: stdout, err: stderr };
  };

  it('says what it would do, does it once, seeds, takes one back and does it again', async () => {
    const empty = await createEmptyDatabase();
    try {
      const dry = JSON.parse(migrate(empty.url, '--dry-run', '--json').out) as { ran: string[]; dryRun: boolean };
      expect(dry.ran.length).toBeGreaterThan(20);
      expect(await empty.query(`SELECT 1 FROM pg_class WHERE relname = 'morgys'`)).toEqual([]);
      expect(JSON.parse(migrate(empty.url, '--seed', '--json').out)).toMatchObject({
        ran: dry.ran,
        seeded: 6,
        vectors: 'left-out',
      });
      expect(JSON.parse(migrate(empty.url, '--seed', '--json').out)).toMatchObject({ ran: [], seeded: 0 });
      expect(JSON.parse(migrate(empty.url, '--rollback', '--json').out)).toMatchObject({ ran: [dry.ran.at(-1)] });
      expect(JSON.parse(migrate(empty.url, '--json').out)).toMatchObject({ ran: [dry.ran.at(-1)] });
    } finally {
      await empty.drop();
    }
  });

  it.each([
    ['postgres://nobody:x@127.0.0.1:1/none', /No database answers at 127\.0\.0\.1:1/],
    ['mysql://127.0.0.1/x', /not a Postgres address/],
  ])('explains %s', (url, message) => {
    const { code, err } = migrate(url);
    expect(code).not.toBe(0);
    expect(err).toMatch(message);
  });

  /** Both at the same time, which spawnSync cannot. */
  const atOnce = (url: string): Promise<{ code: number | null; out: string; err: string }> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [main, 'cloud', 'migrate', '--seed', '--json'], {
        env: { ...process.env, DATABASE_URL: url },
      });
      const text = { out: '', err: '' };
      child.stdout.setEncoding('utf8').on('data', (part: string) => (text.out += part));
      child.stderr.setEncoding('utf8').on('data', (part: string) => (text.err += part));
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, ...text }));
    });

  it('runs from two places at once: one does the work, the other waits and finds it done; pgvector is mentioned', async () => {
    const empty = await createEmptyDatabase();
    try {
      const both = await Promise.all([atOnce(empty.url), atOnce(empty.url)]);
      expect(both.map(({ code, err }) => ({ code, err: code === 0 ? '' : err }))).toEqual([
        { code: 0, err: '' },
        { code: 0, err: '' },
      ]);
      const ran = both.map(({ out }) => (JSON.parse(out) as { ran: string[] }).ran.length);
      expect(Math.min(...ran)).toBe(0);
      expect(Math.max(...ran)).toBeGreaterThan(20);
      // The embedded server has no pgvector, and says so.
      expect(both.every(({ err }) => err.includes('pgvector is not installed'))).toBe(true);
      expect(await empty.query('SELECT id FROM plugins')).toHaveLength(5);
      expect(await empty.query("SELECT id FROM users WHERE role = 'admin'")).toHaveLength(1);
    } finally {
      await empty.drop();
    }
  });

  it('explains a user without rights, and leaves the database as it was', async () => {
    const empty = await createEmptyDatabase();
    const name = `guest_${empty.name}`;
    try {
      await empty.query(`CREATE ROLE ${name} LOGIN PASSWORD 'guest'`);
      const url = new URL(empty.url);
      url.username = name;
      url.password = 'guest';
      const { code, err } = migrate(url.href);
      expect(code).not.toBe(0);
      expect(err).toMatch(/may not change the schema/);
      expect(await empty.query("SELECT 1 FROM pg_namespace WHERE nspname = 'migrations'")).toEqual([]);
      expect(await empty.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
    } finally {
      await empty.query(`DROP OWNED BY ${name}`).catch(() => undefined);
      await empty.query(`DROP ROLE IF EXISTS ${name}`);
      await empty.drop();
    }
  });

  it('stops at a half-applied state, says which, and changes nothing', async () => {
    const migrated = await createTestDatabase();
    try {
      // As after a restore that lost one line of the record: the tables are there, the record skips a migration.
      const [lost] = await migrated.query<{ name: string }>(
        "DELETE FROM migrations.applied WHERE name LIKE '010%' RETURNING name",
      );
      const recorded = await migrated.query('SELECT name FROM migrations.applied ORDER BY id');
      const { code, err } = migrate(migrated.url);
      expect(code).not.toBe(0);
      expect(err).toContain(lost?.name ?? '010');
      expect(err).toMatch(/record of migrations does not fit/);
      expect(await migrated.query('SELECT name FROM migrations.applied ORDER BY id')).toEqual(recorded);
      // As after tables were made by hand: the record is empty and the first CREATE meets what is there.
      await migrated.query('DELETE FROM migrations.applied');
      const again = migrate(migrated.url);
      expect(again.code).not.toBe(0);
      expect(again.err).toMatch(/already exists/);
      expect(again.err).toMatch(/no record of|does not fit/);
      expect(await migrated.query('SELECT name FROM migrations.applied')).toEqual([]);
    } finally {
      await migrated.drop();
    }
  });

  it('explains a DATABASE_URL that is missing, and a host that does not exist', () => {
    expect(migrate('').err).toMatch(/Set DATABASE_URL/);
    expect(migrate('postgres://someone:secret@no-such-host.invalid/x').err).toMatch(
      /No database answers at no-such-host\.invalid/,
    );
  });

  it('takes back nothing where nothing was applied, and refuses to seed while rolling back', async () => {
    const empty = await createEmptyDatabase();
    try {
      expect(JSON.parse(migrate(empty.url, '--rollback', '--json').out)).toMatchObject({ ran: [] });
      const { code, err } = migrate(empty.url, '--rollback', '--seed');
      expect(code).not.toBe(0);
      expect(err).toMatch(/exclude each other/);
    } finally {
      await empty.drop();
    }
  });

  it('explains a wrong password without repeating it, and a missing database', () => {
    const wrong = new URL(database.url);
    wrong.password = 'not-the-password';
    const refused = migrate(wrong.href);
    expect(refused.err).toMatch(/refused the sign-in/);
    expect(refused.err).not.toContain('not-the-password');
    const missing = new URL(database.url);
    missing.pathname = '/no_such_database';
    expect(migrate(missing.href).err).toMatch(/no database “no_such_database”/);
  });
});
