// Round report: what a round of inspection has found so far - what to take off, what is missing, and what hangs by no label.
import type { LabelRound, RoundReport } from '../../domain/watch/label-round.ts';
import { createFormat } from '../format.ts';
import type { Language } from '../languages.ts';
import { Name } from '../phone/parts.tsx';
import { plainName } from '../plain-name.ts';
import type { RoundTexts } from './en-rounds.ts';

/** What stands on labels and objects, by their ids. */
export type RoundNames = {
  readonly labels: { readonly [tagId: string]: string };
  readonly objects: {
    readonly [objectId: string]: { readonly name: string; readonly placeName: string; readonly venueName: string };
  };
};

type Part = {
  readonly input: {
    readonly round: LabelRound;
    readonly report: RoundReport;
    readonly names: RoundNames;
    readonly lang: Language;
  };
  readonly texts: RoundTexts;
};

/** Somebody walks along these: more than so many are told by their number. */
const MOST_SHOWN = 60;

type Line = { readonly what: string; readonly where: string; readonly label: string | null };

const inOrder = (lines: readonly Line[]): readonly Line[] =>
  [...lines].sort((one, other) =>
    `${one.where}\n${one.what}`.localeCompare(`${other.where}\n${other.what}`, 'en', { numeric: true }),
  );

function objectLine({ objects }: RoundNames, objectId: string, label: string | null): Line {
  const object = objects[objectId];
  return { what: object?.name ?? objectId, where: object?.placeName ?? '', label };
}

function Lines({ lines, more }: { readonly lines: readonly Line[]; readonly more: (count: number) => string }) {
  return (
    <>
      <ul class="things">
        {lines.slice(0, MOST_SHOWN).map(({ what, where, label }) => (
          <li>
            <span>
              <Name>{what}</Name>
              {where === '' ? null : (
                <span class="quiet">
                  <Name>{where}</Name>
                </span>
              )}
            </span>
            {label === null ? null : <small>{plainName(label)}</small>}
          </li>
        ))}
      </ul>
      {lines.length > MOST_SHOWN ? <p class="quiet">{more(lines.length - MOST_SHOWN)}</p> : null}
    </>
  );
}

/** What must go, with what it is and where it was seen. */
export function Wrong({ input: { report, names, lang }, texts }: Part) {
  const { count, dateTime } = createFormat(lang);
  const nameOf = (tagId: string | null): string => (tagId === null ? texts.thisCode : (names.labels[tagId] ?? tagId));
  const objectOf = (objectId: string | null): string => (objectId === null ? '' : (names.objects[objectId]?.name ?? objectId));
  const on = (seenAt: string | null): string => (seenAt === null ? '' : texts.wrongOn(plainName(objectOf(seenAt))));
  const lines: readonly Line[] = [
    ...report.onAnotherObject.map(({ tagId, boundTo, seenAt }) => ({
      what: texts.found['on-another-object'](nameOf(tagId), plainName(objectOf(boundTo))),
      where: on(seenAt),
    })),
    // What a stranger's code says is not kept: by its hour somebody may remember where it was.
    ...report.foreign.map(({ seenAt, seenAtMs }) => ({
      what: texts.found.foreign(texts.thisCode),
      where: on(seenAt) || dateTime(seenAtMs),
    })),
    ...report.ended.map(({ tagId, seenAt }) => ({ what: texts.found.ended(nameOf(tagId)), where: on(seenAt) })),
    ...report.notAttached.map(({ tagId, seenAt }) => ({ what: texts.found['not-attached'](nameOf(tagId)), where: on(seenAt) })),
  ].map((line) => ({ ...line, label: null }));
  if (lines.length === 0) return null;
  return (
    <section class="card card-strong" aria-labelledby="wrong-title" id="wrong" data-count={lines.length}>
      <h2 id="wrong-title">{texts.wrong(count(lines.length))}</h2>
      <Lines lines={lines} more={(left) => texts.more(count(left))} />
    </section>
  );
}

/** What nobody saw in its place. */
export function Missing({ input: { round, report, names, lang }, texts }: Part) {
  const { count } = createFormat(lang);
  const { missing, expected } = report;
  if (expected === 0) return null;
  if (missing.length === 0) return <p id="all-seen">{texts.allSeen}</p>;
  const lines = inOrder(missing.map(({ tagId, objectId }) => objectLine(names, objectId, names.labels[tagId] ?? tagId)));
  const isOver = round.endedAtMs !== null;
  const title = isOver ? texts.missing(count(missing.length)) : texts.toSee(count(missing.length));
  return (
    <section class="card" aria-labelledby="missing-title" id="missing" data-count={missing.length}>
      <h2 id="missing-title">{title}</h2>
      {isOver ? <p class="quiet">{texts.overDetail}</p> : null}
      <Lines lines={lines} more={(left) => texts.more(count(left))} />
    </section>
  );
}

/** What nobody can miss yet: prints that wait, and objects without any. */
export function Rest({ input: { report, names, lang }, texts }: Part) {
  const { count } = createFormat(lang);
  const { toHang, unlabelled } = report;
  const parts = [
    {
      id: 'to-hang',
      title: texts.toHang(count(toHang.length)),
      lines: inOrder(toHang.map(({ tagId, objectId }) => objectLine(names, objectId, names.labels[tagId] ?? tagId))),
    },
    {
      id: 'unlabelled',
      title: texts.unlabelled(count(unlabelled.length)),
      lines: inOrder(unlabelled.map((objectId) => objectLine(names, objectId, null))),
    },
  ];
  return (
    <>
      {parts
        .filter(({ lines }) => lines.length > 0)
        .map(({ id, title, lines }) => (
          <details class="card" id={id} data-count={lines.length}>
            <summary>{title}</summary>
            <Lines lines={lines} more={(left) => texts.more(count(left))} />
          </details>
        ))}
    </>
  );
}
