// Mouth: signs what the device says and puts it on the link in order, unless a fault loses it or the power is gone.
import { type DeviceAddress, type Signer, signText, upTopic } from '#protocol';
import type { Observation, PublishEffect } from '../device/device.ts';
import type { Fault } from '../faults/fault.ts';
import type { DeviceLink } from '../links/link.ts';
import { createSequence, type Sequence } from './sequence.ts';

export type Mouth = { say(message: PublishEffect): void; readonly sequence: Sequence };

const utf8 = new TextEncoder();

export function createMouth(parts: {
  readonly address: DeviceAddress;
  /** Null in a free object without a key: whatever it says is JSON. */
  readonly signer: Signer | null;
  readonly link: DeviceLink;
  readonly faults: readonly Fault[];
  readonly life: () => number;
  readonly see: (observation: Observation) => void;
}): Mouth {
  const sequence = createSequence();
  return {
    sequence,
    say(message) {
      const { about } = message;
      if (about && parts.faults.some((fault) => fault.losesResult?.(about))) {
        parts.see({ ev: 'lost', data: { cid: about.cid, act: about.act, status: about.status } });
        return;
      }
      const topic = upTopic(parts.address, message.to);
      const life = parts.life();
      const { signer } = parts;
      const text = message.typ && signer ? signText(message.typ, message.body, signer) : Promise.resolve(message.body);
      sequence.push(text, (payload) => {
        if (parts.life() === life) parts.link.publish(topic, utf8.encode(payload), { retain: message.isRetained });
      });
    },
  };
}
