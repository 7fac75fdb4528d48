// Doors page: what the label of an object opens to whoever of its staff scans it - how it stands, and what their role may do there.
import type { Child } from 'hono/jsx';
import type { FreeUse } from '../../domain/session/free-use.ts';
import { type Door, doorsOf, type ObjectDoors } from '../../domain/staff/object-doors.ts';
import { mayRole, type Role } from '../../domain/staff/permissions.ts';
import type { ObjectState } from '../../domain/venue/object-state.ts';
import { consolePaths, withQuery } from '../console/console-paths.ts';
import { ActForm } from '../console/form.tsx';
import { createFormat, type Format, measureText } from '../format.ts';
import { type Frame, renderDocument } from '../layout.tsx';
import { paths } from '../paths.ts';
import { Drawing } from '../phone/drawings.tsx';
import { Icon, type IconName } from '../phone/icons.tsx';
import { Name, Notice, type Tone, Whereabouts } from '../phone/parts.tsx';
import { plainName } from '../plain-name.ts';
import type { Texts } from '../text/en.ts';
import { kindWordsOf, textsOf } from '../text/texts.ts';

export type DoorsPageInput = Frame & {
  readonly staff: { readonly name: string; readonly role: Role };
  readonly doors: ObjectDoors;
  /** The label that was scanned; null where it was no printed one. */
  readonly label: { readonly tagId: string; readonly name: string; readonly isLive: boolean } | null;
  /** Opens what a guest sees; null where a guest sees nothing but a refusal. */
  readonly ticket: string | null;
};

type View = { readonly input: DoorsPageInput; readonly texts: Texts; readonly format: Format; readonly open: readonly Door[] };

const SIGNS: { readonly [S in ObjectState]: { readonly tone: Tone; readonly icon: IconName } } = {
  free: { tone: 'good', icon: 'check' },
  'in-use': { tone: 'info', icon: 'people' },
  retired: { tone: 'warn', icon: 'minus' },
  'out-of-service': { tone: 'warn', icon: 'warn' },
  'needs-cleaning': { tone: 'warn', icon: 'clock' },
  'not-enrolled': { tone: 'warn', icon: 'away' },
  offline: { tone: 'warn', icon: 'away' },
  'no-tariff': { tone: 'warn', icon: 'wallet' },
};
const FREE_TONES: { readonly [F in FreeUse]: Tone } = {
  opening: 'info',
  open: 'good',
  closing: 'info',
  closed: 'good',
  refused: 'bad',
  unanswered: 'bad',
  unproven: 'bad',
};
/** So long an object may take to answer before the page says that it takes long. */
const LATE_MS = 10_000;

const FREE_ICONS: { readonly [T in Tone]: IconName } = { good: 'check', info: 'clock', warn: 'warn', bad: 'warn' };

/** What came of opening it: what the device said, and what to do next. */
function FreeNews({ input, texts }: View) {
  const { free } = input.doors;
  if (!free) return null;
  const tone = FREE_TONES[free.how];
  return (
    <div role="status" id="free" data-how={free.how}>
      <Notice tone={tone} icon={FREE_ICONS[tone]}>
        <strong>{texts.doors.free[free.how]}</strong>
        <p>{texts.doors.freeNext[free.how]}</p>
        {free.how === 'opening' ? (
          <p data-from={free.sinceMs + LATE_MS} hidden>
            {texts.doors.late}
          </p>
        ) : null}
      </Notice>
    </div>
  );
}

function isOpenedFree({ free, object }: ObjectDoors): boolean {
  return object.liveSessionId !== null && free !== null;
}

/** What opened it free is told apart from a guest's use: it stays out of service. */
function stateOf(doors: ObjectDoors): ObjectState {
  return isOpenedFree(doors) ? 'out-of-service' : doors.object.state;
}

type SinceProps = Pick<View, 'texts' | 'format'> & { readonly sinceMs: number; readonly nowMs: number };

/** Counted on by the script. */
function Since({ sinceMs, nowMs, texts, format }: SinceProps) {
  const [before = '', after = ''] = texts.doors.since('\u0000').split('\u0000');
  return (
    <p class="quiet">
      {before}
      <span data-tick="since" data-at={sinceMs}>
        {format.since(nowMs - sinceMs)}
      </span>
      {after}
    </p>
  );
}

function Standing({ input, texts, format }: View) {
  const { object } = input.doors;
  const state = stateOf(input.doors);
  const { tone, icon } = SIGNS[state];
  const service = state === 'out-of-service' || state === 'retired' ? object.service : null;
  const sinceMs = service?.atMs ?? (state === 'needs-cleaning' ? object.uncleanSinceMs : null);
  return (
    <section class="hero doors-hero" data-part="standing" data-state={state}>
      <div class="stage">
        <Drawing kind={object.kind} />
      </div>
      <div class="headline">
        <p class="eyebrow">{texts.doors.staffOnly}</p>
        <h1>
          <Name>{object.name}</Name>
        </h1>
        <Whereabouts placeName={object.placeName} venueName={object.venueName} />
        <p class={`state state-${tone}`}>
          <Icon name={icon} />
          <span>{texts.doors.state[state]}</span>
        </p>
        {sinceMs === null ? null : <Since sinceMs={sinceMs} nowMs={input.nowMs} texts={texts} format={format} />}
        {service ? <p class="quiet">{texts.doors.why(plainName(service.reason))}</p> : null}
      </div>
    </section>
  );
}

type FoldedProps = { readonly id: string; readonly title: string; readonly isFolded?: boolean; readonly children: Child };

/** What is not the first thing to do waits under its title. */
function Folded({ id, title, isFolded = false, children }: FoldedProps) {
  if (!isFolded) {
    return (
      <section class="card" aria-labelledby={id}>
        <h2 id={id}>{title}</h2>
        {children}
      </section>
    );
  }
  return (
    <details class="card" id={id}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}

const apiOf = ({ doors: { object } }: DoorsPageInput): string => `${consolePaths.api}/objects/${object.objectId}`;

function Cleaning({ input, texts, open }: View) {
  if (!open.includes('clean')) return null;
  const { clean, cleanTitle, cleanDetail, cleanSaid } = texts.doors;
  return (
    <section class="card card-strong" aria-labelledby="clean-title">
      <h2 id="clean-title">{cleanTitle}</h2>
      <p>{cleanDetail}</p>
      <ActForm id="clean" act={`POST ${apiOf(input)}/clean`} done="reload" said={cleanSaid} submit={clean} />
    </section>
  );
}

/** Why it is taken out of service: chosen, not typed. */
function Reasons({ texts }: View) {
  const { reason } = texts.doors;
  const reasons = [texts.doors.reasons.broken, texts.doors.reasons.maintenance, texts.doors.reasons.unsafe];
  return (
    <div class="choose">
      <label for="out-reason">{reason}</label>
      <select id="out-reason" name="reason">
        {reasons.map((each) => (
          <option value={each}>{each}</option>
        ))}
      </select>
    </div>
  );
}

function OpenFree({ input, texts, open }: View) {
  const { openDetail, openReason, openBlocked, close } = texts.doors;
  const act = `POST ${apiOf(input)}` as const;
  if (open.includes('close')) {
    return <ActForm id="close-free" act={`${act}/close-free`} done="reload" submit={close} />;
  }
  if (!open.includes('open')) return null;
  if (!input.doors.object.mayOpenFree) {
    return (
      <Notice tone="warn" icon="warn">
        <p id="open-blocked">{openBlocked}</p>
      </Notice>
    );
  }
  const reason = { reason: openReason };
  return (
    <>
      <p class="quiet">{openDetail}</p>
      <ActForm id="open-free" act={`${act}/open-free`} also={reason} done="reload" submit={texts.doors.open} tone="main" />
    </>
  );
}

function Service(view: View) {
  const { input, texts, open } = view;
  const { repairTitle, outDetail, takeOut, takeOutSaid, backIn, backReason, backSaid } = texts.doors;
  const act = `POST ${apiOf(input)}/service` as const;
  const [out, back] = [{ state: 'out_of_service' }, { state: 'in_service', reason: backReason }];
  return (
    <>
      {open.includes('close') || open.includes('open') || open.includes('back-in-service') ? (
        <Folded id="service-title" title={repairTitle}>
          <OpenFree {...view} />
          {open.includes('back-in-service') ? (
            <ActForm id="back" act={act} also={back} done="reload" said={backSaid} submit={backIn} tone="plain" />
          ) : null}
        </Folded>
      ) : null}
      {open.includes('out-of-service') ? (
        <Folded id="service-title" title={repairTitle} isFolded={open.includes('clean')}>
          <p class="quiet">{outDetail}</p>
          <ActForm id="out" act={act} also={out} done="reload" said={takeOutSaid} submit={takeOut} tone="plain">
            <Reasons {...view} />
          </ActForm>
        </Folded>
      ) : null}
    </>
  );
}

/** What can be pressed there now; replaced whole whenever something changed. */
function Acts(view: View) {
  const { input, texts } = view;
  const { object } = input.doors;
  const isGuests = object.liveSessionId !== null && !isOpenedFree(input.doors);
  return (
    <div class="doors-acts" data-part="acts">
      <FreeNews {...view} />
      {isGuests ? <p class="quiet">{texts.doors.inUse}</p> : null}
      {object.status === 'retired' ? <p>{texts.doors.retired}</p> : null}
      <Cleaning {...view} />
      <Service {...view} />
    </div>
  );
}

function Row({ label, children }: { readonly label: string; readonly children: Child }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Device({ input, texts, format, open }: View) {
  if (!open.includes('device')) return null;
  const { object } = input.doors;
  const { reported } = kindWordsOf(texts, object.kind);
  const { deviceTitle, answers, silent, never, devicePage, connect } = texts.doors;
  const isMissing = object.state === 'not-enrolled';
  const heardMs = object.lastContactMs;
  const link = isMissing ? consolePaths.devices : consolePaths.device(object.deviceId);
  return (
    <section class="card" data-part="device" aria-labelledby="device-title">
      <h2 id="device-title">{deviceTitle}</h2>
      <dl class="rows">
        <Row label={plainName(object.deviceId)}>{object.isOnline ? answers : silent}</Row>
        {Object.entries(reported).flatMap(([field, { label, values }]) => {
          const value = object.reported[field];
          return value === undefined
            ? []
            : [<Row label={label}>{values[String(value)] ?? measureText(format, field, value) ?? String(value)}</Row>];
        })}
      </dl>
      <p class="quiet">{heardMs === null ? never : texts.offer.lastSeen(format.since(input.nowMs - heardMs))}</p>
      <a class="press press-plain" href={link}>
        {isMissing ? connect : devicePage}
      </a>
    </section>
  );
}

function Label({ input, texts, open }: View) {
  if (!open.includes('label')) return null;
  const { label } = input;
  const { labelTitle, scanned, ended, attach, move } = texts.doors;
  return (
    <Folded id="label-title" title={labelTitle} isFolded={!open.includes('device') && label?.isLive !== false}>
      {label === null ? null : label.isLive ? (
        <p>{scanned(label.name)}</p>
      ) : (
        <Notice tone="bad" icon="warn">
          <p id="label-ended">{ended(label.name)}</p>
        </Notice>
      )}
      <a id="attach" class="press press-plain" href={paths.attach}>
        {attach}
      </a>
      {label?.isLive ? (
        <a id="move" class="press press-plain" href={paths.attachLabel(label.tagId)}>
          {move}
        </a>
      ) : null}
    </Folded>
  );
}

/** GET /doors/{object}: live by the console's script and events; every press is an act of the operator API. */
export function doorsPage(input: DoorsPageInput): string {
  const { lang, staff, doors, ticket } = input;
  const { object, zone, free } = doors;
  const texts = textsOf(lang);
  const open = doorsOf(staff.role, { ...object, free: free?.how ?? null });
  const view: View = { input, texts, format: createFormat(lang, zone), open };
  const { signedIn, noScript, failed, signInAgain, nothingToDo, guestView, console: more } = texts.doors;
  const isIdle = !open.some((door) => door !== 'device' && door !== 'label') && object.status !== 'retired';
  return renderDocument({
    frame: input,
    title: plainName(object.name),
    page: 'doors',
    kind: object.kind,
    own: { style: 'doors.css', script: 'console.js' },
    data: {
      'data-events': `${consolePaths.api}/events`,
      'data-offline': texts.frame.noConnection,
      'data-failed': failed,
      'data-sign-in': withQuery(consolePaths.signIn, { return: input.path }),
      'data-to-sign-in': signInAgain,
    },
    children: (
      <main class="page" data-whole="yes" data-now={input.nowMs}>
        <div class="doors-who">
          <span>{signedIn(plainName(staff.name), texts.doors.roles[staff.role])}</span>
          {ticket === null ? null : (
            <a id="guest-view" href={paths.offer(ticket)}>
              {guestView}
            </a>
          )}
        </div>
        <Standing {...view} />
        <noscript>
          <p class="next next-outside">{noScript}</p>
        </noscript>
        <Acts {...view} />
        {isIdle && free === null ? <p class="quiet">{nothingToDo}</p> : null}
        <Device {...view} />
        <Label {...view} />
        {mayRole(staff.role, 'object.see') ? (
          <a class="doors-more" href={consolePaths.object(object.objectId)}>
            {more}
          </a>
        ) : null}
      </main>
    ),
  });
}
