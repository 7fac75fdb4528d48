// Help page: what to do now when something is not as it should be, each with one next step; it asks nobody to sign in.
import { type Frame, renderDocument } from '../layout.tsx';
import { helpHref } from '../paths.ts';
import type { HelpTexts } from '../text/en-help.ts';
import { helpTextsOf } from '../text/help-texts.ts';
import { Drawing } from './drawings.tsx';
import { claimOf, emergencyNumberOf, type HelpSession, type HelpTopic, helpStepOf, helpTopicsOf, isOver } from './help-steps.ts';
import { Icon, type IconName } from './icons.tsx';
import { Name, Whereabouts } from './parts.tsx';

export type HelpPageInput = Frame & {
  /** What the reader uses, or used last; null where nobody is signed in, or nothing was used. */
  readonly session: HelpSession | null;
  /** Left out where the reader is signed in, or nobody signs in here. */
  readonly signInHref?: string | null;
};

type View = { readonly input: HelpPageInput; readonly words: HelpTexts };

const STEP_ICONS: { readonly [S in keyof HelpTexts['steps']]: IconName } = {
  session: 'forward',
  stop: 'stop',
  staff: 'bell',
  receipt: 'forward',
  claim: 'forward',
  home: 'forward',
  scan: 'scan',
};

function Danger({ input, words }: View) {
  const number = emergencyNumberOf(input.session?.zone ?? null);
  if (number === null) return <p class="quiet">{words.emergency}</p>;
  return (
    <p class="quiet">
      {words.emergencyAt(number)} <a href={`tel:${number}`}>{words.call(number)}</a>
    </p>
  );
}

function Topic({ view, topic }: { readonly view: View; readonly topic: HelpTopic }) {
  const { input, words } = view;
  const { session } = input;
  const { does, href } = helpStepOf(topic, session);
  const { title, detail } = words.topics[topic];
  const isTooEarly = session !== null && !isOver(session) && claimOf(topic) !== null;
  return (
    <details id={topic}>
      <summary>{title}</summary>
      <p>{detail}</p>
      {isTooEarly ? <p class="quiet">{words.afterStop}</p> : null}
      <a id={`${topic}-step`} class="press press-second" href={href}>
        {words.steps[does]}
        <Icon name={STEP_ICONS[does]} />
      </a>
      {topic === 'locked-in' ? <Danger {...view} /> : null}
    </details>
  );
}

function About({ session, words }: { readonly session: HelpSession; readonly words: HelpTexts }) {
  return (
    <section class="subject" aria-label={words.about}>
      <div class="subject-words">
        <p class="quiet">{words.about}</p>
        <p>
          <strong>
            <Name>{session.objectName}</Name>
          </strong>
        </p>
        <Whereabouts placeName={session.placeName} venueName={session.venueName} />
      </div>
      <div class="thumb">
        <Drawing kind={session.kind} />
      </div>
    </section>
  );
}

function Operator({ session, words }: { readonly session: HelpSession; readonly words: HelpTexts }) {
  if (session.seller === null) return null;
  return (
    <section class="card" aria-labelledby="operator-title">
      <h2 id="operator-title">{words.operator}</h2>
      <p>
        <Name>{session.seller.name}</Name>
        <br />
        <Name>{session.seller.address}</Name>
      </p>
    </section>
  );
}

/** GET /help. */
export function helpPage(input: HelpPageInput): string {
  const { lang, session, signInHref } = input;
  const words = helpTextsOf(lang);
  const view: View = { input, words };
  return renderDocument({
    frame: input,
    title: words.title,
    page: 'help',
    children: (
      <main class="page" data-now={input.nowMs} data-page={helpHref(session?.sessionId ?? null)}>
        <h1>{words.title}</h1>
        {session === null ? null : <About session={session} words={words} />}
        <p class="quiet">{words.intro}</p>
        <div class="card topics">
          {helpTopicsOf(session).map((topic) => (
            <Topic view={view} topic={topic} />
          ))}
        </div>
        {signInHref ? (
          <a id="to-sign-in" class="press press-plain" href={signInHref}>
            {words.signIn}
          </a>
        ) : null}
        {session === null ? null : <Operator session={session} words={words} />}
      </main>
    ),
  });
}
