// Webhook sender: tells what happened, at least once, and when asked to: twice, before the reply, late, or in reverse.

export type OutgoingEvent = { readonly eventId: string; readonly body: string };

export type WebhookManner = {
  /** null: nobody is told. */
  readonly url: string | null;
  /** after: beside the reply. before: the reply waits for it. held: only when `deliver` is called. */
  readonly when: 'after' | 'before' | 'held';
  readonly twice: boolean;
  readonly reverse: boolean;
};

export type WebhookSender = {
  set(manner: Partial<WebhookManner>): void;
  /** Called when something was performed. */
  onPerformed(): Promise<void>;
  /** Sends everything that nobody has accepted yet; resolves when each was tried. */
  deliver(): Promise<void>;
  /** Resolves when nothing is being sent. */
  idle(): Promise<void>;
};

export function createWebhookSender(outbox: {
  /** Events that were not accepted yet, oldest first. */
  waiting(): readonly OutgoingEvent[];
  accepted(eventId: string): void;
  sign(path: string, body: string): { readonly [name: string]: string };
}): WebhookSender {
  let manner: WebhookManner = { url: null, when: 'after', twice: false, reverse: false };
  let last: Promise<void> = Promise.resolve();

  async function post(url: string, event: OutgoingEvent): Promise<boolean> {
    const headers = { 'content-type': 'application/json', ...outbox.sign(new URL(url).pathname, event.body) };
    try {
      const response = await fetch(url, { method: 'POST', headers, body: event.body, redirect: 'error' });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      // Nobody hears it now: it stays in the outbox.
      return false;
    }
  }

  async function deliverNow(): Promise<void> {
    const { url, twice, reverse } = manner;
    if (url === null) return;
    const events = outbox.waiting();
    for (const event of reverse ? [...events].reverse() : events) {
      const isAccepted = await post(url, event);
      if (twice) await post(url, event);
      if (isAccepted) outbox.accepted(event.eventId);
    }
  }

  const deliver = (): Promise<void> => {
    last = last.then(deliverNow);
    return last;
  };

  return {
    set(next) {
      manner = { ...manner, ...next };
    },
    async onPerformed() {
      if (manner.url === null || manner.when === 'held') return;
      const sent = deliver();
      if (manner.when === 'before') await sent;
    },
    deliver,
    idle: () => last,
  };
}
