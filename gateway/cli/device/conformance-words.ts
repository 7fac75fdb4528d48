// Conformance words: what the kit says when it has nothing to ask, after its code - and what to try next.
import type { prepareBench, readBench, TestRefusal } from '#sim';

type Refused<T> = Extract<Awaited<T>, { readonly ok: false }> extends { readonly error: infer E } ? E : never;
type Refusal = TestRefusal | Refused<ReturnType<typeof prepareBench>> | Refused<ReturnType<typeof readBench>>;

function wordsOf(refusal: Refusal): string {
  switch (refusal.code) {
    case 'bench.exists':
      return `${refusal.path} is there already; remove it, or name another folder with --bench`;
    case 'bench.unreadable':
      return `cannot read ${refusal.path}; make it with 'unlatch conformance prepare <device> --kind <kind>'`;
    case 'bench.invalid':
      return `${refusal.path} is no bench; make it again with 'unlatch conformance prepare'`;
    case 'conformance.broker-refused':
      return `the broker does not let the kit in (${refusal.why}); it must know the users of mosquitto.passwd and mosquitto.acl in the bench`;
    case 'conformance.port-taken':
      return `cannot listen for the device (${refusal.why}); choose another --listen`;
    case 'conformance.no-such-check':
      return `there is no rule and no check ${refusal.name} that can be run; see 'unlatch conformance checks'`;
    case 'conformance.program-ended':
      return `the program of --run ended by itself (${refusal.how}), and no report is written; what it said is in ${refusal.log}`;
    case 'conformance.no-connection':
      return `the device never came; is it pointed at the address of --listen, and does a firewall stand between?`;
    case 'conformance.no-subscription':
      return `the device connects, but is not subscribed to its dn/# (FP-03); see what is said of its connection above`;
    case 'conformance.no-hello':
      return `the device is subscribed, but says no signed hello over our nonce (FP-04); has it tenant, id, issuer and root of the bench?`;
  }
}

export function describeConformanceRefusal(refusal: Refusal): string {
  return `${refusal.code}: ${wordsOf(refusal)}`;
}
