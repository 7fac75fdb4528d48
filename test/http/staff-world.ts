// Staff world: the HTTP world with the real staff desk over a store in memory, and devices that make and show passkeys.
import { createHmac, randomBytes } from 'node:crypto';
import { createIds } from '#protocol';
import { createOperatorIdentity } from '../../gateway/http/operator-identity.ts';
import { createStaffIdentities } from '../../gateway/http/staff-identities.ts';
import { createStepRunner } from '../../gateway/journey/run-step.ts';
import { createStaffDesk, type StaffDesk } from '../../gateway/operator/staff-desk.ts';
import type { WatchObjects } from '../../gateway/operator/watch-objects.ts';
import { noFailpoint } from '../../gateway/ports/failpoint.ts';
import type { OwnedStore } from '../../gateway/ports/store.ts';
import { openSqliteStore } from '../../gateway/storage/sqlite/open-store.ts';
import { createSoftAuthenticator, type Lie, type SoftAuthenticator } from '../support/soft-authenticator.ts';
import { createRecordedLog } from '../unit/gateway/mqtt/recorders.ts';
import { cookieOf, createHttpWorld, type HttpWorld, ORIGIN } from './http-world.ts';
import { createInMemorySteps, START_MS } from './in-memory-steps.ts';

type Fields = { readonly [name: string]: string };

export type Member = {
  readonly device: SoftAuthenticator;
  /** `name=value`, as the browser sends it. */
  readonly cookie: string;
  readonly staffId: string;
};

export type StaffWorld = {
  readonly http: HttpWorld;
  readonly desk: StaffDesk;
  readonly store: OwnedStore;
  move(byMs: number): void;
  /** Asks for options and answers them: the last answer, whatever it is. */
  register(
    path: string,
    fields?: Fields,
    device?: SoftAuthenticator,
    lie?: Lie,
    /** Who is signed in when it is asked for, and when it is answered. */
    askedBy?: string,
    answeredBy?: string,
  ): Promise<Response>;
  signIn(device: SoftAuthenticator, lie?: Lie): Promise<Response>;
  /** The first owner, by the link of the first start. */
  setUp(): Promise<Member>;
  /** An act or look of the operator API, from a page of ours. */
  act(member: Pick<Member, 'cookie'>, path: string, body?: object, key?: string): Promise<Response>;
  get(member: Pick<Member, 'cookie'>, path: string): Promise<Response>;
  /** Somebody who was invited by this owner and came. */
  hire(owner: Member, role: string, name?: string): Promise<Member>;
  memberOf(answer: Response, device: SoftAuthenticator): Promise<Member>;
};

const OWN = { Origin: ORIGIN, 'sec-fetch-site': 'same-origin' };

/** @param parts `watch`: what changes of the objects, where a test follows it. */
export async function openStaffWorld(parts: { readonly watch?: WatchObjects } = {}): Promise<StaffWorld> {
  let nowMs = START_MS;
  const clock = { nowMs: () => nowMs };
  const store = await openSqliteStore({ path: ':memory:', clock });
  const [log, metrics] = [createRecordedLog(), { count: () => {}, snapshot: () => ({}) }];
  const desk = createStaffDesk({
    ...{ store, books: store.books, clock, randomBytes, installation: 'here' },
    ids: createIds({ clock, randomBytes }),
    mac: (text) => createHmac('sha256', 'a key of the test').update(text).digest('base64url'),
    runner: createStepRunner({ store, afterCommit: () => {}, failpoint: noFailpoint, log, metrics }),
  });
  const { steps } = createInMemorySteps(clock.nowMs);
  const hostApp = createOperatorIdentity({ jwks: async () => ({ keys: [] }), issuer: 'urn:nobody', clock });
  const http = await createHttpWorld({
    steps: { ...steps, operator: { ...steps.operator, staff: desk, console: { ...steps.operator.console, ...parts } } },
    operators: createStaffIdentities(desk.signIns, hostApp),
  });

  async function ask(
    path: string,
    fields: Fields,
    cookie: string,
  ): Promise<{ readonly options: Options; readonly challenge: string } | Response> {
    const answer = await http.form(path, fields, { ...OWN, ...(cookie && { Cookie: cookie }) });
    if (!answer.ok) return answer;
    const { options } = (await answer.json()) as { options: Options };
    return { options, challenge: cookieOf(answer, 'unlatch_passkey') };
  }
  type Options = Parameters<SoftAuthenticator['get']>[0];

  async function touch(
    path: string,
    optionsPath: string,
    fields: Fields,
    answer: (options: Options) => string,
    [askedBy, answeredBy]: readonly [string, string] = ['', ''],
  ): Promise<Response> {
    move(1);
    const asked = await ask(optionsPath, fields, askedBy);
    if (asked instanceof Response) return asked;
    return http.form(
      path,
      { ...fields, passkey: answer(asked.options) },
      {
        ...OWN,
        Cookie: [asked.challenge, answeredBy].filter(Boolean).join('; '),
      },
    );
  }

  async function memberOf(answer: Response, device: SoftAuthenticator): Promise<Member> {
    const cookie = cookieOf(answer, 'unlatch_staff');
    const self = (await (await get({ cookie }, '/api/v1/operator/me')).json()) as { operatorId: string };
    return { device, cookie, staffId: self.operatorId };
  }
  /** No two acts in one millisecond: what is listed is in their order. */
  function move(byMs: number): void {
    nowMs += byMs;
    http.moveClock(byMs);
  }
  const get: StaffWorld['get'] = ({ cookie }, path) => http.request(path, { headers: { Cookie: cookie } });
  const act: StaffWorld['act'] = ({ cookie }, path, body = {}, key) => {
    move(1);
    const headers = { ...OWN, Cookie: cookie, 'Idempotency-Key': key ?? randomBytes(16).toString('hex') };
    return http.post(path, body, headers);
  };
  const register: StaffWorld['register'] = (
    path,
    fields = {},
    device = createSoftAuthenticator(ORIGIN),
    lie = {},
    askedBy = '',
    answeredBy = askedBy,
  ) => touch(path, `${path}/options`, fields, (options) => device.create(options, lie), [askedBy, answeredBy]);

  return {
    ...{ http, desk, store, move, register, act, get, memberOf },
    signIn: (device, lie = {}) =>
      touch('/console/sign-in', '/console/sign-in/options', {}, (options) => device.get(options, lie)),
    async setUp() {
      const device = createSoftAuthenticator(ORIGIN);
      const token = await desk.setUp.token();
      return memberOf(await register(`/console/first/${token}`, { tenant: 'Hotel Mond', owner: 'Ada' }, device), device);
    },
    async hire(owner, role, name = 'Ben') {
      const device = createSoftAuthenticator(ORIGIN);
      const written = (await (await act(owner, '/api/v1/operator/invitations', { name, role })).json()) as { link: string };
      return memberOf(await register(new URL(written.link).pathname, {}, device), device);
    },
  };
}
