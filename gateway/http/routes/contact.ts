// Contact: where a person wants mail, for host apps; the address is told to nobody else.
import { z } from '@hono/zod-openapi';
import { ok } from '#protocol';
import type { ContactView } from '../../domain/message/contact.ts';
import type { App, RouteDeps } from '../context.ts';
import { readerLanguage } from '../problem.ts';
import { remoteAddress } from '../remote-address.ts';
import { addApiRoute } from './api-route.ts';

const tag = 'Contact';
const PATH = '/api/v1/contact';

const contactSchema = z
  .object({
    isOffered: z.boolean(),
    address: z.string().nullable(),
    pending: z.object({ address: z.string(), until: z.iso.datetime() }).nullable(),
  })
  .openapi('Contact');
const addressBody = z.object({ address: z.string().max(320) });
const codeBody = z.object({ code: z.string().max(20), sessionId: z.string().max(64).optional() });
const answers = { 200: { description: 'As it is now.', schema: contactSchema } };

function contactJson({ isOffered, address, pending }: ContactView) {
  const open = pending && { address: pending.address, until: new Date(pending.untilMs).toISOString() };
  return { isOffered, address, pending: open };
}

function addConfirmation(app: App, deps: RouteDeps): void {
  addApiRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${PATH}/confirmation`,
      tag,
      summary: 'Confirm an address',
      description: 'With the code that was sent there. The receipt of `sessionId` is sent then, if there is one.',
      who: 'person',
      body: codeBody,
      answers,
      refusals: ['contact.not-offered', 'contact.code-wrong', 'contact.code-over'],
    },
    async ({ c, personId, body }) => {
      const { code, sessionId = null } = body;
      const done = await deps.steps.contact.confirmContact({ personId, code, language: readerLanguage(c), sessionId });
      return done.ok ? ok({ status: 200, body: contactJson(done.value.contact) }) : done;
    },
  );
}

export function addContact(app: App, deps: RouteDeps): void {
  addApiRoute(
    app,
    deps,
    { method: 'get', path: PATH, tag, summary: 'Where mail goes', who: 'person', answers, refusals: [] },
    async ({ personId }) => {
      const found = await deps.steps.contact.readContact({ personId });
      return found.ok ? ok({ status: 200, body: contactJson(found.value) }) : found;
    },
  );
  addApiRoute(
    app,
    deps,
    {
      method: 'post',
      path: PATH,
      tag,
      summary: 'Give an address',
      description: 'A code of six digits is sent there; what was confirmed before counts until it has come back.',
      who: 'person',
      body: addressBody,
      answers,
      refusals: ['contact.not-offered', 'contact.address-refused', 'contact.too-often'],
    },
    async ({ c, personId, body }) => {
      const from = remoteAddress(c, deps.config.trustedProxies);
      const asked = await deps.steps.contact.askForContact({ personId, ...body, language: readerLanguage(c), from });
      return asked.ok ? ok({ status: 200, body: contactJson(asked.value) }) : asked;
    },
  );
  addConfirmation(app, deps);
  addApiRoute(
    app,
    deps,
    { method: 'post', path: `${PATH}/removal`, tag, summary: 'Remove the address', who: 'person', answers, refusals: [] },
    async ({ personId }) => {
      const removed = await deps.steps.contact.removeContact({ personId });
      return removed.ok ? ok({ status: 200, body: contactJson(removed.value) }) : removed;
    },
  );
}
