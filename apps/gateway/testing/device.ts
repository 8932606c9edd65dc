/** A device that counts its mutations as the engine does, pushing without HTTP. */
import { v7 as uuidv7 } from 'uuid';
import type pg from 'pg';
import type { Mutation, MutationResult, PushAnswer } from '../../../sync/protocol/mutation.ts';
import { registerDevice } from '../devices.ts';
import { applyPush } from '../push/apply.ts';

export type Change = Partial<Mutation> & Pick<Mutation, 'table' | 'rowId'>;

/** What every test mutation says of its time; it decides nothing. */
export const AT = '2026-02-03T04:05:06.000Z';

export class TestDevice {
  readonly id = uuidv7();
  readonly userId: string;
  readonly pool: pg.Pool;
  next = 1;

  private constructor(pool: pg.Pool, userId: string) {
    this.pool = pool;
    this.userId = userId;
  }

  static async of(pool: pg.Pool, userId: string): Promise<TestDevice> {
    const device = new TestDevice(pool, userId);
    await registerDevice(pool, { userId }, { id: device.id, name: 'Test', schemaVersion: 1, startAfter: 0 });
    return device;
  }

  mutation(change: Change): Mutation {
    const mutation: Mutation = {
      operation: 'update',
      patch: {},
      base: {},
      baseVersions: {},
      at: AT,
      ...change,
      number: change.number ?? this.next,
    };
    this.next = mutation.number + 1;
    return mutation;
  }

  send(transactions: readonly Mutation[][], confirmed = 0, scopes?: readonly string[]): Promise<PushAnswer> {
    return applyPush(this.pool, scopes ? { userId: this.userId, scopes } : { userId: this.userId }, {
      protocol: 1,
      deviceId: this.id,
      schemaVersion: 1,
      confirmed,
      transactions: transactions.map((mutations, transaction) => ({ transaction, mutations })),
    });
  }

  /** One local transaction. */
  async push(...changes: Change[]): Promise<MutationResult[]> {
    const answer = await this.send([changes.map((change) => this.mutation(change))]);
    return answer.results;
  }

  /** One change; its result. */
  async one(change: Change): Promise<MutationResult> {
    const [result] = await this.push(change);
    if (!result) throw new Error('A push was answered without a result.');
    return result;
  }

  /** A new Morgy's id. */
  async morgy(patch: Mutation['patch'] = {}): Promise<string> {
    const rowId = uuidv7();
    const result = await this.one({
      table: 'morgys',
      rowId,
      operation: 'insert',
      patch: { id: rowId, creator_id: this.userId, name: 'First name', category: 'custom', ...patch },
    });
    if (result.outcome !== 'applied') throw new Error(JSON.stringify(result));
    return rowId;
  }
}
