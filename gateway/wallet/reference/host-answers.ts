// Answers of the reference host wallet: signed requests in, the books' word out, each answer signed for its request.
import type { Asked, Reply } from './edge.ts';
import type { Fault } from './faults.ts';
import { type Breach, type HostAct, type HostBooks, operationJson } from './host-books.ts';
import { json, problem, readAct, routeOf } from './host-requests.ts';
import type { HostTokens } from './host-tokens.ts';
import { digest, type PrivateKeyJwk, type PublicKeyJwk, signDetachedJws, signingKeyOf, verifyDetachedJws } from './jws.ts';

const SIGNED_WITHIN_MS = 300_000;

const LIE_ABOUT_HOLD: Fault = { fault: 'lie-hold' };
const LIES: { readonly [fault: string]: object } = {
  'lie-currency': { currency: 'XTS' },
  'lie-hold': { holdId: 'hld_another' },
  'lie-key': { opKey: 'another:key' },
  'lie-kind': { kind: 'top-up', holdKey: null, holdId: null },
};

function lie(operation: { [member: string]: unknown }, fault: Fault | null): object {
  if (fault?.fault === 'lie-amount') return { ...operation, amountMinor: Number(operation.amountMinor) + (fault.byMinor ?? 1) };
  return { ...operation, ...LIES[fault?.fault ?? ''] };
}

/** A key pair that nobody trusts (RFC 8032 section 7.1, test 1). */
const STRANGER = {
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
};

export type HostAnswers = {
  perform(asked: Asked, fault: Fault | null): Reply;
  seal(asked: Asked, reply: Reply, fault: Fault | null): Reply;
};

export function createHostAnswers(deps: {
  readonly books: HostBooks;
  readonly tokens: HostTokens;
  readonly key: PrivateKeyJwk;
  readonly gatewayKeys: readonly PublicKeyJwk[];
  readonly wantsToken: boolean;
  readonly breaches: ReadonlySet<Breach>;
  readonly nowMs: () => number;
}): HostAnswers {
  const { books, tokens, breaches, nowMs } = deps;
  const key = signingKeyOf(deps.key);
  const strangerKey = signingKeyOf({ ...deps.key, ...STRANGER });

  function mayAct(act: HostAct, asked: Asked): boolean {
    const isPersonal = act.kind === 'authorize' || act.kind === 'top-up';
    return !isPersonal || !deps.wantsToken || books.operation(act.opKey) !== undefined || tokens.isFor(act, asked);
  }

  function isSigned(asked: Asked): boolean {
    if (breaches.has('accepts-unsigned')) return true;
    const text = `${asked.method}\n${asked.target}\n${digest(asked.body)}`;
    const signature = asked.headers['wallet-signature'] as string | undefined;
    const signedAtMs = verifyDetachedJws('unlatch-wallet-request+jws', text, signature, deps.gatewayKeys);
    return signedAtMs !== null && (breaches.has('accepts-stale') || Math.abs(nowMs() - signedAtMs) <= SIGNED_WITHIN_MS);
  }

  function list(asked: Asked): Reply {
    const sinceMs = Date.parse(asked.query.get('since') ?? '');
    const limit = Number(asked.query.get('limit') ?? 100);
    if (Number.isNaN(sinceMs) || !(limit >= 1 && limit <= 100)) return problem('misconfigured', null, false);
    const rows = books.since(sinceMs, Number(asked.query.get('cursor') ?? 0), limit);
    return json(200, { operations: rows.map(operationJson), next: rows.length === limit ? String(rows.at(-1)?.seq) : null });
  }

  return {
    perform(asked, fault) {
      const route = routeOf(asked);
      if (route === 'token') return tokens.exchange(asked);
      if (!isSigned(asked)) return problem('misconfigured', null, true, 401);
      if (route === null) return problem('not_found', null, false);
      if (route === 'list') return list(asked);
      books.expire();
      if (route === 'status') {
        const opKey = decodeURIComponent(asked.path.slice('/operations/'.length));
        const row = books.operation(opKey);
        return row ? json(200, lie(operationJson(row), fault)) : problem('not_found', opKey, false);
      }
      const act = readAct(route, asked, breaches);
      if (act === null) return problem('misconfigured', null, false);
      if (!mayAct(act, asked)) return problem('auth_required', act.opKey, true);
      const verdict = books.perform(act, fault);
      if (verdict.verdict === 'refused') return problem(verdict.code, act.opKey, verdict.retry);
      const { row } = verdict;
      if (row.state === 'refused') return problem(row.code ?? 'misconfigured', row.op_key, false);
      const shown = breaches.has('lies-about-hold') ? LIE_ABOUT_HOLD : fault;
      return json(row.state === 'done' ? 200 : 202, lie(operationJson(row), shown));
    },
    seal(asked, reply, fault) {
      if (routeOf(asked) === 'token' || fault?.fault === 'sign-nothing') return reply;
      const isLoose = fault?.fault === 'sign-other-request' || breaches.has('signs-loosely');
      const request = isLoose ? 'another request' : String(asked.headers['wallet-signature'] ?? '');
      const signer = fault?.fault === 'sign-other-key' ? strangerKey : key;
      const text = `${digest(request)}\n${reply.status}\n${digest(reply.body)}`;
      const signature = signDetachedJws('unlatch-wallet-answer+jws', text, signer, nowMs());
      return { ...reply, headers: { ...reply.headers, 'wallet-signature': signature } };
    },
  };
}
