// Receipt page: the bill in the words of the offer, what it rests on, and how to check it without us.

import type { Corrections } from '../../domain/correction/corrections.ts';
import { toSafeNumber } from '../../domain/money.ts';
import type { ReceiptJson } from '../../domain/receipt/receipt.ts';
import type { Rejection } from '../../domain/rejections.ts';
import { readFrozenTariff } from '../../domain/tariff/tariff-read.ts';
import { createFormat, type Format } from '../format.ts';
import { type Frame, renderDocument } from '../layout.tsx';
import { paths } from '../paths.ts';
import { plainName } from '../plain-name.ts';
import type { Texts } from '../text/en.ts';
import { textsOf } from '../text/texts.ts';
import { BillLines, PausedTime } from './bill-lines.tsx';
import { ContactEntry } from './contact-entry.tsx';
import type { ExpenseWords } from './expense-page.tsx';
import { Icon, type IconName } from './icons.tsx';
import { Name, Problem, Whereabouts } from './parts.tsx';
import { GivenBack, SomethingWrong, StillOwed } from './receipt-corrections.tsx';

export type ReceiptPageInput = Frame & {
  /** Started without the signature of a label. */
  readonly isUnsigned?: boolean;
  readonly receipt: ReceiptJson;
  readonly corrections: Corrections;
  /** null where the venue has not said who sells: its receipts are bills, and no more. */
  readonly expense: ExpenseWords | null;
  /** Left out where no mail is sent. */
  readonly isMailOffered?: boolean;
  /** Gives each form of the page a fresh idempotency key. */
  readonly newKey: () => string;
  readonly problem?: Rejection | null;
  /** The reader came to say that something is wrong. */
  readonly isWrong?: boolean;
};

type View = { readonly input: ReceiptPageInput; readonly texts: Texts; readonly format: Format };

function Bill({ input, texts, format }: View) {
  const { receipt, lang } = input;
  const { currency } = receipt;
  const money = (minor: number): string => format.money(minor, currency);
  const tariff = readFrozenTariff(receipt.proof.tariff);
  const isTaxOnTop = receipt.lines.some(({ line }) => line === 'tax');
  return (
    <table class="bill">
      <BillLines receipt={receipt} lang={lang} texts={texts} format={format} />
      <tfoot>
        <tr class="line-total">
          <th scope="row">{texts.receipt.total}</th>
          <td>{money(receipt.totalMinor)}</td>
        </tr>
        {receipt.taxMinor > 0 && !isTaxOnTop ? (
          <tr class="line-tax">
            <th scope="row">{texts.receipt.taxIncluded(format.permille(receipt.taxPermille))}</th>
            <td>{money(receipt.taxMinor)}</td>
          </tr>
        ) : null}
        <tr class="line-hold">
          <th scope="row">{texts.receipt.reserved}</th>
          <td>{money(receipt.heldMinor)}</td>
        </tr>
        {tariff && receipt.role === 'host' ? (
          <tr class="line-hold">
            <th scope="row">{texts.receipt.most}</th>
            <td>{money(toSafeNumber(tariff.hold.mostMinor))}</td>
          </tr>
        ) : null}
        {input.corrections.owedMinor > 0 ? null : (
          <tr class="line-hold">
            <th scope="row">{texts.receipt.released}</th>
            <td>{money(receipt.releasedMinor)}</td>
          </tr>
        )}
      </tfoot>
    </table>
  );
}

function Times({ input, texts, format }: View) {
  const { receipt } = input;
  return (
    <dl class="rows">
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
      <div>
        <dt>{texts.receipt.used}</dt>
        <dd>{format.duration(receipt.usage.useMs)}</dd>
      </div>
      <PausedTime receipt={receipt} lang={input.lang} texts={texts} format={format} />
      {receipt.usage.distanceM > 0 ? (
        <div>
          <dt>{texts.session.distance}</dt>
          <dd>{format.distance(receipt.usage.distanceM)}</dd>
        </div>
      ) : null}
      <div>
        <dt>{texts.receipt.number}</dt>
        <dd>
          <span class="number">{input.expense?.number ?? receipt.receiptId}</span>
          {input.expense?.number ? (
            <>
              <br />
              <small class="quiet number">{receipt.receiptId}</small>
            </>
          ) : null}
        </dd>
      </div>
    </dl>
  );
}

/** What is still to be paid comes first: a bill is not a payment. */
function Paid({ input, texts, format }: View) {
  const { receipt, corrections } = input;
  const { owedMinor, paidMinor, refundedMinor } = corrections;
  const isFree = receipt.totalMinor === 0;
  const money = (minor: number): string => format.money(minor, receipt.currency);
  if (owedMinor > 0)
    return (
      <>
        <p class="paid paid-owed">
          <span>{texts.receipt.toPay}</span>
          <b>{money(owedMinor)}</b>
        </p>
        <p class="quiet">{texts.receipt.paidSoFar(money(paidMinor), money(receipt.totalMinor))}</p>
      </>
    );
  const paid = (
    <p class="paid">
      <span>{isFree ? texts.receipt.nothingPaid : texts.receipt.paid}</span>
      <b>{money(receipt.totalMinor)}</b>
    </p>
  );
  if (refundedMinor === 0) return paid;
  return (
    <>
      {paid}
      <p>
        <a href="#corrections-title">{texts.receipt.remainsOf(money(paidMinor - refundedMinor), money(refundedMinor))}</a>
      </p>
    </>
  );
}

function ForExpenses({ input, texts }: View) {
  const { expense, receipt } = input;
  if (expense === null || receipt.totalMinor === 0) return null;
  return (
    <a id="for-expenses" class="entry off-paper" href={paths.expense(receipt.sessionId)}>
      <span class="entry-words">
        <b>{texts.receipt.expense.title}</b>
        <span class="quiet">{expense.company === null ? texts.receipt.expense.link : <Name>{expense.company}</Name>}</span>
      </span>
      <Icon name="forward" />
    </a>
  );
}

function evidenceOf({ input, texts, format }: View): readonly { readonly icon: IconName; readonly text: string }[] {
  const { receipt, host, isUnsigned } = input;
  const { proof, startedAt, endedAt } = receipt;
  const start = proof.deviceStart !== null && startedAt !== null;
  const end = proof.deviceEnd !== null;
  return [
    isUnsigned
      ? { icon: 'minus', text: texts.receipt.proofNoLabel }
      : { icon: 'shield', text: texts.receipt.proofLabel(plainName(host)) },
    { icon: 'check', text: texts.receipt.proofTariff },
    start
      ? { icon: 'check', text: texts.receipt.proofStart(format.timeWithSeconds(startedAt)) }
      : { icon: 'minus', text: texts.receipt.proofNoStart },
    end
      ? { icon: 'check', text: texts.receipt.proofEnd(format.timeWithSeconds(endedAt)) }
      : { icon: 'minus', text: texts.receipt.proofNoEnd },
    ...(proof.deviceTickets.length > 0
      ? [{ icon: 'check' as const, text: texts.receipt.proofTickets(format.count(proof.deviceTickets.length)) }]
      : []),
  ];
}

function Proof(view: View) {
  const { input, texts } = view;
  const { receipt } = input;
  const file = `unlatch-${receipt.receiptId}`;
  return (
    <section class="card proof" aria-labelledby="proof-title">
      <h2 id="proof-title">{texts.receipt.proof}</h2>
      <ul class="evidence">
        {evidenceOf(view).map(({ icon, text }) => (
          <li>
            <Icon name={icon} />
            <span>{text}</span>
          </li>
        ))}
      </ul>
      <details id="check">
        <summary>{texts.receipt.check}</summary>
        <p>{texts.receipt.checkDetail}</p>
        <p class="files">
          <a href={paths.receiptJson(receipt.sessionId)} download={`${file}.json`}>
            {texts.receipt.json}
          </a>
          <a href={paths.receiptKeys(receipt.sessionId)} download={`${file}.keys.json`}>
            {texts.receipt.keys}
          </a>
        </p>
        <code class="command">{`unlatch receipt verify ${file}.json --keys ${file}.keys.json`}</code>
      </details>
    </section>
  );
}

/** GET /sessions/{id}/receipt. */
export function receiptPage(input: ReceiptPageInput): string {
  const { receipt, lang } = input;
  const texts = textsOf(lang);
  const view: View = { input, texts, format: createFormat(lang, receipt.venue.zone) };
  const reasons: { readonly [reason: string]: string } = texts.receipt.reasons;
  const { corrections, newKey, problem } = input;
  const scene = { corrections, newKey, texts, format: view.format, isWrong: input.isWrong === true };
  return renderDocument({
    frame: input,
    title: `${texts.receipt.title} · ${plainName(receipt.object.name)}`,
    page: 'receipt',
    kind: receipt.object.kind,
    children: (
      <main class="page receipt" data-now={input.nowMs} data-page={paths.receipt(receipt.sessionId)}>
        {problem ? (
          <Problem rejection={problem} lang={lang} backTo={paths.receipt(receipt.sessionId)} zone={receipt.venue.zone} />
        ) : null}
        <StillOwed scene={scene} />
        <section class="paper">
          <header>
            <p class="eyebrow">{texts.receipt.title}</p>
            <h1>
              <Name>{receipt.object.name}</Name>
            </h1>
            <Whereabouts placeName={receipt.place} venueName={receipt.venue.name} />
            <Paid {...view} />
            <p class="quiet">{reasons[receipt.endReason] ?? texts.receipt.reasons.other}</p>
          </header>
          <Bill {...view} />
          <Times {...view} />
        </section>
        <ForExpenses {...view} />
        {input.isMailOffered ? <ContactEntry lang={lang} sessionId={receipt.sessionId} /> : null}
        <GivenBack scene={scene} />
        <SomethingWrong scene={scene} />
        <Proof {...view} />
        <p class="quiet again">
          <Icon name="scan" /> {texts.receipt.again}
        </p>
      </main>
    ),
  });
}
