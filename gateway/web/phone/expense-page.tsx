// Expense page: the receipt as a paper for expenses - number, seller, addressee, net, tax and total - to be printed.
import type { Corrections } from '../../domain/correction/corrections.ts';
import type { ReceiptJson } from '../../domain/receipt/receipt.ts';
import type { Rejection } from '../../domain/rejections.ts';
import { createFormat } from '../format.ts';
import { type Frame, renderDocument } from '../layout.tsx';
import { paths } from '../paths.ts';
import { plainName } from '../plain-name.ts';
import { textsOf } from '../text/texts.ts';
import { BillLines, type BillScene, PausedTime } from './bill-lines.tsx';
import { Name, Notice, PressForm, Problem } from './parts.tsx';

/** What makes a receipt good for expenses; the number is null only while none can be stored. */
export type ExpenseWords = {
  readonly number: string | null;
  readonly seller: { readonly name: string; readonly vatNumber: string; readonly address: string };
  readonly company: string | null;
};

export type ExpensePageInput = Frame & {
  readonly receipt: ReceiptJson;
  readonly issuedAtMs: number;
  readonly expense: ExpenseWords;
  readonly corrections: Corrections;
  readonly newKey: () => string;
  readonly problem?: Rejection | null;
};

/** Until it has its number, the page looks again. */
const LOOK_AGAIN_S = 5;

type View = BillScene & { readonly input: ExpensePageInput };

function Parties(view: View) {
  const { input, receipt, texts, format } = view;
  const { expense, issuedAtMs } = input;
  const { seller } = expense;
  return (
    <dl class="rows parties">
      <div class="strong">
        <dt>{texts.receipt.expense.number}</dt>
        <dd class="number">{expense.number ?? '…'}</dd>
      </div>
      <div>
        <dt>{texts.receipt.expense.issued}</dt>
        <dd>{format.date(issuedAtMs)}</dd>
      </div>
      <div>
        <dt>{texts.receipt.expense.seller}</dt>
        <dd>
          <Name>{seller.name}</Name>
          <br />
          <Name>{seller.address}</Name>
          <br />
          {texts.receipt.expense.vatNumber} <bdi class="number">{plainName(seller.vatNumber)}</bdi>
        </dd>
      </div>
      <div>
        <dt>{texts.receipt.expense.madeOutTo}</dt>
        <dd id="company-name">{expense.company === null ? texts.receipt.expense.nobody : <Name>{expense.company}</Name>}</dd>
      </div>
      <div>
        <dt>{texts.receipt.expense.what}</dt>
        <dd>
          <Name>{receipt.object.name}</Name>, <Name>{receipt.venue.name}</Name>
        </dd>
      </div>
      {receipt.startedAt ? (
        <div>
          <dt>{texts.receipt.from}</dt>
          <dd>{format.dateTime(receipt.startedAt)}</dd>
        </div>
      ) : null}
      <div>
        <dt>{texts.receipt.to}</dt>
        <dd>{format.dateTime(receipt.endedAt)}</dd>
      </div>
      <PausedTime {...view} />
    </dl>
  );
}

function Sums({ input, receipt, lang, texts, format }: View) {
  const { refundedMinor, paidMinor, owedMinor } = input.corrections;
  const money = (minor: number): string => format.money(minor, receipt.currency);
  const after = [
    ...(owedMinor > 0 ? [[texts.receipt.toPay, owedMinor] as const] : []),
    ...(refundedMinor > 0
      ? ([
          [texts.receipt.refunded, refundedMinor],
          [texts.receipt.remains, paidMinor - refundedMinor],
        ] as const)
      : []),
  ];
  return (
    <table class="bill">
      <BillLines receipt={receipt} lang={lang} texts={texts} format={format} />
      <tfoot>
        <tr class="line-net">
          <th scope="row">{texts.receipt.expense.net}</th>
          <td>{money(receipt.totalMinor - receipt.taxMinor)}</td>
        </tr>
        <tr class="line-tax-of-net">
          <th scope="row">{texts.receipt.expense.taxAt(format.permille(receipt.taxPermille))}</th>
          <td>{money(receipt.taxMinor)}</td>
        </tr>
        <tr class="line-total">
          <th scope="row">{texts.receipt.expense.gross}</th>
          <td>{money(receipt.totalMinor)}</td>
        </tr>
        {after.map(([label, minor]) => (
          <tr class="line-after">
            <th scope="row">{label}</th>
            <td>{money(minor)}</td>
          </tr>
        ))}
      </tfoot>
    </table>
  );
}

/** Once and for good, so that it says so before the press; the paper is as good without a name. */
function MakeOut({ input, receipt, texts }: View) {
  const { expense, newKey } = input;
  if (expense.company !== null || expense.number === null) return null;
  return (
    <section class="card off-paper" aria-labelledby="make-out-title">
      <h2 id="make-out-title">{texts.receipt.expense.makeOutTitle}</h2>
      <PressForm id="make-out" action={paths.addressee(receipt.sessionId)} formKey={newKey()} class="pairing">
        <label for="company">{texts.receipt.expense.company}</label>
        <input
          id="company"
          class="line-in"
          name="company"
          type="text"
          autocomplete="organization"
          maxlength={120}
          aria-describedby="company-hint"
          required
        />
        <p id="company-hint" class="quiet">
          {texts.receipt.expense.companyHint}
        </p>
        <button id="make-out-button" class="press press-second" type="submit">
          {texts.receipt.expense.makeOut}
        </button>
      </PressForm>
    </section>
  );
}

/** GET /sessions/{id}/receipt/expense. */
export function expensePage(input: ExpensePageInput): string {
  const { receipt, lang, expense, corrections, problem } = input;
  const texts = textsOf(lang);
  const address = paths.expense(receipt.sessionId);
  const view: View = { input, receipt, lang, texts, format: createFormat(lang, receipt.venue.zone) };
  const againS = expense.number === null ? LOOK_AGAIN_S : null;
  return renderDocument({
    frame: input,
    title: `${texts.receipt.expense.title} · ${expense.number ?? plainName(receipt.object.name)}`,
    page: 'receipt',
    kind: receipt.object.kind,
    refreshS: againS,
    children: (
      <main class="page receipt" data-now={input.nowMs} data-page={address} data-reload-s={againS ?? undefined}>
        {problem ? <Problem rejection={problem} lang={lang} backTo={address} zone={receipt.venue.zone} /> : null}
        {expense.number === null ? (
          <Notice tone="info" icon="clock">
            <p>{texts.receipt.expense.numberSoon}</p>
          </Notice>
        ) : null}
        <MakeOut {...view} />
        {corrections.owedMinor > 0 ? (
          <Notice tone="warn" icon="wallet">
            <p>{texts.receipt.owed(view.format.money(corrections.owedMinor, receipt.currency))}</p>
          </Notice>
        ) : null}
        <section class="paper">
          <header>
            <h1>{texts.receipt.expense.title}</h1>
          </header>
          <Parties {...view} />
          <Sums {...view} />
          <p class="quiet number">{receipt.receiptId}</p>
        </section>
        {expense.number === null ? null : (
          <button id="print-button" class="press press-main only-script off-paper" type="button" data-print>
            {texts.receipt.expense.print}
          </button>
        )}
        <a id="back" class="press press-plain off-paper" href={paths.receipt(receipt.sessionId)}>
          {texts.receipt.expense.back}
        </a>
      </main>
    ),
  });
}
