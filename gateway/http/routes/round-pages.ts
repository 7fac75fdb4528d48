// Round pages: staff start or take up a round of a venue, say what they see, and end it; the API has the same acts.
import { ok, type Result, refused } from '#protocol';
import type { Rejection } from '../../domain/rejections.ts';
import type { LabelRound, RoundReport } from '../../domain/watch/label-round.ts';
import { type LastSeen, roundLabelPage, roundPage, roundsPage } from '../../web/operator/round-page.tsx';
import { paths } from '../../web/paths.ts';
import type { App, Asking } from '../context.ts';
import { answerPage, seeOther } from './page-frame.ts';
import { type Form, type StaffDoor, staffFrame, statusFor, type Visit } from './staff-visit.ts';

const FINDINGS = ['in-place', 'on-another-object', 'not-attached', 'ended', 'foreign'] as const;
const ID = /^[A-Za-z0-9_-]{1,64}$/;
const MOST_EARLIER = 20;

type Told = { readonly typed: string; readonly problem: Rejection | null };
const TOLD_NOTHING: Told = { typed: '', problem: null };

async function answerRounds(visit: Visit, problem: Rejection | null): Promise<Response> {
  const { c, deps, operator } = visit;
  const { attachDesk, inspectLabels } = deps.steps.operator;
  const venues = await attachDesk.venues(operator.tenantId);
  const rounds = await inspectLabels.list({ operator });
  const isOpenIn = (venueId: string) => (round: LabelRound) => round.venueId === venueId && round.endedAtMs === null;
  const nameOf = (venueId: string): string => venues.find((venue) => venue.venueId === venueId)?.name ?? venueId;
  const html = roundsPage({
    ...staffFrame(visit, paths.rounds, problem),
    venues: venues.map((venue) => ({ ...venue, open: rounds.find(isOpenIn(venue.venueId)) ?? null })),
    earlier: rounds
      .filter(({ endedAtMs }) => endedAtMs !== null)
      .slice(0, MOST_EARLIER)
      .map((round) => ({ round, venueName: nameOf(round.venueId) })),
  });
  return answerPage(c, html, statusFor(c, problem));
}

/** What was seen a moment ago, when the page was reached by seeing it; it is said in words of ours and names that are looked up. */
function readLast(c: Asking): LastSeen | null {
  const { seen = '', label = '', object = '' } = c.req.query();
  const finding = FINDINGS.find((each) => each === seen);
  if (finding === undefined) return null;
  return { finding, tagId: ID.test(label) ? label : null, boundTo: ID.test(object) ? object : null };
}

type Read = { readonly round: LabelRound; readonly report: RoundReport };

async function readRound({ deps, operator }: Visit, roundId: string): Promise<Result<Read, Rejection>> {
  return ID.test(roundId)
    ? deps.steps.operator.inspectLabels.report({ operator, roundId })
    : refused({ code: 'label-round.unknown' });
}

async function venueNameOf({ deps, operator }: Visit, venueId: string): Promise<string> {
  const venues = await deps.steps.operator.attachDesk.venues(operator.tenantId);
  return venues.find((venue) => venue.venueId === venueId)?.name ?? venueId;
}

async function answerRound(visit: Visit, roundId: string, { typed, problem }: Told): Promise<Response> {
  const { c, deps, operator } = visit;
  const found = await readRound(visit, roundId);
  if (!found.ok) return answerRounds(visit, found.error);
  const { round, report } = found.value;
  const { nameFindings } = deps.steps.operator;
  const last = problem === null ? readLast(c) : null;
  const ofReport = await nameFindings.ofReport(operator.tenantId, report);
  const ofLast = last && (await nameFindings.ofSighting(operator.tenantId, { ...last, seenAt: '' }));
  const html = roundPage({
    ...staffFrame(visit, paths.round(roundId), problem),
    ...{ round, report, last, typed, venueName: await venueNameOf(visit, round.venueId) },
    names: {
      labels: { ...ofReport.labels, ...ofLast?.labels },
      objects: { ...ofReport.objects, ...ofLast?.objects },
    },
    isScanning: c.req.query('again') === '1',
  });
  return answerPage(c, html, statusFor(c, problem));
}

async function answerLabel(visit: Visit, roundId: string, tagId: string): Promise<Response> {
  const { c, deps, operator } = visit;
  const found = await readRound(visit, roundId);
  if (!found.ok) return answerRounds(visit, found.error);
  const label = await deps.steps.operator.findLabel(operator.tenantId, tagId);
  if (!label.ok) return answerRound(visit, roundId, { typed: '', problem: label.error });
  const find = (c.req.query('find') ?? '').slice(0, 80);
  const { venueId } = found.value.round;
  const names = await deps.steps.operator.nameFindings.ofSighting(operator.tenantId, { tagId, boundTo: null, seenAt: '' });
  const html = roundLabelPage({
    ...staffFrame(visit, paths.roundLabel(roundId, tagId), null),
    ...{ roundId, find, ...(await readObjects(visit, find, venueId)) },
    label: { tagId, name: names.labels[tagId] ?? tagId, objectName: label.value.object?.name ?? '' },
  });
  return answerPage(c, html);
}

async function readObjects({ deps, operator }: Visit, find: string, venueId: string) {
  const { shown, more } = await deps.steps.operator.attachDesk.objects(operator.tenantId, find, { venueId });
  return { objects: shown, more };
}

async function start(visit: Visit, form: Form): Promise<Response> {
  const { c, deps, operator } = visit;
  const started = await deps.steps.operator.inspectLabels.start({ operator, venueId: form.get('venue') ?? '' });
  return started.ok ? seeOther(c, paths.round(started.value.roundId)) : answerRounds(visit, started.error);
}

/** Empty is nothing that anybody saw. */
function readCode(form: Form): Result<string, Rejection> {
  const code = (form.get('code') ?? '').trim().slice(0, 2_048);
  return code === '' ? refused({ code: 'label.mistyped', mistake: 'length' }) : ok(code);
}

async function see(visit: Visit, roundId: string, form: Form): Promise<Response> {
  const { c, deps, operator } = visit;
  const read = form.get('read') ?? '';
  const code = readCode(form);
  const seen = code.ok
    ? await deps.steps.operator.inspectLabels.see({
        ...{ operator, roundId, code: code.value, isTyped: read === 'typed' },
        seenAt: form.get('at') || null,
      })
    : code;
  if (!seen.ok) return answerRound(visit, roundId, { typed: form.get('code') ?? '', problem: seen.error });
  const { finding, tagId, boundTo } = seen.value;
  const told = new URLSearchParams({
    seen: finding,
    ...(tagId !== null && { label: tagId }),
    ...(boundTo !== null && { object: boundTo }),
    ...(read === 'camera' && { again: '1' }),
  });
  return seeOther(c, `${paths.round(roundId)}?${told}`);
}

async function end(visit: Visit, roundId: string): Promise<Response> {
  const { c, deps, operator } = visit;
  const over = await deps.steps.operator.inspectLabels.end({ operator, roundId });
  return over.ok ? seeOther(c, paths.round(roundId)) : answerRounds(visit, over.error);
}

export function addRoundPages(app: App, { asStaff, pressed }: StaffDoor): void {
  app.get(paths.rounds, (c) => asStaff(c, (visit) => answerRounds(visit, null)));
  app.post(paths.rounds, (c) => pressed(c, start, answerRounds));
  app.get(`${paths.rounds}/:id`, (c) => asStaff(c, (visit) => answerRound(visit, c.req.param('id'), TOLD_NOTHING)));
  app.post(`${paths.rounds}/:id/sightings`, (c) =>
    pressed(c, (visit, form) => see(visit, c.req.param('id'), form), answerRounds),
  );
  app.get(`${paths.rounds}/:id/labels/:tag`, (c) =>
    asStaff(c, (visit) => answerLabel(visit, c.req.param('id'), c.req.param('tag'))),
  );
  app.post(`${paths.rounds}/:id/end`, (c) => pressed(c, (visit) => end(visit, c.req.param('id')), answerRounds));
}
