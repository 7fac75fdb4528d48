// Guests: whom the host lets in, and what somebody sees who asks, waits, has left or was not let in.
import type { GuestView } from '../../domain/session/session-view.ts';
import { paths } from '../paths.ts';
import { Drawing } from './drawings.tsx';
import { Icon } from './icons.tsx';
import { Notice, PressForm } from './parts.tsx';
import type { SessionScene } from './session-scene.ts';

function Ask({ scene, guest }: { readonly scene: SessionScene; readonly guest: GuestView }) {
  const { view, texts, format, newKey } = scene;
  const answer = (word: 'let-in' | 'refuse'): string => paths.guest(view.sessionId, guest.guestId, word);
  return (
    <li class="ask" data-ask={guest.guestId}>
      <p>
        <strong>{texts.session.guestAsks(format.count(guest.number))}</strong>
      </p>
      <p class="quiet">{view.menu.length > 0 ? texts.session.guestPays : texts.session.guestShares}</p>
      <div class="ask-answers">
        <PressForm id={`let-in-${guest.guestId}`} action={answer('let-in')} formKey={newKey()}>
          <button id={`let-in-${guest.guestId}-button`} class="press press-second" type="submit">
            <Icon name="check" />
            {texts.session.letIn}
          </button>
        </PressForm>
        <PressForm id={`refuse-${guest.guestId}`} action={answer('refuse')} formKey={newKey()}>
          <button id={`refuse-${guest.guestId}-button`} class="press press-plain" type="submit">
            {texts.session.notLetIn}
          </button>
        </PressForm>
      </div>
    </li>
  );
}

/** For the host: who asks comes first, because somebody stands there and waits. */
export function Guests({ scene }: { readonly scene: SessionScene }) {
  const { view, texts, format } = scene;
  const asking = view.guests.filter(({ state }) => state === 'asked');
  const others = view.guests.filter(({ state }) => state !== 'asked');
  if (view.guests.length === 0) return null;
  return (
    <section class={asking.length > 0 ? 'card card-strong' : 'card'} aria-labelledby="guests-title">
      <h2 id="guests-title">{texts.session.guests}</h2>
      <ul class="guests">
        {asking.map((guest) => (
          <Ask scene={scene} guest={guest} />
        ))}
        {others.map(({ number, state }) => (
          <li class="guest">
            <Icon name={state === 'joined' ? 'check' : 'clock'} />
            <span>
              {texts.session.guest(format.count(number))} <span class="quiet">{texts.session.guestState[state]}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What joining takes of the guest's own money, said before it is taken. */
function Reserves({ scene }: { readonly scene: SessionScene }) {
  const { view, texts, format } = scene;
  const { asksMinor } = view;
  if (asksMinor === null) return <p class="explain">{texts.session.joinFree}</p>;
  const amount = format.money(asksMinor, view.currency);
  const isLetIn = view.role !== 'asking';
  return <p class="explain">{isLetIn ? texts.session.enterReserves(amount) : texts.session.joinReserves(amount)}</p>;
}

function Leave({ scene, label }: { readonly scene: SessionScene; readonly label: string }) {
  const { view, newKey } = scene;
  return (
    <PressForm id="leave" action={paths.leave(view.sessionId)} formKey={newKey()}>
      <button id="leave-button" class="press press-plain" type="submit">
        {label}
      </button>
    </PressForm>
  );
}

function Words({ title, detail }: { readonly title: string; readonly detail: string }) {
  return (
    <section class="hero hero-waiting">
      <p class="invite">{title}</p>
      <p class="explain">{detail}</p>
    </section>
  );
}

/** Somebody who is not in: on the way, or not any more. */
export function Outside({ scene }: { readonly scene: SessionScene }) {
  const { view, texts } = scene;
  const isOver = view.state === 'closed' || view.state === 'failed';
  if (view.role === 'refused') {
    return <Words title={texts.session.notLetInTitle} detail={texts.session.notLetInDetail} />;
  }
  if (isOver && view.role !== 'left') return <Words title={texts.session.guestEnded} detail={texts.session.guestEndedDetail} />;
  if (view.role === 'left') {
    const isOwing = view.orders.some(({ state }) => state !== 'refused');
    return <Words title={texts.session.leftTitle} detail={isOwing ? texts.session.leftOwingDetail : texts.session.leftDetail} />;
  }
  const title = view.role === 'asking' ? texts.session.askedHost : texts.session.letInTitle;
  return (
    <section class="hero hero-waiting">
      <div class="stage">
        <Drawing kind={view.kind} />
      </div>
      <p class="invite">{view.role === 'joining' ? texts.session.askingTitle : title}</p>
      {view.role === 'asking' ? <p class="explain">{texts.session.askedHostDetail}</p> : null}
      {view.payerAction ? (
        <Notice tone="warn" icon="wallet">
          <p>{texts.session.walletAction}</p>
        </Notice>
      ) : null}
      <Reserves scene={scene} />
    </section>
  );
}

/** What a guest can press at the foot of the page. */
export function GuestReach({ scene }: { readonly scene: SessionScene }) {
  const { view, texts, format, newKey } = scene;
  const isOver = view.state === 'closed' || view.state === 'failed' || view.end !== null;
  if (isOver || view.role === 'host' || view.role === 'refused' || view.role === 'left') return null;
  if (view.role === 'guest') {
    return (
      <div class="reach">
        <Leave scene={scene} label={texts.session.leave} />
        <p class="quiet">{texts.session.hostStops}</p>
      </div>
    );
  }
  return (
    <div class="reach">
      {view.role === 'let-in' ? (
        <PressForm id="enter" action={paths.enter(view.sessionId)} formKey={newKey()}>
          <button id="enter-button" class="press press-main" type="submit">
            {texts.session.enter(format.money(view.asksMinor ?? 0, view.currency))}
          </button>
        </PressForm>
      ) : null}
      {view.payerAction ? (
        <a id="wallet-action" class="press press-main" href={view.payerAction.url} rel="noreferrer">
          {texts.session.toWallet}
          <Icon name="forward" />
        </a>
      ) : null}
      <Leave scene={scene} label={texts.session.cancelAsking} />
    </div>
  );
}
