// Wallet pages: balance, top-up on the way to Start, and paying what is owed; plain forms, with or without script.
import { ok, type Result, refused } from '#protocol';
import { TOP_UP_LIMITS } from '../../domain/ledger/top-up-decide.ts';
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

/** @param form of a press that was refused: where the person came from, and what they typed. */
async function answerWallet(
  c: Asking,
  deps: RouteDeps,
  { personId }: Visit,
  problem: Rejection | null,
  form?: Press['form'],
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
    typed: form?.get('amount'),
    back: backPath(form?.get('back') ?? c.req.query('back')),
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
  const asked = parsePart(topUpBody.pick({ currency: true }), 'form', { currency: form.get('currency') });
  if (!asked.ok) return asked;
  const { currency } = asked.value;
  const amountMinor = parseMinor(form.get('amount') ?? '', currency);
  if (amountMinor === null || amountMinor < 1n) return refused({ code: 'top-up.amount-refused', ...TOP_UP_LIMITS, currency });
  const keyed = keyRequest(personId, routeName(TOP_UPS_PATH), key, { amountMinor: Number(amountMinor), currency });
  const done = await deps.steps.requestTopUp({ ...keyed, amountMinor, currency, personToken: tokenOf(caller) });
  if (!done.ok) return done;
  const { topUpId } = JSON.parse(done.value.body) as { readonly topUpId: string };
  const back = backPath(form.get('back'));
  return ok(`${paths.topUp(topUpId)}${back === null ? '' : `?back=${encodeURIComponent(back)}`}`);
}

function addTopUpPages(app: App, deps: RouteDeps): void {
  app.post(paths.topUps, async (c) => {
    const press = await readPress(c, deps);
    if (!press.ok) return answerRefusedVisit(c, deps, press.error, paths.wallet);
    const asked = await topUp(deps, press.value);
    return asked.ok ? seeOther(c, asked.value) : answerWallet(c, deps, press.value, asked.error, press.value.form);
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
