// Emergency page: the red button of a venue, what it reached, and where somebody may be, as a list that prints.
import type { EmergencyRecord } from '../../domain/emergency/emergency.ts';
import type { OccupiedObject } from '../../domain/emergency/occupied.ts';
import type { SignalState } from '../../domain/emergency/signals.ts';
import { createFormat } from '../format.ts';
import { Name } from '../phone/parts.tsx';
import { plainName } from '../plain-name.ts';
import { consolePaths } from './console-paths.ts';
import { ActForm } from './form.tsx';
import { type ConsoleFrame, consoleDocument } from './frame.tsx';
import { Table } from './table.tsx';
import { EMERGENCY_WORDS } from './text/emergency.ts';
import { consoleLanguage } from './text/shape.ts';

export type EmergencyShown = {
  readonly venueId: string;
  /** When it was read. */
  readonly atMs: number;
  /** The open one; null where there is none. */
  readonly emergency: EmergencyRecord | null;
  readonly signals: { readonly [S in SignalState]: number };
  readonly unreached: readonly {
    readonly objectId: string;
    readonly name: string;
    readonly placeName: string;
    readonly signal: Exclude<SignalState, 'on'>;
    readonly lastContactMs: number | null;
  }[];
  readonly occupied: readonly OccupiedObject[];
  readonly mayRaise: boolean;
  /** Of a second person. */
  readonly mayEnd: boolean;
};

type View = {
  readonly shown: EmergencyShown;
  readonly words: (typeof EMERGENCY_WORDS)['en'];
  readonly timeOf: (atMs: number | null) => string;
};

function Button({ shown, words, timeOf }: View) {
  const { emergency, signals, venueId } = shown;
  const path = `${consolePaths.api}/venues/${encodeURIComponent(venueId)}/emergency`;
  const count = String;
  if (emergency === null) {
    return (
      <section class="card" data-part="button">
        <p>{words.calm}</p>
        <p>{words.means}</p>
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
        <b>{words.open(timeOf(emergency.raisedAtMs), plainName(emergency.raisedBy))}</b>
      </p>
      <p>{words.signals(count(signals.on), count(signals.waiting), count(signals.away), count(signals.unable))}</p>
      <p>{words.second}</p>
      {shown.mayEnd ? (
        <ActForm id="end" act={`POST ${path}/end`} done="reload" submit={words.end} isConfirmed also={{ reason: words.end }} />
      ) : null}
    </section>
  );
}

function Occupied({ shown, words, timeOf }: View) {
  return (
    <section class="card" data-part="occupied">
      <p class="quiet">{words.asOf(timeOf(shown.atMs))}</p>
      <Table
        caption={words.occupied}
        isNamed
        columns={[words.place, words.name, words.why, words.since, words.contact].map((label) => ({ label }))}
        rows={shown.occupied.map(({ objectId, name, placeName, because, sinceMs, lastContactMs }) => ({
          id: objectId,
          cells: [
            <Name>{placeName}</Name>,
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

function NotReached({ shown, words, timeOf }: View) {
  // It stays in its place: what is not there is not replaced live.
  if (shown.unreached.length === 0) return <section data-part="not-reached" hidden></section>;
  return (
    <section class="card" data-part="not-reached">
      <Table
        caption={words.notReached}
        isNamed
        columns={[words.place, words.name, words.why, words.contact].map((label) => ({ label }))}
        rows={shown.unreached.map(({ objectId, name, placeName, signal, lastContactMs }) => ({
          id: objectId,
          cells: [<Name>{placeName}</Name>, <Name>{name}</Name>, words.signal[signal], timeOf(lastContactMs)],
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
  const view: View = { shown, words, timeOf };
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
