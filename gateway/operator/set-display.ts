// Set display: an object's display gets a new secret, and with it codes that nobody else can make; the former codes are not ours any more.
import { ok, type RandomBytes, type Result, refused } from '#protocol';
import { DISPLAY_SECRET_BYTES } from '#qr';
import { chaseConfig } from '../domain/device/config-reconcile.ts';
import { hearerOf, isReachable } from '../domain/device/device.ts';
import type { ObjectScene } from '../domain/object.ts';
import { displaySettings } from '../domain/presence/display.ts';
import type { Rejection } from '../domain/rejections.ts';
import { type ActAnswer, runKeyedAct } from '../journey/keyed-act.ts';
import { profileOf, type StepContext } from '../journey/step-context.ts';
import { auditedAct, type OperatorRequest } from './operator-act.ts';

export type SetDisplay = (
  request: OperatorRequest & {
    readonly objectId: string;
    /** Where its codes open. */
    readonly linkOrigin: string;
    readonly reason: string;
  },
) => Promise<Result<ActAnswer, Rejection>>;

export function createSetDisplay(context: StepContext, randomBytes: RandomBytes): SetDisplay {
  const hexOf = (size: number): string => Buffer.from(randomBytes(size)).toString('hex');

  async function load(objectId: string, tenantId: string): Promise<Result<ObjectScene, Rejection>> {
    const scene = await context.store.scene(objectId);
    if (scene?.object.tenantId !== tenantId) return refused({ code: 'object.unknown' });
    const { config } = profileOf(context, scene.object.kind);
    // Whoever sends unsigned messages would take its secret from anybody (FP-32).
    const canShow = config.displayKey !== undefined && !scene.device.isUnsigned;
    return canShow ? ok(scene) : refused({ code: 'display.not-offered' });
  }

  /** A device that is away is told at its next hello (FP-23). */
  async function tell(deviceId: string): Promise<void> {
    const device = await context.store.device(deviceId);
    if (!device || !isReachable(device)) return;
    const { desiredVer, desired } = device.config;
    await context.link.sendConfig(hearerOf(device), { ver: desiredVer, set: desired });
  }

  return async (request) => {
    const { operator, objectId, linkOrigin, reason } = request;
    const drawn = { tagId: hexOf(8), secretHex: hexOf(DISPLAY_SECRET_BYTES) };
    const done = await runKeyedAct<ObjectScene>(context, request, {
      load: () => load(objectId, operator.tenantId),
      decide: ({ object, device }, atMs) => {
        const { deviceId, tenantId } = object;
        const ver = device.config.desiredVer + 1;
        const desired = { ...device.config.desired, ...displaySettings(drawn, linkOrigin) };
        const audited = auditedAct(operator, {
          auditId: context.ids('aud'),
          what: 'display-set',
          subjectId: objectId,
          // Never the secret: the audit is exported.
          facts: { deviceId, ver, tagId: drawn.tagId, reason },
          atMs,
        });
        return ok({
          status: 201,
          body: { objectId, deviceId, tagId: drawn.tagId, ver },
          changes: [
            { change: 'display-set', display: { ...drawn, objectId, deviceId, tenantId, madeAtMs: atMs } },
            { change: 'device-config-set', deviceId, config: { ver, desired, tries: 0 } },
            ...chaseConfig(device, atMs),
            audited,
          ],
        });
      },
    });
    if (done.ok) await tell(JSON.parse(done.value.body).deviceId as string);
    return done;
  };
}
