// Talk: what a device says to its gateway and hears from it, in plain words; each opens to its bytes.
import type { KindProfile } from '#protocol';
import type { Format } from '../format.ts';
import { describeGist } from '../gist-words.ts';
import type { Heard, StageObject } from '../stage.ts';

type TalkProps = { readonly object: StageObject; readonly format: Format };

type MessageProps = { readonly heard: Heard; readonly id: string; readonly profile: KindProfile; readonly format: Format };

function Message({ format, heard, id, profile }: MessageProps) {
  const { texts } = format;
  return (
    <li id={id}>
      <details id={`${id}-raw`}>
        <summary>
          <span class={`way way-${heard.way}`}>{heard.way === 'up' ? texts.wayUp : texts.wayDown}</span>
          <span class="words">
            {describeGist(heard.gist, { profile, format })}
            {heard.times > 1 ? ` ×${format.number(heard.times)}` : ''}
          </span>
          <time>{format.timeOfDay(heard.atMs)}</time>
        </summary>
        <dl class="raw">
          <dt>{texts.raw.topic}</dt>
          <dd>
            <code>{heard.topic}</code>
          </dd>
          <dt>
            {texts.raw.content} · {heard.isSigned ? texts.signed : texts.unsigned}
          </dt>
          <dd>
            <pre tabindex={0}>{heard.content === null ? '–' : JSON.stringify(heard.content, null, 1)}</pre>
          </dd>
          <dt>
            {texts.raw.signed} · {texts.raw.bytes(format.number(heard.bytes))}
          </dt>
          <dd>
            <pre class="wire" tabindex={0}>
              {heard.text}
            </pre>
          </dd>
        </dl>
      </details>
    </li>
  );
}

export function Talk({ format, object }: TalkProps) {
  const all = object.heard();
  const id = `talk-${object.device}`;
  return (
    <section class="talk" id={id} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{format.texts.talk}</h3>
      {all.length === 0 ? <p class="silence">{format.texts.silence}</p> : null}
      <ol tabindex={0} aria-labelledby={`${id}-title`}>
        {all.map((heard) => (
          <Message heard={heard} id={`${id}-${heard.number}`} profile={object.profile} format={format} />
        ))}
      </ol>
    </section>
  );
}
