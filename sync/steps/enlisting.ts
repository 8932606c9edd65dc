/** Making the device known to the cloud, and finding out whether both remember the same. */
import { v7 as uuidv7 } from 'uuid';
import { remembers, saveCloud, seenMarks } from '../device/lineage.ts';
import { meta, metaNumber, setMeta } from '../device/meta.ts';
import { beginNumbers, nextNumber } from '../device/outbox.ts';
import { beginReconciling } from '../device/reconcile.ts';
import { applying } from '../device/transaction.ts';
import { RefusedError } from '../errors.ts';
import { SCHEMA_VERSION } from '../protocol/mutation.ts';
import type { Registered } from '../protocol/routes.ts';
import type { StepContext } from './context.ts';
import type { Fetching } from './fetching.ts';

export class Enlisting {
  readonly #context: StepContext;
  readonly #fetching: Fetching;

  constructor(context: StepContext, fetching: Fetching) {
    this.#context = context;
    this.#fetching = fetching;
  }

  /**
   * Makes itself known and compares the ledgers. A ledger that is ahead of this file was moved by a later state of it: this
   * is an older copy, and becomes a device of its own. A ledger that is behind belongs to a cloud that was put back.
   */
  async enlist(): Promise<void> {
    const { db } = this.#context;
    for (;;) {
      if (meta(db, 'sync_registered') !== meta(db, 'device_id'))
        applying(db, 'Prepare to sync', () => beginNumbers(db));
      const id = meta(db, 'device_id') ?? '';
      let answer: Registered;
      try {
        answer = await this.#context.gateway.register({
          id,
          name: this.#context.deviceName,
          schemaVersion: SCHEMA_VERSION,
          startAfter: 0,
        });
      } catch (error) {
        if (!(error instanceof RefusedError) || error.code !== 'forbidden' || error.status !== 403) throw error;
        // The id is another account's: this file is a copy of that account's.
        this.renew();
        continue;
      }
      await this.#context.between('enlisted');
      const { lastNumber, cloud } = answer;
      if (lastNumber >= nextNumber(db)) {
        this.renew();
        continue;
      }
      const forgot =
        this.#context.rules.eras && cloud !== undefined && seenMarks(db).some((seen) => !remembers(cloud, seen));
      if (forgot || lastNumber < metaNumber(db, 'sync_confirmed')) this.#cloudWentBack(lastNumber);
      if (cloud) applying(db, 'Prepare to sync', () => saveCloud(db, cloud));
      return;
    }
  }

  /** Becomes a device of its own. */
  renew(): void {
    applying(this.#context.db, 'Prepare to sync', () => {
      setMeta(this.#context.db, 'device_id', uuidv7());
      beginNumbers(this.#context.db);
    });
    this.#context.tell('new_device_id');
  }

  #cloudWentBack(lastNumber: number): void {
    const touched = beginReconciling(this.#context.db, lastNumber);
    this.#context.barrier.clear();
    this.#fetching.forget();
    this.#context.tell('cloud_went_back', { lastNumber });
    this.#context.applied(touched);
  }
}
