// Running: time, cost so far, the next step of the price, and what the object reports.
import { MINUTE_MS } from '#protocol';
import { isMoneyLow } from '../../domain/session/money-left.ts';
import { measureText } from '../format.ts';
import { paths } from '../paths.ts';
import { Icon } from './icons.tsx';
import { Notice, PressForm } from './parts.tsx';
import { Controls } from './session-controls.tsx';
import { Guests } from './session-guests.tsx';
import { Menu, Orders } from './session-menu.tsx';
import { Pause, Paused } from './session-pause.tsx';
import type { SessionScene } from './session-scene.ts';

/** Text around a value that the script keeps counting: language decides what stands before and after. */
function around(words: (value: string) => string): readonly [string, string] {
  const [before = '', after = ''] = words('\u0000').split('\u0000');
  return [before, after];
}

function mostOf({ view }: SessionScene): number {
  return view.menu.length > 0 || view.capMinor === null ? view.mostMinor : Math.min(view.capMinor, view.mostMinor);
}

function Figures({ scene, isCounting }: { readonly scene: SessionScene; readonly isCounting: boolean }) {
  const { view, texts, format } = scene;
  const { useAt, useMs, pausedMs } = view;
  const isPaused = view.state === 'suspended';
  const counting = (ms: number) => (useAt === null ? {} : { 'data-tick': 'up', 'data-ms': ms, 'data-at': Date.parse(useAt) });
  return (
    <dl class={isPaused || pausedMs > 0 ? 'figures figures-many' : 'figures'}>
      <div>
        <dt>{texts.session.elapsed}</dt>
        <dd>
          <span role="timer" {...(isCounting && !isPaused ? counting(useMs) : {})}>
            {format.clock(useMs)}
          </span>
        </dd>
      </div>
      {isPaused || pausedMs > 0 ? (
        <div>
          <dt>{texts.session.pause.time}</dt>
          <dd>
            <span role="timer" id="paused-time" {...(isPaused && isCounting ? counting(pausedMs) : {})}>
              {format.clock(pausedMs)}
            </span>
          </dd>
        </div>
      ) : null}
      <div>
        <dt>{texts.session.soFar}</dt>
        <dd>{format.money(view.costMinor, view.currency)}</dd>
      </div>
      {view.distanceM > 0 ? (
        <div>
          <dt>{texts.session.distance}</dt>
          <dd>{format.distance(view.distanceM)}</dd>
        </div>
      ) : null}
    </dl>
  );
}

function NextRise({ scene }: { readonly scene: SessionScene }) {
  const { view, texts, format, nowMs } = scene;
  if (view.nextRise === null) return null;
  const atMs = Date.parse(view.nextRise.at);
  return (
    <p class="rise">
      {texts.session.next(format.money(view.nextRise.amountMinor, view.currency))}{' '}
      <b role="timer" data-tick="down" data-at={atMs}>
        {format.clock(atMs - nowMs)}
      </b>
    </p>
  );
}

function CapBar({ scene }: { readonly scene: SessionScene }) {
  const { view, texts, format } = scene;
  const most = mostOf(scene);
  const permille = most > 0 ? Math.min(1_000, Math.round((view.costMinor * 1_000) / most)) : 0;
  return (
    <div class="cap">
      <svg
        class="bar"
        viewBox="0 0 1000 12"
        preserveAspectRatio="none"
        width="100%"
        height="8"
        aria-hidden="true"
        focusable="false"
      >
        <rect class="bar-way" width="1000" height="12" />
        <rect class={isMoneyLow(view.costMinor, most) ? 'bar-near' : 'bar-done'} width={permille} height="12" />
      </svg>
      <p class="quiet">{texts.session.capBar(format.money(view.costMinor, view.currency), format.money(most, view.currency))}</p>
    </div>
  );
}

function Contact({ scene }: { readonly scene: SessionScene }) {
  const { view, texts, format, nowMs } = scene;
  if (view.lastContactAt === null) return null;
  const atMs = Date.parse(view.lastContactAt);
  const [before, after] = around(texts.session.ago);
  return (
    <p class="contact">
      <Icon name={view.online ? 'check' : 'away'} />
      <span>
        {texts.session.lastContact} {before}
        <span data-tick="since" data-at={atMs}>
          {format.since(nowMs - atMs)}
        </span>
        {after}
      </span>
    </p>
  );
}

/** Only what the kind has words for: a firmware's new field is not shown raw. */
function Reported({ scene }: { readonly scene: SessionScene }) {
  const { view, format, kind } = scene;
  const shown = Object.entries(kind.reported).flatMap(([field, { label, values }]) => {
    const value = view.reported[field];
    if (value === undefined) return [];
    const text = values[String(value)] ?? measureText(format, field, value);
    return text === null ? [] : [{ label, text }];
  });
  if (shown.length === 0) return null;
  return (
    <ul class="chips">
      {shown.map(({ label, text }) => (
        <li>
          {label} <b>{text}</b>
        </li>
      ))}
    </ul>
  );
}

function Warnings({ scene }: { readonly scene: SessionScene }) {
  const { view, texts, format, nowMs } = scene;
  const most = mostOf(scene);
  const isMost = most > 0 && view.costMinor >= most && view.menu.length === 0;
  const runsOutInMs = view.runsOut ? Date.parse(view.runsOut.at) - nowMs : null;
  const isNear = !isMost && runsOutInMs === null && isMoneyLow(view.costMinor, view.heldMinor);
  return (
    <>
      {view.online ? null : (
        <Notice tone="warn" icon="away">
          <p>{texts.session.offline}</p>
        </Notice>
      )}
      {isMost ? (
        <Notice tone="info" icon="check">
          <p>{texts.session.mostReached}</p>
        </Notice>
      ) : null}
      {runsOutInMs === null ? null : (
        <Notice tone="warn" icon="wallet">
          <p>{texts.session.runsOut(format.duration(Math.max(MINUTE_MS, runsOutInMs)))}</p>
        </Notice>
      )}
      {view.endsSoon === null ? null : (
        <Notice tone="warn" icon="clock">
          <p>{texts.session.endsSoon[view.endsSoon.because](format.time(view.endsSoon.at))}</p>
        </Notice>
      )}
      {isNear ? (
        <Notice tone="warn" icon="wallet">
          <p>{texts.session.nearMost}</p>
        </Notice>
      ) : null}
    </>
  );
}

export function Meter({ scene, isCounting }: { readonly scene: SessionScene; readonly isCounting: boolean }) {
  return (
    <section class="card meter">
      <Figures scene={scene} isCounting={isCounting} />
      <NextRise scene={scene} />
      <CapBar scene={scene} />
      {scene.view.emergencySince === undefined ? <Reported scene={scene} /> : null}
      <Contact scene={scene} />
    </section>
  );
}

export function Running({ scene }: { readonly scene: SessionScene }) {
  const { view, texts, kind, newKey } = scene;
  const isAlarmed = view.emergencySince !== undefined;
  return (
    <>
      <section class="hero">
        {isAlarmed ? null : <p class="invite">{view.state === 'suspended' ? texts.session.pause.invite : kind.running}</p>}
        <Pause scene={scene} />
        <Paused scene={scene} />
        <Meter scene={scene} isCounting />
        <Warnings scene={scene} />
      </section>
      <div class="facts">
        <Guests scene={scene} />
        <Controls scene={scene} />
        <Menu scene={scene} />
        <Orders scene={scene} />
        {view.mayCallStaff ? (
          <PressForm id="call" action={paths.call(view.sessionId)} formKey={newKey()}>
            <button id="call-button" class="press press-plain" type="submit">
              <Icon name="bell" />
              {texts.session.callStaff}
            </button>
          </PressForm>
        ) : null}
      </div>
    </>
  );
}
