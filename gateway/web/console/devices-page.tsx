// Devices page: all devices, and how a new one comes in - with a code that is large enough to be read from a phone.
import type { KindProfile } from '#protocol';
import { type DeviceClaim, hashOfKey } from '../../domain/device/device-claim.ts';
import { mayRole } from '../../domain/staff/permissions.ts';
import { Name } from '../phone/parts.tsx';
import { plainName } from '../plain-name.ts';
import { consolePaths } from './console-paths.ts';
import { kindLabel, type Moved, ObjectLinks, type ShownDevice, Standing, type View, viewOf } from './device-parts.tsx';
import { ActForm, Field } from './form.tsx';
import { type ConsoleFrame, consoleDocument } from './frame.tsx';
import { Table } from './table.tsx';
import { consoleTextsOf } from './text/shape.ts';

function stateWord({ frame, texts }: View, claim: DeviceClaim): string {
  const isOver = claim.state !== 'enrolled' && claim.state !== 'refused' && frame.nowMs >= claim.expiresAtMs;
  return isOver ? texts.claimStates.expired : texts.claimStates[claim.state];
}

/** Only for what waits: the key that was proven, and the two words about it. */
export function Decide({
  view,
  claim,
  name = claim.serial,
}: {
  readonly view: View;
  readonly claim: DeviceClaim;
  /** Of what it moves, where that is known better than its serial number. */
  readonly name?: string;
}) {
  const { texts } = view;
  const act = (word: 'approve' | 'reject') => `POST ${consolePaths.api}/devices/claims/${claim.serial}/${word}` as const;
  return (
    <div class="matter">
      <p class="quiet">{texts.compare}</p>
      {claim.publicX === null ? null : (
        <p>
          {texts.fingerprint}: <span class="mono">{hashOfKey(claim.publicX)}</span>
        </p>
      )}
      <ActForm
        id={`approve-${claim.serial}`}
        act={act('approve')}
        done="reload"
        said={texts.approved}
        submit={`${texts.approve}: ${plainName(name)}`}
        isConfirmed
      />
      <ActForm
        id={`reject-${claim.serial}`}
        act={act('reject')}
        done="reload"
        said={texts.rejected}
        submit={`${texts.reject}: ${plainName(name)}`}
        tone="danger"
        isConfirmed
      />
    </div>
  );
}

export const isWaiting = (claim: DeviceClaim, nowMs: number): boolean => claim.state === 'pending' && nowMs < claim.expiresAtMs;

function Claims({ view, claims }: { readonly view: View; readonly claims: readonly DeviceClaim[] }) {
  const { texts, frame, format } = view;
  const mayEnrol = mayRole(frame.staff.role, 'device.enrol');
  const rows = claims.map((claim) => ({
    id: claim.claimId,
    cells: [
      <a href={consolePaths.claim(claim.claimId)}>
        <Name>{claim.serial}</Name>
      </a>,
      <span class="mono">{claim.deviceId}</span>,
      stateWord(view, claim),
      format.dateTime(claim.movedAtMs),
    ],
  }));
  return (
    <section class="card" id="claims">
      <h2>{texts.claims}</h2>
      {mayEnrol
        ? claims.filter((claim) => isWaiting(claim, frame.nowMs)).map((claim) => <Decide view={view} claim={claim} />)
        : null}
      <Table
        caption={texts.claims}
        columns={[{ label: texts.serialShort }, { label: texts.device }, { label: texts.state }, { label: texts.moved }]}
        rows={rows}
        empty={texts.noClaims}
      />
    </section>
  );
}

type ConnectInput = {
  readonly view: View;
  readonly objects: readonly (Moved & { readonly hasKey: boolean })[];
  readonly kinds: readonly Pick<KindProfile, 'kind'>[];
};

function Connect({ view, objects, kinds }: ConnectInput) {
  const { texts, frame } = view;
  const words = consoleTextsOf(frame.lang);
  const form = 'connect';
  const at = consolePaths.claim('{claimId}').replace(encodeURIComponent('{claimId}'), '{claimId}');
  return (
    <section class="card" id="connect-card">
      <h2>{texts.connect}</h2>
      <p class="quiet">{texts.connectLead}</p>
      <ActForm id={form} act={`POST ${consolePaths.api}/devices/claims`} done={`go:${at}`} submit={texts.makeToken}>
        <Field
          form={form}
          name="objectId"
          label={texts.object}
          isOptional
          choices={[
            { value: '', label: texts.objectNone },
            ...objects.map(({ objectId, name, hasKey }) => ({
              value: objectId,
              label: hasKey ? plainName(name) : `${plainName(name)} (${texts.noKey})`,
            })),
          ]}
          texts={words}
        />
        <Field form={form} name="serial" label={texts.serial} help={texts.serialHelp} isOptional maxLength={42} texts={words} />
        <Field
          form={form}
          name="kind"
          label={texts.kind}
          isOptional
          choices={[{ value: '', label: '–' }, ...kinds.map(({ kind }) => ({ value: kind, label: kindLabel(view, kind) }))]}
          texts={words}
        />
        <Field form={form} name="again" type="checkbox" label={texts.again} texts={words} />
      </ActForm>
    </section>
  );
}

export type DevicesPageInput = Omit<ConnectInput, 'view' | 'objects'> & {
  readonly devices: readonly ShownDevice[];
  readonly claims: readonly DeviceClaim[];
};

/** GET /console/devices. */
export function devicesPage(frame: ConsoleFrame, { devices, claims, kinds }: DevicesPageInput): string {
  const view = viewOf(frame);
  const { texts, format } = view;
  const objects = devices.flatMap((device) => device.objects.map((object) => ({ ...object, hasKey: device.hasKey })));
  const rows = devices.map((device) => ({
    id: device.deviceId,
    cells: [
      <a class="mono" href={consolePaths.device(device.deviceId)}>
        {device.deviceId}
      </a>,
      kindLabel(view, device.kind),
      <ObjectLinks objects={device.objects} texts={texts} />,
      <Standing device={device} texts={texts} />,
      device.lastSeenAtMs === null ? texts.never : format.dateTime(device.lastSeenAtMs),
    ],
  }));
  return consoleDocument({
    frame,
    title: texts.title,
    children: (
      <>
        <p class="quiet">{texts.lead}</p>
        <div class="columns">
          <Claims view={view} claims={claims} />
          {mayRole(frame.staff.role, 'device.enrol') ? <Connect view={view} objects={objects} kinds={kinds} /> : null}
        </div>
        <section class="card" id="devices">
          <Table
            caption={texts.title}
            columns={[
              { label: texts.device },
              { label: texts.kind },
              { label: texts.moves },
              { label: texts.state },
              { label: texts.lastSeen },
            ]}
            rows={rows}
            empty={texts.none}
          />
        </section>
      </>
    ),
  });
}

export type ClaimPageInput = {
  readonly claim: DeviceClaim;
  /** While no device has used it; `svg` is drawn by us and of nothing else than the code. */
  readonly shown: { readonly token: string; readonly code: string; readonly svg: string } | null;
};

export function Token({ view, claim, shown }: { readonly view: View } & ClaimPageInput) {
  const { texts, format } = view;
  if (!shown) return null;
  return (
    <section class="card" id="token">
      <p>{texts.scanThis}</p>
      <div
        class="claim-code"
        role="img"
        aria-label={texts.codeOf(claim.serial)}
        dangerouslySetInnerHTML={{ __html: shown.svg }}
      ></div>
      <h2>{texts.token}</h2>
      <p class="mono claim-token" id="token-text">
        {shown.token}
      </p>
      <p class="quiet">{texts.until(format.dateTime(claim.expiresAtMs))}</p>
      <div class="note">{texts.secret}</div>
      <details>
        <summary>{texts.wholeCode}</summary>
        <p class="mono claim-token">{shown.code}</p>
      </details>
    </section>
  );
}

/** GET /console/devices/claims/{id}: what the installer holds before the device. */
export function claimPage(frame: ConsoleFrame, { claim, shown }: ClaimPageInput): string {
  const view = viewOf(frame);
  const { texts } = view;
  const mayEnrol = mayRole(frame.staff.role, 'device.enrol');
  return consoleDocument({
    frame,
    title: texts.claimTitle(plainName(claim.serial)),
    up: { href: consolePaths.devices, label: texts.allDevices },
    beside: <span class="badge badge-info">{stateWord(view, claim)}</span>,
    isLive: false,
    children: (
      <>
        {mayEnrol && shown ? <Token view={view} claim={claim} shown={shown} /> : null}
        {claim.state === 'enrolled' ? (
          <section class="card">
            <p>{texts.isIn}</p>
            <a class="press press-main" href={consolePaths.device(claim.deviceId)}>
              {texts.toDevice}
            </a>
          </section>
        ) : null}
        {mayEnrol && isWaiting(claim, frame.nowMs) ? (
          <section class="card">
            <h2>{texts.waitsNow}</h2>
            <Decide view={view} claim={claim} />
          </section>
        ) : null}
        {!shown && claim.state !== 'enrolled' && claim.state !== 'pending' ? <p class="quiet">{texts.used}</p> : null}
      </>
    ),
  });
}
