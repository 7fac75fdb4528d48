// Stage: a real gateway with the demo's venue in which something of everything is there, for whoever looks at all of its pages.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import type { PrivateJwk, Result } from '#protocol';
import { createDeviceWatch, startSimulator } from '../../../gateway/cli/demo/children.ts';
import type { PasskeyRecord, SpentChallenge } from '../../../gateway/domain/passkey/passkey.ts';
import { ROLES, type Role } from '../../../gateway/domain/staff/permissions.ts';
import { openPersonTokens } from '../../../gateway/http/person-tokens.ts';
import type { Language } from '../../../gateway/web/languages.ts';
import { type OwnPersons, openOwnPersons } from '../../support/own-persons.ts';
import { type Answer, createPhone, type Phone } from '../../support/phone.ts';
import type { Facts, Viewer } from './page-list.ts';

const OBJECTS = 7;
const TENANT = 'demo';
const VENUE = 'venue-1';
/** Mail waits in the outbox: nobody listens there. */
const VARIABLES = { UNLATCH_SMTP_URL: 'smtp://127.0.0.1:9', UNLATCH_MAIL_FROM: 'Unlatch <no-reply@example.com>' };
const INVITER = { operatorId: 'the-host-app', tenantId: TENANT };

export type Stage = {
  readonly origin: string;
  readonly facts: Facts;
  /** A browser of theirs, in their language. */
  openBrowser(browser: Browser, who: Viewer, lang: Language, options?: BrowserContextOptions): Promise<BrowserContext>;
  close(): Promise<void>;
};

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`the stage is not set: ${JSON.stringify(result.error)}`);
  return result.value;
}

/** As a device would have made it, and its challenge was answered. */
function touchOf(ownerId: string): { readonly passkey: PasskeyRecord; readonly spent: SpentChallenge } {
  const atMs = Date.now();
  return {
    passkey: {
      ...{ credentialId: randomUUID(), ownerId, publicKey: '', counter: 0, transports: [], isBackedUp: true },
      ...{ createdAtMs: atMs, lastUsedAtMs: atMs },
    },
    spent: { challengeId: randomUUID(), untilMs: atMs + 60_000 },
  };
}

async function openGuest(house: OwnPersons, terms: { readonly version: string }): Promise<{ token: string; phone: Phone }> {
  const { account } = house.gateway().core.steps;
  if (!account) throw new Error('persons sign in elsewhere');
  const personId = account.drawPerson();
  const touch = touchOf(personId);
  const shown = { version: terms.version, language: 'en', textHash: terms.version };
  const entry = { signInId: randomUUID(), replaces: null };
  must(await account.openAccount({ ...touch, shown, entry, madeOn: 'iphone', address: '127.0.0.1' }));
  await house.fill(personId, 30_000n);
  const ring = JSON.parse(readFileSync(join(house.folder, 'person-key.json'), 'utf8')) as PrivateJwk & { readonly kid: string };
  const tokens = await openPersonTokens(ring, 'unlatch', { nowMs: () => Date.now() });
  const { token } = await tokens.issue({ personId, signInId: entry.signInId, touchedAtMs: Date.now() });
  return { token, phone: createPhone(house.origin, token) };
}

type Staff = { readonly tokens: { readonly [R in Role]: string }; readonly invitation: string; readonly invitationOver: string };

async function openStaff(house: OwnPersons): Promise<Staff> {
  const { invitations } = house.gateway().core.steps.operator.staff;
  const keyed = (key: string) => ({ personId: 'operator', route: 'stage', key, bodyHash: key });
  async function invite(name: string, role: Role): Promise<string> {
    const written = must(await invitations.invite({ ...keyed(name), operator: INVITER, name, role }));
    return invitations.tokenOf((JSON.parse(written.body) as { readonly invitationId: string }).invitationId);
  }
  const names: { readonly [R in Role]: string } = { owner: 'Ada Okonjo', staff: '陈静', installer: 'Ivan' };
  const tokens: { [role: string]: string } = {};
  let invitationOver = '';
  for (const role of ROLES) {
    invitationOver = await invite(names[role], role);
    tokens[role] = must(await invitations.accept({ ...touchOf(invitations.drawMember()), token: invitationOver }));
  }
  return { tokens: tokens as Staff['tokens'], invitation: await invite('Noor', 'staff'), invitationOver };
}

/** One session that has its receipt, then one that runs. */
async function useObjects(house: OwnPersons, phone: Phone): Promise<Pick<Facts, 'runningId' | 'closedId'>> {
  const first = await phone.begin(house.linkOf('bike-1'));
  await phone.until(first.sessionId, 'the bike runs', ({ state }) => state === 'active');
  await phone.stop(first.sessionId);
  await phone.until(first.sessionId, 'the bike is given back', ({ state }) => state === 'closed');
  const second = await phone.begin(house.linkOf('pod-1'));
  await phone.until(second.sessionId, 'the pod is open', ({ state }) => state === 'active');
  return { closedId: first.sessionId, runningId: second.sessionId };
}

type Labels = { readonly labels: readonly { readonly tagId: string; readonly shortCode: string }[] };

/** What staff have done by the time that somebody looks. */
async function actAsOwner(desk: Phone): Promise<Omit<Facts, 'runningId' | 'closedId' | 'invitation' | 'invitationOver'>> {
  function take<T>(path: string, { status, text }: Answer): T {
    if (status >= 300) throw new Error(`the stage is not set: ${path} answered ${status} ${text}`);
    return JSON.parse(text) as T;
  }
  const act = async <T>(path: string, json: object): Promise<T> => take<T>(path, await desk.post(`/operator${path}`, json));
  const look = async <T>(path: string): Promise<T> => take<T>(path, await desk.api(`/operator${path}`));
  const batch = { batchId: 'spring', venueId: VENUE, count: 4 };
  const loose = await act<Labels>('/label-batches', batch);
  const hung = await look<Labels>('/labels?object=pod-2');
  const round = await act<{ readonly roundId: string }>('/label-rounds', { venueId: VENUE });
  const claim = await act<{ readonly claimId: string }>('/devices/claims', { serial: 'SN-0042', objectId: 'pod-2' });
  await act('/objects/bike-3/service', { state: 'out_of_service', reason: 'the chain is loose' });
  const { tariffs } = await look<{ readonly tariffs: readonly { readonly tariffId: string }[] }>('/tariffs');
  return {
    ...{
      freeLabel: '',
      usedLabel: '',
      servedLabel: '',
      objectId: 'pod-2',
      usedObjectId: 'pod-1',
      deviceId: 'pod-1',
      venueId: VENUE,
    },
    ...{ shortCode: hung.labels[0]?.shortCode ?? '', looseTagId: loose.labels[0]?.tagId ?? '' },
    ...{ hungTagId: hung.labels[0]?.tagId ?? '', roundId: round.roundId, claimId: claim.claimId },
    tariffId: tariffs[0]?.tariffId ?? '',
  };
}

export async function openStage(): Promise<Stage> {
  const house = await openOwnPersons(VARIABLES);
  const watch = createDeviceWatch();
  const { mqttPort } = house.gateway();
  const simulator = startSimulator(
    { venueFile: house.venueFile, mqttPort, memoryFolder: join(house.folder, 'devices') },
    watch.see,
  );
  await watch.greeted(OBJECTS);
  const terms = /name="terms" value="([^"]+)"/.exec(await (await fetch(`${house.origin}/sign-in`)).text())?.[1] ?? '';
  const [guest, { tokens, ...invited }] = [await openGuest(house, { version: terms }), await openStaff(house)];
  const done = await actAsOwner(createPhone(house.origin, tokens.owner));
  const used = await useObjects(house, guest.phone);
  const pathOf = (objectId: string): string => new URL(house.linkOf(objectId)).pathname;
  return {
    origin: house.origin,
    facts: {
      ...{ ...done, ...used, ...invited },
      ...{ freeLabel: pathOf('pod-2'), usedLabel: pathOf('pod-1'), servedLabel: pathOf('bike-3') },
    },
    async openBrowser(browser, who, lang, options = {}) {
      const context = await browser.newContext({ ...options, locale: lang });
      const cookie = { domain: 'localhost', path: '/' };
      if (who === 'guest') await context.addCookies([{ ...cookie, name: 'unlatch_person', value: guest.token }]);
      else if (who !== 'stranger') await context.addCookies([{ ...cookie, name: 'unlatch_staff', value: tokens[who] }]);
      return context;
    },
    async close() {
      await simulator.stop();
      await house.close();
    },
  };
}
