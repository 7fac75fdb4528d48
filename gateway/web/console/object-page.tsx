// Object page: one object - how it stands, who moves it, its last sessions, and what staff may do about it from afar.
import { mayRole } from '../../domain/staff/permissions.ts';
import type { ConsoleObject, ConsoleObjectFacts } from '../../ports/console-views.ts';
import { createFormat, type Format } from '../format.ts';
import { Name } from '../phone/parts.tsx';
import { plainName } from '../plain-name.ts';
import { kindWordsOf, textsOf } from '../text/texts.ts';
import { StandingBadge } from './badges.tsx';
import { consolePaths, withQuery } from './console-paths.ts';
import { ActForm, ReasonField } from './form.tsx';
import { type ConsoleFrame, consoleDocument } from './frame.tsx';
import { type EditableObject, ObjectEdit } from './object-edit.tsx';
import { SessionTable } from './session-rows.tsx';
import type { ConsoleTexts } from './text/en.ts';
import { consoleLanguage, consoleTextsOf } from './text/shape.ts';

type PartProps = {
  readonly frame: ConsoleFrame;
  readonly object: ConsoleObject;
  readonly format: Format;
  readonly texts: ConsoleTexts;
};

function Facts({ frame, object, format, texts }: PartProps) {
  const { lang } = frame;
  const heard = object.lastSeenAt;
  return (
    <section class="card" data-part="facts">
      <h2>{texts.object.facts}</h2>
      <dl class="pairs">
        <dt>{texts.objects.place}</dt>
        <dd>
          <Name>{object.placeName}</Name>
        </dd>
        <dt>{texts.objects.kind}</dt>
        <dd>{kindWordsOf(textsOf(consoleLanguage(lang)), object.kind).label}</dd>
        <dt>{texts.object.device}</dt>
        <dd>
          <span class="mono">{object.deviceId}</span>{' '}
          <small>{object.isOnline ? texts.object.online : texts.object.offline}</small>
        </dd>
        <dt>{texts.objects.lastSeen}</dt>
        <dd>{heard === null ? texts.objects.never : format.dateTime(heard)}</dd>
        {object.dirtySince ? (
          <>
            <dt>{texts.object.dirtySince}</dt>
            <dd>{format.dateTime(object.dirtySince)}</dd>
          </>
        ) : null}
      </dl>
      <p class="links">
        <a href={withQuery(consolePaths.labels, { object: object.objectId })}>{texts.object.label}</a>
      </p>
    </section>
  );
}

function StopForm({ object, texts }: PartProps) {
  if (!object.live) return null;
  return (
    <>
      <h3>{texts.object.stop}</h3>
      <p class="quiet">{texts.object.stopHelp}</p>
      <ActForm
        id="stop"
        act={`POST ${consolePaths.api}/sessions/${object.live.sessionId}/stop`}
        done="reload"
        said={texts.object.stopSaid}
        submit={texts.object.stop}
        tone="danger"
        isConfirmed
      >
        <ReasonField form="stop" texts={texts} />
      </ActForm>
    </>
  );
}

function Acts(props: PartProps) {
  const { frame, object, texts } = props;
  const { role } = frame.staff;
  const at = `${consolePaths.api}/objects/${object.objectId}`;
  const isOut = object.standing === 'out-of-service';
  return (
    <section class="card" data-part="acts">
      <h2>{texts.object.acts}</h2>
      {mayRole(role, 'session.stop') ? <StopForm {...props} /> : null}
      {mayRole(role, 'object.clean') && object.dirtySince !== null && object.standing !== 'retired' ? (
        <ActForm id="clean" act={`POST ${at}/clean`} done="reload" said={texts.object.saidDone} submit={texts.object.clean} />
      ) : null}
      {mayRole(role, 'object.serve') && object.standing !== 'retired' ? (
        <ActForm
          id="service"
          act={`POST ${at}/service`}
          also={{ state: isOut ? 'in_service' : 'out_of_service' }}
          done="reload"
          said={texts.object.saidDone}
          submit={isOut ? texts.object.inService : texts.object.outOfService}
          tone="plain"
        >
          <ReasonField form="service" texts={texts} />
        </ActForm>
      ) : null}
      {isOut && mayRole(role, 'object.open-free') ? (
        <>
          <ActForm
            id="open-free"
            act={`POST ${at}/open-free`}
            done="reload"
            said={texts.object.openSaid}
            submit={texts.object.openFree}
            tone="plain"
          >
            <ReasonField form="open-free" texts={texts} />
          </ActForm>
          <ActForm
            id="close-free"
            act={`POST ${at}/close-free`}
            done="reload"
            said={texts.object.openSaid}
            submit={texts.object.closeFree}
            tone="plain"
          />
        </>
      ) : null}
    </section>
  );
}

/** @param editable null for whoever may not change it, or once nobody can. */
export function objectPage(
  frame: ConsoleFrame,
  { object, sessions }: ConsoleObjectFacts,
  editable: EditableObject | null = null,
): string {
  const texts = consoleTextsOf(frame.lang);
  const venue = frame.venues.find(({ venueId }) => venueId === object.venueId) ?? frame.venue;
  const format = createFormat(consoleLanguage(frame.lang), venue?.zone);
  const part = { frame, object, format, texts };
  return consoleDocument({
    frame,
    title: plainName(object.name),
    up: { href: withQuery(consolePaths.objects, { venue: object.venueId }), label: texts.objects.title },
    beside: (
      <span data-part="standing">
        <StandingBadge standing={object.standing} texts={texts} />
      </span>
    ),
    isLive: true,
    script: 'set-up-forms.js',
    children: (
      <div class="columns columns-wide">
        <div class="stack">
          {mayRole(frame.staff.role, 'session.see') ? (
            <section class="card" data-part="sessions">
              <h2>{texts.object.sessions}</h2>
              <SessionTable
                caption={texts.object.sessions}
                sessions={sessions}
                format={format}
                nowMs={frame.nowMs}
                empty={texts.object.noSessions}
                texts={texts}
              />
            </section>
          ) : null}
        </div>
        <div class="stack">
          <Facts {...part} />
          <Acts {...part} />
          {editable ? <ObjectEdit frame={frame} object={editable} /> : null}
        </div>
      </div>
    ),
  });
}
