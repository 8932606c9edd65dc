/** A small populated database for tests of rights: one creator, a buyer, a stranger, an admin, and what is theirs. */
import { v7 as uuidv7 } from 'uuid';
import type { Row, TestDatabase } from './harness.ts';

export interface World {
  owner: string;
  buyer: string;
  other: string;
  admin: string;
  /** The owner's public Morgy, bought by the buyer for 900 USD. */
  morgy: string;
  /** The owner's draft, bought by nobody. */
  draft: string;
  knowledge: string;
  /** The owner's published agent, hired by the buyer. */
  agent: string;
  /** The stranger's published agent, hired by the owner. */
  hired: string;
  instance: string;
  session: string;
  project: string;
  team: string;
  conversation: string;
  message: string;
  workspace: string;
  /** Costs money; the buyer has a licence for it. */
  plugin: string;
  device: string;
}

export async function insertRow(
  query: (sql: string, values: unknown[]) => Promise<unknown>,
  table: string,
  row: Row,
): Promise<void> {
  const columns = Object.keys(row);
  const values = Object.values(row);
  const places = columns.map((_, index) => `$${index + 1}`).join(', ');
  const names = columns.map((name) => `"${name}"`).join(', ');
  await query(`INSERT INTO "${table}" (${names}) VALUES (${places})`, values);
}

export const agentRow = (creator: string, more: Row = {}): Row => {
  const id = uuidv7();
  return {
    id,
    creator_id: creator,
    slug: `agent-${id}`,
    name: 'Researcher',
    tagline: 'Finds what has been written',
    description: 'Reads what has been written on a subject and sums it up.',
    category: 'research',
    credits_per_session: 5,
    github_repo_url: 'https://github.com/example/researcher',
    ...more,
  };
};

export const morgyRow = (creator: string, more: Row = {}): Row => ({
  id: uuidv7(),
  creator_id: creator,
  name: 'Helper',
  category: 'business',
  ...more,
});

export const purchaseRow = (morgy: string, buyer: string, price: string, more: Row = {}): Row => ({
  id: uuidv7(),
  morgy_id: morgy,
  buyer_id: buyer,
  purchase_type: 'one_time',
  price,
  payment_status: 'completed',
  ...more,
});

export const instanceRow = (user: string, agent: string, more: Row = {}): Row => ({
  id: uuidv7(),
  user_id: user,
  agent_id: agent,
  fly_app_name: 'app',
  fly_machine_id: uuidv7(),
  status: 'running',
  ...more,
});

export async function makeWorld(db: TestDatabase): Promise<World> {
  const add = async (table: string, row: Row): Promise<string> => {
    const whole = { id: uuidv7(), ...row };
    await insertRow((sql, values) => db.query(sql, values), table, whole);
    return String(whole.id);
  };
  const [owner, buyer, other, admin] = [
    await db.addUser({ role: 'creator' }),
    await db.addUser(),
    await db.addUser({ role: 'creator' }),
    await db.addUser({ role: 'admin' }),
  ];
  const morgy = await add('morgys', morgyRow(owner, { is_public: true, price: '900.00', license_type: 'paid' }));
  const draft = await add('morgys', morgyRow(owner));
  const knowledge = await add('morgy_knowledge', {
    morgy_id: morgy,
    owner_id: owner,
    title: 'Notes',
    content: 'What only the creator knows',
    source_type: 'text',
  });
  await add('morgy_purchases', purchaseRow(morgy, buyer, '900.00'));
  const agent = await add('agents', agentRow(owner, { status: 'published' }));
  const hired = await add('agents', agentRow(other, { status: 'published' }));
  await add('agent_instances', instanceRow(buyer, agent));
  const instance = await add('agent_instances', instanceRow(owner, hired));
  const session = await add('sessions', { instance_id: instance, user_id: owner });
  const project = await add('projects', { user_id: owner, name: 'Launch' });
  const team = await add('teams', { project_id: project, owner_id: owner, name: 'Writers' });
  const conversation = await add('conversations', { user_id: owner, title: 'A private talk' });
  const message = await add('chat_messages', {
    conversation_id: conversation,
    user_id: owner,
    role: 'user',
    content: 'a private question about pelicans',
  });
  const [space] = await db.query<{ id: string }>('SELECT id FROM workspaces WHERE user_id = $1', [owner]);
  const plugin = await add('plugins', {
    id: 'scanner-pro',
    name: 'scanner',
    display_name: 'Scanner',
    source: 'example/scanner',
    version: '1.0.0',
    tier: 'pro',
    price: 2900,
    billing_period: 'monthly',
    author_id: owner,
  });
  await add('licenses', { user_id: buyer, plugin_id: plugin, license_key: 'key-of-the-buyer', tier: 'pro' });
  const device = await add('sync_device', { owner_id: owner, name: 'desk' });
  return {
    owner,
    buyer,
    other,
    admin,
    morgy,
    draft,
    knowledge,
    agent,
    hired,
    instance,
    session,
    project,
    team,
    conversation,
    message,
    workspace: String(space?.id),
    plugin,
    device,
  };
}
