// Object prices: whether an object of this kind, in a venue with this currency, can have a price; asked before it gets one.
import { ok, type Result, refused } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import { mayEverCost } from '../domain/tariff/free-tariff.ts';
import type { Tariff } from '../domain/tariff/tariff.ts';
import { judgeFit } from '../domain/tariff/tariff-draft.ts';
import type { StepContext } from '../journey/step-context.ts';
import { profilesOf } from './publish-tariff.ts';

/** `isUnsigned`: its device proves no use, and serves what is free (FP-32). */
export type Priced = {
  readonly objectId: string;
  readonly name: string;
  readonly kind: string;
  readonly currency: string;
  readonly isUnsigned: boolean;
};

export function judgePrice(context: Pick<StepContext, 'kinds'>, tariff: Tariff, object: Priced): Result<null, Rejection> {
  const { objectId, name: objectName, kind, currency, isUnsigned } = object;
  const problems = judgeFit(tariff, { profiles: profilesOf(context.kinds, [kind]), currency });
  if (problems.length > 0) return refused({ code: 'tariff.misfit', objectId, objectName, problems });
  return isUnsigned && mayEverCost(tariff) ? refused({ code: 'object.unsigned-not-free' }) : ok(null);
}
