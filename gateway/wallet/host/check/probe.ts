// Probe: asks a host's wallet anything, rightly signed or wrongly on purpose, and keeps what was answered.
import { type Clock, type FindKey, type Ids, type Result, type Signer, sha256 } from '#protocol';
import { fetchBounded } from '../../bounded-fetch.ts';
import { WALLET_LIMITS } from '../../wallet-limits.ts';
import { type HostOperation, operation, problem } from '../messages.ts';
import { answerText, requestText, SIGNATURE_HEADER, SIGNATURE_TYPES, signDetached, verifyDetached } from '../sign.ts';

/** How a request is spoilt: an honest wallet must notice each. */
export type Spoil = 'unsigned' | 'unknown-key' | 'changed-body' | 'stale';

export type Heard = {
  readonly status: number;
  /** Of a 2xx answer; null when it is none. */
  readonly operation: HostOperation | null;
  /** The refusal's code, null when it is none. */
  readonly code: string | null;
  readonly json: unknown;
  readonly isSigned: boolean;
  /** Signed by a key that we were not given. */
  readonly isSignedByOther: boolean;
  /** Why nothing was heard, or why it cannot be read; null when all is well. */
  readonly trouble: string | null;
};

export type ProbeOptions = {
  readonly baseUrl: string;
  readonly signer: Signer;
  readonly findKey: FindKey;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly payer: string;
  readonly currency: string;
  readonly amountMinor: number;
  /** A token narrowed to one operation; null where the wallet wants none. */
  readonly grantFor: ((opKey: string) => Promise<Result<string | null, { readonly code: string }>>) | null;
};

export type ProbeHold = { readonly key: string; readonly holdId: string; readonly sessionId: string };

export type Probe = Pick<ProbeOptions, 'payer' | 'currency' | 'amountMinor' | 'clock'> & {
  ask(method: 'GET' | 'PUT' | 'POST', path: string, body: unknown, spoil?: Spoil, grant?: string | null): Promise<Heard>;
  newHold(): ProbeHold;
  /** PUT /holds; `changes` spoil or vary the body. */
  place(hold: ProbeHold, changes?: object): Promise<Heard>;
  act(hold: ProbeHold, act: string, opKey: string, facts: object): Promise<Heard>;
  grantFor: ProbeOptions['grantFor'];
  /** Gives back what the checks have set aside. */
  cleanUp(): Promise<void>;
};

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function createProbe(options: ProbeOptions): Probe {
  const { baseUrl, signer, findKey, clock, ids, payer, currency, amountMinor, grantFor } = options;
  const basePath = new URL(baseUrl).pathname.replace(/\/$/, '');
  const holds: ProbeHold[] = [];

  async function sign(method: string, path: string, text: string, spoil: Spoil | undefined): Promise<string | null> {
    if (spoil === 'unsigned') return null;
    const own = spoil === 'unknown-key' ? { ...signer, kid: `${signer.kid}-unknown` } : signer;
    const signedAtMs = clock.nowMs() - (spoil === 'stale' ? 3 * WALLET_LIMITS.webhookAgeMs : 0);
    const body = spoil === 'changed-body' ? `${text} ` : text;
    return signDetached(SIGNATURE_TYPES.request, requestText(method, `${basePath}${path}`, body), own, signedAtMs);
  }

  const ask: Probe['ask'] = async (method, path, body, spoil, grant = null) => {
    const text = body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const signature = await sign(method, path, text, spoil);
    const nothing = { status: 0, operation: null, code: null, json: null, isSigned: false, isSignedByOther: false };
    const fetched = await fetchBounded(`${baseUrl}${path}`, {
      method,
      headers: {
        accept: 'application/json, application/problem+json',
        ...(body !== null && { 'content-type': 'application/json' }),
        ...(signature !== null && { [SIGNATURE_HEADER]: signature }),
        ...(grant !== null && { authorization: `Bearer ${grant}` }),
      },
      body: body === null ? null : text,
      signal: new AbortController().signal,
      timeoutMs: WALLET_LIMITS.hostAnswerMs,
      maxBytes: WALLET_LIMITS.answerBytes,
    });
    if (!fetched.ok) return { ...nothing, trouble: fetched.error.detail };
    const { status, headers, text: answer } = fetched.value;
    const covered = answerText(signature ?? '', status, answer);
    const signed = await verifyDetached(SIGNATURE_TYPES.answer, covered, headers.get(SIGNATURE_HEADER), findKey);
    const json = readJson(answer);
    const said = operation.safeParse(json);
    const refusal = problem.safeParse(json);
    const isReadable = status < 300 ? json !== undefined : refusal.success;
    return {
      status,
      operation: status < 300 && said.success ? said.data : null,
      code: status >= 400 && refusal.success ? refusal.data.code : null,
      json,
      isSigned: signed.ok,
      isSignedByOther: !signed.ok && signed.error.problem === 'unknown key',
      trouble: isReadable ? null : `answer ${status} has an unknown shape`,
    };
  };

  const probe: Probe = {
    payer,
    currency,
    amountMinor,
    clock,
    grantFor,
    ask,
    newHold() {
      const [sessionId, holdId] = [ids('ses'), ids('hld')];
      const hold = { sessionId, holdId, key: `${sessionId}:${holdId}:authorize` };
      holds.push(hold);
      return hold;
    },
    async place(hold, changes = {}) {
      const grant = grantFor === null ? null : await grantFor(hold.key);
      const body = { holdId: hold.holdId, sessionId: hold.sessionId, payer, amountMinor, currency, ...changes };
      return ask('PUT', `/holds/${hold.key}`, body, undefined, grant?.ok ? grant.value : null);
    },
    act: (hold, act, opKey, facts) =>
      ask('POST', `/holds/${hold.key}/${act}`, { opKey, holdId: hold.holdId, currency, ...facts }),
    async cleanUp() {
      for (const hold of holds) {
        const voided = await probe.act(hold, 'void', `${hold.key}:${sha256(hold.key).slice(0, 8)}:clean`, {});
        if (voided.code !== 'already_captured') continue;
        for (const totalMinor of [amountMinor + 1, amountMinor, Math.ceil(amountMinor / 2)]) {
          await probe.act(hold, 'refund', `${hold.key}:clean:${totalMinor}`, { totalMinor });
        }
      }
    },
  };
  return probe;
}
