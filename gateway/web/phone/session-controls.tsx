// Controls: what a person may set, drawn from the kind's own list; shown is what the object reported, never a wish.

import type { Child } from 'hono/jsx';
import type { ControlSpec, ControlValue } from '#protocol';
import { rangeValueText } from '../format.ts';
import { paths } from '../paths.ts';
import { Icon } from './icons.tsx';
import { PressForm } from './parts.tsx';
import type { SessionScene } from './session-scene.ts';

type Control = SessionScene['view']['controls'][number];
type Drawn<S extends ControlSpec['type']> = {
  readonly scene: SessionScene;
  readonly name: string;
  readonly label: string;
  readonly spec: Extract<ControlSpec, { type: S }>;
  readonly reported: ControlValue | null;
};

/** One press that asks for one value. */
function SetForm({
  scene,
  name,
  id,
  value,
  children,
}: {
  scene: SessionScene;
  name: string;
  id: string;
  value: string;
  children: Child;
}) {
  const { view, newKey } = scene;
  const hidden = { value, seen: String(view.reportedVer) };
  return (
    <PressForm id={id} action={paths.control(view.sessionId, name)} formKey={newKey()} hidden={hidden}>
      {children}
    </PressForm>
  );
}

function Switch({ scene, name, label, reported }: Drawn<'switch'>) {
  const { texts } = scene;
  const isOn = reported === true;
  const shown = reported === null ? texts.session.notReported : isOn ? texts.session.on : texts.session.off;
  return (
    <div class="control control-switch">
      <span class="control-name">{label}</span>
      <SetForm scene={scene} name={name} id={`set-${name}`} value={String(!isOn)}>
        <button
          id={`set-${name}-button`}
          class={isOn ? 'switch switch-on' : 'switch'}
          type="submit"
          aria-label={`${label}: ${shown}. ${isOn ? texts.session.turnOff : texts.session.turnOn}`}
        >
          <span class="switch-word">{shown}</span>
          <span class="switch-way">
            <span class="switch-knob"></span>
          </span>
        </button>
      </SetForm>
    </div>
  );
}

function Nudge({ drawn, direction }: { drawn: Drawn<'range'>; direction: 'less' | 'more' }) {
  const { scene, name, label, spec, reported } = drawn;
  const { texts } = scene;
  const from = typeof reported === 'number' ? reported : spec.min;
  const value = direction === 'more' ? Math.min(spec.max, from + spec.step) : Math.max(spec.min, from - spec.step);
  const words = direction === 'more' ? texts.session.more : texts.session.less;
  return (
    <SetForm scene={scene} name={name} id={`${direction}-${name}`} value={String(value)}>
      <button
        id={`${direction}-${name}-button`}
        class="nudge"
        type="submit"
        disabled={reported !== null && value === reported}
        aria-label={words(label)}
      >
        <Icon name={direction === 'more' ? 'plus' : 'minus'} />
      </button>
    </SetForm>
  );
}

function Range(drawn: Drawn<'range'>) {
  const { scene, name, label, spec, reported } = drawn;
  const { view, texts, format, newKey } = scene;
  const value = typeof reported === 'number' ? reported : null;
  const shown = value === null ? texts.session.notReported : rangeValueText(format, spec, value, texts.session.level);
  return (
    <div class="control control-range">
      <span class="control-name">{label}</span>
      <output class="control-value">{shown}</output>
      <div class="range">
        <Nudge drawn={drawn} direction="less" />
        <PressForm
          id={`range-${name}`}
          class="slide"
          action={paths.control(view.sessionId, name)}
          formKey={newKey()}
          hidden={{ seen: String(view.reportedVer) }}
        >
          <input
            id={`range-${name}-value`}
            name="value"
            type="range"
            min={spec.min}
            max={spec.max}
            step={spec.step}
            value={value ?? spec.min}
            aria-label={label}
            aria-valuetext={shown}
            data-slide={spec.unit}
          />
          <button class="set" type="submit">
            {texts.session.set}
          </button>
        </PressForm>
        <Nudge drawn={drawn} direction="more" />
      </div>
    </div>
  );
}

function Choice({ scene, name, label, spec, reported }: Drawn<'choice'>) {
  return (
    <div class="control control-choice">
      <span class="control-name">{label}</span>
      <div class="choices">
        {spec.values.map((value) => (
          <SetForm scene={scene} name={name} id={`set-${name}-${value}`} value={value}>
            <button
              id={`set-${name}-${value}-button`}
              class="choice"
              type="submit"
              aria-pressed={value === reported ? 'true' : 'false'}
            >
              {value === reported ? <Icon name="check" /> : null}
              {value}
            </button>
          </SetForm>
        ))}
      </div>
    </div>
  );
}

function One({ scene, control }: { readonly scene: SessionScene; readonly control: Control }) {
  const { name, spec, reported } = control;
  const label = scene.kind.controls[name] ?? name;
  switch (spec.type) {
    case 'switch':
      return <Switch scene={scene} name={name} label={label} spec={spec} reported={reported} />;
    case 'range':
      return <Range scene={scene} name={name} label={label} spec={spec} reported={reported} />;
    case 'choice':
      return <Choice scene={scene} name={name} label={label} spec={spec} reported={reported} />;
  }
}

export function Controls({ scene }: { readonly scene: SessionScene }) {
  const { view, texts } = scene;
  if (view.controls.length === 0) return null;
  return (
    <section class="card controls" aria-labelledby="controls-title">
      <h2 id="controls-title">{texts.session.controls}</h2>
      {view.controls.map((control) => (
        <One scene={scene} control={control} />
      ))}
    </section>
  );
}
