// Emergency page: the red button of a venue, what it reached, and where somebody may be, as a list that prints.
import type { EmergencyRecord } from '../../domain/emergency/emergency.ts';
import type { OccupiedObject } from '../../domain/emergency/occupied.ts';
import type { SignalState, UnreachedWhy } from '../../domain/emergency/signals.ts';
import { createFormat, type Format } from '../format.ts';
import { Name } from '../phone/parts.tsx';
import { plainName } from '../plain-name.ts';
import { consolePaths } from './console-paths.ts';
import { ActForm } from './form.tsx';
import { type ConsoleFrame, consoleDocument } from './frame.tsx';
import { Table } from './table.tsx';
import { EMERGENCY_WORDS } from './text/emergency.ts';
import { consoleLanguage } from './text/shape.ts';

type UnreachedShown = {
  readonly objectId: string;
  readonly name: string;
  readonly placeName: string;
  readonly why: UnreachedWhy;
  readonly lastContactMs: number | null;
  readonly inUseSinceMs: number | null;
  readonly isTakenAlong: boolean;
  readonly lastReport: { readonly atMs: number; readonly isMoving: boolean | null; readonly distanceM: number | null } | null;
};

export type EmergencyShown = {
  readonly venueId: string;
  /** When it was read. */
  readonly atMs: number;
  /** The open one; null where there is none. */
  readonly emergency: EmergencyRecord | null;
  /** Their name, where it is known. */
  readonly raisedBy?: string | null;
  readonly signals: { readonly [S in SignalState]: number };
  readonly unreached: readonly UnreachedShown[];
  readonly occupied: readonly OccupiedObject[];
  readonly mayRaise: boolean;
  /** Of a second person. */
  readonly mayEnd: boolean;
  /** Nobody else of the staff could end what they raise. */
  readonly isAlone: boolean;
};

type View = {
  readonly shown: EmergencyShown;
  readonly words: (typeof EMERGENCY_WORDS)['en'];
  readonly timeOf: (atMs: number | null) => string;
  readonly distanceOf: Format['distance'];
};

function Alone({ words }: Pick<View, 'words'>) {
  return (
    <div class="note-bad" id="alone">
      <p>{words.alone}</p>
      <a class="press press-plain" href={consolePaths.staff}>
        {words.toStaff}
      </a>
    </div>
  );
}

function Button({ shown, words, timeOf }: View) {
  const { emergency, signals, venueId } = shown;
  const path = `${consolePaths.api}/venues/${encodeURIComponent(venueId)}/emergency`;
  const count = String;
  if (emergency === null) {
    return (
      <section class="card" data-part="button">
        <p>{words.calm}</p>
        <p>{words.means}</p>
        <p>
          <b>{words.secondNeeded}</b>
        </p>
        {shown.isAlone ? <Alone words={words} /> : null}
        {shown.mayRaise ? (
          <ActForm
            id="raise"
            act={`POST ${path}`}
            done="reload"
            submit={words.press}
            tone="danger"
            isConfirmed
            also={{ reason: words.title }}
          />
        ) : null}
      </section>
    );
  }
  return (
    <section class="card card-alarm" data-part="button" role="alert">
      <p>
        <b>{words.open(timeOf(emergency.raisedAtMs), plainName(shown.raisedBy ?? emergency.raisedBy))}</b>
      </p>
      <p>{words.signals(count(signals.on), count(signals.waiting), count(signals.away), count(signals.unable))}</p>
      <p>{words.second}</p>
      {shown.mayEnd ? (
        <ActForm id="end" act={`POST ${path}/end`} done="reload" submit={words.end} isConfirmed also={{ reason: words.end }} />
      ) : null}
    </section>
  );
}

/** Nobody is sent to a stand for a bike that somebody rides. */
function Where({ placeName, isTakenAlong, words }: { placeName: string; isTakenAlong: boolean; words: View['words'] }) {
  return isTakenAlong ? <span>{words.takenFrom(plainName(placeName))}</span> : <Name>{placeName}</Name>;
}

function Occupied({ shown, words, timeOf }: View) {
  return (
    <section class="card" data-part="occupied">
      <p class="quiet">{words.asOf(timeOf(shown.atMs))}</p>
      <Table
        caption={words.occupied}
        isNamed
        columns={[words.place, words.name, words.why, words.since, words.contact].map((label) => ({ label }))}
        rows={shown.occupied.map(({ objectId, name, placeName, because, sinceMs, lastContactMs, isTakenAlong }) => ({
          id: objectId,
          cells: [
            <Where placeName={placeName} isTakenAlong={isTakenAlong} words={words} />,
            <Name>{name}</Name>,
            because.map((each) => words.because[each]).join(', '),
            timeOf(sinceMs),
            timeOf(lastContactMs),
          ],
        }))}
        empty={words.nobody}
      />
    </section>
  );
}

/** What its use and its last report say, and no more. */
function knownOf({ inUseSinceMs, isTakenAlong, lastReport }: UnreachedShown, { words, timeOf, distanceOf }: View): string {
  const isUsed = inUseSinceMs !== null;
  const said: string[] = [isUsed ? words.inUseSince(timeOf(inUseSinceMs)) : words.notInUse];
  if (isUsed && lastReport?.isMoving != null) said.push(words.moving(lastReport.isMoving, timeOf(lastReport.atMs)));
  if (isUsed && lastReport?.distanceM != null) said.push(words.ridden(distanceOf(lastReport.distanceM)));
  if (isTakenAlong) said.push(words.whereUnknown);
  return said.join(', ');
}

function NotReached(view: View) {
  const { shown, words, timeOf } = view;
  // It stays in its place: what is not there is not replaced live.
  if (shown.unreached.length === 0) return <section data-part="not-reached" hidden></section>;
  return (
    <section class="card" data-part="not-reached">
      <p class="quiet">{words.notReachedMeans}</p>
      <Table
        caption={words.notReached}
        isNamed
        columns={[words.place, words.name, words.why, words.known, words.contact].map((label) => ({ label }))}
        rows={shown.unreached.map((each) => ({
          id: each.objectId,
          cells: [
            <Where placeName={each.placeName} isTakenAlong={each.isTakenAlong} words={words} />,
            <Name>{each.name}</Name>,
            words.notReachedWhy[each.why],
            knownOf(each, view),
            timeOf(each.lastContactMs),
          ],
        }))}
        empty=""
      />
    </section>
  );
}

export function emergencyPage(frame: ConsoleFrame, shown: EmergencyShown): string {
  const lang = consoleLanguage(frame.lang);
  const words = EMERGENCY_WORDS[lang];
  const format = createFormat(lang, frame.venue?.zone);
  const timeOf = (atMs: number | null): string => (atMs === null ? '–' : format.dateTime(atMs));
  const view: View = { shown, words, timeOf, distanceOf: format.distance };
  return consoleDocument({
    frame,
    title: words.title,
    isOfVenue: true,
    isLive: true,
    children: (
      <>
        <Button {...view} />
        <Occupied {...view} />
        <NotReached {...view} />
      </>
    ),
  });
}
