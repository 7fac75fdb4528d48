// Judge: from what was found to one verdict - which step fails, why, and the next thing to try. Pure: facts in, words out.
import { type Facts, type Finding, STEPS, type Step } from './facts.ts';
import { judgeConnack, judgeHello, judgeSignature, judgeSubscription, NO_KEY } from './judge-mqtt.ts';
import { judgeDns, judgeTcp, judgeTls } from './judge-network.ts';

export type StepResult = { readonly step: Step; readonly result: 'ok' | 'failed' | 'not reached'; readonly says: string };

export type Diagnosis = {
  readonly ok: boolean;
  readonly steps: readonly StepResult[];
  /** The failing step, or the one that could not be reached. */
  readonly step: Step | null;
  readonly code: string;
  readonly problem: string;
  readonly next: string;
};

/** Null: the step was not reached, and nothing is known of it. */
type Judge = (facts: Facts) => Finding | null;

const SKEW_MS = 120_000;

function judgeClock(facts: Facts): Finding | null {
  const { gateway, signedHello, freshHello, hint, welcome } = facts;
  const reasons = gateway.asked ? gateway.reasons : [];
  if (reasons.includes('uptime-runs-ahead')) {
    const says = 'the uptime in the hello runs faster than the gateway’s clock';
    const next = 'count upMs in milliseconds of a monotonic clock that starts with the boot (FP-08)';
    return { code: 'clock.runs-ahead', says, next };
  }
  if (reasons.includes('boot-repeated')) {
    const says = 'this boot was seen before with a higher uptime';
    const next = 'make a new boot at each power-on: the stored count plus 1, a dash, 64 random bits (FP-08)';
    return { code: 'clock.boot-repeated', says, next };
  }
  if (freshHello === 'welcome' && signedHello === 'silence') {
    const says = 'the hello is welcome with a boot of the doctor’s own, but not with the boot and uptime given';
    const next = 'check that upMs counts milliseconds of this boot, and that each power-on makes a new boot (FP-08)';
    return { code: 'clock.refused', says, next };
  }
  if (hint === undefined || (signedHello === undefined && hint !== 'welcome')) return null;
  const skewMs = welcome?.skewMs ?? 0;
  if (signedHello === 'silence') return { says: 'nothing was said against it' };
  if (Math.abs(skewMs) < SKEW_MS) return { says: 'the uptime is believed' };
  const by = `${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'behind' : 'ahead of'}`;
  return { says: `the uptime is believed; this machine’s own clock is ${by} the gateway’s, which only TLS and tokens mind` };
}

const JUDGES: { readonly [step in Step]: Judge } = {
  dns: judgeDns,
  tcp: judgeTcp,
  tls: judgeTls,
  mqtt: (facts) => judgeConnack(facts)?.mqtt ?? null,
  credentials: (facts) => judgeConnack(facts)?.credentials ?? null,
  acl: judgeSubscription,
  hello: judgeHello,
  clock: judgeClock,
  signature: judgeSignature,
};

type Failure = Omit<Diagnosis, 'steps' | 'ok'>;

/** What could not be found out, by the first step that is neither ok nor failed. */
function unclear(step: Step): Failure {
  const next = 'run the doctor again, and look at what else connects under this name';
  return { step, code: `${step}.not-reached`, problem: 'the connection ended before anything was known of it', next };
}

function failureOf(step: Step, { code = `${step}.failed`, says, next = '' }: Finding): Failure {
  return { step, code, problem: says, next };
}

const FIT = {
  ok: true,
  step: null,
  code: 'device.fit',
  problem: 'every step is ok',
  next: 'power on the device itself',
} as const;

/** The first step that fails decides; exactly when there is none, and every step was reached, the device can be operated. */
export function judge(facts: Facts): Diagnosis {
  const steps: StepResult[] = [];
  let failed: Failure | null = null;
  for (const step of STEPS) {
    const finding: Finding | null = failed === null ? JUDGES[step](facts) : null;
    if (finding === null) steps.push({ step, result: 'not reached', says: '' });
    else if (finding.next === undefined) steps.push({ step, result: 'ok', says: finding.says });
    else {
      failed = failureOf(step, finding);
      steps.push({ step, result: finding.code === NO_KEY ? 'not reached' : 'failed', says: finding.says });
    }
  }
  const unreached = steps.find(({ result }) => result === 'not reached');
  if (failed === null && unreached === undefined) return { ...FIT, steps };
  return { ok: false, steps, ...(failed ?? unclear(unreached?.step ?? 'dns')) };
}
