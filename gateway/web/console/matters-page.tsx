// Matters page: what waits for a person, each kind with the form that ends it.
import type { Child } from 'hono/jsx';
import { mayRole, type OperatorAct } from '../../domain/staff/permissions.ts';
import { createFormat, type Format } from '../format.ts';
import { Name } from '../phone/parts.tsx';
import { plainName } from '../plain-name.ts';
import { consolePaths } from './console-paths.ts';
import { ActForm, Field, ReasonField } from './form.tsx';
import { type ConsoleFrame, consoleDocument } from './frame.tsx';
import { ClaimAnswerForm } from './session-page.tsx';
import type { ConsoleTexts } from './text/en.ts';
import { consoleLanguage, consoleTextsOf, wordOf } from './text/shape.ts';

type Owed = {
  readonly sessionId: string;
  readonly payerId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly at: string;
};

export type ShownMatters = {
  readonly claims: readonly {
    readonly claimId: string;
    readonly sessionId: string;
    readonly objectName: string;
    readonly rule: string;
    readonly because: string;
    readonly currency: string;
    readonly paidMinor: number;
    readonly at: string;
  }[];
  readonly reviews: readonly { readonly sessionId: string; readonly because: string; readonly dueAt: string }[];
  readonly owedRefunds: readonly (Owed & { readonly refundId: string; readonly reason: string })[];
  readonly owed: readonly (Owed & { readonly holdId: string })[];
  readonly disputes: readonly {
    readonly opKey: string;
    readonly sessionId: string | null;
    readonly amountMinor: number;
    readonly currency: string;
    readonly state: string;
    readonly at: string;
  }[];
  readonly money: readonly {
    readonly what: string;
    readonly subjectId: string;
    readonly facts: { readonly [name: string]: string };
    readonly at: string;
  }[];
  readonly labels: readonly {
    readonly alertId: string;
    readonly tagId: string;
    readonly objectId: string | null;
    readonly reasons: readonly string[];
    readonly at: string;
  }[];
};

type PartProps = {
  readonly frame: ConsoleFrame;
  readonly matters: ShownMatters;
  readonly format: Format;
  readonly texts: ConsoleTexts;
};

type MatterProps = {
  readonly title: Child;
  readonly at: string | null;
  readonly sessionId: string | null;
  readonly children?: Child;
};

function createMatter({ format, texts }: PartProps) {
  return ({ title, at, sessionId, children }: MatterProps) => (
    <li class="matter">
      <p class="card-top">
        <b>{title}</b> <small>{at === null ? null : format.dateTime(at)}</small>
      </p>
      {sessionId ? (
        <p class="links">
          <a href={consolePaths.session(sessionId)}>{texts.matters.session}</a>
        </p>
      ) : null}
      {children}
    </li>
  );
}

function Section(props: {
  readonly id: string;
  readonly title: string;
  readonly none: string;
  readonly items: readonly Child[];
}) {
  const { id, title, none, items } = props;
  return (
    <section class="card" id={id} data-part={id}>
      <h2>{title}</h2>
      {items.length === 0 ? <p class="quiet">{none}</p> : <ul class="matters">{items}</ul>}
    </section>
  );
}

type DoneProps = {
  readonly id: string;
  readonly path: string;
  readonly submit: string;
  readonly said: string;
  readonly field?: Child;
};

/** A form that wants a reason and nothing else, folded until somebody means it; not there for whoever may not. */
function createDone({ frame, texts }: PartProps) {
  return (act: OperatorAct, { id, path, submit, said, field }: DoneProps): Child =>
    mayRole(frame.staff.role, act) ? (
      <details>
        <summary>{submit}</summary>
        <ActForm id={id} act={`POST ${consolePaths.api}${path}`} done="reload" said={said} submit={submit}>
          {field ?? <ReasonField form={id} texts={texts} />}
        </ActForm>
      </details>
    ) : null;
}

function Money(props: PartProps) {
  const { matters, format, texts } = props;
  const Matter = createMatter(props);
  const done = createDone(props);
  const words = texts.matters;
  const amount = ({ amountMinor, currency }: Pick<Owed, 'amountMinor' | 'currency'>) => format.money(amountMinor, currency);
  return (
    <>
      <Section
        id="owedRefunds"
        title={words.owedRefunds}
        none={words.noOwedRefunds}
        items={matters.owedRefunds.map((owed) => (
          <Matter title={`${amount(owed)} · ${plainName(owed.reason)}`} at={owed.at} sessionId={owed.sessionId}>
            {done('money.refund', {
              ...{ id: `paid-${owed.refundId}`, path: `/sessions/${owed.sessionId}/refunds/${owed.refundId}/paid` },
              ...{ submit: words.paid, said: words.paidSaid },
            })}
          </Matter>
        ))}
      />
      <Section
        id="owed"
        title={words.owed}
        none={words.noOwed}
        items={matters.owed.map((owed) => (
          <Matter title={`${amount(owed)} · ${plainName(owed.payerId)}`} at={owed.at} sessionId={owed.sessionId}>
            {done('money.waive', {
              ...{ id: `waive-${owed.holdId}`, path: `/sessions/${owed.sessionId}/owed/${owed.holdId}/waive` },
              ...{ submit: words.waive, said: words.waiveSaid },
            })}
          </Matter>
        ))}
      />
      <Section
        id="disputes"
        title={words.disputes}
        none={words.noDisputes}
        items={matters.disputes.map((dispute) => (
          <Matter title={`${amount(dispute)} · ${dispute.state}`} at={dispute.at} sessionId={dispute.sessionId} />
        ))}
      />
      {matters.money.length > 0 ? (
        <Section
          id="money"
          title={words.money}
          none=""
          items={matters.money.map(({ what, subjectId, facts, at }) => (
            <Matter title={<span class="mono">{`${what} ${plainName(subjectId)}`}</span>} at={at} sessionId={null}>
              <p class="quiet">
                {Object.entries(facts)
                  .map(([name, value]) => `${name} ${plainName(value)}`)
                  .join(' · ')}
              </p>
            </Matter>
          ))}
        />
      ) : null}
    </>
  );
}

function Sessions(props: PartProps) {
  const { matters, format, texts } = props;
  const Matter = createMatter(props);
  const done = createDone(props);
  const words = texts.matters;
  return (
    <>
      <Section
        id="claims"
        title={words.claims}
        none={words.noClaims}
        items={matters.claims.map(({ claimId, sessionId, objectName, rule, because, currency, paidMinor, at }) => (
          <Matter title={`${wordOf(texts.claimRules, rule)} · ${wordOf(texts.reasons, because)}`} at={at} sessionId={sessionId}>
            <p>
              <Name>{objectName}</Name> · {words.paidSoFar(format.money(paidMinor, currency))}
            </p>
            <details>
              <summary>{texts.session.answer}</summary>
              <ClaimAnswerForm claimId={claimId} currency={currency} texts={texts} />
            </details>
          </Matter>
        ))}
      />
      <Section
        id="reviews"
        title={words.reviews}
        none={words.noReviews}
        items={matters.reviews.map(({ sessionId, because, dueAt }) => (
          <Matter title={wordOf(texts.reasons, because)} at={null} sessionId={sessionId}>
            <p class="quiet">{words.dueAt(format.dateTime(dueAt))}</p>
            {done('session.review', {
              ...{ id: `review-${sessionId}`, path: `/sessions/${sessionId}/review` },
              ...{ submit: words.endReview, said: words.endReviewSaid },
            })}
          </Matter>
        ))}
      />
      <Section
        id="labelAlerts"
        title={words.labels}
        none={words.noLabels}
        items={matters.labels.map(({ alertId, tagId, reasons, at }) => (
          <Matter
            title={`${tagId} · ${reasons.map((reason) => wordOf(texts.reasons, reason)).join(', ')}`}
            at={at}
            sessionId={null}
          >
            {done('label.inspect', {
              ...{ id: `alert-${alertId}`, path: `/label-alerts/${alertId}/close`, submit: words.close, said: words.closeSaid },
              field: <Field form={`alert-${alertId}`} name="note" label={words.note} maxLength={200} texts={texts} />,
            })}
          </Matter>
        ))}
      />
    </>
  );
}

export function mattersPage(frame: ConsoleFrame, matters: ShownMatters): string {
  const texts = consoleTextsOf(frame.lang);
  const format = createFormat(consoleLanguage(frame.lang), frame.venue?.zone);
  const part = { frame, matters, format, texts };
  return consoleDocument({
    frame,
    title: texts.matters.title,
    isLive: true,
    children: (
      <div class="columns">
        <div class="stack">
          <Sessions {...part} />
        </div>
        <div class="stack">
          <Money {...part} />
        </div>
      </div>
    ),
  });
}
