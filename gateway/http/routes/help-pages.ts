// Help pages: what to do now, about what the reader uses or used last; who is not known gets the same help without it.
import type { SessionView } from '../../domain/session/session-view.ts';
import { helpHref, paths, sessionOf } from '../../web/paths.ts';
import { helpPage } from '../../web/phone/help-page.tsx';
import type { HelpSession } from '../../web/phone/help-steps.ts';
import { admit, forCaller } from '../caller.ts';
import type { App, Asking, RouteDeps } from '../context.ts';
import { answerPage, frameOf, signInHref, type Visit, visitor } from './page-frame.ts';

const isOver = ({ state }: SessionView): boolean => state === 'closed' || state === 'failed';

/** The one that is asked about, else one that runs, else the last; none that is somebody else's. */
async function viewOf(deps: RouteDeps, { caller, personId }: Visit, sessionId: string | null): Promise<SessionView | null> {
  if (sessionId !== null) {
    const asked = forCaller(caller, await deps.steps.readSession({ sessionId, personId }));
    if (asked.ok) return asked.value;
  }
  if (caller.kind !== 'person') return null;
  const listed = await deps.steps.listSessions({ personId });
  const views = listed.ok ? listed.value : [];
  return views.find((view) => !isOver(view)) ?? views[0] ?? null;
}

async function helpSessionOf(deps: RouteDeps, visit: Visit, view: SessionView): Promise<HelpSession> {
  const asked = { sessionId: view.sessionId, personId: visit.personId };
  const hasReceipt = view.state === 'closed' && (view.role === 'host' || view.heldMinor > 0);
  if (!hasReceipt) return { ...view, hasReceipt, claims: [], seller: null };
  const corrections = await deps.steps.readCorrections(asked);
  const paper = await deps.steps.readExpenseReceipt(asked);
  return {
    ...{ ...view, hasReceipt },
    claims: corrections.ok ? (corrections.value.claimable?.rules ?? []) : [],
    seller: paper.ok ? paper.value.expense.seller : null,
  };
}

/** A token that ended within a day is enough: help is looked for when things went wrong. */
async function visitOf(c: Asking, deps: RouteDeps): Promise<Visit | null> {
  const { caller } = await visitor(c, deps);
  const person = admit(caller, 'owner', deps.clock.nowMs());
  return person.ok ? { caller, personId: person.value.personId } : null;
}

export function addHelpPages(app: App, deps: RouteDeps): void {
  app.get(paths.help, async (c) => {
    const asked = sessionOf(c.req.query('session'));
    const path = helpHref(asked);
    const visit = await visitOf(c, deps);
    const view = visit && (await viewOf(deps, visit, asked));
    const session = visit && view ? await helpSessionOf(deps, visit, view) : null;
    const signIn = visit === null ? signInHref(deps, path) : null;
    return answerPage(c, helpPage({ ...frameOf(c, deps, path), session, signInHref: signIn }));
  });
}
