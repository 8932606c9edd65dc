/** Sending what waits: a batch, its answers, and what can be put right when a batch is refused as a whole. */
import { nextBatch } from '../device/batch.ts';
import { meta, metaNumber } from '../device/meta.ts';
import {
  entriesWhere,
  forgetOldAnswers,
  park,
  parkFollowersIfAny,
  recordAnswers,
  resolveBases,
  unassign,
} from '../device/outbox.ts';
import { isReconciling } from '../device/reconcile.ts';
import { deviceTable } from '../device/rows.ts';
import { prepared } from '../device/statements.ts';
import { applying } from '../device/transaction.ts';
import { RefusedError } from '../errors.ts';
import { BATCH_MUTATIONS, PROTOCOL_VERSION, SCHEMA_VERSION } from '../protocol/mutation.ts';
import type { PushRequest } from '../protocol/mutation.ts';
import type { StepContext } from './context.ts';
import type { Enlisting } from './enlisting.ts';

export class Pushing {
  readonly #context: StepContext;
  readonly #enlisting: Enlisting;
  /** While a batch that was refused as a whole is cut smaller: mutations a request. */
  #limit = BATCH_MUTATIONS;

  constructor(context: StepContext, enlisting: Enlisting) {
    this.#context = context;
    this.#enlisting = enlisting;
  }

  /** Whether there is something to push. */
  hasWaiting(): boolean {
    return (
      prepared(this.#context.db, `SELECT 1 FROM sync_outbox WHERE state IN ('waiting', 'sent') LIMIT 1`).get() !==
      undefined
    );
  }

  /** Sends one batch and stores its answers. @returns whether there was one. @throws NetworkError, RefusedError */
  async push(): Promise<boolean> {
    const { db } = this.#context;
    if (isReconciling(db)) return false;
    const { value: transactions } = applying(db, 'Send', () => {
      resolveBases(db);
      parkFollowersIfAny(db);
      return nextBatch(db, this.#limit);
    });
    if (transactions.length === 0) return false;
    await this.#context.between('batch numbered');
    const request: PushRequest = {
      protocol: PROTOCOL_VERSION,
      deviceId: meta(db, 'device_id') ?? '',
      schemaVersion: SCHEMA_VERSION,
      confirmed: metaNumber(db, 'sync_confirmed'),
      transactions,
    };
    try {
      const answer = await this.#context.gateway.push(request);
      await this.#context.between('batch answered');
      const { touched } = applying(db, 'Sent', (context) => {
        resolveBases(db);
        const answered = recordAnswers(db, answer.results, this.#context.now());
        const rows = new Map(answered.map((entry) => [`${entry.table}/${entry.rowId}`, entry] as const));
        for (const entry of rows.values()) {
          const table = deviceTable(entry.table);
          if (!table) continue;
          const ledger = this.#context.rules.leaveByVersion ? null : Number.MAX_SAFE_INTEGER;
          this.#context.landing.release(context, table, entry.rowId, null, ledger);
        }
        forgetOldAnswers(db);
        context.touched.add('sync_outbox');
      });
      this.#limit = Math.min(BATCH_MUTATIONS, this.#limit * 2);
      this.#context.applied(touched);
      return true;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return this.#recover(error, request);
    }
  }

  /** What can be put right here; the rest is thrown on. */
  async #recover(error: RefusedError, request: PushRequest): Promise<boolean> {
    const mutations = request.transactions.flatMap((one) => one.mutations);
    switch (error.code) {
      case 'number_gap':
      case 'number_reused':
      case 'unknown_device': {
        this.#context.tell(error.code);
        const known = mutations[0]?.number ?? 0;
        // Taken with other contents, or taken and forgotten: it was not this file that sent them.
        const isCopy = error.code === 'number_reused' || (error.code === 'number_gap' && (error.expected ?? 0) > known);
        if (isCopy) this.#enlisting.renew();
        else applying(this.#context.db, 'Prepare to sync', () => unassign(this.#context.db, error.expected ?? 0));
        await this.#enlisting.enlist();
        return true;
      }
      case 'too_large':
      case 'invalid': {
        applying(this.#context.db, 'Prepare to sync', () => {
          const [only] = entriesWhere(this.#context.db, `o.state = 'sent' ORDER BY o.sent_as LIMIT 1`);
          unassign(this.#context.db);
          if (mutations.length === 1 && only) park(this.#context.db, only, error.code, error.message);
        });
        this.#limit = Math.max(1, Math.floor(mutations.length / 2));
        return true;
      }
      default:
        throw error;
    }
  }
}
