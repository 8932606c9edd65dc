/** A folder for one hub of a test: PostgreSQL's own user has to reach it where the tests run as root. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function hubFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const outer = await mkdtemp(join(tmpdir(), 'morgus-hub-'));
  await chmod(outer, 0o755);
  return { path: join(outer, 'hub'), remove: () => rm(outer, { recursive: true, force: true }) };
}
