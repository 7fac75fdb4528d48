// Wallet webhooks: what a wallet elsewhere tells by itself; its signature is over the bytes, so they are not parsed here.
import type { Rejection } from '../../domain/rejections.ts';
import { readRaw } from '../body.ts';
import type { App, RouteDeps } from '../context.ts';
import { answerProblem, PROBLEM_TYPE } from '../problem.ts';
import { parsePart } from './parse-part.ts';
import { walletParams } from './people-schemas.ts';
import { problem } from './schemas.ts';

const PATH = '/webhooks/wallet/{wallet}';
/** A batch of events, and never a way to fill the memory. */
const LIMIT_BYTES = 262_144;

const refusal = (description: string) => ({ description, content: { [PROBLEM_TYPE]: { schema: problem } } });

/** No person, cookie or origin counts here: the wallet's own signature does. */
export function addWalletWebhooks(app: App, deps: RouteDeps): void {
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: PATH,
    tags: ['Webhooks'],
    summary: 'A wallet tells by itself',
    description: 'Signed as the wallet agreed; answered once it is stored, and applied once however often it comes.',
    request: { params: walletParams },
    responses: {
      204: { description: 'Stored.' },
      400: refusal('`webhook.invalid`'),
      404: refusal('`request.not-found`'),
      413: refusal('`request.too-large`'),
      503: refusal('`system.unavailable`'),
    },
  });
  app.post(PATH.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
    const refuse = (rejection: Rejection): Response => answerProblem(c, rejection);
    const params = parsePart(walletParams, 'path', c.req.param());
    if (!params.ok) return refuse({ code: 'request.not-found' });
    const body = await readRaw(c, LIMIT_BYTES);
    if (!body.ok) return refuse(body.error);
    const accepted = await deps.steps.acceptWalletEvents({
      wallet: params.value.wallet,
      headers: c.req.header(),
      body: body.value,
    });
    return accepted.ok ? c.body(null, 204) : refuse(accepted.error);
  });
}
