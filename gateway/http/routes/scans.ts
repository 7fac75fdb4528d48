// Scans: a scanned code becomes an offer and a ticket; nothing is written.
import { ok } from '#protocol';
import type { App, RouteDeps } from '../context.ts';
import { ensureScanBinding } from '../cookies.ts';
import { remoteAddress } from '../remote-address.ts';
import { addApiRoute } from './api-route.ts';
import { offerJson, scanAnswer, scanBody } from './schemas.ts';

export function addScans(app: App, deps: RouteDeps): void {
  addApiRoute(
    app,
    deps,
    {
      method: 'post',
      path: '/api/v1/scans',
      tag: 'Scan',
      summary: 'Resolve a scanned code',
      description: 'Has no effect. The ticket is bound to the person of a bearer token, else to a cookie that is set here.',
      who: 'anyone',
      body: scanBody,
      answers: { 200: { description: 'What the code offers, and the ticket to start it.', schema: scanAnswer } },
      refusals: [
        'code.not-ours',
        'code.replaced',
        'object.retired',
        'code.not-attached',
        'code.display-stale',
        'code.display-used',
        'object.unknown',
        'tariff.missing',
        'object.unsigned-not-free',
        'limit.reached',
      ],
    },
    async ({ c, caller, personId, body }) => {
      const isBearer = caller.kind === 'person' && caller.via === 'bearer';
      const binding = isBearer ? `p:${personId}` : ensureScanBinding(c, deps);
      const address = remoteAddress(c, deps.config.trustedProxies);
      const scan = await deps.steps.resolveScan({ code: body.code, personId, binding, address });
      if (!scan.ok) return scan;
      const { offer, presence, ticket, expiresAtMs } = scan.value;
      return ok({
        status: 200,
        body: { offer: offerJson(offer), presence, ticket, expiresAt: new Date(expiresAtMs).toISOString() },
      });
    },
  );
}
