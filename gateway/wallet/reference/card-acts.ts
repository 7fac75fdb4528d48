// Acts of the reference card provider: what each endpoint does to an intent, and which states and parameters it takes.
import type { CardBooks, CardIntent } from './card-books.ts';
import { intentJson, refundJson } from './card-books.ts';
import type { Fault } from './faults.ts';
import type { Form } from './form.ts';

/** `isBegun`: execution had begun, so the answer is remembered under the key. */
export type Answer = { readonly status: number; readonly body: { [member: string]: unknown }; readonly isBegun: boolean };
type Act = (books: CardBooks, form: Form, id: string, fault: Fault | null) => Answer;

const HOLD_S = 7 * 86_400;
const NOTES = /^metadata\[[\w-]{1,40}\]$/;

export function failure(status: number, type: string, code: string | null, more: object = {}): Answer {
  return { status, body: { error: { type, ...(code && { code }), message: code ?? type, ...more } }, isBegun: false };
}

function begun(answer: Answer): Answer {
  return { ...answer, isBegun: true };
}

function shown(intent: CardIntent, form: Form): Answer {
  return begun({ status: 200, body: intentJson(intent, form.list('expand').includes('latest_charge')), isBegun: true });
}

function unexpectedState(intent: CardIntent): Answer {
  const more = { payment_intent: intentJson(intent, false) };
  return begun(failure(400, 'invalid_request_error', 'payment_intent_unexpected_state', more));
}

/** Unknown parameters are refused, so that one that an API version dropped is noticed. */
function unknownParameter(form: Form, known: readonly string[]): Answer | null {
  const strange = form.names().find((name) => !known.includes(name) && !NOTES.test(name) && !/^expand\[\d*\]$/.test(name));
  return strange === undefined ? null : failure(400, 'invalid_request_error', 'parameter_unknown', { param: strange });
}

function decline(books: CardBooks, intent: CardIntent, code: string): Answer {
  const kept = books.keepIntent(
    {
      ...intent,
      status: 'requires_payment_method',
      next_url: null,
      waiting: null,
      last_payment_error: { code: 'card_declined', decline_code: code },
    },
    'payment_failed',
  );
  const more = { decline_code: code, payment_intent: intentJson(kept, false) };
  return begun(failure(402, 'card_error', 'card_declined', more));
}

/** The bank said yes: held for manual capture, taken at once otherwise. */
function authorized(books: CardBooks, intent: CardIntent): CardIntent {
  const approved = { ...intent, next_url: null, waiting: null, capture_before: books.nowS() + HOLD_S };
  if (intent.capture_method === 'manual') {
    const held = { ...approved, status: 'requires_capture', amount_capturable: intent.amount };
    return books.keepIntent(held, 'amount_capturable_updated');
  }
  return books.keepIntent({ ...approved, status: 'succeeded', amount_received: intent.amount }, 'succeeded');
}

function captured(books: CardBooks, intent: CardIntent, amount: number): CardIntent {
  const taken = { ...intent, status: 'succeeded', waiting: null, amount_capturable: 0, amount_received: amount };
  return books.keepIntent(taken, 'succeeded');
}

const CREATE = [
  ...['amount', 'currency', 'customer', 'payment_method', 'capture_method', 'allowed_payment_method_types[0]'],
  'payment_method_options[card][request_incremental_authorization]',
];
const create: Act = (books, form) => {
  const amount = form.whole('amount');
  const currency = form.text('currency') ?? '';
  const customer = form.text('customer');
  const strange = unknownParameter(form, CREATE);
  if (strange) return strange;
  if (amount === null || amount < 1)
    return failure(400, 'invalid_request_error', 'parameter_invalid_integer', { param: 'amount' });
  if (!/^[a-z]{3}$/.test(currency)) return failure(400, 'invalid_request_error', 'parameter_invalid', { param: 'currency' });
  if (customer?.startsWith('cus_missing'))
    return failure(400, 'invalid_request_error', 'resource_missing', { param: 'customer' });
  if (amount > 99_999_999) return begun(failure(400, 'invalid_request_error', 'amount_too_large', { param: 'amount' }));
  const { id, seq } = books.newId('pi');
  const intent: CardIntent = {
    id,
    seq,
    amount,
    amount_capturable: 0,
    amount_received: 0,
    currency,
    status: form.text('payment_method') === null ? 'requires_payment_method' : 'requires_confirmation',
    capture_method: form.text('capture_method') ?? 'automatic',
    customer,
    payment_method: form.text('payment_method'),
    metadata: form.metadata(),
    created: books.nowS(),
    capture_before: null,
    cancellation_reason: null,
    last_payment_error: null,
    next_url: null,
    is_raisable: form.text('payment_method_options[card][request_incremental_authorization]') === 'if_available',
    waiting: null,
  };
  return shown(books.keepIntent(intent, 'created'), form);
};

const withIntent =
  (known: readonly string[], act: (intent: CardIntent, ...facts: Parameters<Act>) => Answer): Act =>
  (books, form, id, fault) => {
    const strange = unknownParameter(form, known);
    if (strange) return strange;
    const intent = books.intentOf(id);
    if (!intent) return failure(404, 'invalid_request_error', 'resource_missing', { param: 'intent' });
    return act(intent, books, form, id, fault);
  };

const confirm = withIntent(['return_url', 'off_session'], (intent, books, form, _id, fault) => {
  if (!['requires_confirmation', 'requires_payment_method'].includes(intent.status)) return unexpectedState(intent);
  if (fault?.fault === 'decline') return decline(books, intent, fault.code ?? 'insufficient_funds');
  const waiting = { act: 'confirm', amount: intent.amount } as const;
  if (fault?.fault === 'ask' && form.text('off_session') !== 'true') {
    const next_url = `https://hooks.stripe.example/redirect/${intent.id}`;
    return shown(books.keepIntent({ ...intent, status: 'requires_action', next_url, waiting }, 'requires_action'), form);
  }
  if (fault?.fault === 'ask') return decline(books, intent, 'authentication_required');
  if (fault?.fault === 'pend') return shown(books.keepIntent({ ...intent, status: 'processing', waiting }, 'processing'), form);
  return shown(authorized(books, intent), form);
});

const capture = withIntent(['amount_to_capture'], (intent, books, form, _id, fault) => {
  if (intent.status !== 'requires_capture') return unexpectedState(intent);
  const amount = form.whole('amount_to_capture') ?? intent.amount_capturable;
  const noted = { ...intent, metadata: { ...intent.metadata, ...form.metadata() } };
  if (amount > intent.amount_capturable) {
    return begun(failure(400, 'invalid_request_error', 'amount_too_large', { param: 'amount_to_capture' }));
  }
  if (fault?.fault === 'decline') return begun(failure(402, 'card_error', 'card_declined', { decline_code: fault.code }));
  if (fault?.fault === 'pend') {
    return shown(books.keepIntent({ ...noted, status: 'processing', waiting: { act: 'capture', amount } }, 'processing'), form);
  }
  return shown(captured(books, noted, amount), form);
});

const cancel = withIntent(['cancellation_reason'], (intent, books, form) => {
  if (['canceled', 'succeeded', 'processing'].includes(intent.status)) return unexpectedState(intent);
  const reason = form.text('cancellation_reason');
  const gone = {
    ...intent,
    status: 'canceled',
    amount_capturable: 0,
    cancellation_reason: reason,
    waiting: null,
    next_url: null,
  };
  return shown(books.keepIntent(gone, 'canceled'), form);
});

const increment = withIntent(['amount'], (intent, books, form, _id, fault) => {
  if (intent.status !== 'requires_capture') return unexpectedState(intent);
  const amount = form.whole('amount') ?? 0;
  if (!intent.is_raisable) return begun(failure(400, 'invalid_request_error', 'payment_intent_invalid_parameter'));
  if (amount <= intent.amount) return begun(failure(400, 'invalid_request_error', 'parameter_invalid', { param: 'amount' }));
  if (fault?.fault === 'decline') return begun(failure(402, 'card_error', 'card_declined', { decline_code: fault.code }));
  const metadata = { ...intent.metadata, ...form.metadata() };
  const raised = { ...intent, amount, amount_capturable: amount, metadata };
  return shown(books.keepIntent(raised, 'amount_capturable_updated'), form);
});

const refund: Act = (books, form, _id, fault) => {
  const strange = unknownParameter(form, ['payment_intent', 'amount']);
  if (strange) return strange;
  const intent = books.intentOf(form.text('payment_intent') ?? '');
  if (!intent) return failure(400, 'invalid_request_error', 'resource_missing', { param: 'payment_intent' });
  const gone = ['failed', 'canceled'];
  const back = books.refundsOf(intent.id).reduce((sum, each) => sum + (gone.includes(each.status) ? 0 : each.amount), 0);
  const amount = form.whole('amount') ?? intent.amount_received - back;
  if (amount < 1 || back + amount > intent.amount_received) {
    return begun(failure(400, 'invalid_request_error', 'amount_too_large', { param: 'amount' }));
  }
  const state = fault?.fault === 'pend' ? 'pending' : fault?.fault === 'decline' ? 'failed' : 'succeeded';
  const facts = { payment_intent: intent.id, amount, currency: intent.currency, status: state, metadata: form.metadata() };
  const made = books.keepRefund({ ...books.newId('re'), ...facts, created: books.nowS() }, 'created');
  return begun({ status: 200, body: refundJson(made), isBegun: true });
};

/** The bank's word on what waits: yes, or a decline. */
export function completeIntent(books: CardBooks, intent: CardIntent, declineCode: string | null): void {
  const { waiting } = intent;
  if (waiting === null) return;
  if (declineCode !== null && waiting.act === 'confirm') decline(books, intent, declineCode);
  else if (waiting.act === 'confirm') authorized(books, intent);
  else if (declineCode === null) captured(books, intent, waiting.amount);
}

export const ACTS: { readonly [name: string]: Act } = {
  create,
  confirm,
  capture,
  cancel,
  increment_authorization: increment,
  refund,
};
