// Which addresses the studio may connect to: an import only to public ones, a model's server to these and to local ones.
import { BlockList, isIP } from 'node:net';

const refused = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8], // this host
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // carrier-grade NAT, and the metadata service of one cloud
  ['127.0.0.0', 8], // loopback
  ['169.254.0.0', 16], // link-local, and the metadata service of most clouds
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
] as const)
  refused.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['2001::', 23], // protocol assignments, Teredo among them: an IPv4 address in disguise
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4: an IPv4 address in disguise
  ['3fff::', 20], // documentation
] as const)
  refused.addSubnet(network, prefix, 'ipv6');
/** What is handed out as public IPv6. Everything else (loopback, unique local, link-local, mapped, NAT64, multicast) is not. */
const publicIpv6 = new BlockList();
publicIpv6.addSubnet('2000::', 3, 'ipv6');

const plainOf = (address: string): string => {
  const plain = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1] ?? plain;
};

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
const privateNetworks = new BlockList();
privateNetworks.addSubnet('10.0.0.0', 8, 'ipv4');
privateNetworks.addSubnet('172.16.0.0', 12, 'ipv4');
privateNetworks.addSubnet('192.168.0.0', 16, 'ipv4');
privateNetworks.addSubnet('fc00::', 7, 'ipv6');

const isIn = (list: BlockList, address: string): boolean => {
  const plain = plainOf(address);
  const family = isIP(plain);
  return family !== 0 && list.check(plain, family === 4 ? 'ipv4' : 'ipv6');
};
/** This computer. */
export const isLoopbackAddress = (address: string): boolean => isIn(loopback, address);
/** This computer or its own network; no link-local address, behind which clouds keep their secrets. */
export const isLocalAddress = (address: string): boolean =>
  isLoopbackAddress(address) || isIn(privateNetworks, address);

/** True for a public unicast address; false for everything else, and for what is no address at all. */
export function isPublicAddress(address: string): boolean {
  const plain = plainOf(address);
  const family = isIP(plain);
  if (family === 4) return !refused.check(plain, 'ipv4');
  if (family === 6) return publicIpv6.check(plain, 'ipv6') && !refused.check(plain, 'ipv6');
  return false;
}
