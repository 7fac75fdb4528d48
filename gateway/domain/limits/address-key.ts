// Address key: whom a limit holds for - one IPv4 address, or the 64 bits of an IPv6 address that one customer has whole.

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** Leading zeros are no other address; null for what is none. */
function ipv4Of(text: string): string | null {
  const parts = IPV4.exec(text)?.slice(1).map(Number);
  return parts?.every((part) => part <= 255) ? parts.join('.') : null;
}

/** The eight groups of an address that is written with or without `::`; null for what is none. */
function groupsOf(text: string): readonly number[] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...head, ...Array<string>(missing).fill('0'), ...tail];
  return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) ? groups.map((group) => Number.parseInt(group, 16)) : null;
}

/** The last 32 bits may be written as an IPv4 address. */
function withoutDots(text: string): string {
  const at = text.lastIndexOf(':') + 1;
  const inner = ipv4Of(text.slice(at));
  if (inner === null) return text;
  const [a = 0, b = 0, c = 0, d = 0] = inner.split('.').map(Number);
  return `${text.slice(0, at)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

const MAPPED = [0, 0, 0, 0, 0, 0xffff];

function ipv6Of(text: string): string | null {
  const groups = groupsOf(withoutDots(text.split('%')[0] ?? ''));
  if (groups === null) return null;
  const [high = 0, low = 0] = groups.slice(6);
  if (MAPPED.every((group, at) => groups[at] === group)) return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
  const network = groups.slice(0, 4).map((group) => group.toString(16));
  return `${network.join(':')}::/64`;
}

/** Some proxies write the port with it. */
function withoutPort(address: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(address)?.[1];
  if (bracketed !== undefined) return bracketed;
  return /^\d+\.\d+\.\d+\.\d+:\d+$/.test(address) ? (address.split(':')[0] ?? '') : address;
}

/** Whatever is no address is one and the same stranger: a proxy that writes nonsense opens no door. */
export function addressKey(address: string): string {
  const bare = withoutPort(address.trim());
  return ipv4Of(bare) ?? ipv6Of(bare) ?? 'unreadable';
}

/** Whoever is given a /48 of IPv6 has 65,536 addresses by their keys; of IPv4 nobody has a neighbour's. @param key as above */
export function siteKey(key: string): string {
  return key.endsWith('::/64') ? `${key.split(':').slice(0, 3).join(':')}::/48` : key;
}
