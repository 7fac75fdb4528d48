// Money page: what a venue is owed, its days, payouts with their preview and files, and what was given back.
import { mayRole } from '../../domain/staff/permissions.ts';
import type { VenueMoney } from '../../ports/console-views.ts';
import { createFormat, type Format } from '../format.ts';
import { Name } from '../phone/parts.tsx';
import { plainName } from '../plain-name.ts';
import type { StaffNames } from './audit-page.tsx';
import { consolePaths, withQuery } from './console-paths.ts';
import { ActForm } from './form.tsx';
import { type ConsoleFrame, consoleDocument } from './frame.tsx';
import { Table } from './table.tsx';
import type { ConsoleTexts } from './text/en.ts';
import { consoleLanguage, consoleTextsOf, wordOf } from './text/shape.ts';

type PartProps = {
  readonly frame: ConsoleFrame;
  readonly found: VenueMoney;
  readonly format: Format;
  readonly money: (minor: number) => string;
  readonly texts: ConsoleTexts;
};

function Figures({ found, money, texts }: PartProps) {
  const figures = [
    { label: texts.money.owed, minor: found.owedMinor },
    { label: texts.money.due, minor: found.due.amountMinor },
    { label: texts.money.later, minor: found.later.amountMinor },
  ];
  return (
    <dl class="figures" data-part="figures">
      {figures.map(({ label, minor }) => (
        <div>
          <dt>{label}</dt>
          <dd>{money(minor)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Days({ found, money, texts }: PartProps) {
  const { day, gross, tax, fee, refunded, paidOut, net, noDays } = texts.money;
  const amount = (minor: number): string => (minor === 0 ? '' : money(minor));
  return (
    <section class="card" data-part="days">
      <h2>{texts.money.days}</h2>
      <Table
        caption={texts.money.days}
        columns={[{ label: day }, ...[gross, tax, fee, refunded, paidOut, net].map((label) => ({ label, isNumber: true }))]}
        rows={found.days.map((each) => ({
          id: each.day,
          cells: [
            each.day,
            amount(each.grossMinor),
            amount(each.taxMinor),
            amount(each.feeMinor),
            amount(each.refundedMinor),
            amount(each.paidOutMinor),
            money(each.netMinor),
          ],
        }))}
        empty={noDays}
      />
    </section>
  );
}

function Payout({ frame, found, format, money, texts }: PartProps) {
  if (!mayRole(frame.staff.role, 'money.pay-out')) return null;
  const { due, currency, venue } = found;
  return (
    <section class="card" data-part="payout">
      <h2>{texts.money.payout}</h2>
      {due.amountMinor > 0 ? (
        <>
          <p class="quiet">{texts.money.payoutHelp(money(due.amountMinor), format.count(due.movements))}</p>
          <ActForm
            id="payout"
            act={`POST ${consolePaths.api}/venues/${venue.venueId}/payouts`}
            also={{ currency }}
            done="reload"
            said={texts.money.payoutSaid}
            submit={texts.money.payoutDo(money(due.amountMinor))}
            isConfirmed
          />
        </>
      ) : (
        <p class="quiet">{texts.money.payoutNothing}</p>
      )}
      <Table
        caption={texts.money.payouts}
        isNamed
        columns={[
          { label: texts.money.made },
          { label: texts.money.amount, isNumber: true },
          { label: texts.money.movements, isNumber: true },
          { label: texts.money.file },
        ]}
        rows={found.payouts.map(({ payoutId, at, amountMinor, movements }) => ({
          id: payoutId,
          cells: [
            format.date(at),
            money(amountMinor),
            format.count(movements),
            <a href={`${consolePaths.api}/payouts/${payoutId}/file`} download>
              {texts.money.csv}
            </a>,
          ],
        }))}
        empty={texts.money.noPayouts}
      />
    </section>
  );
}

function Refunds({ found, format, texts, names }: PartProps & { readonly names: StaffNames }) {
  const { given, session, amount, why, by, state } = texts.money;
  return (
    <section class="card" data-part="refunds">
      <h2>{texts.money.refunds}</h2>
      <Table
        caption={texts.money.refunds}
        columns={[
          { label: given },
          { label: session },
          { label: amount, isNumber: true },
          { label: why },
          { label: by },
          { label: state },
        ]}
        rows={found.refunds.map((refund) => ({
          id: refund.refundId,
          cells: [
            format.date(refund.at),
            <a href={consolePaths.session(refund.sessionId)}>
              <Name>{refund.objectName}</Name>
            </a>,
            format.money(refund.amountMinor, refund.currency),
            <Name>{refund.reason}</Name>,
            plainName(names.get(refund.byId) ?? `${refund.by} ${refund.byId}`),
            wordOf(texts.happened, refund.state),
          ],
        }))}
        empty={texts.money.noRefunds}
      />
    </section>
  );
}

export type StatementSpan = { readonly from: string; readonly until: string };

/** @param names of the staff who may have given something back. */
export function moneyPage(
  frame: ConsoleFrame,
  found: VenueMoney | null,
  span: StatementSpan,
  names: StaffNames = new Map(),
): string {
  const texts = consoleTextsOf(frame.lang);
  const format = createFormat(consoleLanguage(frame.lang), found?.venue.zone);
  const part = found && { frame, found, format, texts, money: (minor: number) => format.money(minor, found.currency) };
  return consoleDocument({
    frame,
    title: texts.money.title,
    isOfVenue: true,
    children: part ? (
      <>
        <Figures {...part} />
        <p class="links">
          <a
            href={withQuery(`${consolePaths.api}/venues/${part.found.venue.venueId}/statement`, {
              currency: part.found.currency,
              ...span,
            })}
            download
          >
            {texts.money.statement}
          </a>
        </p>
        <Days {...part} />
        <Payout {...part} />
        <Refunds {...part} names={names} />
      </>
    ) : (
      <p class="note">{texts.overview.noVenue}</p>
    ),
  });
}
