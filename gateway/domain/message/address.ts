// Address: an e-mail address as we are ready to write to it; whatever could mean more to a mail server than one mailbox is none.

/** RFC 5321 §4.5.3.1. */
const LONGEST_LOCAL = 64;
const LONGEST = 254;
/** A dot-atom (RFC 5322 §3.2.3): no quotes, no comments, no spaces, and nothing that a header could be broken with. */
const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** A name in the public DNS, in ASCII: other letters become what the DNS knows them by. */
function domainOf(text: string): string | null {
  if (!URL.canParse(`http://${text}/`)) return null;
  const { hostname, pathname, port, username } = new URL(`http://${text}/`);
  if (pathname !== '/' || port !== '' || username !== '') return null;
  const labels = hostname.split('.');
  const last = labels.at(-1) ?? '';
  // A last label of digits alone is an address of a machine (RFC 1123 §2.1).
  return labels.length >= 2 && labels.every((label) => LABEL.test(label)) && !/^[0-9]+$/.test(last) ? hostname : null;
}

/** @returns the address in the one form that we keep; null for what is none. */
export function parseMailAddress(text: string): string | null {
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf('@');
  const local = trimmed.slice(0, Math.max(0, at));
  if (local.length === 0 || local.length > LONGEST_LOCAL || !LOCAL.test(local)) return null;
  const host = trimmed.slice(at + 1);
  const domain = /^[\p{L}\p{N}.-]+$/u.test(host) ? domainOf(host) : null;
  if (domain === null) return null;
  const address = `${local}@${domain}`;
  return address.length <= LONGEST ? address : null;
}

/**
 * What is counted per mailbox is counted whatever the letters: most servers do not tell capitals apart, and many lead all that
 * stands behind a plus sign to the same one (RFC 5233).
 */
export function addressName(address: string): string {
  return address.toLowerCase().replace(/^([^+@]+)\+[^@]*@/, '$1@');
}
