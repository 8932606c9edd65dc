/** `cloud migrate`: the Postgres schema of the platform, brought to a database that DATABASE_URL names. */
import type { Command } from 'commander';
import pg from 'pg';
import { StudioError } from '../../main/contract/errors.ts';
import { migrateDown, migrateUp } from '../../migrations/postgres/migrate.ts';
import { seedBase } from '../../migrations/seed/base.ts';
import { seedDemo } from '../../migrations/seed/demo.ts';
import type { Output } from './output.ts';

interface Options {
  seed?: boolean;
  demo?: boolean;
  dryRun?: boolean;
  rollback?: boolean;
}

/** Connection failures and refusals of the server as sentences. The password is never repeated. */
function explain(error: unknown, url: URL): StudioError {
  const place = `${url.hostname}:${url.port || '5432'}${url.pathname}`;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
      return new StudioError(
        'cloud_unreachable',
        `No database answers at ${place} (${code}). Check DATABASE_URL and that the server runs.`,
      );
    case '28P01':
    case '28000':
      return new StudioError(
        'cloud_refused',
        `${place} refused the sign-in. Check the user and the password in DATABASE_URL.`,
      );
    case '3D000':
      return new StudioError(
        'cloud_no_database',
        `There is no database “${url.pathname.slice(1)}” on ${url.host}. Create it first.`,
      );
    case '42501':
      return new StudioError(
        'cloud_no_rights',
        `This user may not change the schema: ${message}. Use the database's owner.`,
      );
    case '42P07': // a table, view or index
    case '42723': // a function
    case '42710': // a type, trigger, policy or another object
      return new StudioError(
        'cloud_half_applied',
        `${message}, and the database has no record of the migration that makes it. Nothing was changed. Use an empty database, or restore the one whose record (migrations.applied) is whole.`,
      );
    default:
      if (/already running|advisory/i.test(message)) {
        return new StudioError(
          'cloud_busy',
          'Another migration is running on this database. Wait for it, then try again.',
        );
      }
      if (/not run migration .* preceding|order/i.test(message)) {
        return new StudioError(
          'cloud_half_applied',
          `The database's record of migrations does not fit this program: ${message}. Nothing was changed.`,
        );
      }
      return new StudioError('cloud_failed', `The migration stopped and was rolled back: ${message}`);
  }
}

function databaseUrl(): URL {
  const text = process.env['DATABASE_URL'];
  if (!text)
    throw new StudioError(
      'usage',
      'Set DATABASE_URL to the database, for example postgres://user:password@localhost:5432/morgus.',
    );
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw new StudioError(
      'usage',
      'DATABASE_URL is not a Postgres address. It looks like postgres://user:password@host:5432/database.',
    );
  }
  return url;
}

async function migrate(options: Options, output: Output): Promise<void> {
  if (options.rollback && (options.seed || options.demo)) {
    throw new StudioError('usage', '--rollback and seeding exclude each other.');
  }
  const url = databaseUrl();
  const client = new pg.Client({ connectionString: url.href, application_name: 'morgus cloud migrate' });
  // Without a listener a server that goes away would end the process before the query can report it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const settings = {
      log: (line: string) => output.note(line),
      dryRun: options.dryRun === true,
      whenBusy: 'wait' as const,
    };
    const result = options.rollback
      ? await migrateDown(client, { ...settings, count: 1 })
      : await migrateUp(client, settings);
    const seeding = (options.seed === true || options.demo === true) && options.dryRun !== true;
    const seeded = seeding ? await seedBase(client) : 0;
    const demo = seeding && options.demo === true ? await seedDemo(client) : false;
    output.result({ ...result, seeded, demo, dryRun: options.dryRun === true }, () =>
      [
        result.ran.length === 0
          ? 'The schema is up to date.'
          : `${options.dryRun ? 'Would run' : 'Ran'}: ${result.ran.join(', ')}`,
        ...(seeding ? [`Seed rows added: ${seeded}`] : []),
        ...(demo ? ['The demo data set was added.'] : []),
      ].join('\n'),
    );
  } catch (error) {
    throw error instanceof StudioError ? error : explain(error, url);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** `runBare` reports like other commands, without opening a studio. */
export function cloudCommands(
  program: Command,
  runBare: (work: (output: Output) => Promise<void>) => Promise<void>,
): void {
  program
    .command('cloud')
    .description('the Postgres side')
    .command('migrate')
    .description('bring the database that DATABASE_URL names to the current schema')
    .option('--seed', 'add the rows that the documents start with')
    .option('--demo', 'and two years of an invented creator, to look at')
    .option('--dry-run', 'say what would run')
    .option('--rollback', 'take the last migration back')
    .action((options: Options) => runBare((output) => migrate(options, output)));
}
