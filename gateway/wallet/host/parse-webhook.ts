// Parse webhook: what the host's wallet tells by itself, when it is signed, fresh and well formed.
import { type FindKey, ok, type Result, refused } from '#protocol';
import type { WalletEvent, WebhookRefusal } from '../../ports/wallet.ts';
import { WALLET_LIMITS } from '../wallet-limits.ts';
import { walletEvent } from './messages.ts';
import { outcomeOf } from './read-answer.ts';
import { requestText, SIGNATURE_HEADER, SIGNATURE_TYPES, verifyDetached } from './sign.ts';

function invalid(problem: string): Result<never, WebhookRefusal> {
  return refused({ code: 'webhook.invalid', problem });
}

export async function parseHostWebhook(
  delivery: {
    readonly path: string;
    readonly headers: { readonly [name: string]: string | undefined };
    readonly body: string;
    readonly nowMs: number;
  },
  findKey: FindKey,
): Promise<Result<readonly WalletEvent[], WebhookRefusal>> {
  const { path, headers, body, nowMs } = delivery;
  if (body.length > WALLET_LIMITS.webhookBytes) return invalid('is too large');
  const text = requestText('POST', path, body);
  const signed = await verifyDetached(SIGNATURE_TYPES.event, text, headers[SIGNATURE_HEADER], findKey);
  if (!signed.ok) return invalid(`signature is ${signed.error.problem}`);
  if (Math.abs(nowMs - signed.value) > WALLET_LIMITS.webhookAgeMs) return invalid('signature is stale');
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return invalid('is not JSON');
  }
  const said = walletEvent.safeParse(json);
  if (!said.success) return invalid(`is malformed at ${said.error.issues[0]?.path.join('.')}`);
  const event = said.data;
  switch (event.event) {
    case 'operation': {
      const { opKey } = event.operation;
      return ok([{ event: 'operation', eventId: event.eventId, opKey, outcome: outcomeOf(event.operation) }]);
    }
    case 'hold-released':
      return ok([{ event: event.event, eventId: event.eventId, opKey: event.opKey, reason: event.reason }]);
    default: {
      const { eventId, opKey, currency } = event;
      return ok([{ event: event.event, eventId, opKey, amountMinor: BigInt(event.amountMinor), currency }]);
    }
  }
}
