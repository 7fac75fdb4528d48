// Ending: what to do so that the object lets go, and the wait for the total.
import { paths } from '../paths.ts';
import { Drawing } from './drawings.tsx';
import { Icon } from './icons.tsx';
import { Notice } from './parts.tsx';
import { Meter } from './session-running.tsx';
import type { SessionScene } from './session-scene.ts';

/** Device words that a kind has advice for; others fall back on what the kind always asks for. */
function adviceOf({ view, texts, kind }: SessionScene): string | null {
  const word = view.stopRequest?.advice ?? null;
  if (word === null) return null;
  const reasons: { readonly [code: string]: string } = texts.deviceReasons;
  const byKind = Object.hasOwn(kind.advice, word) ? kind.advice[word] : undefined;
  return byKind ?? (Object.hasOwn(reasons, word) ? reasons[word] : undefined) ?? texts.deviceReasons.other;
}

function NotSeen({ scene }: { readonly scene: SessionScene }) {
  const { texts } = scene;
  return (
    <section class="hero hero-waiting">
      <p class="invite">{texts.session.notSeen}</p>
      <Notice tone="warn" icon="clock">
        <p>{texts.session.notSeenDetail}</p>
      </Notice>
    </section>
  );
}

/** What the object reports says whether the hand has still something to do. */
function stepOf({ view, kind }: SessionScene): { readonly title: string; readonly detail: string } {
  const seen = Object.entries(kind.stopSeen ?? {}).flatMap(([field, words]) => words[String(view.reported[field])] ?? []);
  return seen[0] ?? { title: kind.stopping, detail: kind.stoppingDetail };
}

export function Stopping({ scene }: { readonly scene: SessionScene }) {
  const { view, texts, format } = scene;
  if (!view.progress.proven) return <NotSeen scene={scene} />;
  const advice = adviceOf(scene);
  const { title, detail } = stepOf(scene);
  const askedAt = view.stopRequest && format.timeWithSeconds(view.stopRequest.at);
  return (
    <>
      <section class="hero hero-waiting">
        <div class="stage">
          <Drawing kind={view.kind} />
        </div>
        <p class="invite">{title}</p>
        {advice ? (
          <Notice tone="warn" icon="warn">
            <p>
              <strong>{advice}</strong>
            </p>
          </Notice>
        ) : null}
        <p class="explain">{detail}</p>
      </section>
      <div class="facts">
        <Meter scene={scene} isCounting={false} />
        {askedAt ? (
          <p class="quiet">
            <Icon name="clock" /> {texts.session.stopAsked(askedAt)}
          </p>
        ) : null}
      </div>
    </>
  );
}

/** With the amount known only the wallet is waited for; before, the object's last readings are. */
export function Settling({ scene }: { readonly scene: SessionScene }) {
  const { view, texts, format } = scene;
  const total = view.end && format.money(view.end.finalMinor, view.currency);
  return (
    <>
      <section class="hero hero-waiting">
        <p class="invite">{total ? texts.session.walletSettles : texts.session.settlingTitle}</p>
        <p class="explain">{total ? texts.session.walletSettlesDetail(total) : texts.session.settlingDetail}</p>
      </section>
      <div class="facts">
        <Meter scene={scene} isCounting={false} />
      </div>
    </>
  );
}

/** Our own doubt is no reason to worry the payer: what happens, by when, and that nothing is theirs to do. */
export function InReview({ scene }: { readonly scene: SessionScene }) {
  const { view, texts, format } = scene;
  return (
    <>
      <section class="hero hero-waiting">
        <p class="invite">{texts.session.reviewTitle}</p>
        {view.review ? <p class="explain">{texts.session.reviewDetail(format.dateTime(view.review.decidedBy))}</p> : null}
      </section>
      <div class="facts">
        <Meter scene={scene} isCounting={false} />
      </div>
    </>
  );
}

/** The wallet said no, or nobody waited for it any longer: nothing was held, so there is no receipt. */
export function NotStarted({ scene }: { readonly scene: SessionScene }) {
  const { view, texts } = scene;
  const reasons: { readonly [refusal: string]: string } = texts.walletReasons;
  const reason = view.declined && (reasons[view.declined] ?? texts.walletReasons.other);
  return (
    <section class="hero hero-waiting">
      <p class="invite">{reason ? texts.session.declined : texts.session.notStarted}</p>
      <p class="explain">{reason ? texts.session.declinedDetail(reason) : texts.session.notStartedDetail}</p>
      <p class="next next-outside">{texts.session.scanAgain}</p>
    </section>
  );
}

export function Closed({ scene }: { readonly scene: SessionScene }) {
  const { view, texts, format } = scene;
  return (
    <section class="hero hero-waiting">
      <p class="invite">{texts.session.closedTitle}</p>
      {view.end ? <p class="total">{format.money(view.end.finalMinor, view.currency)}</p> : null}
      <a class="press press-main" href={paths.receipt(view.sessionId)}>
        {texts.session.toReceipt}
        <Icon name="forward" />
      </a>
    </section>
  );
}
