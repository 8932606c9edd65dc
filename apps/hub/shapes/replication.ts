/** One connection to the database's log: hands over whole transactions in their order, and positions between them. */
import { LogicalReplicationService } from 'pg-logical-replication';
import { lsnNumber, lsnText } from './lsn.ts';
import { RawPgoutput } from './pgoutput.ts';
import type { Change, Message } from './pgoutput.ts';

export interface Transaction {
  /** Of its commit record: what Electric calls a change's lsn. */
  readonly lsn: number;
  /** Behind the commit record: the position once it is taken. */
  readonly endLsn: number;
  readonly xid: number;
  readonly changes: readonly { readonly op: number; readonly change: Change }[];
  /** Tables whose shapes cannot follow: truncated, or changed by more than one transaction may hold here. */
  readonly broken: ReadonlySet<number>;
}

export interface ReplicationOptions {
  readonly connectionString: string;
  readonly slot: string;
  readonly publication: string;
  /** More than this in one transaction is not kept: the shapes of its tables are fetched again. */
  readonly transactionBytes: number;
  onTransaction(transaction: Transaction): void;
  /** Everything before it has been handed over. */
  onPosition(lsn: number, replyWanted: boolean): void;
  onEnd(error: Error | null): void;
}

/** How values are printed: the same in snapshots and in the log, whatever the server's settings are. */
export const PRINTING =
  '-c datestyle=ISO,DMY -c timezone=UTC -c intervalstyle=iso_8601 -c extra_float_digits=1 -c bytea_output=hex -c lc_monetary=C -c standard_conforming_strings=on -c search_path=public';

export class Replication {
  private readonly service: LogicalReplicationService;
  private readonly options: ReplicationOptions;
  private open: {
    xid: number;
    changes: { op: number; change: Change }[];
    broken: Set<number>;
    op: number;
    bytes: number;
  };
  private over = false;

  constructor(options: ReplicationOptions) {
    this.options = options;
    this.open = { xid: 0, changes: [], broken: new Set(), op: 0, bytes: 0 };
    this.service = new LogicalReplicationService(
      { connectionString: options.connectionString, options: PRINTING, application_name: 'morgus shapes log' },
      // What is acknowledged, Postgres forgets: only what is durable here.
      { acknowledge: { auto: false, timeoutSeconds: 0 } },
    );
    this.service.on('data', (_lsn, message) => this.take(message as Message));
    this.service.on('heartbeat', (lsn, _time, replyWanted) => options.onPosition(lsnNumber(lsn), replyWanted));
    this.service.on('error', (error) => this.end(error));
  }

  /** Resolves once the log flows. */
  async start(from: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.service.once('start', resolve);
      this.service
        .subscribe(new RawPgoutput(this.options.publication), this.options.slot, lsnText(from))
        .then(() => this.end(null))
        .catch((error: Error) => {
          reject(error);
          this.end(error);
        });
    });
  }

  private end(error: Error | null): void {
    if (this.over) return;
    this.over = true;
    this.options.onEnd(error);
  }

  private take(message: Message): void {
    const { open } = this;
    switch (message.tag) {
      case 'begin':
        this.open = { xid: message.xid, changes: [], broken: new Set(), op: 0, bytes: 0 };
        break;
      case 'change':
        open.bytes += message.change.bytes;
        if (open.bytes > this.options.transactionBytes) {
          for (const { change } of open.changes) open.broken.add(change.relation.oid);
          open.broken.add(message.change.relation.oid);
          open.changes = [];
        } else open.changes.push({ op: open.op, change: message.change });
        open.op += 2;
        break;
      case 'truncate':
        for (const oid of message.relations) open.broken.add(oid);
        open.op += 2;
        break;
      case 'commit':
        this.options.onTransaction({
          lsn: message.lsn,
          endLsn: message.endLsn,
          xid: open.xid,
          changes: open.changes,
          broken: open.broken,
        });
        break;
      default:
    }
  }

  get ended(): boolean {
    return this.over;
  }

  /** Tells Postgres that everything before `lsn` is durable here; with `ask` it answers with its own position. */
  async confirm(lsn: number, ask = false): Promise<void> {
    // The library acknowledges the byte after the one it is given.
    if (!this.over) await this.service.acknowledge(lsnText(Math.max(0, lsn - 1)), ask);
  }

  async stop(): Promise<void> {
    this.over = true;
    await this.service.destroy().catch(() => undefined);
  }
}
