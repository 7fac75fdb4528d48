// Checks: one for each rule of the host wallet's interface; each says what it found otherwise, or nothing.
import type { HostRule } from '../rules.ts';
import type { Heard, Probe, ProbeHold, Spoil } from './probe.ts';

/** null: the rule is kept. A text: what was found instead. */
export type Check = (probe: Probe) => Promise<string | null>;

function shown(heard: Heard): string {
  if (heard.trouble !== null) return heard.trouble;
  if (heard.code !== null) return `refused ${heard.code}`;
  const said = heard.operation;
  return said === null ? `answer ${heard.status}` : `${said.state} ${said.amountMinor} ${said.currency}`;
}

function wantDone(heard: Heard, amountMinor: number, what: string): string | null {
  const said = heard.operation;
  if (said?.state === 'pending')
    return `${what}: pending; complete it and check again, or check with a wallet that answers at once`;
  const isRight = said?.state === 'done' && said.amountMinor === amountMinor;
  return isRight ? null : `${what}: expected done ${amountMinor}, got ${shown(heard)}`;
}

function wantCode(heard: Heard, codes: string | readonly string[], what: string): string | null {
  const allowed = typeof codes === 'string' ? [codes] : codes;
  return heard.code !== null && allowed.includes(heard.code)
    ? null
    : `${what}: expected ${allowed.join(' or ')}, got ${shown(heard)}`;
}

/** Asks one after the other, until one finds something. */
async function first(...findings: readonly (() => Promise<string | null>)[]): Promise<string | null> {
  for (const find of findings) {
    const found = await find();
    if (found !== null) return found;
  }
  return null;
}

async function held(probe: Probe): Promise<ProbeHold> {
  const hold = probe.newHold();
  await probe.place(hold);
  return hold;
}

/** The names that an act's own keys end with. */
const keyed = (hold: ProbeHold, act: string, n = 1): string => `${hold.sessionId}:${hold.holdId}:${act}:${n}`;
const half = (probe: Probe): number => Math.ceil(probe.amountMinor / 2);

async function captured(probe: Probe): Promise<ProbeHold> {
  const hold = await held(probe);
  await probe.act(hold, 'capture', keyed(hold, 'capture'), { amountMinor: half(probe) });
  return hold;
}

const placed: Check = async (probe) => {
  const hold = probe.newHold();
  const heard = await probe.place(hold);
  const found = wantDone(heard, probe.amountMinor, 'hold');
  const said = heard.operation;
  if (found !== null || said === null) return found;
  const isSame = said.opKey === hold.key && said.holdKey === hold.key && said.holdId === hold.holdId && said.kind === 'authorize';
  return isSame && said.currency === probe.currency ? null : 'the answer speaks of another key, hold, kind or currency';
};

const once: Check = async (probe) => {
  const hold = probe.newHold();
  const many = await Promise.all(Array.from({ length: 8 }, () => probe.place(hold)));
  const refs = new Set(many.flatMap(({ operation }) => (operation === null ? [] : [operation.walletRef])));
  const failed = many.map((heard) => wantDone(heard, probe.amountMinor, 'one of 8 at once')).find((found) => found !== null);
  if (failed) return failed;
  if (refs.size !== 1) return `8 requests of one key made ${refs.size} holds`;
  // What is held shows in what can be captured: never the sum.
  const above = await probe.act(hold, 'capture', keyed(hold, 'capture'), { amountMinor: probe.amountMinor + 1 });
  return wantCode(above, 'amount_exceeds_hold', 'capture above one hold');
};

const otherBody: Check = async (probe) => {
  const hold = await held(probe);
  return first(
    async () => wantCode(await probe.place(hold, { amountMinor: probe.amountMinor + 1 }), 'key_reuse_mismatch', 'other amount'),
    async () => wantDone(await probe.place(hold), probe.amountMinor, 'the first body again'),
  );
};

const signedAnswers: Check = async (probe) => {
  const hold = probe.newHold();
  const answers: readonly [string, Heard][] = [
    ['a hold', await probe.place(hold)],
    ['a status', await probe.ask('GET', `/operations/${hold.key}`, null)],
    ['a refusal', await probe.act(hold, 'capture', keyed(hold, 'capture'), { amountMinor: probe.amountMinor + 1 })],
    ['a not found', await probe.ask('GET', `/operations/${keyed(hold, 'nothing')}`, null)],
  ];
  const unsigned = answers.filter(([, heard]) => !heard.isSigned).map(([name]) => name);
  return unsigned.length === 0 ? null : `not signed for its request: ${unsigned.join(', ')}`;
};

const signedRequests: Check = async (probe) => {
  const spoils: readonly Spoil[] = ['unsigned', 'unknown-key', 'changed-body', 'stale'];
  for (const spoil of spoils) {
    const { key, holdId, sessionId } = probe.newHold();
    const grant = probe.grantFor === null ? null : await probe.grantFor(key);
    const { payer, amountMinor, currency } = probe;
    const body = { holdId, sessionId, payer, amountMinor, currency };
    const heard = await probe.ask('PUT', `/holds/${key}`, body, spoil, grant?.ok ? grant.value : null);
    if (heard.status !== 401) return `${spoil}: expected 401, got ${shown(heard)}`;
    const after = await probe.ask('GET', `/operations/${key}`, null);
    if (after.code !== 'not_found') return `${spoil}: refused, but an operation is there`;
  }
  return null;
};

const raised: Check = async (probe) => {
  const hold = await held(probe);
  const totalMinor = probe.amountMinor + 1;
  const raise = () => probe.act(hold, 'increment', keyed(hold, 'inc'), { totalMinor });
  return first(
    async () => wantDone(await raise(), totalMinor, 'increment'),
    async () => wantDone(await raise(), totalMinor, 'the same increment again'),
    async () =>
      wantCode(
        await probe.act(hold, 'capture', keyed(hold, 'capture', 9), { amountMinor: totalMinor + 1 }),
        'amount_exceeds_hold',
        'capture above the new total',
      ),
    async () =>
      wantDone(
        await probe.act(hold, 'capture', keyed(hold, 'capture'), { amountMinor: totalMinor }),
        totalMinor,
        'capture of it',
      ),
  );
};

const atMost: Check = async (probe) => {
  const hold = await held(probe);
  const take = (n: number, amountMinor: number) => probe.act(hold, 'capture', keyed(hold, 'capture', n), { amountMinor });
  return first(
    async () => wantCode(await take(2, probe.amountMinor + 1), 'amount_exceeds_hold', 'capture above the hold'),
    async () => wantDone(await take(1, half(probe)), half(probe), 'capture below it'),
  );
};

const capturedOnce: Check = async (probe) => {
  const hold = await captured(probe);
  const take = (n: number) => probe.act(hold, 'capture', keyed(hold, 'capture', n), { amountMinor: half(probe) });
  return first(
    async () => wantDone(await take(1), half(probe), 'the same capture again'),
    async () => wantCode(await take(2), 'already_captured', 'a second capture'),
  );
};

const released: Check = async (probe) => {
  const hold = await held(probe);
  const free = (n: number) => probe.act(hold, 'void', keyed(hold, 'void', n), {});
  return first(
    async () => wantDone(await free(1), 0, 'void'),
    async () => wantDone(await free(1), 0, 'the same void again'),
    async () => wantDone(await free(2), 0, 'a second void'),
    async () =>
      wantCode(
        await probe.act(hold, 'capture', keyed(hold, 'capture'), { amountMinor: 1 }),
        'already_voided',
        'capture after it',
      ),
  );
};

const sticky: Check = async (probe) => {
  const hold = probe.newHold();
  return first(
    async () => wantDone(await probe.act(hold, 'void', keyed(hold, 'void'), {}), 0, 'void of a hold that is not there yet'),
    async () => wantCode(await probe.place(hold), 'already_voided', 'the hold that arrives late'),
    async () => wantCode(await probe.place(hold), 'already_voided', 'the same again'),
  );
};

const notVoided: Check = async (probe) => {
  const hold = await captured(probe);
  return wantCode(await probe.act(hold, 'void', keyed(hold, 'void'), {}), 'already_captured', 'void after capture');
};

const refunded: Check = async (probe) => {
  const hold = await captured(probe);
  const total = half(probe);
  const give = (n: number, totalMinor: number) => probe.act(hold, 'refund', keyed(hold, 'refund', n), { totalMinor });
  return first(
    async () => wantDone(await give(1, 1), 1, 'refund to a total of 1'),
    async () => wantDone(await give(1, 1), 1, 'the same refund again'),
    // Were it added up, the total would be above the capture now.
    async () => wantDone(await give(2, total), total, 'refund to the whole capture'),
    async () => wantCode(await give(3, total + 1), 'amount_exceeds_hold', 'refund above the capture'),
  );
};

const otherCurrency: Check = async (probe) => {
  const hold = await held(probe);
  const currency = probe.currency === 'EUR' ? 'USD' : 'EUR';
  const heard = await probe.act(hold, 'capture', keyed(hold, 'capture'), { amountMinor: half(probe), currency });
  return wantCode(heard, 'currency_mismatch', 'capture in another currency');
};

const unknownHold: Check = async (probe) => {
  const hold = probe.newHold();
  const heard = await probe.act(hold, 'capture', keyed(hold, 'capture'), { amountMinor: 1 });
  return wantCode(heard, 'hold_not_found', 'capture of an unknown hold');
};

const told: Check = async (probe) => {
  const hold = await held(probe);
  const read = (opKey: string) => probe.ask('GET', `/operations/${opKey}`, null);
  await probe.act(hold, 'capture', keyed(hold, 'capture'), { amountMinor: probe.amountMinor + 1 });
  return first(
    async () => wantDone(await read(hold.key), probe.amountMinor, 'status of a hold'),
    async () => {
      const refusal = (await read(keyed(hold, 'capture'))).operation;
      return refusal?.state === 'refused' && refusal.code === 'amount_exceeds_hold'
        ? null
        : 'status of a refusal: it is not told';
    },
    async () => wantCode(await read(keyed(hold, 'nothing')), 'not_found', 'status of an unknown key'),
  );
};

type Page = { readonly operations?: readonly { readonly opKey?: string; readonly at?: string }[]; readonly next?: string | null };

const listed: Check = async (probe) => {
  const sinceMs = probe.clock.nowMs() - 60_000;
  const holds = [await held(probe), await held(probe), await held(probe)];
  const seen: string[] = [];
  const times: string[] = [];
  for (let cursor: string | null = null, pages = 0; pages < 200; pages += 1) {
    const query = new URLSearchParams({ since: new Date(sinceMs).toISOString(), limit: '2', ...(cursor !== null && { cursor }) });
    const heard = await probe.ask('GET', `/operations?${query}`, null);
    const page = heard.json as Page | null;
    if (heard.status !== 200 || !Array.isArray(page?.operations)) return `listing: ${shown(heard)}`;
    if (page.operations.length > 2) return 'a page of at most 2 holds more';
    seen.push(...page.operations.map(({ opKey = '' }) => opKey));
    times.push(...page.operations.map(({ at = '' }) => at));
    cursor = page.next ?? null;
    if (cursor === null) break;
  }
  const places = holds.map(({ key }) => seen.indexOf(key));
  if (places.includes(-1)) return 'an operation is missing in the listing';
  const isRising = times.every((at, n) => n === 0 || Date.parse(at) >= Date.parse(times[n - 1] ?? at));
  return isRising && places.every((at, n) => n === 0 || at > (places[n - 1] ?? -1)) ? null : 'it is not listed oldest first';
};

const badAmounts: Check = async (probe) => {
  for (const amountMinor of [0, -1, 1.5, '100', 2 ** 53, null]) {
    const hold = probe.newHold();
    const heard = await probe.place(hold, { amountMinor });
    if (heard.status < 400 || heard.status >= 500)
      return `amount ${JSON.stringify(amountMinor)}: expected a refusal, got ${shown(heard)}`;
    const after = await probe.act(hold, 'capture', keyed(hold, 'capture'), { amountMinor: 1 });
    if (after.operation !== null) return `amount ${JSON.stringify(amountMinor)}: refused, but something is held`;
  }
  return null;
};

const otherToken: Check = async (probe) => {
  const [mine, other] = [probe.newHold(), probe.newHold()];
  const grant = await probe.grantFor?.(other.key);
  if (!grant?.ok || grant.value === null) return 'no token could be exchanged';
  const { payer, amountMinor, currency } = probe;
  const body = { holdId: mine.holdId, sessionId: mine.sessionId, payer, amountMinor, currency };
  const put = (token: string | null) => probe.ask('PUT', `/holds/${mine.key}`, body, undefined, token);
  return first(
    async () => wantCode(await put(grant.value), 'auth_required', 'a token for another operation'),
    async () => wantCode(await put(null), 'auth_required', 'no token'),
    async () => wantDone(await probe.place(mine), amountMinor, 'its own token'),
  );
};

export const CHECKS: { readonly [R in HostRule]: Check } = {
  'W-01': placed,
  'W-02': once,
  'W-03': otherBody,
  'W-04': signedAnswers,
  'W-05': signedRequests,
  'W-06': raised,
  'W-07': atMost,
  'W-08': capturedOnce,
  'W-09': released,
  'W-10': sticky,
  'W-11': notVoided,
  'W-12': refunded,
  'W-13': otherCurrency,
  'W-14': unknownHold,
  'W-15': told,
  'W-16': listed,
  'W-17': badAmounts,
  'W-18': otherToken,
};
