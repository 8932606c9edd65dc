/** Which address a connection may go to: a name is resolved and judged in one step, so that what was judged is what is connected to. */
import { lookup as dnsLookup } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';

export class RefusedAddress extends Error {
  readonly host: string;
  constructor(host: string) {
    super('refused address');
    this.name = 'RefusedAddress';
    this.host = host;
  }
}

/** The address that is written out in a URL's host; null where it is a name. */
export function literalAddress(hostname: string): string | null {
  const literal = hostname.replace(/^\[|\]$/g, '');
  return isIP(literal) === 0 ? null : literal;
}

/** As a connection's own end tells it: IPv4 behind an IPv6 socket is IPv4. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

/** One bad address among several refuses the name. An address written as numbers is never looked up: see literalAddress. */
export function guardedLookup(allow: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    dnsLookup(hostname, { ...options, all: true }, (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => {
      if (error !== null) {
        callback(error, '', 0);
        return;
      }
      const [first] = found;
      if (first === undefined || found.some((entry) => !allow(entry.address))) {
        callback(new RefusedAddress(hostname), '', 0);
        return;
      }
      if (options.all === true) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}
