// Guide devices: a step of the guided set-up - the code for the installer, and each device as it comes.
import type { DeviceClaim } from '../../domain/device/device-claim.ts';
import type { ObjectInSetUp } from '../../ports/set-up-view.ts';
import { Name } from '../phone/parts.tsx';
import { plainName } from '../plain-name.ts';
import { consolePaths } from './console-paths.ts';
import { viewOf as deviceView } from './device-parts.tsx';
import { Decide, isWaiting, Token } from './devices-page.tsx';
import { ActForm, Field } from './form.tsx';
import { type GuideView, Step } from './guide-parts.tsx';
import { consoleTextsOf } from './text/shape.ts';

export type DevicesInput = {
  /** The newest of each serial number. */
  readonly claims: readonly DeviceClaim[];
  /** The code that an installer needs next; `svg` is drawn by us and of nothing else. */
  readonly shown: { readonly claim: DeviceClaim; readonly token: string; readonly code: string; readonly svg: string } | null;
  /** For commands where the gateway runs; null where nobody knows. */
  readonly reach: { readonly broker: string; readonly caFile: string | null; readonly dataFolder: string } | null;
};

type PartProps = { readonly view: GuideView; readonly devices: DevicesInput };

const MOST_LISTED = 60;
const BADGES = { online: 'badge-good', offline: 'badge-warn', waits: 'badge-info', out: 'badge-info', none: '' } as const;

function standingOf({ frame }: GuideView, { claims }: DevicesInput, object: ObjectInSetUp): keyof typeof BADGES {
  if (object.isEnrolled) return object.isOnline ? 'online' : 'offline';
  const claim = claims.find(({ deviceId }) => deviceId === object.deviceId);
  if (!claim || frame.nowMs >= claim.expiresAtMs) return 'none';
  if (claim.state === 'pending') return 'waits';
  return claim.state === 'issued' || claim.state === 'challenged' ? 'out' : 'none';
}

function List({ view, devices }: PartProps) {
  const { texts, setUp } = view;
  return (
    <ul class="guide-devices">
      {setUp.objects.slice(0, MOST_LISTED).map((object) => {
        const standing = standingOf(view, devices, object);
        return (
          <li data-device={object.deviceId} data-standing={standing}>
            <Name>{object.name}</Name> <span class={`badge ${BADGES[standing]}`}>{texts.states[standing]}</span>
          </li>
        );
      })}
    </ul>
  );
}

type Reach = NonNullable<DevicesInput['reach']>;

/** One word of a command, whatever is in it. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** Where a device connects, and what it believes there. */
const connection = ({ broker, caFile }: Reach): string =>
  `--broker ${quoted(broker)}${caFile === null ? '' : ` --ca ${quoted(caFile)}`}`;

type SimulatedProps = { readonly view: GuideView; readonly code: string; readonly reach: Reach };

function Simulated({ view, code, reach }: SimulatedProps) {
  const { texts } = view;
  const command = `npm run unlatch -- sim --enrol ${quoted(code)} ${connection(reach)}`;
  return (
    <details>
      <summary>{texts.simulate}</summary>
      <p class="quiet">{texts.simulateHelp}</p>
      <p class="mono claim-token">{command}</p>
    </details>
  );
}

/** For a device that does not come. */
function Doctor({ view, serial, reach }: { readonly view: GuideView; readonly serial: string; readonly reach: Reach }) {
  const command = `npm run unlatch -- device doctor ${quoted(serial)} ${connection(reach)} --data ${quoted(reach.dataFolder)}`;
  return (
    <p class="quiet">
      {view.texts.doctor} <span class="mono">{command}</span>
    </p>
  );
}

function Connect({ view, devices }: PartProps) {
  const { texts, setUp, lang } = view;
  const bare = setUp.objects.filter((object) => standingOf(view, devices, object) === 'none');
  if (bare.length === 0) return null;
  const form = 'connect';
  return (
    <ActForm id={form} act={`POST ${consolePaths.api}/devices/claims`} done="reload" submit={texts.makeToken}>
      <Field
        {...{ form, name: 'objectId', label: texts.device, texts: consoleTextsOf(lang) }}
        choices={bare.map(({ objectId, name }) => ({ value: objectId, label: plainName(name) }))}
      />
    </ActForm>
  );
}

export function DevicesStep({ view, devices }: PartProps) {
  const { texts, frame, setUp } = view;
  const { claims, shown, reach } = devices;
  const own = new Set(setUp.objects.map(({ deviceId }) => deviceId));
  const waiting = claims.filter((claim) => own.has(claim.deviceId) && isWaiting(claim, frame.nowMs));
  const nameOf = (deviceId: string | undefined) => setUp.objects.find((each) => each.deviceId === deviceId)?.name;
  const name = nameOf(shown?.claim.deviceId);
  const forDevices = deviceView(frame);
  return (
    <Step view={view} step="devices" isLive>
      <List view={view} devices={devices} />
      {waiting.map((claim) => (
        <Decide view={forDevices} claim={claim} name={nameOf(claim.deviceId) ?? claim.serial} />
      ))}
      {shown ? (
        <>
          <p class="quiet">{texts.devicesLead}</p>
          <Token view={forDevices} claim={shown.claim} shown={shown} />
          {name === undefined ? null : <p role="status">{texts.waitsFor(plainName(name))}</p>}
          {reach ? <Doctor view={view} serial={shown.claim.deviceId} reach={reach} /> : null}
          {reach ? <Simulated view={view} code={shown.code} reach={reach} /> : null}
        </>
      ) : null}
      {waiting.length === 0 && !shown ? <Connect view={view} devices={devices} /> : null}
      <p class="links">
        <a href={consolePaths.devices}>{texts.toDevices}</a>
      </p>
    </Step>
  );
}
