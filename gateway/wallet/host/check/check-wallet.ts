// Check wallet: runs every rule of the published interface against a host's own wallet, and gives back what it moved.
import { type Clock, createIds, ok, type RandomBytes, type Result, refused } from '#protocol';
import { isWalletUrl } from '../create-host-wallet.ts';
import { exchangeToken, type TokenEndpoint } from '../exchange-token.ts';
import type { HostWalletKeys } from '../read-keys.ts';
import { HOST_RULES, type HostRule } from '../rules.ts';
import { CHECKS } from './checks.ts';
import { createProbe, type Probe } from './probe.ts';

export type WalletFinding = {
  readonly rule: HostRule;
  readonly sentence: string;
  readonly verdict: 'pass' | 'fail' | 'not-checked';
  /** What was found instead, or why it was not checked; null for a pass. */
  readonly finding: string | null;
};

export type WalletCheckRequest = HostWalletKeys & {
  readonly url: string;
  /** A person whose money is held, captured and refunded, a little at a time. */
  readonly payer: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly token: (TokenEndpoint & { readonly personToken: string }) | null;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
};

export type WalletCheckRefusal = {
  readonly code: 'wallet.url-invalid' | 'wallet.unreachable' | 'wallet.key-refused' | 'wallet.answer-key-unknown';
  readonly problem: string;
};

function openProbe(request: WalletCheckRequest): Probe {
  const { token, clock, randomBytes } = request;
  const grantFor =
    token === null
      ? null
      : (opKey: string) => {
          const { signal } = new AbortController();
          return exchangeToken({ ...request, endpoint: token }, { personToken: token.personToken, opKey, signal });
        };
  return createProbe({ ...request, baseUrl: request.url.replace(/\/$/, ''), ids: createIds({ clock, randomBytes }), grantFor });
}

export async function checkWallet(request: WalletCheckRequest): Promise<Result<readonly WalletFinding[], WalletCheckRefusal>> {
  if (!isWalletUrl(request.url)) {
    return refused({ code: 'wallet.url-invalid', problem: 'the address is neither https nor of this machine, or has a query' });
  }
  const probe = openProbe(request);
  const greeting = await probe.ask('GET', '/operations/ses_0:hld_0:authorize', null);
  if (greeting.status === 0) return refused({ code: 'wallet.unreachable', problem: greeting.trouble ?? 'no answer' });
  // With keys that the two do not know of each other every rule would fail for this one reason.
  if (greeting.status === 401) {
    const said = greeting.code === null ? '' : ` ${greeting.code}`;
    return refused({
      code: 'wallet.key-refused',
      problem: `it refuses the signature of key '${request.signer.kid}' (401${said})`,
    });
  }
  if (greeting.isSignedByOther) {
    return refused({
      code: 'wallet.answer-key-unknown',
      problem: 'it signs its answers with a key that is not among those given',
    });
  }
  const findings: WalletFinding[] = [];
  for (const [rule, sentence] of Object.entries(HOST_RULES) as [HostRule, string][]) {
    if (rule === 'W-18' && request.token === null) {
      findings.push({ rule, sentence, verdict: 'not-checked', finding: 'no token endpoint was given' });
      continue;
    }
    const finding = await CHECKS[rule](probe);
    findings.push({ rule, sentence, verdict: finding === null ? 'pass' : 'fail', finding });
  }
  await probe.cleanUp();
  return ok(findings);
}
