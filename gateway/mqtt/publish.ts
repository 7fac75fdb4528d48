// Publish: the device link over MQTT; signs exactly the committed bytes and sends them to the device's own topic.
import {
  assert,
  type DeviceAddress,
  downTopic,
  formatAddress,
  LIMITS,
  MESSAGE_TYPES,
  type MessageType,
  signText,
} from '#protocol';
import type { CommandRecord } from '../domain/device/command.ts';
import type { Hearer } from '../domain/device/device.ts';
import { UNSIGNED_KID } from '../domain/device/signing-keys.ts';
import type { DeviceLink } from '../ports/device-link.ts';
import { type Failpoint, noFailpoint } from '../ports/failpoint.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { SigningKeys } from '../ports/signing-keys.ts';
import { createBoundedMap } from './bounded-map.ts';

/** Signed texts of commands that may be sent again; an older one is signed anew, to the same bytes (RFC 8032). */
const SIGNED_TEXTS = 2_000;

/** Hands text to one device; false when it does not listen now. The broker is one, a simulator's memory link another. */
export type Outlet = { sendTo(address: DeviceAddress, topic: string, payload: string): boolean };

type SignedText = { readonly payload: string; readonly jws: Promise<string> };

export function createDeviceLink(deps: {
  readonly broker: Outlet;
  readonly keys: Pick<SigningKeys, 'kidFor' | 'signer'>;
  /** Name of this gateway in signed messages (`iss`). */
  readonly issuer: string;
  /** Name of this process in command topics. */
  readonly gatewayId: string;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly failpoint?: Failpoint | undefined;
}): DeviceLink {
  const { broker, keys, issuer, gatewayId, log, metrics, failpoint = noFailpoint } = deps;
  const signedTexts = createBoundedMap<SignedText>(SIGNED_TEXTS);

  const send = (address: DeviceAddress, topic: string, text: string): boolean => {
    assert(Buffer.byteLength(text) <= LIMITS.maxDownBytes, `a message to a device exceeds ${LIMITS.maxDownBytes} bytes (FP-01)`);
    return broker.sendTo(address, topic, text);
  };

  const sign = (typ: MessageType, payload: string, kid: string): Promise<string> => {
    // To a device that has no key everything is JSON (FP-32).
    if (kid === UNSIGNED_KID) return Promise.resolve(payload);
    const signer = keys.signer(kid);
    assert(signer, `the key ${kid} is held here`);
    return signText(typ, payload, signer);
  };

  const sendSigned = async (to: Hearer, leaf: 'system' | 'ack' | 'config', typ: MessageType, body: object): Promise<void> => {
    const address: DeviceAddress = { tenant: to.tenant, device: to.device };
    const payload = JSON.stringify({ v: 1, iss: issuer, aud: formatAddress(address), ...body });
    const jws = await sign(typ, payload, keys.kidFor(to, 'sys'));
    if (leaf === 'ack') failpoint('ack:before');
    if (!send(address, downTopic(address, { leaf }), jws)) log.info('a device was not there to be told', { ...address, leaf });
  };

  const signedCommand = async (command: CommandRecord): Promise<string> => {
    const { composed, commandId } = command;
    assert(composed, 'only a composed command has bytes to sign');
    const known = signedTexts.get(commandId);
    // Composed once: other bytes under the same id would be two commands with one name.
    assert(!known || known.payload === composed.payload, 'a command keeps its bytes for ever');
    const jws = known?.jws ?? sign(MESSAGE_TYPES.command, composed.payload, composed.kid);
    if (command.state === 'resolved') signedTexts.delete(commandId);
    else if (!known) signedTexts.set(commandId, { payload: composed.payload, jws });
    return jws;
  };

  return {
    signedCommand,
    async sendCommand(address, command) {
      assert(command.deviceId === address.device && command.tenantId === address.tenant, 'a command goes to its own device');
      assert(command.state === 'composed', `a ${command.state} command is not sent`);
      const jws = await signedCommand(command);
      const topic = downTopic(address, { leaf: 'command', gateway: gatewayId, commandId: command.commandId });
      failpoint('publish:before');
      const isSent = send(address, topic, jws);
      if (isSent) failpoint('publish:after');
      if (isSent) metrics.count('commands_sent', command.intent.act);
      return isSent;
    },
    async sendHint(address, hint) {
      send(address, downTopic(address, { leaf: 'system' }), JSON.stringify(hint));
    },
    async sendKeys(address, jws) {
      send(address, downTopic(address, { leaf: 'system' }), jws);
    },
    sendWelcome: (to, body) => sendSigned(to, 'system', MESSAGE_TYPES.system, { t: 'welcome', ...body }),
    sendAck: (to, body) => sendSigned(to, 'ack', MESSAGE_TYPES.ack, body),
    sendConfig: (to, body) => sendSigned(to, 'config', MESSAGE_TYPES.config, body),
  };
}
