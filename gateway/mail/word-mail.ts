// Word mail: what a message says, in its reader's language, with money and times as the pages write them.
import type { MessageFacts } from '../domain/message/message.ts';
import type { Mail } from '../ports/mailer.ts';
import { createFormat, type Format } from '../web/format.ts';
import { LANGUAGES, type Language } from '../web/languages.ts';
import { paths } from '../web/paths.ts';
import { plainName } from '../web/plain-name.ts';
import type { Block } from './mail-body.ts';
import type { MailTexts } from './text/shape.ts';
import { mailTextsOf } from './text/texts.ts';

export type WordedMail = { readonly subject: string; readonly lang: Language; readonly blocks: readonly Block[] };

type FactsOf<K extends MessageFacts['kind']> = Extract<MessageFacts, { readonly kind: K }>;
type Reader = { readonly texts: MailTexts; readonly format: Format; readonly origin: string };
type Worded = { readonly subject: string; readonly blocks: readonly Block[] };

/** Names that others typed, as one short line each: they break no header, and turn no text around. */
function namesOf({ objectName, placeName, venueName }: { objectName: string; placeName: string; venueName: string }) {
  return { object: plainName(objectName), where: `${plainName(venueName)} · ${plainName(placeName)}` };
}

function wordCode({ code, forMs }: FactsOf<'confirm-address'>, { texts, format, origin }: Reader): Worded {
  const { confirm } = texts;
  return {
    subject: confirm.subject(code),
    blocks: [
      { is: 'lead', text: confirm.lead(new URL(origin).host) },
      { is: 'code', text: code },
      { is: 'text', text: confirm.until(format.duration(forMs)) },
      { is: 'small', text: confirm.ignore },
    ],
  };
}

function wordStart(facts: FactsOf<'session-started'>, { texts, format, origin }: Reader): Worded {
  const { started, rows } = texts;
  const { object, where } = namesOf(facts);
  return {
    subject: started.subject(object),
    blocks: [
      { is: 'lead', text: started.lead(object) },
      {
        is: 'rows',
        rows: [
          [rows.where, where],
          [rows.from, format.dateTime(facts.startedAtMs)],
          [rows.most, format.money(facts.mostMinor, facts.currency)],
        ],
      },
      { is: 'link', label: started.open, href: origin + paths.session(facts.sessionId) },
      { is: 'text', text: started.hint },
    ],
  };
}

function wordEnd(facts: FactsOf<'session-ends-soon'>, { texts, format, origin }: Reader): Worded {
  const { endsSoon, rows } = texts;
  const { object, where } = namesOf(facts);
  return {
    subject: endsSoon.subject(object, format.time(facts.endsAtMs)),
    blocks: [
      { is: 'lead', text: endsSoon.subject(object, format.time(facts.endsAtMs)) },
      { is: 'text', text: endsSoon.because[facts.because] },
      {
        is: 'rows',
        rows: [
          [rows.where, where],
          [rows.to, format.dateTime(facts.endsAtMs)],
        ],
      },
      { is: 'link', label: endsSoon.open, href: origin + paths.session(facts.sessionId) },
    ],
  };
}

function wordMoney(facts: FactsOf<'session-money-low'>, { texts, format, origin }: Reader): Worded {
  const { moneyLow, rows } = texts;
  const { object, where } = namesOf(facts);
  const subject = moneyLow.subject(object, format.time(facts.runsOutAtMs));
  return {
    subject,
    blocks: [
      { is: 'lead', text: subject },
      { is: 'text', text: moneyLow.detail },
      {
        is: 'rows',
        rows: [
          [rows.where, where],
          [rows.soFar, format.money(facts.costMinor, facts.currency)],
          [rows.reserved, format.money(facts.heldMinor, facts.currency)],
        ],
      },
      { is: 'link', label: texts.endsSoon.open, href: origin + paths.session(facts.sessionId) },
    ],
  };
}

function wordReceipt(facts: FactsOf<'receipt'>, { texts, format, origin }: Reader): Worded {
  const { receipt, rows } = texts;
  const { object, where } = namesOf(facts);
  const money = (minor: bigint): string => format.money(minor, facts.currency);
  const ended = receipt.ended[facts.endReason] ?? receipt.ended.other;
  const from = facts.startedAtMs === null ? [] : ([[rows.from, format.dateTime(facts.startedAtMs)]] as const);
  const owed = facts.owedMinor === 0n ? [] : ([[rows.owed, money(facts.owedMinor)]] as const);
  return {
    subject: receipt.subject(object, money(facts.totalMinor)),
    blocks: [
      { is: 'lead', text: ended(format.time(facts.endedAtMs)) },
      {
        is: 'rows',
        rows: [
          [rows.object, object],
          [rows.where, where],
          ...from,
          [rows.to, format.dateTime(facts.endedAtMs)],
          [rows.total, money(facts.totalMinor)],
          ...(facts.owedMinor > 0n ? [] : ([[rows.paid, money(facts.totalMinor)]] as const)),
          ...owed,
        ],
      },
      { is: 'link', label: receipt.open, href: origin + paths.receipt(facts.sessionId) },
      ...(facts.isForExpenses
        ? [{ is: 'link', label: receipt.expenses, href: origin + paths.expense(facts.sessionId) } as const]
        : []),
    ],
  };
}

function wordRefund(facts: FactsOf<'refund'>, { texts, format, origin }: Reader): Worded {
  const { refund, rows } = texts;
  const { object, where } = namesOf(facts);
  const amount = format.money(facts.amountMinor, facts.currency);
  return {
    subject: refund.subject(amount),
    blocks: [
      { is: 'lead', text: refund.lead(amount) },
      {
        is: 'rows',
        rows: [
          [rows.object, object],
          [rows.where, where],
        ],
      },
      { is: 'link', label: refund.open, href: origin + paths.receipt(facts.sessionId) },
    ],
  };
}

function word(facts: MessageFacts, reader: Reader): Worded {
  switch (facts.kind) {
    case 'confirm-address':
      return wordCode(facts, reader);
    case 'session-started':
      return wordStart(facts, reader);
    case 'session-ends-soon':
      return wordEnd(facts, reader);
    case 'session-money-low':
      return wordMoney(facts, reader);
    case 'receipt':
      return wordReceipt(facts, reader);
    case 'refund':
      return wordRefund(facts, reader);
  }
}

/** @param origin where its links lead. */
export function wordMail({ language, facts }: Pick<Mail, 'language' | 'facts'>, origin: string): WordedMail {
  const lang = LANGUAGES.find((each) => each === language) ?? 'en';
  const texts = mailTextsOf(lang);
  const format = createFormat(lang, 'zone' in facts ? facts.zone : undefined);
  const { subject, blocks } = word(facts, { texts, format, origin });
  const why = texts.why(new URL(origin).host);
  const isConfirmed = facts.kind !== 'confirm-address';
  const foot: readonly Block[] = [
    { is: 'small', text: why },
    { is: 'link', label: texts.change, href: origin + paths.contact },
  ];
  return { subject, lang, blocks: isConfirmed ? [...blocks, ...foot] : blocks };
}
