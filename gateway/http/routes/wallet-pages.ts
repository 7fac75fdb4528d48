// Wallet pages: balance, top-up on the way to Start, and paying what is owed; plain forms, with or without script.
import { ok, type Result, refused } from '#protocol';
import { parseMinor } from '../../domain/money.ts';
import type { Rejection } from '../../domain/rejections.ts';
import { backPath, paths } from '../../web/paths.ts';
import { topUpPage, walletPage } from '../../web/phone/wallet-page.tsx';
import { tokenOf } from '../caller.ts';
import type { App, Asking, RouteDeps } from '../context.ts';
import { keyRequest } from '../idempotency.ts';
import { statusOf } from '../problem.ts';
import { routeName } from './api-route.ts';
import {
  answerPage,
  answerRefusedVisit,
  frameOf,
  knownVisitor,
  newKey,
  type Press,
  readPress,
  seeOther,
  type Visit,
} from './page-frame.ts';
import { parsePart } from './parse-part.ts';
import { topUpBody, topUpParams } from './people-schemas.ts';
import { OWED_PATH, TOP_UPS_PATH } from './wallet.ts';

function needOf(c: Asking): bigint | null {
  const need = c.req.query('need') ?? '';
  return /^\d{1,15}$/.test(need) ? BigInt(need) : null;
}

/** @param back where the person came from: in the address of a page, in the form of a press. */
async function answerWallet(
  c: Asking,
  deps: RouteDeps,
  { personId }: Visit,
  problem: Rejection | null,
  back = c.req.query('back'),
): Promise<Response> {
  const purse = await deps.steps.readPurse({ personId });
  if (!purse.ok) return answerRefusedVisit(c, deps, purse.error, paths.home);
  const { wallet, balance, owed, topUp } = purse.value;
  const contact = await deps.steps.contact.readContact({ personId });
  const html = walletPage({
    ...frameOf(c, deps, paths.wallet),
    isMailOffered: contact.ok && contact.value.isOffered,
    wallet,
    balance: wallet === 'ledger' ? balance : null,
    owed,
    topUp: topUp && { ...topUp, currency: balance.currency },
    needMinor: needOf(c),
    back: backPath(back),
    isPaying: c.req.query('paying') === '1',
    newKey: () => newKey(deps),
    hasAccount: deps.persons !== undefined,
    problem,
  });
  return answerPage(c, html, problem === null ? 200 : statusOf(problem.code));
}

/** What somebody typed, as the API's own body; a fraction of a minor unit is nobody's amount. */
async function topUp(deps: RouteDeps, press: Press): Promise<Result<string, Rejection>> {
  const { caller, personId, form, key } = press;
  const currency = form.get('currency') ?? '';
  const amountMinor = parseMinor(form.get('amount') ?? '', currency);
  if (amountMinor === null) return refused({ code: 'request.malformed', at: 'form.amount', problem: 'not an amount' });
  const body = parsePart(topUpBody, 'form', { amountMinor: Number(amountMinor), currency });
  if (!body.ok) return body;
  const keyed = keyRequest(personId, routeName(TOP_UPS_PATH), key, body.value);
  const asked = await deps.steps.requestTopUp({ ...keyed, amountMinor, currency, personToken: tokenOf(caller) });
  if (!asked.ok) return asked;
  const { topUpId } = JSON.parse(asked.value.body) as { readonly topUpId: string };
  const back = backPath(form.get('back'));
  return ok(`${paths.topUp(topUpId)}${back === null ? '' : `?back=${encodeURIComponent(back)}`}`);
}

function addTopUpPages(app: App, deps: RouteDeps): void {
  app.post(paths.topUps, async (c) => {
    const press = await readPress(c, deps);
    if (!press.ok) return answerRefusedVisit(c, deps, press.error, paths.wallet);
    const asked = await topUp(deps, press.value);
    return asked.ok ? seeOther(c, asked.value) : answerWallet(c, deps, press.value, asked.error, press.value.form.get('back'));
  });
  app.get(`${paths.topUps}/:id`, async (c) => {
    const known = await knownVisitor(c, deps, 'person');
    if (!known.ok) return answerRefusedVisit(c, deps, known.error, paths.wallet);
    const params = parsePart(topUpParams, 'path', c.req.param());
    if (!params.ok) return answerRefusedVisit(c, deps, params.error, paths.wallet);
    const found = await deps.steps.readTopUp({ personId: known.value.personId, topUpId: params.value.id });
    if (!found.ok) return answerRefusedVisit(c, deps, found.error, paths.wallet);
    const back = backPath(c.req.query('back'));
    return answerPage(c, topUpPage({ ...frameOf(c, deps), topUp: found.value, back }));
  });
}

export function addWalletPages(app: App, deps: RouteDeps): void {
  app.get(paths.wallet, async (c) => {
    const known = await knownVisitor(c, deps, 'person');
    return known.ok ? answerWallet(c, deps, known.value, null) : answerRefusedVisit(c, deps, known.error, paths.wallet);
  });
  addTopUpPages(app, deps);
  app.post(paths.payOwed, async (c) => {
    const press = await readPress(c, deps);
    if (!press.ok) return answerRefusedVisit(c, deps, press.error, paths.wallet);
    const { personId, key } = press.value;
    const paid = await deps.steps.payOwed(keyRequest(personId, routeName(OWED_PATH), key, {}));
    return paid.ok ? seeOther(c, `${paths.wallet}?paying=1`) : answerWallet(c, deps, press.value, paid.error);
  });
}
