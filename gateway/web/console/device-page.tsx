// Device page: one device - how it is, its settings, what opens its connection, and what was not believed of it.
import type { KindProfile } from '#protocol';
import type { CredentialRecord } from '../../domain/device/credential.ts';
import type { DeviceRecord } from '../../domain/device/device.ts';
import { hashOfKey } from '../../domain/device/device-claim.ts';
import { mayRole } from '../../domain/staff/permissions.ts';
import { plainName } from '../plain-name.ts';
import { consolePaths } from './console-paths.ts';
import { kindLabel, type Moved, ObjectLinks, Standing, type View, viewOf } from './device-parts.tsx';
import { ActForm, Field, Result } from './form.tsx';
import { type ConsoleFrame, consoleDocument } from './frame.tsx';
import { Table } from './table.tsx';
import { consoleTextsOf, wordOf } from './text/shape.ts';

export type DevicePageInput = {
  readonly device: DeviceRecord;
  readonly desired: DeviceRecord['config']['desired'];
  readonly settable: KindProfile['config'];
  readonly objects: readonly Moved[];
  readonly credentials: readonly CredentialRecord[];
  readonly troubles: readonly { readonly code: string; readonly atMs: number }[];
};

function Facts({ view, input }: { readonly view: View; readonly input: DevicePageInput }) {
  const { texts, format } = view;
  const { device, objects } = input;
  const { presence, boot, publicX } = device;
  return (
    <section class="card">
      <h2>{texts.facts}</h2>
      <dl class="pairs">
        <dt>{texts.kind}</dt>
        <dd>{kindLabel(view, device.kind)}</dd>
        <dt>{texts.moves}</dt>
        <dd>
          <ObjectLinks objects={objects} texts={texts} />
        </dd>
        <dt>{texts.lastSeen}</dt>
        <dd>{presence.lastSeenAtMs === null ? texts.never : format.dateTime(presence.lastSeenAtMs)}</dd>
        {boot ? (
          <>
            <dt>{texts.boot}</dt>
            <dd>
              {format.dateTime(boot.bootAtMs)} <small class="mono">{boot.boot}</small>
            </dd>
          </>
        ) : null}
        {publicX === '' ? null : (
          <>
            <dt>{texts.key}</dt>
            <dd class="mono">{hashOfKey(publicX)}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

/** As it is wanted, or as its kind has it from the start. Codes and keys are texts, which other acts write. */
function SettingFields({ view, input }: { readonly view: View; readonly input: DevicePageInput }) {
  const { texts, frame } = view;
  const words = consoleTextsOf(frame.lang);
  return Object.entries(input.settable).map(([name, spec]) =>
    spec.type === 'integer' ? (
      <Field
        form="settings"
        name={`settings.${name}`}
        label={wordOf(texts.settingNames, name)}
        type="number"
        value={String(input.desired[name] ?? spec.default)}
        help={texts.settingRange(String(spec.min), String(spec.max))}
        texts={words}
      />
    ) : null,
  );
}

function Settings({ view, input }: { readonly view: View; readonly input: DevicePageInput }) {
  const { texts } = view;
  const { config } = input.device;
  const isBehind = config.desiredVer > config.reportedVer;
  const isSettable = Object.values(input.settable).some(({ type }) => type === 'integer');
  // Lights and chimes of an emergency are told of on the page of the red button.
  const wanted = Object.entries(input.desired).filter(([key]) => Object.hasOwn(input.settable, key));
  const rows = wanted.map(([key, value]) => ({
    id: key,
    cells: [
      wordOf(texts.settingNames, key),
      String(value),
      // An answer to an earlier version says nothing of this one.
      wordOf(texts.answers, isBehind ? 'pending' : (config.answers[key] ?? 'pending')),
    ],
  }));
  return (
    <section class="card">
      <h2>{texts.settings}</h2>
      {isBehind && rows.length > 0 ? <div class="note">{texts.isBehind}</div> : null}
      <Table
        caption={texts.settings}
        columns={[{ label: texts.setting }, { label: texts.wanted }, { label: texts.answer }]}
        rows={rows}
        empty={texts.noSettings}
      />
      {isSettable && mayRole(view.frame.staff.role, 'device.configure') ? (
        <ActForm
          id="settings"
          act={`POST ${consolePaths.api}/devices/${input.device.deviceId}/settings`}
          done="reload"
          said={texts.settingsSaid}
          submit={texts.saveSettings}
          tone="plain"
        >
          <SettingFields view={view} input={input} />
        </ActForm>
      ) : null}
    </section>
  );
}

function Credentials({ view, input }: { readonly view: View; readonly input: DevicePageInput }) {
  const { texts, format, frame } = view;
  const { device, credentials } = input;
  const at = `${consolePaths.api}/devices/${device.deviceId}/credentials` as const;
  const rows = credentials.map(({ credentialId, kind, state, madeAtMs, firstUsedAtMs }) => ({
    id: credentialId,
    cells: [
      texts.credentialKinds[kind],
      texts.credentialStates[state],
      format.dateTime(madeAtMs),
      firstUsedAtMs === null ? texts.never : format.dateTime(firstUsedAtMs),
    ],
  }));
  return (
    <section class="card">
      <h2>{texts.credentials}</h2>
      <Table
        caption={texts.credentials}
        columns={[{ label: texts.kind }, { label: texts.state }, { label: texts.madeAt }, { label: texts.usedAt }]}
        rows={rows}
        empty={texts.noCredentials}
      />
      {mayRole(frame.staff.role, 'device.configure') ? (
        <>
          <ActForm
            id="rotate"
            act={`POST ${at}/rotate`}
            also={{ to: 'password' }}
            done="show"
            submit={texts.rotate}
            tone="plain"
            isConfirmed
          >
            <p class="quiet">{texts.rotateLead}</p>
            <Result>
              <p>{texts.rotated}</p>
              <b class="mono claim-token" data-field="secret"></b>
            </Result>
          </ActForm>
          {credentials.some(({ state }) => state === 'current' || state === 'next') ? (
            <ActForm
              id="revoke"
              act={`POST ${at}/revoke`}
              done="reload"
              said={texts.revoked}
              submit={texts.revoke}
              tone="danger"
              isConfirmed
            >
              <p class="quiet">{texts.revokeLead}</p>
            </ActForm>
          ) : null}
        </>
      ) : null}
    </section>
  );
}

function Troubles({ view, input }: { readonly view: View; readonly input: DevicePageInput }) {
  const { texts, format } = view;
  return (
    <section class="card">
      <h2>{texts.troubles}</h2>
      {input.troubles.length === 0 ? <p class="quiet">{texts.noTroubles}</p> : null}
      <ol class="timeline">
        {input.troubles.map(({ code, atMs }) => (
          <li class="of-device">
            <time>{format.dateTime(atMs)}</time>
            <span class="mono">{plainName(code)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** GET /console/devices/{id}. */
export function devicePage(frame: ConsoleFrame, input: DevicePageInput): string {
  const view = viewOf(frame);
  const { texts } = view;
  const { device } = input;
  const standing = {
    ...{ deviceId: device.deviceId, kind: device.kind, isUnsigned: device.isUnsigned, hasKey: device.publicX !== '' },
    ...{ isOnline: device.presence.online, lastSeenAtMs: device.presence.lastSeenAtMs },
  };
  return consoleDocument({
    frame,
    title: plainName(device.deviceId),
    up: { href: consolePaths.devices, label: texts.allDevices },
    beside: <Standing device={standing} texts={texts} />,
    children: (
      <div class="columns">
        <div class="stack">
          <Facts view={view} input={input} />
          <Settings view={view} input={input} />
        </div>
        <div class="stack">
          <Credentials view={view} input={input} />
          <Troubles view={view} input={input} />
        </div>
      </div>
    ),
  });
}
