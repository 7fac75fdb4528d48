// Claim code: the words of an enrolment as one line of text, for a QR code that an installer shows to a device or pastes (FP-28).

export type ClaimCode = { readonly serial: string; readonly kind: string; readonly token: string };

const SCHEME = 'o2o-claim:';
const WORD = /^[A-Za-z0-9_-]{1,48}$/;

/** `o2o-claim:SN-1?kind=bike&token=0123...`: letters that need no escape in either part. */
export function composeClaimCode({ serial, kind, token }: ClaimCode): string {
  return `${SCHEME}${serial}?kind=${kind}&token=${token}`;
}

/** Null for any other text. */
export function parseClaimCode(text: string): ClaimCode | null {
  const [head = '', query = '', ...more] = text.trim().split('?');
  if (!head.startsWith(SCHEME) || more.length > 0) return null;
  const said = new URLSearchParams(query);
  const code = { serial: head.slice(SCHEME.length), kind: said.get('kind') ?? '', token: said.get('token') ?? '' };
  return Object.values(code).every((word) => WORD.test(word)) ? code : null;
}
