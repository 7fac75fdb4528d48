// Judge MQTT: version, credentials, subscription, hello and signature, by what the broker answered and what the gateway adds.
import { deviceFilters, upTopic } from '#protocol';
import type { Facts, Finding } from './facts.ts';

const reasonsOf = ({ gateway }: Facts): readonly string[] => (gateway.asked ? gateway.reasons : []);
const lastOf = (facts: Facts, start: string): string | undefined => reasonsOf(facts).findLast((code) => code.startsWith(start));
/** Where its word would settle it, and nobody could ask. */
const hearMore = (facts: Facts): string =>
  facts.gateway.asked ? '' : '; on the gateway’s machine --data <its data folder> says which';

/** Not the device's fault: the doctor was not given all that it has. */
export const NO_KEY = 'signature.no-key';

type Handshake = { readonly mqtt: Finding | null; readonly credentials: Finding | null };

/** Without a word it makes a password. */
const ROTATE_TO: { readonly [shown in Facts['credential']]: string } = {
  ...{ password: '', none: '', key: ' --to device-key', certificate: ' --to certificate' },
};

function refusedBecause(facts: Facts): Finding {
  const { address, credential, gateway } = facts;
  const { device } = address;
  const why = lastOf(facts, 'auth.') ?? lastOf(facts, 'device.suspended') ?? lastOf(facts, 'will.');
  if (gateway.asked && gateway.device === null) {
    const next = 'check the id, or let the device in: unlatch device claim <serial> (FP-28)';
    return { code: 'credentials.unknown-device', says: `the gateway knows no device ${device}`, next };
  }
  if (why === 'device.suspended') {
    const next = 'wait a minute, and mend what was set aside before; see the lines above';
    return { code: 'credentials.suspended', says: `${device} is kept away for a while, for too many misdeeds`, next };
  }
  if (why === 'auth.backed-off') {
    const next = 'wait a minute with the right password, and stop what keeps trying with a wrong one';
    return { code: 'credentials.backed-off', says: 'too many wrong passwords came from here', next };
  }
  if (why === 'auth.expired') {
    const next = `mint a new one: unlatch device token ${device} --days 90`;
    return { code: 'credentials.expired', says: 'the token has run out', next };
  }
  if (why === 'auth.replayed') {
    const next =
      'give --boot and --uptime as the firmware has them now: the device itself then comes in by its next connection, whose uptime is higher, or powered on anew (FP-29)';
    return { code: 'credentials.replayed', says: 'the proof is not newer than the last one', next };
  }
  const shown = {
    password: 'the password or token',
    key: 'the proof of this key',
    certificate: 'the certificate',
    none: 'no credential',
  };
  const rotate = `unlatch device rotate ${device}${ROTATE_TO[credential]}`;
  const next = `see what opens it with unlatch device credentials ${device}, and make a new one with ${rotate}`;
  return {
    code: 'credentials.wrong',
    says: `${shown[credential]} does not open the connection of ${device}${hearMore(facts)}`,
    next,
  };
}

/** CONNACK return codes of MQTT 3.1.1, table 3.1. */
export function judgeConnack(facts: Facts): Handshake | null {
  const { connack, mqttVersion, url } = facts;
  if (connack === undefined) return null;
  const mqtt: Finding = { says: `MQTT ${mqttVersion}` };
  if (connack.outcome === 'accepted')
    return { mqtt, credentials: { says: `${facts.credential}: let in as ${facts.address.device}` } };
  if (connack.outcome === 'no-mqtt') {
    const webSocket = url.protocol.startsWith('ws')
      ? 'take the port of UNLATCH_MQTT_WS_PORT for it'
      : 'take the MQTT port, not that of the pages';
    const says = `port ${url.port} does not answer as MQTT${url.protocol.startsWith('ws') ? ' over WebSocket' : ''} (${connack.problem})`;
    return {
      mqtt: { code: 'mqtt.no-mqtt', says, next: `${webSocket}: the gateway prints its ports at the start` },
      credentials: null,
    };
  }
  switch (connack.returnCode) {
    case 1: {
      const next = 'set the client to MQTT 3.1.1 (protocol level 4): this broker has no other';
      return { mqtt: { code: 'mqtt.version', says: `MQTT ${mqttVersion} is not spoken here`, next }, credentials: null };
    }
    case 2: {
      const next = 'use the device id as client id and as user name: 1 to 48 of A-Z a-z 0-9 _ - (FP-02)';
      return { mqtt, credentials: { code: 'credentials.client-id', says: 'the client id is refused', next } };
    }
    case 3: {
      const next = 'try again in a minute: it is full, busy, or its database does not answer; its log says which';
      return { mqtt, credentials: { code: 'credentials.unavailable', says: 'the broker lets nobody in just now', next } };
    }
    default:
      // Only of a connection whose credential is right is the will looked at.
      return { mqtt, credentials: isWillRefused(facts) ? { says: `${facts.credential}: right` } : refusedBecause(facts) };
  }
}

const NOT_AUTHORIZED = 5;

/** A will of another tenant or device; where nobody can be asked, its return code tells it from a wrong password. */
function isWillRefused(facts: Facts): boolean {
  const { connack, gateway } = facts;
  if (connack?.outcome !== 'refused' || connack.returnCode !== NOT_AUTHORIZED) return false;
  return !gateway.asked || lastOf(facts, 'will.') !== undefined;
}

export function judgeSubscription(facts: Facts): Finding | null {
  const { address, filter, gateway, isSubscribed } = facts;
  const tenant = gateway.asked && gateway.device ? gateway.device.tenant : address.tenant;
  if (isWillRefused(facts)) {
    const says = `a will of ${address.tenant}/${address.device} is not taken from ${address.device}${hearMore(facts)}`;
    const own = upTopic({ ...address, tenant }, { leaf: 'online' });
    const next = `let will and topics name its own tenant: ${own}, saying on:false (FP-03, FP-19)`;
    return { code: 'acl.will', says, next };
  }
  if (isSubscribed === undefined) return null;
  if (isSubscribed) return { says: filter };
  const right = deviceFilters({ ...address, tenant }).subscribe;
  const says = `${address.device} may not subscribe to ${filter}`;
  if (right === filter) {
    const next = 'check the tenant, which the gateway’s owner knows: unlatch device doctor with --data on its machine says it';
    return { code: 'acl.subscription', says, next };
  }
  return { code: 'acl.subscription', says, next: `subscribe to exactly ${right}, in one filter (FP-03)` };
}

const HELLO_CODES = ['codec.', 'payload.', 'counter-leaps', 'hello-with-wrong-nonce', 'rate.', 'device.unknown', 'queue.'];

export function judgeHello(facts: Facts): Finding | null {
  const { gateway, hint, helloProblem, signerX } = facts;
  if (hint === undefined) return null;
  const why = reasonsOf(facts).findLast((code) => HELLO_CODES.some((start) => code.startsWith(start)));
  if (helloProblem) {
    const next = 'mend that field by firmware-protocol/schema/hello-hint.json, or compare with the transcript';
    return { code: 'hello.malformed', says: `the hello is not understood: ${helloProblem}${why ? ` (${why})` : ''}`, next };
  }
  if (hint === 'ended') {
    const next = 'stop whatever else connects under this name: the newest connection wins (FP-19)';
    return { code: 'hello.cut', says: 'the connection ended before the hello was answered', next };
  }
  if (hint === 'silence') {
    const says = `no answer to the hello${why ? ` (${why})` : hearMore(facts)}`;
    const next =
      'publish it to up/hello of exactly this tenant and device, below 4,096 bytes, after the subscription is granted (FP-04)';
    return { code: 'hello.unanswered', says, next };
  }
  if (why === 'counter-leaps') {
    const next = 'restore the stored counter, or let the device say amnesia:true (FP-17)';
    return { code: 'hello.counter', says: 'lastCtr is far above the highest counter that was ever given', next };
  }
  if (hint === 'rehello') return { says: 'heard, and asked to sign' };
  const isKeyed = gateway.asked && gateway.device?.isUnsigned === true && signerX !== null;
  return {
    says: isKeyed
      ? 'welcome at once: registered as unsigned, its key is not used (FP-32)'
      : 'welcome at once: registered as unsigned (FP-32)',
  };
}

export function judgeSignature(facts: Facts): Finding | null {
  const { address, gateway, hint, signedHello, signerX, welcome } = facts;
  if (hint === undefined) return null;
  if (hint === 'welcome') return { says: 'none asked for (FP-32): this object can never cost anything' };
  if (signerX === null) {
    const next = 'give the device’s private key: --venue <file> or --key <file>';
    return { code: NO_KEY, says: 'the gateway asks for a signed hello, and there is no key to sign with', next };
  }
  if (signedHello === 'silence') {
    const known = gateway.asked ? gateway.device?.publicX : undefined;
    const isOther = known !== undefined && known !== null && known !== signerX;
    const why = lastOf(facts, 'signature.');
    const says = isOther ? 'the hello is signed with another key than the registered' : 'the signed hello is not believed';
    const next = isOther
      ? `sign with the key whose public half is ${known}, or enrol anew: unlatch device claim <serial> (FP-28)`
      : `sign the very bytes of header.payload with Ed25519, kid ${address.device}, typ o2o-hello+jwt (FP-05, FP-06); run the vectors`;
    return {
      code: isOther ? 'signature.other-key' : 'signature.invalid',
      says: `${says}${why ? ` (${why})` : hearMore(facts)}`,
      next,
    };
  }
  if (signedHello === undefined || welcome === undefined) return null;
  if (welcome.isBelieved === false) {
    const next = 'give the device this gateway’s key and root anew: it was made for another gateway, or the data folder is new';
    return { code: 'signature.foreign-gateway', says: 'the welcome is not signed by a key that the device was given', next };
  }
  const theirs = welcome.isBelieved ? 'both believe each other' : 'ours is believed; give --venue to check theirs as well';
  return { says: theirs };
}
