// Judge network: name, port and TLS, by the words of the system for what went wrong.
import type { Facts, Finding } from './facts.ts';

const isTls = ({ url }: Facts): boolean => url.protocol === 'mqtts' || url.protocol === 'wss';

export function judgeDns({ dns, url }: Facts): Finding {
  if ('found' in dns) return { says: dns.found };
  const says = `the name ${url.host} leads nowhere (${dns.error})`;
  const next = 'check its spelling and the resolver of this network, or give the address as numbers';
  return { code: 'dns.unresolved', says, next };
}

export function judgeTcp({ tcp, url }: Facts): Finding | null {
  if (tcp === undefined) return null;
  if ('found' in tcp) return { says: tcp.found };
  const where = `port ${url.port} of ${url.host}`;
  if (tcp.error === 'ECONNREFUSED') {
    const says = `nobody listens on ${where}`;
    const next =
      'start the gateway, or take the port that it prints: 8883 is TLS, 1883 plain TCP, which only a demo opens by itself';
    return { code: 'tcp.refused', says, next };
  }
  const next = 'look for a firewall or a wrong network between this bench and the gateway, and for UNLATCH_MQTT_HOST';
  return { code: 'tcp.unreachable', says: `${where} does not answer (${tcp.error})`, next };
}

const SELF_SIGNED = ['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'];
const IN_TIME = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];

function explainTls(error: string, { url }: Facts): Required<Finding> {
  const plain = url.protocol === 'wss' ? 'ws' : 'mqtt';
  if (SELF_SIGNED.includes(error) || error === 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY') {
    const says = `the certificate is signed by nobody that this device trusts (${error})`;
    const next = 'trust the gateway’s own certificate: --ca <data folder>/mqtt-cert.pem, and the same file in the firmware';
    return { code: 'tls.untrusted', says, next };
  }
  if (IN_TIME.includes(error)) {
    const next = 'set the clock of this machine, or renew the certificate; firmware without a clock pins the fingerprint (FP-29)';
    return { code: 'tls.time', says: `the certificate is not good at this time (${error})`, next };
  }
  if (error === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const next = 'use a name that is in the certificate, or give the gateway a certificate with this name (UNLATCH_MQTTS_CERT)';
    return { code: 'tls.other-name', says: `the certificate is not for ${url.host}`, next };
  }
  if (error === 'pin') {
    const next = 'take the fingerprint that the gateway prints when it starts, and make sure that nobody sits in between';
    return { code: 'tls.other-certificate', says: 'the certificate is another one than the pinned', next };
  }
  const next = `use ${plain}://, or the port with TLS (8883)`;
  return { code: 'tls.no-tls', says: `port ${url.port} does not speak TLS (${error})`, next };
}

export function judgeTls(facts: Facts): Finding | null {
  const { tls, tcp, connack, url } = facts;
  if (tcp === undefined || 'error' in tcp) return null;
  if (!isTls(facts)) {
    if (connack?.outcome !== 'no-mqtt' || !connack.speaksTls) return { says: `not asked for (${url.protocol}://)` };
    const secure = url.protocol === 'ws' ? 'wss' : 'mqtts';
    const next = `use ${secure}://, with --ca <data folder>/mqtt-cert.pem where the certificate is the gateway’s own`;
    return { code: 'tls.wanted', says: `port ${url.port} speaks TLS, and got plain bytes`, next };
  }
  if (tls === undefined) return null;
  return 'found' in tls ? { says: tls.found } : explainTls(tls.error, facts);
}
