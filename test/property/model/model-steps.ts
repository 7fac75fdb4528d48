// Model steps: everything that can happen to two persons at two objects, as fast-check draws it.
import fc from 'fast-check';

export type Who = 0 | 1;
export type Where = 0 | 1;

export type ModelStep =
  | { readonly step: 'start' | 'stop' | 'tap-again' | 'wish'; readonly who: Who; readonly where: Where }
  | { readonly step: 'claim' | 'top-up'; readonly who: Who }
  | { readonly step: 'refund'; readonly permille: number }
  | { readonly step: 'pass'; readonly seconds: number }
  | { readonly step: 'offline' | 'online' | 'lose-result' | 'lose-ack' | 'lose-command' | 'lose-record'; readonly where: Where }
  | { readonly step: 'reboot'; readonly where: Where; readonly seconds: number }
  /** The database is closed and opened again, where it lives on. */
  | { readonly step: 'crash'; readonly seconds: number }
  | { readonly step: 'pump' | 'new-price' }
  /** The wallet's next requests go wrong; what never arrived arrives; what it told it tells again. */
  | {
      readonly step: 'wallet-fault';
      readonly fault: 'lose-request' | 'lose-reply' | 'park' | 'error' | 'error-after' | 'decline';
    }
  | { readonly step: 'wallet-release' | 'webhook-again' };

const who = fc.constantFrom<Who>(0, 1);
const where = fc.constantFrom<Where>(0, 1);
const only = <S extends string>(...steps: readonly S[]): fc.Arbitrary<S> => fc.constantFrom(...steps);

/** Of an embedded ledger there is nothing to lose on the way. */
export function modelSteps(isElsewhere: boolean): fc.Arbitrary<ModelStep> {
  const common: fc.WeightedArbitrary<ModelStep>[] = [
    { weight: 6, arbitrary: fc.record({ step: only('start'), who, where }) },
    { weight: 4, arbitrary: fc.record({ step: only('stop', 'tap-again', 'wish'), who, where }) },
    { weight: 6, arbitrary: fc.record({ step: only('pass'), seconds: fc.integer({ min: 1, max: 150 }) }) },
    { weight: 2, arbitrary: fc.record({ step: only('offline', 'online'), where }) },
    { weight: 3, arbitrary: fc.record({ step: only('lose-result', 'lose-ack', 'lose-command', 'lose-record'), where }) },
    { weight: 1, arbitrary: fc.record({ step: only('reboot'), where, seconds: fc.integer({ min: 1, max: 20 }) }) },
    { weight: 1, arbitrary: fc.record({ step: only('crash'), seconds: fc.integer({ min: 1, max: 60 }) }) },
    { weight: 1, arbitrary: fc.record({ step: only('pump', 'new-price') }) },
    { weight: 1, arbitrary: fc.record({ step: only('claim', 'top-up'), who }) },
    { weight: 1, arbitrary: fc.record({ step: only('refund'), permille: fc.integer({ min: 1, max: 1000 }) }) },
  ];
  const elsewhere: fc.WeightedArbitrary<ModelStep>[] = [
    {
      weight: 4,
      arbitrary: fc.record({
        step: only('wallet-fault'),
        fault: only('lose-request', 'lose-reply', 'park', 'error', 'error-after', 'decline'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ step: only('wallet-release', 'webhook-again') }) },
  ];
  return fc.oneof(...common, ...(isElsewhere ? elsewhere : []));
}
