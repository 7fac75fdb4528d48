// Session page: one session with its evidence in order, and what staff may give back or answer.
import { decimalsOf } from '../../domain/money.ts';
import { mayRole } from '../../domain/staff/permissions.ts';
import type { ConsoleHold, SessionTimeline } from '../../ports/console-views.ts';
import { createFormat, type Format } from '../format.ts';
import { Name } from '../phone/parts.tsx';
import { plainName } from '../plain-name.ts';
import { tariffText } from '../tariff-sentence.ts';
import { kindWordsOf, textsOf } from '../text/texts.ts';
import { SessionBadge } from './badges.tsx';
import { consolePaths } from './console-paths.ts';
import { ActForm, Field, ReasonField } from './form.tsx';
import { type ConsoleFrame, consoleDocument } from './frame.tsx';
import { useText } from './session-rows.tsx';
import type { ConsoleTexts } from './text/en.ts';
import { consoleLanguage, consoleTextsOf, wordOf } from './text/shape.ts';
import { TimelineList } from './timeline-list.tsx';

type PartProps = {
  readonly frame: ConsoleFrame;
  readonly found: SessionTimeline;
  readonly format: Format;
  readonly texts: ConsoleTexts;
};

const OCCUPYING: readonly string[] = ['authorizing', 'starting', 'active', 'suspended', 'stopping'];

function Facts({ frame, found, format, texts }: PartProps) {
  const { session } = found;
  const isOver = session.state === 'closed' || session.state === 'failed';
  return (
    <section class="card" data-part="facts">
      <dl class="pairs">
        <dt>{texts.sessions.object}</dt>
        <dd>
          <a href={consolePaths.object(session.objectId)}>
            <Name>{session.objectName}</Name>
          </a>
        </dd>
        <dt>{texts.sessions.began}</dt>
        <dd>{format.dateTime(session.startedAt ?? session.createdAt)}</dd>
        <dt>{texts.sessions.duration}</dt>
        <dd>{useText(session, format, frame.nowMs)}</dd>
        <dt>{isOver ? texts.session.billed : texts.session.soFar}</dt>
        <dd>
          <b>{format.money(session.costMinor, session.currency)}</b>
        </dd>
        <dt>{texts.session.held}</dt>
        <dd>{format.money(session.heldMinor, session.currency)}</dd>
        {session.endReason ? (
          <>
            <dt>{texts.session.end}</dt>
            <dd>{wordOf(texts.endReasons, session.endReason)}</dd>
          </>
        ) : null}
        <dt>{texts.session.payer}</dt>
        <dd class="mono">{plainName(session.payerId)}</dd>
        {session.receiptNumber ? (
          <>
            <dt>{texts.session.receipt}</dt>
            <dd>{session.receiptNumber}</dd>
          </>
        ) : null}
      </dl>
    </section>
  );
}

function RefundForm({ hold, found, format, texts }: PartProps & { readonly hold: ConsoleHold }) {
  const { sessionId, currency } = found.session;
  const id = `refund-${hold.holdId}`;
  const captured = hold.capturedMinor ?? 0;
  return (
    <ActForm
      id={id}
      act={`POST ${consolePaths.api}/sessions/${sessionId}/refunds`}
      also={{ payerId: hold.payerId }}
      done="reload"
      said={texts.session.refundSaid}
      submit={texts.session.refundDo}
      isConfirmed
    >
      <Field
        form={id}
        name="totalMinor"
        type="money"
        decimals={decimalsOf(currency)}
        label={`${texts.session.refundTotal} (${currency})`}
        help={texts.session.refundHelp(format.money(captured, currency))}
        texts={texts}
      />
      <ReasonField form={id} texts={texts} />
    </ActForm>
  );
}

function Refunds(props: PartProps) {
  const { frame, found, texts } = props;
  const captured = found.holds.filter(({ capturedMinor }) => (capturedMinor ?? 0) > 0);
  if (!mayRole(frame.staff.role, 'money.refund')) return null;
  return (
    <section class="card" data-part="refunds">
      <h2>{texts.session.refund}</h2>
      {captured.length === 0 ? <p class="quiet">{texts.session.nothingCaptured}</p> : null}
      {captured.map((hold) => (
        <RefundForm {...props} hold={hold} />
      ))}
    </section>
  );
}

function Claims({ found, texts }: PartProps) {
  if (found.claims.length === 0) return null;
  const { currency } = found.session;
  return (
    <section class="card" data-part="claims">
      <h2>{texts.session.claims}</h2>
      {found.claims.map(({ claimId, rule, verdict, isOpen }) => (
        <>
          <p>
            <b>{wordOf(texts.claimRules, rule)}</b> <small>{isOpen ? '' : wordOf(texts.reasons, verdict)}</small>
          </p>
          {isOpen ? <ClaimAnswerForm claimId={claimId} currency={currency} texts={texts} /> : null}
        </>
      ))}
    </section>
  );
}

export function ClaimAnswerForm(props: { readonly claimId: string; readonly currency: string; readonly texts: ConsoleTexts }) {
  const { claimId, currency, texts } = props;
  const id = `claim-${claimId}`;
  return (
    <ActForm
      id={id}
      act={`POST ${consolePaths.api}/claims/${claimId}/answer`}
      done="reload"
      said={texts.session.answerSaid}
      submit={texts.session.answer}
    >
      <Field
        form={id}
        name="totalMinor"
        type="money"
        decimals={decimalsOf(currency)}
        label={`${texts.session.refundTotal} (${currency})`}
        help={texts.session.answerHelp}
        texts={texts}
      />
      <ReasonField form={id} texts={texts} />
    </ActForm>
  );
}

function Stop({ frame, found, texts }: PartProps) {
  const { sessionId, state } = found.session;
  if (!OCCUPYING.includes(state) || !mayRole(frame.staff.role, 'session.stop')) return null;
  return (
    <section class="card" data-part="stop">
      <h2>{texts.object.stop}</h2>
      <p class="quiet">{texts.object.stopHelp}</p>
      <ActForm
        id="stop"
        act={`POST ${consolePaths.api}/sessions/${sessionId}/stop`}
        done="reload"
        said={texts.object.stopSaid}
        submit={texts.object.stop}
        tone="danger"
        isConfirmed
      >
        <ReasonField form="stop" texts={texts} />
      </ActForm>
    </section>
  );
}

export function sessionPage(frame: ConsoleFrame, found: SessionTimeline): string {
  const texts = consoleTextsOf(frame.lang);
  const format = createFormat(consoleLanguage(frame.lang), found.zone);
  const part = { frame, found, format, texts };
  const words = textsOf(consoleLanguage(frame.lang));
  const { kind, currency } = found.session;
  const { sentence } = tariffText({ texts: words, format, kind: kindWordsOf(words, kind), currency }, found.tariff);
  return consoleDocument({
    frame,
    title: `${texts.session.title} · ${plainName(found.session.objectName)}`,
    up: { href: consolePaths.sessions, label: texts.sessions.title },
    beside: (
      <span data-part="state">
        <SessionBadge state={found.session.state} texts={texts} />
      </span>
    ),
    isLive: true,
    children: (
      <div class="columns columns-wide">
        <div class="stack aside">
          <Facts {...part} />
          <Stop {...part} />
          <Claims {...part} />
          <Refunds {...part} />
        </div>
        <section class="card" data-part="timeline">
          <h2>{texts.session.timeline}</h2>
          <p class="quiet">{texts.session.timelineHelp}</p>
          <TimelineList
            timeline={found.timeline}
            currency={found.session.currency}
            sentence={sentence}
            format={format}
            texts={texts}
          />
        </section>
      </div>
    ),
  });
}
