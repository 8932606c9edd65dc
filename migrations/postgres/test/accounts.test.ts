/** What signing up makes, and what the audit log keeps of it all. */
import { afterAll, describe, expect, test } from 'vitest';
import { v3 as uuidv3, v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from './harness.ts';
import type { Row } from './harness.ts';
import { shortcuts } from './shortcuts.ts';
import { morgyRow } from './world.ts';

const db = await createTestDatabase();
afterAll(() => db.drop());
const { put, one, asPerson } = shortcuts(db);

describe('signing up', () => {
  test('makes a workspace, an empty foundation, an onboarding session, a profile, a welcome and 100 credits', async () => {
    await db.query("INSERT INTO waitlist (email) VALUES ('ada@example.com')");
    const user = await db.addUser({ email: 'ada@example.com' });
    expect(
      await one(
        `SELECT w.name, f.onboarding_completed, o.current_step, p.subscription_tier, n.type, b.topup_credits, l.user_id = $1 AS converted
          FROM workspaces w JOIN foundations f ON f.workspace_id = w.id JOIN onboarding_sessions o ON o.workspace_id = w.id
          JOIN user_profiles p ON p.id = w.user_id JOIN notifications n ON n.user_id = w.user_id
          JOIN credit_balances b ON b.user_id = w.user_id JOIN waitlist l ON l.email = p.email
          WHERE w.user_id = $1 AND f.owner_id = $1 AND o.owner_id = $1`,
        [user],
      ),
    ).toEqual({
      name: "ada's workspace",
      onboarding_completed: false,
      current_step: 1,
      subscription_tier: 'free',
      type: 'system',
      topup_credits: 100,
      converted: true,
    });
  });

  // Fault caught: a device that makes a workspace's foundation before it has heard of the cloud's makes a second one.
  test('gives the foundation and the onboarding the ids that a device derives', async () => {
    const user = await db.addUser({ email: 'grace@example.com' });
    const made = await one(
      `SELECT w.id AS workspace, f.id AS foundation, o.id AS onboarding FROM workspaces w
        JOIN foundations f ON f.workspace_id = w.id JOIN onboarding_sessions o ON o.workspace_id = w.id WHERE w.user_id = $1`,
      [user],
    );
    const workspace = String(made?.['workspace']);
    expect(made).toEqual({
      workspace,
      foundation: uuidv3('foundation', workspace),
      onboarding: uuidv3('onboarding', workspace),
    });
    const ids = Array.from({ length: 40 }, () => uuidv7());
    const derived = await db.query('SELECT id, workspace_part_id(id, $2) AS part FROM unnest($1::uuid[]) AS t (id)', [
      ids,
      'foundation',
    ]);
    expect(derived).toEqual(ids.map((id) => ({ id, part: uuidv3('foundation', id) })));
  });

  test('an account that Supabase makes becomes a user', async () => {
    await db.trial({ role: 'owner' }, async (c) => {
      await c.query('CREATE TABLE auth.users (id uuid PRIMARY KEY, email text, raw_user_meta_data jsonb)');
      await c.query('CREATE TRIGGER t AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION handle_new_auth_user()');
      const id = uuidv7();
      await c.query('INSERT INTO auth.users VALUES ($1, \'new@example.com\', \'{"full_name": "New One"}\')', [id]);
      expect((await c.query('SELECT email, full_name FROM users WHERE id = $1', [id])).rows).toEqual([
        { email: 'new@example.com', full_name: 'New One' },
      ]);
    });
  });

  test('a workspace has one primary ideal customer at most, and a user one live plan', async () => {
    const user = await db.addUser();
    const { id: workspace_id } = await one('SELECT id FROM workspaces WHERE user_id = $1', [user]);
    const icp = { workspace_id, owner_id: user, name: 'A', is_primary: true };
    const older = await put('icp_profiles', icp);
    await put('icp_profiles', icp);
    // The older one keeps the mark, and the younger is refused nothing else.
    expect(
      await db.query('SELECT id, is_primary FROM icp_profiles WHERE workspace_id = $1 ORDER BY id', [workspace_id]),
    ).toEqual([{ id: older, is_primary: true }, expect.objectContaining({ is_primary: false })]);
    const plan = { user_id: user, plan: 'growth', status: 'active' };
    const first = await put('subscriptions', plan);
    await expect(put('subscriptions', { ...plan, plan: 'starter' })).rejects.toMatchObject({ code: '23505' });
    await db.query("UPDATE subscriptions SET status = 'cancelled' WHERE id = $1", [first]);
    await put('subscriptions', plan);
    await expect(put('subscriptions', { ...plan, status: 'canceled' })).rejects.toMatchObject({ code: '23514' });
  });
});

describe('audit log', () => {
  test('says who changed what, with only the changed columns, and leaves secrets and bulk out', async () => {
    const user = await db.addUser();
    const morgy = uuidv7();
    await asPerson(user, "INSERT INTO morgys (id, creator_id, name, category) VALUES ($1, $2, 'First', 'business')", [
      morgy,
      user,
    ]);
    await asPerson(user, "UPDATE morgys SET name = 'Second' WHERE id = $1", [morgy]);
    await db.query("UPDATE morgys SET name = 'Second' WHERE id = $1", [morgy]);
    await asPerson(user, 'DELETE FROM morgys WHERE id = $1', [morgy]);
    const log = await db.query(
      'SELECT operation, actor_id, actor_role, before, after FROM audit_log WHERE row_id = $1 ORDER BY id',
      [morgy],
    );
    expect(log).toHaveLength(3);
    expect(log[0]).toMatchObject({ operation: 'INSERT', actor_id: user, actor_role: 'authenticated', before: null });
    expect(log[1]).toMatchObject({ operation: 'UPDATE', before: { name: 'First' }, after: { name: 'Second' } });
    expect(log[2]).toMatchObject({ operation: 'DELETE', after: null });
    const key = await put('api_keys', {
      user_id: user,
      key_prefix: 'morg_00000000',
      key_hash: 'b'.repeat(64),
      name: 'k',
    });
    const [entry] = await db.query<{ after: Row }>('SELECT after FROM audit_log WHERE row_id = $1', [key]);
    expect(Object.keys(entry?.after ?? {})).not.toContain('key_hash');
  });

  test('a change of nothing but a long text is logged, without the text', async () => {
    const user = await db.addUser();
    const morgy = await put('morgys', morgyRow(user));
    const id = await put('morgy_knowledge', {
      morgy_id: morgy,
      owner_id: user,
      title: 'T',
      content: 'secret',
      source_type: 'text',
    });
    await asPerson(user, "UPDATE morgy_knowledge SET content = 'a longer secret' WHERE id = $1", [id]);
    const [entry] = await db.query('SELECT before, after FROM audit_log WHERE row_id = $1 AND operation = $2', [
      id,
      'UPDATE',
    ]);
    expect(entry).toEqual({ before: { content_length: 6 }, after: { content_length: 15 } });
    expect(await db.query('SELECT _fv FROM morgy_knowledge WHERE id = $1', [id])).toEqual([
      { _fv: { '*': [1, ''], content: [2, ''] } },
    ]);
    expect(
      await db.query("SELECT 1 FROM audit_log WHERE before::text LIKE '%secret%' OR after::text LIKE '%secret%'"),
    ).toEqual([]);
  });

  test('is append-only for everyone', async () => {
    for (const sql of ['UPDATE audit_log SET actor_id = NULL', 'DELETE FROM audit_log', 'TRUNCATE audit_log'])
      await expect(db.query(sql)).rejects.toMatchObject({ code: '23001' });
    await expect(db.as({ role: 'service' }, (c) => c.query('DELETE FROM audit_log'))).rejects.toMatchObject({
      code: '42501',
    });
  });
});
