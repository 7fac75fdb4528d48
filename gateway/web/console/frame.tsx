// Console frame: the document around every console page - navigation by role, who is signed in, language, sign-out.
//
// How a page of the console is made:
// 1. Its route (gateway/http/routes/console-*.ts) asks `door.page(c, section, act, answer)` of console-door.ts; whoever is not signed
//    in is led to the sign-in, whoever may not see it gets the refusal as a page. `visit.frame` is what `consoleDocument` takes.
// 2. The page (gateway/web/console/*.tsx) is a function from plain facts to text: `consoleDocument({ frame, title, children })`.
//    No inline script, no inline style (the policy refuses both). Names that people typed go through <Name> (phone/parts.tsx).
// 3. Its words: English in text/en-*.ts, Chinese in text/zh-hans-*.ts of the same shape, spread into text/{en,zh-hans}.ts,
//    or a file of its own per language, picked by `consoleLanguage(lang)`.
// 4. Its line in navigation.ts, if it is listed. Addresses stand in console-paths.ts.
// 5. Acts are <ActForm> (form.tsx), sent by assets/console.js, which says how; tables are <Table> (table.tsx).
// 6. A part with `data-part="name"` is replaced live, by the same part of the page fetched anew, when something changed;
//    parts are not replaced while somebody types in them. Without script, a page is as new as its last load.
import type { Child } from 'hono/jsx';
import type { Role } from '../../domain/staff/permissions.ts';
import type { ConsoleVenue } from '../../ports/console-views.ts';
import type { AssetName } from '../assets.ts';
import { LANGUAGE_NAMES } from '../languages.ts';
import { type Frame, renderMarkup, withLanguage } from '../layout.tsx';
import { Name } from '../phone/parts.tsx';
import { plainName } from '../plain-name.ts';
import { Alarm } from './alarm.tsx';
import { consolePaths, withQuery } from './console-paths.ts';
import { type ConsoleSection, navigationOf } from './navigation.ts';
import { Sign } from './signs.tsx';
import type { ConsoleTexts } from './text/en.ts';
import { CONSOLE_LANGUAGES, consoleLanguage, consoleTextsOf } from './text/shape.ts';

export type ConsoleFrame = Frame & {
  readonly section: ConsoleSection | null;
  readonly staff: { readonly name: string; readonly role: Role; readonly tenantName: string };
  /** All of the tenant; empty before the first is set up. */
  readonly venues: readonly ConsoleVenue[];
  /** The one that the page is about. */
  readonly venue: ConsoleVenue | null;
  /** Those whose red button is pressed. */
  readonly inEmergency?: readonly ConsoleVenue[];
  /** How far the set-up is, for whoever does it; none once it is over. */
  readonly setUp?: { readonly done: number; readonly of: number } | null;
  /** What guests have in the wallets here; a new venue asks for that, unless it is told otherwise. */
  readonly walletCurrency?: string | undefined;
  /** Guests cannot put money into those wallets; told to whoever sets up. */
  readonly isWithoutPayIn?: boolean;
};

type DocumentProps = {
  readonly frame: ConsoleFrame;
  /** Already plain: see `plainName`. */
  readonly title: string;
  /** Shown beside the title: a state, a link. */
  readonly beside?: Child;
  /** Where the title leads up to. */
  readonly up?: { readonly href: string; readonly label: string };
  /** The page shows one venue: others are offered, where there are more. */
  readonly isOfVenue?: boolean;
  /** Parts of it change by themselves. */
  readonly isLive?: boolean;
  /** Scripts of its own, besides console.js. */
  readonly script?: AssetName | readonly AssetName[];
  readonly children: Child;
};

function Head({ frame, title, script }: Pick<DocumentProps, 'frame' | 'title' | 'script'>) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
      <title>{`${title} · Unlatch`}</title>
      <meta name="format-detection" content="telephone=no" />
      <meta name="color-scheme" content="light dark" />
      <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f4f1ea" />
      <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0d1417" />
      <link rel="icon" href={frame.assets.url('icon.svg')} type="image/svg+xml" />
      <link rel="stylesheet" href={frame.assets.url('console.css')} />
      <script type="module" src={frame.assets.url('console.js')}></script>
      <script type="module" src={frame.assets.url('console-kept.js')}></script>
      {[script ?? []].flat().map((name) => (
        <script type="module" src={frame.assets.url(name)}></script>
      ))}
    </head>
  );
}

function venueLine({ venues, venue, staff }: ConsoleFrame, texts: ConsoleTexts): string {
  if (venue) return venue.name;
  return venues.length > 1 ? texts.frame.venues(String(venues.length)) : staff.tenantName;
}

function Side({ frame, texts }: { readonly frame: ConsoleFrame; readonly texts: ConsoleTexts }) {
  return (
    <nav class="side" aria-label={texts.frame.navigation}>
      <ul>
        {navigationOf(frame.staff.role, Boolean(frame.setUp)).map(({ section, href, sign }) => (
          <li>
            <a href={href} aria-current={section === frame.section ? 'page' : undefined}>
              <Sign name={sign} />
              <span>{texts.nav[section]}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Bar({ frame, texts }: { readonly frame: ConsoleFrame; readonly texts: ConsoleTexts }) {
  const { staff, lang, path } = frame;
  const shown = consoleLanguage(lang);
  return (
    <header class="bar">
      <a class="whose" href={consolePaths.overview}>
        <b>
          <Name>{venueLine(frame, texts)}</Name>
        </b>
        <small>
          <Name>{staff.tenantName}</Name> · {texts.frame.console}
        </small>
      </a>
      <div class="who">
        <a class="quiet-link who-name" href={consolePaths.own}>
          <Sign name="staff" />
          <span>{texts.frame.signedInAs(plainName(staff.name), texts.roles[staff.role])}</span>
        </a>
        {CONSOLE_LANGUAGES.filter((each) => each !== shown).map((each) => (
          <a class="quiet-link" href={withLanguage(path, each)} lang={each} hreflang={each} rel="nofollow">
            {LANGUAGE_NAMES[each]}
          </a>
        ))}
        <form method="post" action={consolePaths.signOut}>
          <button class="quiet-link" type="submit">
            {texts.frame.signOut}
          </button>
        </form>
      </div>
    </header>
  );
}

function VenueChoice({ frame, texts }: { readonly frame: ConsoleFrame; readonly texts: ConsoleTexts }) {
  if (frame.venues.length < 2) return null;
  const [path = ''] = frame.path.split('?');
  return (
    <nav class="choice" aria-label={texts.frame.venue}>
      {frame.venues.map(({ venueId, name }) => (
        <a href={withQuery(path, { venue: venueId })} aria-current={venueId === frame.venue?.venueId ? 'true' : undefined}>
          <Name>{name}</Name>
        </a>
      ))}
    </nav>
  );
}

function Title({
  title,
  beside,
  up,
  isLive,
  texts,
}: Omit<DocumentProps, 'frame' | 'children'> & { readonly texts: ConsoleTexts }) {
  return (
    <div class="title">
      {up ? (
        <a class="up" href={up.href}>
          ‹ {up.label}
        </a>
      ) : null}
      <h1>{title}</h1>
      {beside}
      {isLive ? (
        <span class="live-sign" id="live-sign" data-live={texts.frame.live} data-not-live={texts.frame.notLive} hidden></span>
      ) : null}
    </div>
  );
}

function ConsoleDocument(props: DocumentProps) {
  const { frame, isLive, children } = props;
  const texts = consoleTextsOf(frame.lang);
  const { offline, failed, toSignIn, signedOut, kept, wantsSecond, noNumber, noAmount, unfit } = texts.frame;
  const signIn = withQuery(consolePaths.signIn, { return: frame.path });
  return (
    <html lang={consoleLanguage(frame.lang)} dir="ltr">
      <Head {...props} />
      <body
        class="console"
        data-offline={offline}
        data-failed={failed}
        data-to-sign-in={toSignIn}
        data-signed-out={signedOut}
        data-kept={kept}
        data-wants-second={wantsSecond}
        data-no-number={noNumber}
        data-no-amount={noAmount}
        data-unfit={unfit}
        data-sign-in={signIn}
        data-events={isLive ? `${consolePaths.api}/events` : undefined}
      >
        <a class="skip" href="#content">
          {texts.frame.toContent}
        </a>
        <Bar frame={frame} texts={texts} />
        <Side frame={frame} texts={texts} />
        <main id="content">
          <Alarm frame={frame} />
          <Title {...props} texts={texts} />
          {props.isOfVenue ? <VenueChoice frame={frame} texts={texts} /> : null}
          <noscript>
            <p class="note">{texts.frame.needsScript}</p>
          </noscript>
          {children}
        </main>
        <p class="toast" id="toast" role="status" hidden></p>
      </body>
    </html>
  );
}

/** @returns the whole HTML text of a console page. */
export function consoleDocument(props: DocumentProps): string {
  return `<!doctype html>${renderMarkup(<ConsoleDocument {...props} />)}`;
}
