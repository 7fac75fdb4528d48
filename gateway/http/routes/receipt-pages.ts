// Receipt pages: the bill with what came after it, "something wrong?" in one tap, and the paper for expenses.
import type { ReceiptJson } from '../../domain/receipt/receipt.ts';
import type { Rejection } from '../../domain/rejections.ts';
import { paths } from '../../web/paths.ts';
import { expensePage } from '../../web/phone/expense-page.tsx';
import { receiptPage } from '../../web/phone/receipt-page.tsx';
import { forCaller } from '../caller.ts';
import type { App, Asking, RouteDeps } from '../context.ts';
import { keyRequest } from '../idempotency.ts';
import { statusOf } from '../problem.ts';
import { routeName } from './api-route.ts';
import { CLAIMS_PATH } from './claims.ts';
import {
  answerPage,
  answerRefusedVisit,
  frameOf,
  knownVisitor,
  newKey,
  readPress,
  seeOther,
  signedFrame,
  type Visit,
} from './page-frame.ts';
import { parsePart } from './parse-part.ts';
import { claimBody } from './people-schemas.ts';
import { addresseeBody } from './receipts.ts';

/** The bill as it was issued, with what came after it and what was wrong with the last press. */
async function answerReceipt(
  c: Asking,
  deps: RouteDeps,
  { caller, personId }: Visit,
  sessionId: string,
  problem: Rejection | null,
): Promise<Response> {
  const path = paths.receipt(sessionId);
  const receipt = forCaller(caller, await deps.steps.readReceipt({ sessionId, personId }));
  if (!receipt.ok) return answerRefusedVisit(c, deps, receipt.error, paths.session(sessionId));
  const corrections = await deps.steps.readCorrections({ sessionId, personId });
  if (!corrections.ok) return answerRefusedVisit(c, deps, corrections.error, paths.session(sessionId));
  const found = await deps.steps.readExpenseReceipt({ sessionId, personId });
  const bill = JSON.parse(receipt.value.json) as ReceiptJson;
  const contact = await deps.steps.contact.readContact({ personId });
  const html = receiptPage({
    isMailOffered: contact.ok && contact.value.isOffered,
    ...signedFrame(frameOf(c, deps, path), bill.proof.tag),
    receipt: bill,
    corrections: corrections.value,
    expense: found.ok ? found.value.expense : null,
    newKey: () => newKey(deps),
    problem,
    isWrong: c.req.query('wrong') === '1',
  });
  return answerPage(c, html, problem === null ? 200 : statusOf(problem.code));
}

/** The paper for expenses; where there is none, the refusal leads back to the bill. */
async function answerExpense(
  c: Asking,
  deps: RouteDeps,
  { caller, personId }: Visit,
  sessionId: string,
  problem: Rejection | null,
): Promise<Response> {
  const found = forCaller(caller, await deps.steps.readExpenseReceipt({ sessionId, personId }));
  if (!found.ok) return answerRefusedVisit(c, deps, found.error, paths.receipt(sessionId));
  const corrections = await deps.steps.readCorrections({ sessionId, personId });
  if (!corrections.ok) return answerRefusedVisit(c, deps, corrections.error, paths.receipt(sessionId));
  const { receipt, expense } = found.value;
  const html = expensePage({
    ...frameOf(c, deps, paths.expense(sessionId)),
    receipt: JSON.parse(receipt.json) as ReceiptJson,
    issuedAtMs: receipt.issuedAtMs,
    expense,
    corrections: corrections.value,
    newKey: () => newKey(deps),
    problem,
  });
  return answerPage(c, html, problem === null ? 200 : statusOf(problem.code));
}

function addExpensePage(app: App, deps: RouteDeps): void {
  app.get('/sessions/:id/receipt/expense', async (c) => {
    const sessionId = c.req.param('id');
    const known = await knownVisitor(c, deps, 'owner');
    if (!known.ok) return answerRefusedVisit(c, deps, known.error, paths.expense(sessionId));
    return answerExpense(c, deps, known.value, sessionId, null);
  });
  app.post('/sessions/:id/receipt/addressee', async (c) => {
    const sessionId = c.req.param('id');
    const press = await readPress(c, deps);
    if (!press.ok) return answerRefusedVisit(c, deps, press.error, paths.expense(sessionId));
    const { personId, form } = press.value;
    const body = parsePart(addresseeBody, 'form', { company: form.get('company') });
    if (!body.ok) return answerExpense(c, deps, press.value, sessionId, body.error);
    // The same name again is no second wish, so that the step needs no key.
    const made = await deps.steps.addressReceipt({ sessionId, personId, company: body.value.company });
    return made.ok ? seeOther(c, paths.expense(sessionId)) : answerExpense(c, deps, press.value, sessionId, made.error);
  });
}

export function addReceiptPages(app: App, deps: RouteDeps): void {
  app.get('/sessions/:id/receipt', async (c) => {
    const sessionId = c.req.param('id');
    const known = await knownVisitor(c, deps, 'owner');
    if (!known.ok) return answerRefusedVisit(c, deps, known.error, paths.receipt(sessionId));
    return answerReceipt(c, deps, known.value, sessionId, null);
  });
  app.post('/sessions/:id/claims', async (c) => {
    const sessionId = c.req.param('id');
    const press = await readPress(c, deps);
    if (!press.ok) return answerRefusedVisit(c, deps, press.error, paths.receipt(sessionId));
    const { personId, form, key } = press.value;
    const body = parsePart(claimBody, 'form', { rule: form.get('rule') });
    if (!body.ok) return answerReceipt(c, deps, press.value, sessionId, body.error);
    const keyed = keyRequest(personId, routeName(CLAIMS_PATH), key, { id: sessionId, ...body.value });
    const claimed = await deps.steps.claimRefund({ ...keyed, ...body.value, sessionId });
    return claimed.ok ? seeOther(c, paths.receipt(sessionId)) : answerReceipt(c, deps, press.value, sessionId, claimed.error);
  });
  addExpensePage(app, deps);
}
