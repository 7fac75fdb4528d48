// Control of a reference wallet: what a test, a demo or a person may tell it over HTTP, beside its own interface.
import { obeyFaultWords } from './fault-words.ts';
import type { Fault, FaultPlan, FaultRates } from './faults.ts';
import type { WebhookManner, WebhookSender } from './webhook-sender.ts';

/** What a control request says. */
export type Said = { readonly [member: string]: unknown };
/** What is steered once it listens: its faults, and the requests that it kept back. */
type Steered = { readonly faults: FaultPlan; release(): number };
export type Control = (act: string, said: Said, steered: Steered) => Promise<unknown>;
type Acts = { readonly [act: string]: (said: Said, steered: Steered) => unknown };

export function textOf(said: Said, member: string): string | null {
  return typeof said[member] === 'string' ? said[member] : null;
}

/** @param own what only this wallet can be told. */
export function createControl(webhooks: WebhookSender, own: { readonly [act: string]: (said: Said) => unknown }): Control {
  const acts: Acts = {
    faults: (said, { faults }) => faults.script(said.faults as readonly Fault[]),
    rates: (said, { faults }) => faults.rate(said.rates ? (said as unknown as FaultRates) : null),
    words: (said, { faults }) => obeyFaultWords(textOf(said, 'words') ?? '', { faults, webhooks }),
    release: (_said, steered) => ({ released: steered.release() }),
    webhooks: (said) => webhooks.set(said as Partial<WebhookManner>),
    deliver: () => webhooks.deliver(),
    ...own,
  };
  return async (act, said, steered) => {
    const found = Object.hasOwn(acts, act) ? acts[act] : undefined;
    if (!found) throw new Error(`no such control: ${act}`);
    return found(said, steered);
  };
}
