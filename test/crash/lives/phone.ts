// Phone: one person's taps. What was not answered is tapped again with the same key, and what was answered is remembered for ever.
import { createHash } from 'node:crypto';
import type { Reply } from './gateway-handle.ts';
import type { Ask, StepName } from './life-messages.ts';

/** A request with a key of its own; its body never changes. */
export type Tap = {
  readonly personId: string;
  readonly route: string;
  readonly key: string;
  readonly step: StepName;
  readonly request: object;
};
export type Answered = Tap & { readonly status: number; readonly body: string };

/** Refusals that an honest person may meet in a broken world, whole codes and families; any other is a defect. */
const HONEST = new Set([
  ...['object.busy', 'device.offline', 'device.refused', 'device.busy', 'ticket.used', 'ticket.expired', 'offer.changed'],
  ...['stay.taken', 'stay.not-paired', 'session.not-running', 'session.unknown', 'person.too-many-sessions'],
  ...['person.starts-unused', 'object.starts-unused'],
  ...[
    'order.exceeds-hold',
    'order.not-offered',
    'wallet.funds-insufficient',
    'wallet.declined',
    'wallet.owed',
    'review.not-open',
  ],
]);
const HONEST_FAMILIES = ['join.', 'guest.', 'claim.', 'refund.', 'pause.', 'top-up.'];

function isHonest(code: string): boolean {
  return HONEST.has(code) || HONEST_FAMILIES.some((family) => code.startsWith(family));
}

export function createPhones(parts: {
  readonly ask: <T>(asked: Ask) => Promise<Reply<T>>;
  readonly broken: (id: 'A1' | 'A2', says: string, row: { readonly [column: string]: unknown }) => void;
  /** True while the database may be away: then a 5xx is no defect. */
  readonly mayFail: () => boolean;
}) {
  const { ask, broken } = parts;
  const open = new Map<string, Tap>();
  const answered = new Map<string, Answered>();
  let keys = 0;

  const nameOf = ({ personId, route, key }: Tap): string => `${personId} ${route} ${key}`;

  function remember(tap: Tap, answer: { readonly status?: number; readonly body?: string }): void {
    const before = answered.get(nameOf(tap));
    const given: Answered = { ...tap, status: answer.status ?? 0, body: answer.body ?? '' };
    if (before && (before.status !== given.status || before.body !== given.body)) {
      broken('A2', 'the same key and body get the same bytes', { tap: nameOf(tap), first: before.body, later: given.body });
    }
    answered.set(nameOf(tap), given);
  }

  /** @returns the answer; null when it was refused, or nobody knows. */
  async function send(tap: Tap): Promise<{ readonly sessionId?: string; readonly body?: string } | null> {
    open.set(nameOf(tap), tap);
    const reply = await ask<{ status?: number; body?: string; sessionId?: string }>({
      ask: 'step',
      step: tap.step,
      request: tap.request,
    });
    if (reply.is === 'gone') return null;
    if (reply.answer.ok) {
      open.delete(nameOf(tap));
      remember(tap, reply.answer.value);
      return reply.answer.value;
    }
    const { code, cause } = reply.answer.error;
    if (code === 'thrown') {
      if (!parts.mayFail()) broken('A1', 'a request is answered', { tap: nameOf(tap), cause });
      return null;
    }
    open.delete(nameOf(tap));
    if (answered.has(nameOf(tap))) broken('A2', 'what was answered once is not refused later', { tap: nameOf(tap), code });
    if (!isHonest(code)) broken('A1', 'an honest request is not refused so', { tap: nameOf(tap), code });
    return null;
  }

  return {
    send,
    newTap(personId: string, route: string, step: StepName, request: object, body: unknown): Tap {
      keys += 1;
      const key = `tap-${keys}`;
      const bodyHash = createHash('sha256').update(JSON.stringify(body)).digest('base64url');
      return { personId, route, key, step, request: { personId, route, key, bodyHash, ...request } };
    },
    /** Everything that got no answer, oldest first: a phone goes on until it has one. */
    unanswered: (): readonly Tap[] => [...open.values()],
    answered: (): readonly Answered[] => [...answered.values()],
  };
}
