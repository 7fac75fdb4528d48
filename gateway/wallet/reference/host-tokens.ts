// Tokens of the reference host wallet: a person's own becomes one for a single operation (RFC 8693), and nothing else opens it.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Asked, Reply } from './edge.ts';
import type { HostAct } from './host-books.ts';
import { json } from './host-requests.ts';
import { type PublicKeyJwk, readJwt } from './jws.ts';

const TOKEN_LIFETIME_MS = 300_000;

export type HostTokens = {
  exchange(asked: Asked): Reply;
  /** True when the request carries a token for this very act. */
  isFor(act: HostAct, asked: Asked): boolean;
  personToken(payer: string): string;
};

/** What is sealed here can be read again here alone, and only as long as this process lives. */
function createSeal() {
  const secret = randomBytes(32);
  const macOf = (text: string): string => createHmac('sha256', secret).update(text).digest('base64url');
  return {
    seal(facts: object): string {
      const text = Buffer.from(JSON.stringify(facts)).toString('base64url');
      return `${text}.${macOf(text)}`;
    },
    unseal(token: string): { [fact: string]: unknown } | null {
      const [text = '', mac = ''] = token.split('.');
      const right = macOf(text);
      const isOurs = mac.length === right.length && timingSafeEqual(Buffer.from(mac), Buffer.from(right));
      return isOurs ? (JSON.parse(Buffer.from(text, 'base64url').toString()) as { [fact: string]: unknown }) : null;
    },
  };
}

/** @param isLoose breaks the rule that a token is for one operation. */
export function createHostTokens(deps: {
  readonly gatewayKeys: readonly PublicKeyJwk[];
  readonly personKeys: () => readonly PublicKeyJwk[];
  readonly isLoose: boolean;
  readonly nowMs: () => number;
}): HostTokens {
  const { nowMs } = deps;
  const { seal, unseal } = createSeal();
  return {
    exchange(asked) {
      const form = new URLSearchParams(asked.body);
      const client = readJwt(form.get('client_assertion') ?? '', deps.gatewayKeys);
      const isClient = client !== null && client.iss === form.get('client_id') && Number(client.exp) * 1000 > nowMs();
      if (!isClient) return json(401, { error: 'invalid_client' });
      const subject = form.get('subject_token') ?? '';
      const payer = unseal(subject)?.payer ?? readJwt(subject, deps.personKeys())?.sub;
      const scope = form.get('scope') ?? '';
      if (typeof payer !== 'string') return json(400, { error: 'invalid_grant' });
      if (!scope.startsWith('operation:')) return json(400, { error: 'invalid_scope' });
      const opKey = deps.isLoose ? null : scope.slice('operation:'.length);
      const access_token = seal({ payer, opKey, untilMs: nowMs() + TOKEN_LIFETIME_MS });
      const issued_token_type = 'urn:ietf:params:oauth:token-type:access_token';
      return json(200, { access_token, issued_token_type, token_type: 'Bearer', expires_in: TOKEN_LIFETIME_MS / 1000 });
    },
    isFor(act, asked) {
      const grant = unseal((asked.headers.authorization ?? '').replace(/^Bearer /, ''));
      const isForIt = grant !== null && grant.payer === act.payer && Number(grant.untilMs) > nowMs();
      return isForIt && (grant.opKey === null || grant.opKey === act.opKey);
    },
    personToken: (payer) => seal({ payer }),
  };
}
