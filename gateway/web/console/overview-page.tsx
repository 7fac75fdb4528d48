// Overview page: how a venue stands now - objects by how they stand, what is in use, what was taken today, what waits for a person.
import { OBJECT_STANDINGS } from '../../domain/console/object-standing.ts';
import { mayRole } from '../../domain/staff/permissions.ts';
import type { Overview } from '../../ports/console-views.ts';
import { createFormat, type Format } from '../format.ts';
import { TakingsChart, TakingsTable } from './chart.tsx';
import { consolePaths, withQuery } from './console-paths.ts';
import { type ConsoleFrame, consoleDocument } from './frame.tsx';
import { guideTextsOf, PayInNote } from './guide-parts.tsx';
import { navigationOf } from './navigation.ts';
import { SessionTable } from './session-rows.tsx';
import { Sign } from './signs.tsx';
import type { ConsoleTexts } from './text/en.ts';
import { consoleLanguage, consoleTextsOf, wordOf } from './text/shape.ts';

type PartProps = { readonly overview: Overview; readonly format: Format; readonly texts: ConsoleTexts };

function Standings({ overview, texts }: PartProps) {
  const shown = OBJECT_STANDINGS.filter((standing) => standing !== 'retired' || overview.objects.retired > 0);
  return (
    <dl class="figures" data-part="standings" aria-label={texts.overview.objects}>
      {shown.map((standing) => (
        <div class={overview.objects[standing] === 0 ? 'zero' : undefined}>
          <dt>{wordOf(texts.standings, standing)}</dt>
          <dd>{overview.objects[standing]}</dd>
        </div>
      ))}
    </dl>
  );
}

function Takings({ overview, format, texts }: PartProps) {
  const { takings } = overview;
  if (!takings) return null;
  return (
    <section class="card" data-part="takings">
      {takings.today.currencies.map(({ currency, totalMinor, hours }) => {
        const then = takings.lastWeek.currencies.find((each) => each.currency === currency);
        const money = (minor: number): string => format.money(minor, currency);
        const series = { today: hours, lastWeek: then?.hours ?? [], currency, money, texts };
        return (
          <>
            <div class="card-top">
              <h2>{texts.overview.takings}</h2>
              <p>
                <b>{money(totalMinor)}</b>{' '}
                <small>
                  {texts.overview.lastWeek} {money(then?.totalMinor ?? 0)}
                </small>
              </p>
            </div>
            <TakingsChart {...series} />
            <TakingsTable {...series} />
          </>
        );
      })}
    </section>
  );
}

function Waiting({ overview, texts }: PartProps) {
  const { waiting } = overview;
  if (!waiting) return null;
  const hrefs: { readonly [kind: string]: string } = { offline: consolePaths.objects, deviceClaims: consolePaths.devices };
  const entries = Object.entries(waiting).filter(([, count]) => count > 0);
  return (
    <section class="card" data-part="waiting">
      <h2>{texts.overview.waiting}</h2>
      {entries.length === 0 ? (
        <p class="quiet">{texts.overview.nothingWaits}</p>
      ) : (
        <ul class="waits">
          {entries.map(([kind, count]) => (
            <li>
              <a href={hrefs[kind] ?? `${consolePaths.matters}#${kind}`}>
                <span>{wordOf(texts.overview.waits, kind)}</span> <b>{count}</b>
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Running({ overview, format, texts, nowMs }: PartProps & { readonly nowMs: number }) {
  return (
    <section class="card" data-part="running">
      <h2>{texts.overview.running}</h2>
      <SessionTable
        caption={texts.overview.running}
        sessions={overview.running}
        format={format}
        nowMs={nowMs}
        empty={texts.overview.nobody}
        texts={texts}
      />
    </section>
  );
}

/** What there is to do for whoever looks after objects and not after guests. */
function Workshop({ frame, texts }: { readonly frame: ConsoleFrame; readonly texts: ConsoleTexts }) {
  const entries = navigationOf(frame.staff.role, false).filter(({ section }) => section !== 'overview');
  return (
    <nav class="ways-on" aria-label={texts.overview.work}>
      <h2>{texts.overview.work}</h2>
      <ul>
        {entries.map(({ section, href, sign }) => (
          <li>
            <a href={href}>
              <Sign name={sign} />
              <span>{texts.nav[section]}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Until guests can come; the owner's alone. */
function SetUpNotice({ frame }: { readonly frame: ConsoleFrame }) {
  const { setUp } = frame;
  if (!setUp) return null;
  const words = guideTextsOf(frame);
  return (
    <div class="note guide-note" id="set-up-notice">
      <span>
        {words.notice} {words.progress(String(setUp.done), String(setUp.of))}
      </span>
      <a class="press press-main" href={withQuery(consolePaths.setUp, { venue: frame.venue?.venueId })}>
        {words.goOn}
      </a>
    </div>
  );
}

export function overviewPage(frame: ConsoleFrame, overview: Overview | null): string {
  const texts = consoleTextsOf(frame.lang);
  const format = createFormat(consoleLanguage(frame.lang), overview?.venue.zone);
  const part = overview && { overview, format, texts };
  const maySeeSessions = mayRole(frame.staff.role, 'session.see');
  return consoleDocument({
    frame,
    title: texts.overview.title,
    isOfVenue: true,
    isLive: true,
    children: part ? (
      <>
        <SetUpNotice frame={frame} />
        <PayInNote frame={frame} />
        <Standings {...part} />
        <div class="columns columns-wide">
          <div class="stack">
            <Takings {...part} />
            {maySeeSessions ? <Running {...part} nowMs={frame.nowMs} /> : <Workshop frame={frame} texts={texts} />}
          </div>
          <Waiting {...part} />
        </div>
      </>
    ) : (
      <>
        <p class="note">{texts.overview.noVenue}</p>
        <SetUpNotice frame={frame} />
      </>
    ),
  });
}
