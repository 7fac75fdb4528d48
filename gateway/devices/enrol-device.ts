// Enrol device: both sides prove that they know the token, the device shows its key, and learns who it is (FP-28).
import {
  type Claim,
  type ClaimDown,
  type ClaimRefusal,
  type ClaimTalk,
  type ClaimUp,
  type Clock,
  enrolmentProof,
  gatewayProof,
  type Ids,
  ok,
  type RandomBytes,
  refused,
} from '#protocol';
import type { Change } from '../domain/changes.ts';
import { LIVE_CREDENTIALS } from '../domain/device/credential.ts';
import {
  type ClaimVerdict,
  type DeviceClaim,
  enrolmentOf,
  hearClaim,
  hearProof,
  type ProofFacts,
} from '../domain/device/device-claim.ts';
import { type EnrolmentIds, enrolChanges, type FormerDevice, keyAlarmChanges } from '../domain/device/enrolment.ts';
import type { StepRunner } from '../journey/run-step.ts';
import type { DeviceDoor } from '../ports/device-door.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Store } from '../ports/store.ts';
import { createClaimTalks, isTalkProven, type Talk } from './claim-talks.ts';

export type EnrolDevice = {
  hear(serial: string, message: ClaimUp): Promise<void>;
  /** Somebody decided: whoever still waits is told at once. */
  tellDecided(claim: DeviceClaim): void;
};

export type EnrolDeps = {
  readonly store: Pick<Store, 'deviceClaim' | 'factoryUnit' | 'device' | 'credentialsOf'>;
  readonly runner: StepRunner;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
  readonly metrics: Metrics;
  /** What an enrolled device believes from then on. */
  readonly gateway: { readonly issuer: string; readonly root: { readonly kid: string; readonly x: string } };
  readonly claimTokenOf: (claimId: string) => string;
  readonly door: DeviceDoor;
};

/** A device whose connection was lost asks again after this. */
const ASK_AGAIN_S = 30;
const NONCE_BYTES = 24;

type Facts = Pick<ProofFacts, 'unit'> & FormerDevice & { readonly claim: DeviceClaim };
type Judged = { readonly verdict: ClaimVerdict; readonly changes: readonly Change[] };

function judgeClaim({ claim }: Facts, said: Claim, nowMs: number): Judged {
  const verdict = hearClaim(claim, said, nowMs);
  const isMoved = verdict.answer !== 'refused' && verdict.moved !== claim;
  return { verdict, changes: isMoved ? [{ change: 'device-claim-changed', claim: verdict.moved }] : [] };
}

function judgeProof(
  { claim, unit, device, credentials }: Facts,
  { said, claimId }: Talk,
  facts: { readonly isProven: boolean; readonly ids: EnrolmentIds; readonly nowMs: number },
): Judged {
  const { ids, nowMs } = facts;
  const { x: publicX, model, fw } = said;
  // Another token was handed out meanwhile: what was said under the old one proves nothing.
  const isProven = facts.isProven && claim.claimId === claimId;
  const verdict = hearProof(claim, { isProven, publicX, model, fw, unit, device }, nowMs);
  if (verdict.answer === 'refused') {
    const isAlarm = verdict.code === 'KEY_CHANGED';
    return { verdict, changes: isAlarm ? keyAlarmChanges(claim, publicX, { auditId: ids.auditId, nowMs }) : [] };
  }
  if (verdict.moved === claim) return { verdict, changes: [] };
  if (verdict.answer !== 'enrolled') return { verdict, changes: [{ change: 'device-claim-changed', claim: verdict.moved }] };
  const actor = { kind: 'device', id: claim.deviceId } as const;
  return { verdict, changes: enrolChanges(verdict.moved, { device, credentials }, { ids, actor, nowMs }) };
}

/** The gateway's side of a talk. */
function createVoice({ gateway, claimTokenOf, door, log, metrics }: EnrolDeps) {
  const say = (serial: string, answer: ClaimDown): void => {
    metrics.count('device_claims', answer.t === 'refused' ? answer.code : answer.t);
    door.tellClaimant(serial, answer);
  };
  return {
    challenge(claimId: string, talk: ClaimTalk): void {
      const proof = gatewayProof(claimTokenOf(claimId), talk);
      say(talk.serial, { v: 1, t: 'challenge', nonce: talk.gatewayNonce, proof });
    },
    pending: (serial: string): void => say(serial, { v: 1, t: 'pending', afterS: ASK_AGAIN_S }),
    enrolled(claim: DeviceClaim, talk: ClaimTalk): void {
      const doc = Buffer.from(JSON.stringify(enrolmentOf(claim, gateway))).toString('base64url');
      say(claim.serial, { v: 1, t: 'enrolled', doc, proof: enrolmentProof(claimTokenOf(claim.claimId), talk, doc) });
    },
    refused(serial: string, code: ClaimRefusal): void {
      log.warn('a claim was refused', { serial, code });
      if (code === 'KEY_CHANGED') {
        metrics.count('device_key_alarms', 'claim');
        log.error('a claim came with a key that nobody promised', { serial });
      }
      say(serial, { v: 1, t: 'refused', code });
    },
    /** Whoever was in under this name is another machine now, or was let in by another credential. */
    replaced({ deviceId, serial, claimId }: DeviceClaim): void {
      door.forget(deviceId, claimId);
      door.kick(deviceId, 'enrolled anew');
      log.info('a device is enrolled', { serial, deviceId });
    },
  };
}

export function createEnrolDevice(deps: EnrolDeps): EnrolDevice {
  const { store, runner, clock, ids, claimTokenOf } = deps;
  const talks = createClaimTalks();
  const voice = createVoice(deps);

  async function load(claim: DeviceClaim): Promise<Facts> {
    return {
      claim,
      unit: await store.factoryUnit(claim.serial),
      device: await store.device(claim.deviceId),
      credentials: await store.credentialsOf(claim.deviceId, LIVE_CREDENTIALS),
    };
  }

  /** One load, one decision, one commit. Null when nobody ever made a token for this serial number. */
  async function decide(serial: string, judge: (facts: Facts, nowMs: number) => Judged): Promise<Judged | null> {
    const run = await runner.run<Facts, Judged>({
      load: async () => {
        const claim = await store.deviceClaim(serial);
        return claim ? ok(await load(claim)) : refused({ code: 'request.not-found' });
      },
      decide: (facts) => {
        const judged = judge(facts, clock.nowMs());
        return ok({ value: judged, changes: judged.changes });
      },
    });
    return run.ok ? run.value : null;
  }

  async function answerClaim(serial: string, said: Claim): Promise<void> {
    const judged = await decide(serial, (facts, nowMs) => judgeClaim(facts, said, nowMs));
    if (!judged) return;
    const { verdict } = judged;
    if (verdict.answer === 'refused') return voice.refused(serial, verdict.code);
    const { claimId } = verdict.moved;
    const gatewayNonce = Buffer.from(deps.randomBytes(NONCE_BYTES)).toString('base64url');
    const talk: ClaimTalk = { serial, x: said.x, deviceNonce: said.nonce, gatewayNonce };
    talks.set(serial, { said, talk, claimId, isProven: false });
    voice.challenge(claimId, talk);
  }

  async function answerProof(serial: string, said: Extract<ClaimUp, { t: 'prove' }>): Promise<void> {
    const known = talks.get(serial);
    if (!known) return voice.refused(serial, 'MALFORMED');
    const isProven = await isTalkProven(claimTokenOf(known.claimId), known.talk, said);
    const enrolmentIds = { credentialId: ids('crd'), auditId: ids('aud') };
    const judged = await decide(serial, (facts, nowMs) => judgeProof(facts, known, { isProven, ids: enrolmentIds, nowMs }));
    if (!judged) return;
    const { verdict, changes } = judged;
    if (verdict.answer === 'refused') return voice.refused(serial, verdict.code);
    talks.set(serial, { ...known, isProven: true });
    if (verdict.answer !== 'enrolled') return voice.pending(serial);
    if (changes.length > 0) voice.replaced(verdict.moved);
    voice.enrolled(verdict.moved, known.talk);
  }

  return {
    hear: (serial, message) => (message.t === 'claim' ? answerClaim(serial, message) : answerProof(serial, message)),
    tellDecided(claim) {
      if (claim.state !== 'enrolled') return voice.refused(claim.serial, 'USED');
      voice.replaced(claim);
      const known = talks.get(claim.serial);
      // Only to whom has proven this very key, and under this very token.
      if (known?.isProven && known.claimId === claim.claimId && known.talk.x === claim.publicX) {
        voice.enrolled(claim, known.talk);
      }
    },
  };
}
