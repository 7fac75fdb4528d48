// Admin tag keys: what only the owner of the data folder may do about the keys that sign labels, and what must be printed anew.
import type { Context, Hono } from 'hono';
import type { Clock } from '#protocol';
import {
  isRotationDue,
  signingKeyOf,
  type TagKeyAct,
  type TagKeyFacts,
  type TagKeyRefusal,
} from '../domain/tag-key/tag-key-life.ts';
import type { ChangeTagKeys } from '../operator/change-tag-keys.ts';
import { Unavailable } from '../ports/unavailable.ts';

/** As the queries give it. */
export type QueuedForReprint = {
  readonly tagId: string;
  readonly tenantId: string;
  readonly status: string;
  /** As it is printed. */
  readonly shortCode: string | null;
  readonly objectId: string | null;
  readonly objectName: string | null;
  readonly placeName: string | null;
  readonly venueId: string | null;
  readonly venueName: string | null;
  readonly isReprinted: boolean;
};

export type AdminTagKeys = {
  readonly facts: () => readonly TagKeyFacts[];
  /** Why labels cannot be signed; null: they can. */
  readonly trouble: () => Promise<string | null>;
  readonly change: ChangeTagKeys;
  readonly hanging: () => Promise<ReadonlyMap<number, number>>;
  readonly queue: (kid: number, limit: number, part: 'all' | 'to-print') => Promise<readonly QueuedForReprint[]>;
  readonly clock: Clock;
};

const WHOLE_NUMBER = /^\d{1,6}$/;
const MOST_QUEUED = 10_000;

/** What happened and what to do next, for whoever typed the command. */
function explain(refusal: TagKeyRefusal): string {
  switch (refusal.code) {
    case 'key.unknown':
      return `there is no key k${refusal.kid}: there are ${refusal.known.map((kid) => `k${kid}`).join(', ')}`;
    case 'key.host-unknown':
      return `no key is of ${refusal.issuer}, only of ${refusal.known.join(', ')}: add --new-host where it is meant to have labels of its own`;
    case 'key.host-unclear':
      return `there are keys of ${refusal.known.join(', ')}: name one with --issuer`;
    case 'key.host-known':
      return `${refusal.issuer} has keys already: leave --new-host out`;
    case 'key.host-malformed':
      return `'${refusal.issuer}' is no issuer: write it as https://q.example.com, without a path`;
    case 'key.numbers-used-up':
      return 'all 255 numbers are given, and none is ever given twice: labels of a further key need another gateway';
    case 'key.last-to-sign':
      return `k${refusal.kid} is the only key of ${refusal.issuer} that signs: 'unlatch labels keys rotate' makes the next one and retires it`;
    case 'key.signs':
      return `k${refusal.kid} signs for ${refusal.issuer}: first 'unlatch labels keys rotate --issuer ${refusal.issuer}', then revoke it`;
    case 'key.labels-hang':
      return `labels of k${refusal.kid} that hang or were printed: ${refusal.labels}; they would lead nowhere: 'unlatch labels keys queue --kid ${refusal.kid}' lists them; --emergency gives them up`;
    case 'key.done-already':
      return `k${refusal.kid} is ${refusal.status} already`;
    case 'key.changed-meanwhile':
      return "another gateway or a hand changed the keys at the same moment, and nothing was changed here: see 'unlatch labels keys status', then repeat it where it is still meant";
  }
}

type Body = { readonly [name: string]: unknown };

function actOf(name: string, body: Body): TagKeyAct | null {
  const kid = typeof body.kid === 'number' && Number.isInteger(body.kid) ? body.kid : null;
  if (name === 'rotate') {
    const issuer = typeof body.issuer === 'string' ? body.issuer : null;
    return { act: 'rotate', issuer, isNewHost: body.isNewHost === true };
  }
  if (kid === null) return null;
  if (name === 'retire') return { act: 'retire', kid };
  return name === 'revoke' ? { act: 'revoke', kid, isEmergency: body.isEmergency === true } : null;
}

/** Nobody is asked who they are: whoever may open the socket owns the data already. */
export function addTagKeys(app: Hono, keys: AdminTagKeys): void {
  async function describe(c: Context, made: readonly number[] = []): Promise<Response> {
    const [hanging, nowMs, trouble] = [await keys.hanging(), keys.clock.nowMs(), await keys.trouble()];
    const facts = keys.facts();
    return c.json({
      made,
      trouble,
      keys: facts.map((key) => ({
        ...{ kid: key.kid, issuer: key.issuer, status: key.status, madeAtMs: key.madeAtMs },
        labels: hanging.get(key.kid) ?? 0,
        isNext: signingKeyOf(facts, key.issuer)?.kid === key.kid,
        isDue: isRotationDue(key, nowMs),
      })),
    });
  }

  app.get('/labels/keys', (c) => describe(c));
  app.get('/labels/keys/queue', async (c) => {
    const [kid = '', limit = '100'] = [c.req.query('kid'), c.req.query('limit')];
    if (!WHOLE_NUMBER.test(kid) || !WHOLE_NUMBER.test(limit) || Number(kid) > 255 || Number(limit) > MOST_QUEUED) {
      return c.json({ code: 'request.malformed', problem: `kid is 0 to 255, limit at most ${MOST_QUEUED}` }, 400);
    }
    const part = c.req.query('part') === 'to-print' ? 'to-print' : 'all';
    const [labels, hanging] = [await keys.queue(Number(kid), Number(limit), part), await keys.hanging()];
    return c.json({ labels, inUse: hanging.get(Number(kid)) ?? 0 });
  });
  app.post('/labels/keys/:act{rotate|retire|revoke}', async (c) => {
    const body = await c.req.json<Body>();
    const act = actOf(c.req.param('act'), body);
    if (act === null) return c.json({ code: 'request.malformed', problem: 'kid: a number from 0 to 255' }, 400);
    const operatorId = typeof body.operatorId === 'string' && body.operatorId !== '' ? body.operatorId : 'owner';
    try {
      const changed = await keys.change({ act, operatorId });
      if (!changed.ok) return c.json({ code: changed.error.code, problem: explain(changed.error) }, 409);
      return describe(c, changed.value.made);
    } catch (cause) {
      if (!(cause instanceof Unavailable)) throw cause;
      const why = (await keys.trouble()) ?? 'keys.unavailable';
      return c.json({ code: why, problem: 'the key file could not be changed; nothing has changed: see the log' }, 503);
    }
  });
}
