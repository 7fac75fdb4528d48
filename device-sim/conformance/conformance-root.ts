// Conformance root: the published key that signs the kit's key manifests; everybody has it, so no gateway believes it.
import type { PrivateJwk } from '#protocol';

/** RFC 8032 section 7.1, TEST 1024. A device under test is given its public half in place of its gateway's root. */
export const CONFORMANCE_ROOT: { readonly kid: string; readonly jwk: PrivateJwk } = {
  kid: 'conformance-root',
  jwk: {
    kty: 'OKP',
    crv: 'Ed25519',
    x: 'J4EX_BRMcjQPZ9DyMW6Dhs7_vyskKMnFH-98WX8dQm4',
    d: '9eV2fPFTMZUXYw8iaHa4bIFgzFg7wBN0TGvyVfXMDuU',
  },
};
