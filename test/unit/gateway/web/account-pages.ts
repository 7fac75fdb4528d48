// Account pages of the gallery: signing in, the terms and the account, in the states that they can be in.
import { readFileSync } from 'node:fs';
import type { AccountPasskey } from '../../../../gateway/domain/account/account.ts';
import { parseTerms, termsIn } from '../../../../gateway/domain/account/terms.ts';
import type { Frame } from '../../../../gateway/web/layout.tsx';
import { type AccountPageInput, accountLeftPage, accountPage } from '../../../../gateway/web/phone/account-page.tsx';
import { type SignInPageInput, signInPage } from '../../../../gateway/web/phone/sign-in-page.tsx';
import { acceptTermsPage, termsPage } from '../../../../gateway/web/phone/terms-page.tsx';
import { touchPage } from '../../../../gateway/web/phone/touch-page.tsx';
import { NOW_MS } from './samples.ts';

const OWN_TERMS = new URL('../../../../gateway/web/assets/terms.txt', import.meta.url);
const DAY_MS = 86_400_000;

const passkey = (credentialId: string, over: Partial<AccountPasskey> = {}): AccountPasskey => ({
  ...{ credentialId, ownerId: 'per_1', publicKey: '', counter: 0, transports: [] },
  ...{ isBackedUp: true, madeOn: 'iphone', createdAtMs: NOW_MS - 40 * DAY_MS, lastUsedAtMs: NOW_MS },
  ...over,
});

export function accountPages(frame: Frame): { readonly name: string; readonly html: string }[] {
  const terms = parseTerms(readFileSync(OWN_TERMS, 'utf8'));
  if (!terms.ok) throw new Error(terms.error);
  const text = termsIn(terms.value, frame.lang);
  const shown = { version: terms.value.version, language: text.language, textHash: text.hash };
  const accepted = { ...shown, personId: 'per_1', atMs: NOW_MS - 40 * DAY_MS };
  const signIn = (over: Partial<SignInPageInput>): string =>
    signInPage({ ...frame, returnTo: '/s/tkt', shown, isReturning: false, problem: null, ...over });
  let drawn = 0;
  const account = (over: Partial<AccountPageInput>): string =>
    accountPage({
      ...frame,
      ...{ passkeys: [passkey('a', { isBackedUp: false })], accepted, balances: [], endRefusal: null, problem: null },
      ...{ mayAddPasskey: true, isTouched: true, newKey: () => `key-${++drawn}`, ...over },
    });
  return [
    { name: 'sign-in-new', html: signIn({}) },
    { name: 'sign-in-again', html: signIn({ isReturning: true }) },
    { name: 'sign-in-unknown', html: signIn({ problem: { code: 'passkey.unknown' } }) },
    { name: 'terms', html: termsPage({ ...frame, edition: terms.value, text, backHref: '/sign-in' }) },
    {
      name: 'terms-accept',
      html: acceptTermsPage({ ...frame, text, shown, returnTo: '/s/tkt', formKey: 'key-1', problem: null }),
    },
    { name: 'account', html: account({}) },
    {
      name: 'account-full',
      html: account({
        passkeys: [passkey('a'), passkey('b', { madeOn: 'windows', isBackedUp: false })],
        accepted: null,
        balances: [{ currency: 'CNY', minor: 1_250n }],
        mayAddPasskey: false,
        problem: { code: 'passkey.too-many', most: 10 },
      }),
    },
    {
      name: 'account-touch',
      html: touchPage({ ...frame, act: 'end', fields: { sure: 'yes', balance: '' }, problem: { code: 'passkey.refused' } }),
    },
    { name: 'account-untouched', html: account({ isTouched: false }) },
    { name: 'account-in-use', html: account({ endRefusal: { code: 'account.in-use' } }) },
    { name: 'account-signed-out', html: accountLeftPage({ ...frame, how: 'signed-out' }) },
    { name: 'account-ended', html: accountLeftPage({ ...frame, how: 'ended' }) },
  ];
}
