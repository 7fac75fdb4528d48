// Admin label batches: what `unlatch labels print` asks - for whom labels can be printed, and those of a batch, a chunk at a time.
import type { Hono } from 'hono';
import type { FindObjectsToLabel } from '../operator/find-objects-to-label.ts';
import type { IssueLabels } from '../operator/issue-labels.ts';
import { refuseOwner } from './owner-words.ts';

export type AdminLabelBatches = { readonly issueLabels: IssueLabels; readonly findObjects: FindObjectsToLabel };

type Body = { readonly [name: string]: unknown };

const textOf = (body: Body, name: string): string | null => (typeof body[name] === 'string' ? body[name] : null);
const wholeOf = (body: Body, name: string): number | null => (Number.isSafeInteger(body[name]) ? (body[name] as number) : null);

function idsOf(body: Body, name: string): readonly string[] | null {
  const given = body[name];
  return Array.isArray(given) ? given.filter((each): each is string => typeof each === 'string') : null;
}

const NEXT = {
  'code.second-label':
    "--objects unlabelled prints for the others, 'unlatch labels reprint' replaces one, and --second prints a further one",
};

/** Nobody is asked who they are: whoever may open the socket owns the data already. */
export function addLabelBatches(app: Hono, { issueLabels, findObjects }: AdminLabelBatches): void {
  app.get('/label-venues', async (c) => c.json({ venues: await findObjects.venues() }));
  app.get('/label-objects', async (c) => {
    const { tenantId = '', venueId = '', which, after = '' } = c.req.query();
    const objectIds = await findObjects.objects({ tenantId, venueId }, which === 'unlabelled' ? 'unlabelled' : 'all', after);
    return c.json({ objectIds });
  });
  app.post('/label-batches', async (c) => {
    const body = await c.req.json<Body>();
    const issued = await issueLabels({
      operatorId: textOf(body, 'operatorId') ?? 'owner',
      tenantId: textOf(body, 'tenantId') ?? '',
      venueId: textOf(body, 'venueId') ?? '',
      batchId: textOf(body, 'batchId') ?? '',
      count: wholeOf(body, 'count'),
      objectIds: idsOf(body, 'objectIds'),
      second: body.second === true,
      issuer: textOf(body, 'issuer'),
      afterTagNo: wholeOf(body, 'afterTagNo') ?? 0,
      limit: wholeOf(body, 'limit') ?? 0,
    });
    return issued.ok ? c.json(issued.value) : refuseOwner(c, issued.error, NEXT);
  });
}
