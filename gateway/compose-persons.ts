// Compose persons: the key that signs persons' tokens and the terms that they accept, where they sign in at this gateway itself.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, generateKeyPair, type PrivateJwk, sha256 } from '#protocol';
import type { Config } from './config.ts';
import { parseTerms, type TermsEdition } from './domain/account/terms.ts';
import type { ReadSignIn } from './http/person-identity.ts';
import { openPersonTokens, type Persons } from './http/person-tokens.ts';
import type { Identity } from './ports/identity.ts';
import type { OwnedStore } from './ports/store.ts';
import { readSignIn } from './storage/queries/accounts.ts';
import { readOrCreateSecret } from './storage/secret-file.ts';

export type OpenedPersons = Persons & { readonly readSignIn: ReadSignIn };

/** Terms that cannot be shown are accepted by nobody: the gateway does not start. */
class TermsRefused extends Error {
  override readonly name = 'TermsRefused';
  readonly code = 'terms.unreadable';
}

/** They come with the gateway, and an operator's own file takes their place. */
const OWN_TERMS = new URL('./web/assets/terms.txt', import.meta.url);

async function readTerms(termsFile: string | null): Promise<TermsEdition> {
  const place = termsFile ?? OWN_TERMS;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(place));
  } catch (cause) {
    throw new TermsRefused(`${place}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  const terms = parseTerms(text);
  if (!terms.ok) throw new TermsRefused(`${place}: ${terms.error}`);
  return terms.value;
}

/** A ring of its own: nothing else is signed with it, and its public half is nobody's business but this gateway's. */
async function readRing(folder: string): Promise<PrivateJwk & { readonly kid: string }> {
  const text = await readOrCreateSecret(join(folder, 'person-key.json'), async () => {
    const { privateJwk } = await generateKeyPair();
    return JSON.stringify({ kid: `p-${sha256(privateJwk.x).slice(0, 10)}`, ...privateJwk });
  });
  return JSON.parse(text) as PrivateJwk & { readonly kid: string };
}

/** Null where a host app knows the persons: its tokens, its sign-in page, or whom it recognises. */
export async function openPersons(
  config: Config,
  given: { readonly recognise?: Identity['recognise']; readonly signInPath?: string | null },
  { store, clock }: { readonly store: OwnedStore; readonly clock: Clock },
): Promise<OpenedPersons | null> {
  const isHosted = config.tokens !== null || config.signInPath !== null || given.recognise !== undefined;
  if (isHosted) return null;
  const terms = await readTerms(config.termsFile);
  const tokens = await openPersonTokens(await readRing(config.dataFolder), config.tokenAudience, clock);
  return { terms, tokens, readSignIn: (signInId) => readSignIn(store.books, signInId) };
}
