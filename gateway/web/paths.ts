// Paths: the addresses of the phone pages and of their forms, so that pages and routes name them once.

const segment = encodeURIComponent;

export const paths = {
  home: '/',
  /** GET: the scanner, and where a short code is typed; POST: a short code as a form. */
  scan: '/scan',
  /** Pages. */
  offer: (ticket: string): string => `/s/${segment(ticket)}`,
  session: (sessionId: string): string => `/sessions/${segment(sessionId)}`,
  receipt: (sessionId: string): string => `/sessions/${segment(sessionId)}/receipt`,
  expense: (sessionId: string): string => `/sessions/${segment(sessionId)}/receipt/expense`,
  /** Forms (POST): each answers 303 to a page, or a page that says why not. */
  start: (ticket: string): string => `/s/${segment(ticket)}/start`,
  pair: (ticket: string): string => `/s/${segment(ticket)}/pair`,
  stop: (sessionId: string): string => `/sessions/${segment(sessionId)}/stop`,
  control: (sessionId: string, control: string): string => `/sessions/${segment(sessionId)}/controls/${segment(control)}`,
  orders: (sessionId: string): string => `/sessions/${segment(sessionId)}/orders`,
  pause: (sessionId: string): string => `/sessions/${segment(sessionId)}/pause`,
  resume: (sessionId: string): string => `/sessions/${segment(sessionId)}/resume`,
  call: (sessionId: string): string => `/sessions/${segment(sessionId)}/call`,
  reserve: (ticket: string): string => `/s/${segment(ticket)}/reserve`,
  blinks: (ticket: string): string => `/s/${segment(ticket)}/blinks`,
  whereabouts: (ticket: string): string => `/s/${segment(ticket)}/whereabouts`,
  join: (ticket: string): string => `/s/${segment(ticket)}/join`,
  guest: (sessionId: string, guestId: string, answer: 'let-in' | 'refuse'): string =>
    `/sessions/${segment(sessionId)}/guests/${segment(guestId)}/${answer}`,
  enter: (sessionId: string): string => `/sessions/${segment(sessionId)}/enter`,
  leave: (sessionId: string): string => `/sessions/${segment(sessionId)}/leave`,
  claim: (sessionId: string): string => `/sessions/${segment(sessionId)}/claims`,
  addressee: (sessionId: string): string => `/sessions/${segment(sessionId)}/receipt/addressee`,
  wallet: '/wallet',
  topUps: '/wallet/top-ups',
  topUp: (topUpId: string): string => `/wallet/top-ups/${segment(topUpId)}`,
  payOwed: '/wallet/owed',
  /** What to do now; with `?session=`, about that use. */
  help: '/help',
  /** Where a person wants mail. */
  contact: '/contact',
  contactCode: '/contact/code',
  contactRemoval: '/contact/removal',
  contactReceipt: '/contact/receipt',
  /** Where persons sign in who do so here; `options` gives a page's script what the device is to be asked. */
  signIn: '/sign-in',
  signInOptions: '/sign-in/options',
  /** ... for the first time. */
  signUp: '/sign-in/new',
  signUpOptions: '/sign-in/new/options',
  signOut: '/sign-out',
  terms: '/terms',
  acceptTerms: '/terms/accept',
  account: '/account',
  accountPasskeys: '/account/passkeys',
  accountPasskeyOptions: '/account/passkeys/options',
  removePasskey: '/account/passkeys/remove',
  accountTouch: '/account/touch',
  accountTouchOptions: '/account/touch/options',
  endAccount: '/account/end',
  /** Of staff: hanging labels. */
  attach: '/attach',
  attachSignIn: '/attach/sign-in',
  attachSignOut: '/attach/sign-out',
  attachLabels: '/attach/labels',
  attachLabel: (tagId: string): string => `/attach/labels/${segment(tagId)}`,
  /** Of staff: what the label of an object of theirs opens to them. */
  doors: (objectId: string, scan: { readonly tagId: string | null; readonly ticket: string | null }): string => {
    const query = new URLSearchParams({ ...(scan.tagId && { label: scan.tagId }), ...(scan.ticket && { ticket: scan.ticket }) });
    return `/doors/${segment(objectId)}${query.size > 0 ? `?${query}` : ''}`;
  },
  /** Of staff: rounds of inspection. */
  rounds: '/attach/rounds',
  round: (roundId: string): string => `/attach/rounds/${segment(roundId)}`,
  roundSightings: (roundId: string): string => `/attach/rounds/${segment(roundId)}/sightings`,
  roundLabel: (roundId: string, tagId: string): string => `/attach/rounds/${segment(roundId)}/labels/${segment(tagId)}`,
  roundEnd: (roundId: string): string => `/attach/rounds/${segment(roundId)}/end`,
  /** API. */
  jwks: '/.well-known/jwks.json',
  events: (sessionId: string): string => `/api/v1/sessions/${segment(sessionId)}/events`,
  receiptJson: (sessionId: string): string => `/api/v1/sessions/${segment(sessionId)}/receipt`,
  receiptKeys: (sessionId: string): string => `/api/v1/sessions/${segment(sessionId)}/receipt/keys`,
};

/** Help about a use; null: about whatever the reader uses. */
export function helpHref(sessionId: string | null): string {
  return sessionId === null ? paths.help : `${paths.help}?session=${segment(sessionId)}`;
}

/** The help of a page, by its address: with the use in hand where the page is about one. */
export function helpHrefOf(path: string): string {
  return helpHref(sessionOf(/^\/sessions\/(\w+)/.exec(path)?.[1]));
}

/** Only a session's own id: what else stands in an address is somebody else's. */
export function sessionOf(text: string | undefined): string | null {
  return text !== undefined && /^ses_[0-9a-z]{1,40}$/.test(text) ? text : null;
}

/** The receipt with "something wrong?" open at one tap. */
export function claimHref(sessionId: string, rule: string): string {
  return `${paths.receipt(sessionId)}?wrong=1#claim-${rule}`;
}

/** Where a person wants mail; led to from a receipt, that one is sent too. */
export function contactHref(sessionId: string | null): string {
  return sessionId === null ? paths.contact : `${paths.contact}?session=${segment(sessionId)}`;
}

/** The wallet's page, which leads back to where the person came from. */
export function walletHref(way: { readonly back: string; readonly needMinor?: bigint }): string {
  const need = way.needMinor === undefined ? '' : `&need=${way.needMinor}`;
  return `${paths.wallet}?back=${segment(way.back)}${need}`;
}

/** The page that asks once for terms that have changed, and leads back. */
export function acceptTermsHref(returnTo: string): string {
  return `${paths.acceptTerms}?return=${segment(returnTo)}`;
}

/** A page of ours to go on to once somebody is signed in; whatever else the link says is not followed. */
export function returnPath(text: string | undefined): string {
  const isOurs = text !== undefined && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,4096}$/.test(text);
  return isOurs && !/^\/(sign-in|sign-out|api|assets)\b/.test(text) ? text : paths.home;
}

/** Only an offer of ours is led back to: an address that somebody else wrote into the link is not. */
export function backPath(text: string | undefined): string | null {
  return text !== undefined && /^\/s\/[A-Za-z0-9._-]{1,4096}$/.test(text) ? text : null;
}
