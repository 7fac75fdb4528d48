// Round page: staff walk through a venue with a phone in one hand, scan what hangs, and see what is missing; works without script.
import type { LabelRound, LabelSighting, RoundReport } from '../../domain/watch/label-round.ts';
import { createFormat } from '../format.ts';
import { paths } from '../paths.ts';
import { Name, Notice, Problem, type Tone } from '../phone/parts.tsx';
import { plainName } from '../plain-name.ts';
import { attachTextsOf, roundTextsOf } from './attach-texts.ts';
import type { RoundTexts } from './en-rounds.ts';
import { Missing, Rest, type RoundNames, Wrong } from './round-report.tsx';
import { CodeField, Shell, type ShownObject, type StaffFrame, staffDocument, Where } from './staff-page.tsx';

type Venue = { readonly venueId: string; readonly name: string; readonly open: LabelRound | null };

export type RoundsInput = StaffFrame & {
  readonly venues: readonly Venue[];
  readonly earlier: readonly { readonly round: LabelRound; readonly venueName: string }[];
};

/** What was scanned a moment ago. */
export type LastSeen = Pick<LabelSighting, 'finding' | 'tagId' | 'boundTo'>;

export type RoundInput = StaffFrame & {
  readonly round: LabelRound;
  readonly venueName: string;
  readonly report: RoundReport;
  readonly names: RoundNames;
  readonly last: LastSeen | null;
  /** As it was typed, where it can be no code. */
  readonly typed: string;
  /** The last label came from the camera: it goes on looking for the next. */
  readonly isScanning: boolean;
};

export type RoundLabelInput = StaffFrame & {
  readonly roundId: string;
  readonly label: { readonly tagId: string; readonly name: string; readonly objectName: string };
  readonly find: string;
  readonly objects: readonly ShownObject[];
  readonly more: number;
};

function VenueCard({ venue, input, texts }: { readonly venue: Venue; readonly input: RoundsInput; readonly texts: RoundTexts }) {
  const { venueId, name, open } = venue;
  const { dateTime } = createFormat(input.lang);
  return (
    <section class="card typing" data-venue={venueId}>
      <h2>
        <Name>{name}</Name>
      </h2>
      <p class="quiet">{open === null ? texts.noRound : texts.goesOn(dateTime(open.startedAtMs), plainName(open.startedBy))}</p>
      {open === null ? (
        <form method="post" action={paths.rounds}>
          <button class="press press-main" type="submit" name="venue" value={venueId}>
            {texts.start}
            <span class="unseen"> {plainName(name)}</span>
          </button>
        </form>
      ) : (
        <a class="press press-main" href={paths.round(open.roundId)}>
          {texts.goOn}
        </a>
      )}
    </section>
  );
}

/** GET /attach/rounds: where to walk, and what earlier rounds found. */
export function roundsPage(input: RoundsInput): string {
  const texts = roundTextsOf(input.lang);
  const { lang, problem, venues, earlier } = input;
  const { count, dateTime } = createFormat(lang);
  return staffDocument(
    input,
    texts.title,
    <Shell input={input} texts={attachTextsOf(lang)}>
      <h1>{texts.title}</h1>
      <p>{texts.lead}</p>
      {problem ? <Problem rejection={problem} lang={lang} backTo={paths.rounds} /> : null}
      {venues.length === 0 ? <p class="quiet">{texts.noVenue}</p> : null}
      {venues.map((venue) => (
        <VenueCard venue={venue} input={input} texts={texts} />
      ))}
      {earlier.length > 0 ? (
        <section class="card" aria-labelledby="earlier-title" id="earlier">
          <h2 id="earlier-title">{texts.earlier}</h2>
          <ul class="things">
            {earlier.map(({ round, venueName }) => (
              <li>
                <span>
                  <a href={paths.round(round.roundId)}>
                    <Name>{venueName}</Name>
                  </a>
                  <small>{dateTime(round.endedAtMs ?? round.startedAtMs)}</small>
                </span>
                {round.report ? <b>{texts.inPlaceOf(count(round.report.inPlace), count(round.report.expected))}</b> : null}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <a class="press press-plain" id="to-attach" href={paths.attach}>
        {texts.toAttach}
      </a>
    </Shell>,
  );
}

const TONES: { readonly [F in LastSeen['finding']]: Tone } = {
  'in-place': 'good',
  'on-another-object': 'bad',
  'not-attached': 'warn',
  ended: 'bad',
  foreign: 'bad',
};

/** Big enough to be read at arm's length: what it is, and what to do about it. */
function Last({ input, texts }: { readonly input: RoundInput; readonly texts: RoundTexts }) {
  const { last, names, round } = input;
  if (last === null) return null;
  const { finding, tagId, boundTo } = last;
  const labelName = tagId === null ? texts.thisCode : (names.labels[tagId] ?? tagId);
  const object = boundTo === null ? undefined : names.objects[boundTo];
  const objectName = object === undefined ? (boundTo ?? '') : plainName(object.name);
  return (
    <div id="seen" data-finding={finding} role="status">
      <Notice tone={TONES[finding]} icon={finding === 'in-place' ? 'check' : 'warn'}>
        <strong>{texts.found[finding](labelName, objectName)}</strong>
        {object ? (
          <p>
            <Name>{object.venueName}</Name> · <Name>{object.placeName}</Name>
          </p>
        ) : null}
        <p>{texts.todo[finding]}</p>
        {finding === 'in-place' && tagId !== null ? (
          <a id="elsewhere" href={paths.roundLabel(round.roundId, tagId)}>
            {texts.elsewhere}
          </a>
        ) : null}
        {finding === 'not-attached' && tagId !== null ? <a href={paths.attachLabel(tagId)}>{texts.toAttach}</a> : null}
      </Notice>
    </div>
  );
}

function Progress({
  report,
  lang,
  texts,
}: {
  readonly report: RoundReport;
  readonly lang: RoundInput['lang'];
  readonly texts: RoundTexts;
}) {
  const { expected, inPlace } = report;
  const { count } = createFormat(lang);
  if (expected === 0) return <p class="quiet">{texts.nothingHangs}</p>;
  return (
    <div class="walked" id="walked" data-seen={inPlace} data-of={expected}>
      <progress max={expected} value={inPlace} aria-hidden="true"></progress>
      <p>{texts.progress(count(inPlace), count(expected))}</p>
    </div>
  );
}

function Walk({ input, texts }: { readonly input: RoundInput; readonly texts: RoundTexts }) {
  const { round, typed, lang, isScanning } = input;
  return (
    <form
      class="card typing"
      id="see-form"
      method="post"
      action={paths.roundSightings(round.roundId)}
      data-again={isScanning ? 'code' : undefined}
    >
      <h2>{texts.next}</h2>
      <input type="hidden" name="read" value="typed" />
      <CodeField
        id="code"
        name="code"
        label={texts.codeField}
        help={texts.codeHelp}
        value={typed}
        scan={texts.scan}
        send={texts.send}
        texts={attachTextsOf(lang)}
      />
    </form>
  );
}

function End({ roundId, texts }: { readonly roundId: string; readonly texts: RoundTexts }) {
  return (
    <details class="card" id="end">
      <summary>{texts.endTitle}</summary>
      <form method="post" action={paths.roundEnd(roundId)} class="typing">
        <p>{texts.endDetail}</p>
        <button class="press press-second" type="submit">
          {texts.end}
        </button>
      </form>
    </details>
  );
}

/** GET /attach/rounds/{id}: the walk while it goes on, and its report once it is over. */
export function roundPage(input: RoundInput): string {
  const texts = roundTextsOf(input.lang);
  const { round, venueName, problem, lang } = input;
  const { dateTime } = createFormat(lang);
  const isOver = round.endedAtMs !== null;
  return staffDocument(
    input,
    texts.title,
    <Shell input={input} texts={attachTextsOf(lang)}>
      <h1>
        <Name>{venueName}</Name>
      </h1>
      {problem ? <Problem rejection={problem} lang={lang} backTo={paths.round(round.roundId)} /> : null}
      {isOver ? (
        <p class="quiet" id="over">
          {texts.over(dateTime(round.endedAtMs ?? 0), plainName(round.startedBy))}
        </p>
      ) : (
        <Last input={input} texts={texts} />
      )}
      <Progress report={input.report} lang={lang} texts={texts} />
      {isOver ? null : <Walk input={input} texts={texts} />}
      <Wrong input={input} texts={texts} />
      <Missing input={input} texts={texts} />
      <Rest input={input} texts={texts} />
      {isOver ? null : <End roundId={round.roundId} texts={texts} />}
      <a class="press press-plain" id="all-rounds" href={paths.rounds}>
        {texts.allRounds}
      </a>
    </Shell>,
  );
}

/** GET /attach/rounds/{id}/labels/{tag}: what it really hangs on. */
export function roundLabelPage(input: RoundLabelInput): string {
  const texts = roundTextsOf(input.lang);
  const words = attachTextsOf(input.lang);
  const { roundId, label, find, objects, more, problem, lang } = input;
  return staffDocument(
    input,
    texts.title,
    <Shell input={input} texts={words}>
      <h1>{texts.whereTitle(label.name)}</h1>
      {problem ? <Problem rejection={problem} lang={lang} backTo={paths.round(roundId)} /> : null}
      <p>{texts.whereDetail(plainName(label.objectName))}</p>
      <section class="card typing">
        <form method="get" action={paths.roundLabel(roundId, label.tagId)} class="finder" id="find-form">
          <label for="find">{words.findField}</label>
          <div class="finder-row">
            <input id="find" name="find" type="search" value={find} autocomplete="off" maxlength={80} />
            <button class="press press-second" type="submit">
              {words.find}
            </button>
          </div>
        </form>
        {objects.length === 0 ? <p class="quiet">{words.noObjects}</p> : null}
        <form method="post" action={paths.roundSightings(roundId)} id="objects">
          <input type="hidden" name="code" value={label.tagId} />
          <ul class="things">
            {objects.map((object) => (
              <li data-object={object.objectId}>
                <span>
                  <Name>{object.name}</Name>
                  <Where object={object} />
                </span>
                <button class="press press-second" type="submit" name="at" value={object.objectId}>
                  {texts.here}
                  <span class="unseen"> {plainName(object.name)}</span>
                </button>
              </li>
            ))}
          </ul>
        </form>
        {more > 0 ? <p class="quiet">{words.more(createFormat(lang).count(more))}</p> : null}
      </section>
      <a id="cancel" class="press press-plain" href={paths.round(roundId)}>
        {texts.cancel}
      </a>
    </Shell>,
  );
}
