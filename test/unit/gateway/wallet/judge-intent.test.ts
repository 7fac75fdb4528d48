// What each state of a PaymentIntent says of each operation that lives on it, as a table.
import { describe, expect, test } from 'vitest';
import { type IntentExpected, type IntentKind, judgeIntent } from '../../../../gateway/wallet/card/judge-intent.ts';
import { type Intent, NOTES } from '../../../../gateway/wallet/card/stripe-shapes.ts';

const AUTHORIZE = 'ses_1:hld_1:authorize';
const CREATED_S = 1_795_262_400;

function intent(changes: Partial<Intent>): Intent {
  return {
    object: 'payment_intent',
    id: 'pi_1',
    amount: 1_000,
    amount_capturable: 0,
    amount_received: 0,
    currency: 'EUR',
    status: 'requires_confirmation',
    created: CREATED_S,
    metadata: { [NOTES.opKey]: AUTHORIZE, [NOTES.holdId]: 'hld_1' },
    ...changes,
  };
}

const STATES = {
  made: intent({}),
  declined: intent({
    status: 'requires_payment_method',
    last_payment_error: { code: 'card_declined', decline_code: 'lost_card' },
  }),
  'without card': intent({ status: 'requires_payment_method' }),
  asking: intent({
    status: 'requires_action',
    next_action: { type: 'redirect_to_url', redirect_to_url: { url: 'https://bank.example/3ds' } },
  }),
  'asking by script': intent({ status: 'requires_action', next_action: { type: 'use_stripe_sdk' } }),
  'under way': intent({ status: 'processing' }),
  held: intent({ status: 'requires_capture', amount_capturable: 1_000 }),
  taken: intent({ status: 'succeeded', amount_received: 1_000 }),
  voided: intent({ status: 'canceled', cancellation_reason: null }),
  expired: intent({ status: 'canceled', cancellation_reason: 'automatic' }),
  strange: intent({ status: 'something_new' }),
} as const;

/** `done`, `refused <code>`, `unknown <cause>`, or the outcome's own name. */
const TABLE: { readonly [K in IntentKind]: { readonly [S in keyof typeof STATES]: string } } = {
  authorize: {
    made: 'not-yet',
    declined: 'refused fraud',
    'without card': 'not-yet',
    asking: 'action',
    'asking by script': 'refused auth_required',
    'under way': 'pending',
    held: 'done',
    taken: 'done',
    voided: 'refused already_voided',
    expired: 'refused hold_expired',
    strange: 'unknown mismatch',
  },
  recapture: {
    made: 'not-yet',
    declined: 'refused fraud',
    'without card': 'not-yet',
    asking: 'action',
    'asking by script': 'refused auth_required',
    'under way': 'pending',
    held: 'unknown mismatch',
    taken: 'done',
    voided: 'refused already_voided',
    expired: 'refused hold_expired',
    strange: 'unknown mismatch',
  },
  'top-up': {
    made: 'not-yet',
    declined: 'refused fraud',
    'without card': 'not-yet',
    asking: 'action',
    'asking by script': 'refused auth_required',
    'under way': 'pending',
    held: 'unknown mismatch',
    taken: 'done',
    voided: 'refused already_voided',
    expired: 'refused hold_expired',
    strange: 'unknown mismatch',
  },
  increment: {
    made: 'refused hold_not_found',
    declined: 'refused hold_not_found',
    'without card': 'refused hold_not_found',
    asking: 'refused hold_not_found',
    'asking by script': 'refused hold_not_found',
    'under way': 'refused hold_not_found',
    held: 'done',
    taken: 'refused already_captured',
    voided: 'refused already_voided',
    expired: 'refused hold_expired',
    strange: 'refused hold_not_found',
  },
  capture: {
    made: 'refused hold_not_found',
    declined: 'refused hold_not_found',
    'without card': 'refused hold_not_found',
    asking: 'refused hold_not_found',
    'asking by script': 'refused hold_not_found',
    'under way': 'pending',
    held: 'not-yet',
    taken: 'done',
    voided: 'refused already_voided',
    expired: 'refused hold_expired',
    strange: 'refused hold_not_found',
  },
  void: {
    made: 'not-yet',
    declined: 'not-yet',
    'without card': 'not-yet',
    asking: 'not-yet',
    'asking by script': 'not-yet',
    'under way': 'unknown server-error',
    held: 'not-yet',
    taken: 'refused already_captured',
    voided: 'done',
    expired: 'done',
    strange: 'not-yet',
  },
};

function expected(kind: IntentKind, changes: Partial<IntentExpected> = {}): IntentExpected {
  const amountMinor = kind === 'void' ? 0n : 1_000n;
  return { opKey: `${kind}-key`, kind, madeFor: AUTHORIZE, holdId: 'hld_1', amountMinor, currency: 'EUR', ...changes };
}

function said(verdict: ReturnType<typeof judgeIntent>): string {
  if (verdict.outcome === 'refused') return `refused ${verdict.code}`;
  return verdict.outcome === 'unknown' ? `unknown ${verdict.cause}` : verdict.outcome;
}

describe.each(Object.keys(TABLE) as IntentKind[])('%s', (kind) => {
  test.each(Object.keys(STATES) as (keyof typeof STATES)[])('of an intent that is %s', (state) => {
    expect(said(judgeIntent(STATES[state], expected(kind)))).toBe(TABLE[kind][state]);
  });

  test('of an intent for another operation, hold or currency is no word', () => {
    for (const changes of [{ madeFor: 'ses_2:hld_2:authorize' }, { holdId: 'hld_2' }, { currency: 'USD' }]) {
      for (const each of Object.values(STATES)) {
        expect(judgeIntent(each, expected(kind, changes))).toMatchObject({ outcome: 'unknown', cause: 'mismatch' });
      }
    }
  });
});

describe('amounts', () => {
  test('another amount than was asked moves nothing and is told (row 19)', () => {
    const asked = { amountMinor: 900n };
    expect(judgeIntent(STATES.held, expected('authorize', asked))).toMatchObject({ cause: 'mismatch', saidMinor: 1_000n });
    expect(judgeIntent(STATES.taken, expected('capture', asked))).toMatchObject({ cause: 'mismatch', saidMinor: 1_000n });
    expect(judgeIntent(STATES.taken, expected('top-up', asked))).toMatchObject({ cause: 'mismatch', saidMinor: 1_000n });
  });

  test('more is held than was authorized only where we have raised it since', () => {
    const raised = intent({ ...STATES.held, metadata: { ...STATES.held.metadata, [NOTES.incrementKey]: 'inc' } });
    expect(judgeIntent(raised, expected('authorize', { amountMinor: 900n }))).toMatchObject({
      outcome: 'done',
      amountMinor: 900n,
    });
    expect(judgeIntent(raised, expected('authorize', { amountMinor: 1_100n }))).toMatchObject({ outcome: 'unknown' });
  });

  test('an increment is in effect when as much is held, and not yet when less is', () => {
    expect(said(judgeIntent(STATES.held, expected('increment', { amountMinor: 900n })))).toBe('done');
    expect(said(judgeIntent(STATES.held, expected('increment', { amountMinor: 1_001n })))).toBe('not-yet');
  });

  test('what another key has captured is captured', () => {
    const taken = intent({ ...STATES.taken, metadata: { ...STATES.taken.metadata, [NOTES.captureKey]: 'another' } });
    expect(said(judgeIntent(taken, expected('capture')))).toBe('refused already_captured');
  });
});

describe('the end of a hold', () => {
  test('is what the network says, else seven days after it was made', () => {
    const day = 86_400_000;
    expect(judgeIntent(STATES.held, expected('authorize'))).toMatchObject({ expiresAtMs: CREATED_S * 1_000 + 7 * day });
    const latest_charge = { payment_method_details: { card: { capture_before: CREATED_S + 5 } } };
    const sooner = intent({ ...STATES.held, latest_charge });
    expect(judgeIntent(sooner, expected('authorize'))).toMatchObject({ expiresAtMs: (CREATED_S + 5) * 1_000 });
  });
});
