// Record presence: who is connected now; the newest connection wins, and a will of an older one says nothing.
import type { DeviceAddress, Online } from '#protocol';
import type { StepContext } from '../journey/step-context.ts';

export type RecordPresence = (address: DeviceAddress, online: Online) => Promise<void>;

/** Going offline never ends a session: it only tells people why they wait (FP-19). */
export function createRecordPresence(context: StepContext): RecordPresence {
  return async (address, { on, conn }) => {
    const device = await context.store.device(address.device);
    if (!device) return;
    const isStale = !on && device.presence.conn !== conn;
    if (isStale) return;
    const atMs = context.clock.nowMs();
    await context.store.commit([{ change: 'device-presence', deviceId: address.device, online: on, conn, atMs }]);
    for (const session of await context.store.sessionsOnDevice(address.device))
      context.feed.publish(session.sessionId, session.version);
  };
}
