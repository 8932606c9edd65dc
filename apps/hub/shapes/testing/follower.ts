/**
 * A reader that believes nothing: an insert of a row that it has, an update or delete of one that it has not, is an
 * error and not something to smooth over. So a change that is told twice, or not at all, cannot hide.
 */
import { z } from 'zod';

const told = z.array(
  z.object({
    key: z.string().optional(),
    value: z.record(z.string(), z.string().nullable()).optional(),
    headers: z.looseObject({
      operation: z.enum(['insert', 'update', 'delete']).optional(),
      control: z.string().optional(),
      lsn: z.string().optional(),
      op_position: z.number().optional(),
      last: z.boolean().optional(),
    }),
  }),
);

export type Row = Record<string, string | null>;

export class Follower {
  readonly query: Readonly<Record<string, string>>;
  private readonly ask: (query: Record<string, string>) => Promise<Response>;
  private handle = '';
  private offset = '-1';
  private rows = new Map<string, Row>();
  private at: [number, number] = [0, -1];
  refetches = 0;

  constructor(ask: (query: Record<string, string>) => Promise<Response>, query: Readonly<Record<string, string>>) {
    this.ask = ask;
    this.query = query;
  }

  get current(): Row[] {
    return [...this.rows.values()];
  }

  /** One request. True when the answer said that this is all. */
  async step(live = false): Promise<boolean> {
    const response = await this.ask({
      ...this.query,
      offset: this.offset,
      ...(this.offset === '-1' ? {} : { handle: this.handle }),
      ...(live && this.offset !== '-1' ? { live: 'true' } : {}),
    });
    if (response.status === 409) {
      await response.text();
      this.refetches += 1;
      this.offset = '-1';
      this.rows = new Map();
      this.at = [0, -1];
      return false;
    }
    if (response.status === 503) {
      await response.text();
      return false;
    }
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    for (const message of told.parse(await response.json())) this.take(message);
    this.handle = response.headers.get('electric-handle') ?? '';
    this.offset = response.headers.get('electric-offset') ?? '';
    return response.headers.has('electric-up-to-date');
  }

  async catchUp(): Promise<void> {
    while (!(await this.step()));
  }

  private take({ key, value, headers }: z.infer<typeof told>[number]): void {
    if (headers.operation === undefined || key === undefined || value === undefined) return;
    if (headers.lsn !== undefined) {
      const place: [number, number] = [Number(headers.lsn), headers.op_position ?? 0];
      if (place[0] < this.at[0] || (place[0] === this.at[0] && place[1] <= this.at[1]))
        throw new Error(`The change at ${place.join('_')} came after the one at ${this.at.join('_')}.`);
      this.at = place;
    }
    const known = this.rows.get(key);
    if ((headers.operation === 'insert') === (known !== undefined))
      throw new Error(`${headers.operation} of ${key}, which ${known ? 'is there' : 'is not there'}.`);
    if (headers.operation === 'delete') this.rows.delete(key);
    else this.rows.set(key, { ...known, ...value });
  }
}
