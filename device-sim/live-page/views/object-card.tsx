// Object card: one object as it stands - its line and its session, its drawing, what it shows, and the hands that reach it.
import { Drawing } from '../drawings/drawing.tsx';
import { clockDigits, type Format } from '../format.ts';
import type { Picture } from '../picture.ts';
import type { StageObject } from '../stage.ts';
import { HandsPanel } from './hands-panel.tsx';

export type CardProps = { readonly object: StageObject; readonly picture: Picture; readonly format: Format };

/** What somebody at the object should know first. */
function guideOf({ body, line, profile, session }: Picture, { texts }: Format): string {
  if (line === 'no-power') return texts.guideDark;
  if (line === 'no-cable') return texts.guideCable;
  if (line === 'away') return texts.guideAway;
  if (session?.phase === 'paused') return texts.guidePaused;
  if (session === null && body.bolt === 'open') return texts.guideLoose;
  const guide = texts.guide[profile.kind] ?? texts.guide.other;
  return guide?.[session?.phase ?? 'free'] ?? '';
}

function factsOf({ profile, reported }: Picture, format: Format): readonly (readonly [string, string])[] {
  return Object.entries(reported).map(([field, value]) => [format.field(field), format.reading(profile, field, value)]);
}

function SessionLine({ format, picture }: Pick<CardProps, 'format' | 'picture'>) {
  const { texts } = format;
  const { session } = picture;
  if (session === null) return <p class="session session-free">{texts.phase.free}</p>;
  return (
    <p class={`session session-${session.phase}`}>
      <b>{texts.phase[session.phase]}</b>
      <span class="figure">{format.used(session.useMs, session.distanceM)}</span>
      <span class="lease">{session.leaseLeftMs > 0 ? texts.leaseLeft(clockDigits(session.leaseLeftMs)) : texts.leaseOver}</span>
    </p>
  );
}

/** The part of a card that changes with the object; what it says has a place of its own. */
export function ObjectView({ format, object, picture }: CardProps) {
  const facts = factsOf(picture, format);
  const trouble = object.trouble();
  const words = facts.map(([field, value]) => `${field} ${value}`).join(format.texts.comma);
  return (
    <div class="view" id={`view-${object.device}`} data-line={picture.line} data-phase={picture.session?.phase ?? 'free'}>
      <header class="card-head">
        <div>
          <h2 id={`name-${object.device}`}>{object.name}</h2>
          <p class="kind">{format.kind(object.kind)}</p>
        </div>
        <p class={`line line-${picture.line}`}>{format.texts.line[picture.line]}</p>
      </header>
      <div class="stage">
        <Drawing picture={picture} tickets={object.tickets()} format={format} label={`${object.name}: ${words}`} />
      </div>
      <SessionLine format={format} picture={picture} />
      <p class="guide">{guideOf(picture, format)}</p>
      {picture.codeLink === '' ? null : (
        <p class="guide">
          <a class="display-code" href={picture.codeLink} target="_blank" rel="noreferrer">
            {format.texts.displayCode}
          </a>
        </p>
      )}
      {picture.line === 'away' && trouble !== null ? <p class="trouble">{trouble}</p> : null}
      <dl class="facts">
        {facts.map(([field, value]) => (
          <div>
            <dt>{field}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <HandsPanel object={object} picture={picture} format={format} />
    </div>
  );
}
