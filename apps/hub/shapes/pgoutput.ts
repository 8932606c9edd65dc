/**
 * Reads pgoutput, Postgres' own format of logical replication, protocol version 1. Values stay the text that Postgres
 * prints. (The parser that comes with pg-logical-replication turns them into JavaScript values, reads transaction ids
 * past 2^31 as negative and drops a byte order mark that a text begins with.)
 */
import type { Client } from 'pg';

/** Undefined: a large value that the update did not touch and Postgres did not send. */
export type Image = Readonly<Record<string, string | null | undefined>>;

export interface LoggedRelation {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly typeOid: number; readonly typmod: number }[];
}

export interface Change {
  readonly relation: LoggedRelation;
  readonly old: Image | null;
  readonly new: Image | null;
  /** Whether `old` is the whole row, as it is where the table's replica identity is FULL. */
  readonly whole: boolean;
  /** About its size in memory. */
  readonly bytes: number;
}

export type Message =
  | { readonly tag: 'begin'; readonly lsn: number; readonly xid: number }
  | { readonly tag: 'commit'; readonly lsn: number; readonly endLsn: number }
  | { readonly tag: 'change'; readonly change: Change }
  | { readonly tag: 'truncate'; readonly relations: readonly number[] }
  | { readonly tag: 'other' };

/** What a row image is: the new row, or the whole old one. (Or K: of the old one the key alone.) */
const [NEW, OLD] = [0x4e, 0x4f];

const changed = (change: Change): Message => ({ tag: 'change', change });

class Reader {
  private readonly buffer: Buffer;
  private at = 1;

  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }
  byte(): number {
    return this.buffer.readUInt8(this.at++);
  }
  int16(): number {
    this.at += 2;
    return this.buffer.readInt16BE(this.at - 2);
  }
  int32(): number {
    this.at += 4;
    return this.buffer.readInt32BE(this.at - 4);
  }
  uint32(): number {
    this.at += 4;
    return this.buffer.readUInt32BE(this.at - 4);
  }
  lsn(): number {
    return this.uint32() * 2 ** 32 + this.uint32();
  }
  skip(bytes: number): void {
    this.at += bytes;
  }
  text(length: number): string {
    this.at += length;
    return this.buffer.toString('utf8', this.at - length, this.at);
  }
  name(): string {
    const end = this.buffer.indexOf(0, this.at);
    const text = this.text(end - this.at);
    this.at += 1;
    return text;
  }
}

export class PgoutputReader {
  private readonly relations = new Map<number, LoggedRelation>();

  read(buffer: Buffer): Message {
    const reader = new Reader(buffer);
    switch (String.fromCharCode(buffer[0] ?? 0)) {
      case 'B': {
        const lsn = reader.lsn();
        reader.skip(8);
        return { tag: 'begin', lsn, xid: reader.uint32() };
      }
      case 'C':
        reader.skip(1);
        return { tag: 'commit', lsn: reader.lsn(), endLsn: reader.lsn() };
      case 'R': {
        const relation = this.relation(reader);
        this.relations.set(relation.oid, relation);
        return { tag: 'other' };
      }
      case 'I': {
        const relation = this.known(reader.uint32());
        reader.skip(1);
        return changed({ relation, old: null, new: this.image(reader, relation), whole: true, bytes: buffer.length });
      }
      case 'U': {
        const relation = this.known(reader.uint32());
        const kind = reader.byte();
        let old: Image | null = null;
        if (kind !== NEW) {
          old = this.image(reader, relation);
          reader.skip(1);
        }
        const next = this.image(reader, relation, old);
        return changed({ relation, old, new: next, whole: kind === OLD, bytes: buffer.length });
      }
      case 'D': {
        const relation = this.known(reader.uint32());
        const whole = reader.byte() === OLD;
        return changed({ relation, old: this.image(reader, relation), new: null, whole, bytes: buffer.length });
      }
      case 'T': {
        const count = reader.int32();
        reader.skip(1);
        return { tag: 'truncate', relations: Array.from({ length: count }, () => reader.uint32()) };
      }
      default:
        return { tag: 'other' };
    }
  }

  private known(oid: number): LoggedRelation {
    const relation = this.relations.get(oid);
    if (!relation) throw new Error(`The log names table ${oid} before it describes it.`);
    return relation;
  }

  private relation(reader: Reader): LoggedRelation {
    const oid = reader.uint32();
    const schema = reader.name();
    const name = reader.name();
    reader.skip(1);
    const columns = Array.from({ length: reader.int16() }, () => {
      reader.skip(1);
      return { name: reader.name(), typeOid: reader.uint32(), typmod: reader.int32() };
    });
    return { oid, schema: schema === '' ? 'pg_catalog' : schema, name, columns };
  }

  private image(reader: Reader, { columns }: LoggedRelation, before: Image | null = null): Image {
    const image: Record<string, string | null | undefined> = Object.create(null);
    const count = reader.int16();
    for (let i = 0; i < count; i += 1) {
      const name = columns[i]?.name ?? '';
      switch (String.fromCharCode(reader.byte())) {
        case 't':
          image[name] = reader.text(reader.int32());
          break;
        case 'n':
          image[name] = null;
          break;
        default:
          image[name] = before?.[name];
      }
    }
    return image;
  }
}

/** The reader in the form that pg-logical-replication takes a plugin in. */
export class RawPgoutput {
  readonly name = 'pgoutput';
  readonly options: { readonly publication: string };
  private readonly reader = new PgoutputReader();

  constructor(publication: string) {
    this.options = { publication };
  }

  parse(buffer: Buffer): Message {
    return this.reader.read(buffer);
  }

  start(client: Client, slot: string, lsn: string): Promise<unknown> {
    return client.query(
      `START_REPLICATION SLOT "${slot}" LOGICAL ${lsn} (proto_version '1', publication_names '"${this.options.publication}"')`,
    );
  }
}
