/**
 * Brings a cloud's database up to date before its gateway starts: migrations, the rows that the documents start with, and
 * the gateway's own login. Safe to run at every start; docker-compose.yml does. From the environment: DATABASE_URL of the
 * database's owner, GATEWAY_PASSWORD.
 */
import pg from 'pg';
import { migrateUp } from './postgres/migrate.ts';
import { seedBase } from './seed/base.ts';

/** May become the three roles of a request and has nothing of its own. */
const LOGIN = 'morgus_gateway';

const { DATABASE_URL, GATEWAY_PASSWORD } = process.env;
if (!DATABASE_URL || !GATEWAY_PASSWORD) {
  console.error('Set DATABASE_URL to the database as its owner, and GATEWAY_PASSWORD to the gateway’s password.');
  process.exit(2);
}

const client = new pg.Client({ connectionString: DATABASE_URL, application_name: 'morgus migrate' });
await client.connect();
try {
  const { ran, vectors } = await migrateUp(client, { whenBusy: 'wait' });
  const seeded = await seedBase(client);
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [LOGIN]);
  if (rowCount === 0) await client.query(`CREATE ROLE ${LOGIN} LOGIN NOINHERIT`);
  await client.query(`ALTER ROLE ${LOGIN} PASSWORD ${pg.escapeLiteral(GATEWAY_PASSWORD)}`);
  await client.query(`GRANT anon, authenticated, service_role TO ${LOGIN}`);
  console.log(JSON.stringify({ event: 'migrated', ran, vectors, seeded }));
} finally {
  await client.end();
}
