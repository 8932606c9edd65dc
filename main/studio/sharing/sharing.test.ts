/** Faults caught: a link taken back by a change that the cloud refuses of a device, or an export that can't be shared again. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { startGateway } from '../../../apps/gateway/testing/gateway.ts';
import { createTestDatabase } from '../../../migrations/postgres/test/harness.ts';
import { mcpExports } from '../../../schema/index.ts';
import type { Account } from '../accounts/index.ts';
import { insertMorgy, testStore } from '../store/testing.ts';
import { createSharing } from './index.ts';

// The second: an export that was never uploaded counts as shared, because the settings point links at the same gateway.
it.each([
  ['elsewhere', () => 'https://morgus.studio'],
  ['at the same gateway', (gateway: string) => gateway],
])(
  'a link that was meant to lead %s is shared, taken back and shared again by changes that a device may send',
  async (_where, baseOf) => {
    const database = await createTestDatabase();
    const folder = mkdtempSync(join(tmpdir(), 'morgus-sharing-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const gateway = await startGateway(database.pool, { bundleDir: folder, limits: 'off' });
    try {
      const userId = uuidv7();
      await gateway.fetch(userId, '/v1/me');
      const store = testStore();
      const morgyId = insertMorgy(store);
      const [id, shareId] = [uuidv7(), 'ab'.repeat(16)];
      store.write('Export', () =>
        store.insert(mcpExports, {
          id,
          morgy_id: morgyId,
          user_id: store.ownerId(),
          share_id: shareId,
          share_url: `${baseOf(gateway.url)}/api/mcp-exports/${shareId}`,
        }),
      );
      await database.query("INSERT INTO morgys (id, creator_id, name, category) VALUES ($1, $2, 'Harbour', 'custom')", [
        morgyId,
        userId,
      ]);
      await database.query(
        'INSERT INTO mcp_exports (id, morgy_id, user_id, share_id, share_url) VALUES ($1, $2, $3, $4, $5)',
        [id, morgyId, userId, shareId, 'u'],
      );
      const content = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(1000, 7)]);
      const path = join(folder, 'a.mcpb');
      writeFileSync(path, content);
      const sha256 = createHash('sha256').update(content).digest('hex');
      const { handlers } = createSharing({
        store,
        account: { gateway: gateway.url, gatewayName: 'The cloud' } as Account,
        tokens: { access: () => gateway.token(userId) },
        emit: () => undefined,
        bundle: () => ({ path, fileName: 'a.mcpb', size: content.length, sha256, shareId }),
        syncNow: async () => undefined,
      });
      const context = { signal: new AbortController().signal };
      const ask = (name: 'share' | 'revoke' | 'state') =>
        name === 'share'
          ? handlers['sharing.share']({ exportId: id, shareKey: 'k' }, context)
          : handlers[`sharing.${name}`]({ exportId: id }, context);
      const link = `${gateway.url}/api/mcp-exports/${shareId}`;

      expect(await ask('state')).toMatchObject({ state: 'private' });
      for (const round of ['first', 'again']) {
        expect(await ask('share')).toMatchObject({ state: 'shared', url: link });
        expect((await fetch(link)).status).toBe(200);
        expect(await ask('revoke')).toMatchObject({ state: 'private' });
        expect(await ask('state')).toMatchObject({ state: 'private' });
        expect([round, (await fetch(link)).status]).toEqual([round, 410]);
      }
      expect(await ask('share')).toMatchObject({ state: 'shared', url: link });
      expect(Buffer.from(await (await fetch(link)).arrayBuffer()).equals(content)).toBe(true);

      const changes = store.all<{ before: string; after: string }>(
        `SELECT before, after FROM history WHERE table_name = 'mcp_exports' AND operation = 'update'`,
      );
      const changed = new Set(
        changes.flatMap(({ before, after }) => {
          const was = JSON.parse(before) as Record<string, unknown>;
          return Object.entries(JSON.parse(after) as Record<string, unknown>)
            .filter(([name, value]) => value !== was[name])
            .map(([name]) => name);
        }),
      );
      expect(changed.size).toBeGreaterThan(0);
      for (const column of changed) {
        expect(
          await database.query(
            "SELECT has_column_privilege('authenticated', 'mcp_exports', $1, 'UPDATE') AS may, $1::text AS column",
            [column],
          ),
        ).toEqual([{ may: true, column }]);
      }
    } finally {
      await gateway.close();
      await database.drop();
    }
  },
  60_000,
);
