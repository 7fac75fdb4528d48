// Publish: the device link over MQTT; signs exactly the committed bytes and sends them to the device's own topic.
import {
  assert,
  type DeviceAddress,
  downTopic,
  formatAddress,
  LIMITS,
  MESSAGE_TYPES,
  type MessageType,
  type Signer,
  signText,
} from '#protocol';
import type { CommandRecord } from '../domain/device/command.ts';
import type { DeviceLink } from '../ports/device-link.ts';
import { type Failpoint, noFailpoint } from '../ports/failpoint.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import { createBoundedMap } from './bounded-map.ts';

/** Signed texts of commands that may be sent again; an older one is signed anew, to the same bytes (RFC 8032). */
const SIGNED_TEXTS = 2_000;

/** Hands text to one device; false when it does not listen now. The broker is one, a simulator's memory link another. */
export type Outlet = { sendTo(address: DeviceAddress, topic: string, payload: string): boolean };

type SignedText = { readonly payload: string; readonly jws: Promise<string> };

export function createDeviceLink(deps: {
  readonly broker: Outlet;
  readonly signer: Signer;
  /** Name of this gateway in signed messages (`iss`). */
  readonly issuer: string;
  /** Name of this process in command topics. */
  readonly gatewayId: string;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly failpoint?: Failpoint | undefined;
}): DeviceLink {
  const { broker, signer, issuer, gatewayId, log, metrics, failpoint = noFailpoint } = deps;
  const signedTexts = createBoundedMap<SignedText>(SIGNED_TEXTS);

  const send = (address: DeviceAddress, topic: string, text: string): boolean => {
    assert(Buffer.byteLength(text) <= LIMITS.maxDownBytes, `a message to a device exceeds ${LIMITS.maxDownBytes} bytes (FP-01)`);
    return broker.sendTo(address, topic, text);
  };

  const sendSigned = async (
    address: DeviceAddress,
    leaf: 'system' | 'ack' | 'config',
    typ: MessageType,
    body: object,
  ): Promise<void> => {
    const payload = JSON.stringify({ v: 1, iss: issuer, aud: formatAddress(address), ...body });
    const jws = await signText(typ, payload, signer);
    if (leaf === 'ack') failpoint('ack:before');
    if (!send(address, downTopic(address, { leaf }), jws)) log.info('a device was not there to be told', { ...address, leaf });
  };

  const signedCommand = async (command: CommandRecord): Promise<string> => {
    const { composed, commandId } = command;
    assert(composed, 'only a composed command has bytes to sign');
    assert(composed.kid === signer.kid, `the command was composed for key ${composed.kid}, not ${signer.kid}`);
    const known = signedTexts.get(commandId);
    // Composed once: other bytes under the same id would be two commands with one name.
    assert(!known || known.payload === composed.payload, 'a command keeps its bytes for ever');
    const jws = known?.jws ?? signText(MESSAGE_TYPES.command, composed.payload, signer);
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
    sendWelcome: (address, body) => sendSigned(address, 'system', MESSAGE_TYPES.system, { t: 'welcome', ...body }),
    sendAck: (address, body) => sendSigned(address, 'ack', MESSAGE_TYPES.ack, body),
    sendConfig: (address, body) => sendSigned(address, 'config', MESSAGE_TYPES.config, body),
  };
}
