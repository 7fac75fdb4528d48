// Attach page: staff hang a printed label on an object, one after the other, with a phone in one hand; works without script.
import type { TagStatus } from '../../domain/scan/tag.ts';
import { createFormat, type Format } from '../format.ts';
import { paths } from '../paths.ts';
import { Name, Notice, Problem } from '../phone/parts.tsx';
import { plainName } from '../plain-name.ts';
import { attachTextsOf, roundTextsOf } from './attach-texts.ts';
import type { AttachTexts } from './en-attach.ts';
import { CodeField, Shell, type ShownObject, type StaffFrame, staffDocument, Where } from './staff-page.tsx';

export type AttachStartInput = StaffFrame & {
  /** As it was typed, where that led nowhere. */
  readonly typed: string;
  readonly done: { readonly labelName: string; readonly objectName: string; readonly ended: number } | null;
  readonly loose: number;
  /** The first of them. */
  readonly looseLabels: readonly { readonly tagId: string; readonly name: string; readonly batchId: string | null }[];
  readonly doubles: readonly ShownObject[];
};

export type AttachLabelInput = StaffFrame & {
  readonly label: { readonly tagId: string; readonly name: string; readonly status: TagStatus };
  /** What it hangs on. */
  readonly on: { readonly objectId: string; readonly name: string } | null;
  readonly find: string;
  readonly objects: readonly ShownObject[];
  readonly more: number;
};

export type AttachAskInput = StaffFrame & {
  readonly label: { readonly tagId: string; readonly name: string };
  readonly object: { readonly objectId: string; readonly name: string };
  /** What has to be said before it is done. */
  readonly ask:
    | { readonly about: 'name'; readonly venueName: string; readonly placeName: string }
    | { readonly about: 'second'; readonly labels: number; readonly isMove: boolean }
    | { readonly about: 'move'; readonly from: string; readonly others: string };
};

function Oversights({ input, texts }: { readonly input: AttachStartInput; readonly texts: AttachTexts }) {
  const format = createFormat(input.lang);
  return (
    <>
      <section class="card" aria-labelledby="loose-title" id="loose" data-count={input.loose}>
        <h2 id="loose-title">{texts.looseTitle(format.count(input.loose))}</h2>
        <p class="quiet">{input.loose === 0 ? texts.looseNone : texts.looseDetail}</p>
        {input.looseLabels.length > 0 ? (
          <details>
            <summary>{texts.looseList}</summary>
            <ul class="things">
              {input.looseLabels.map(({ tagId, name, batchId }) => (
                <li>
                  <a href={paths.attachLabel(tagId)}>{name}</a>
                  {batchId === null ? null : <small>{texts.batch(plainName(batchId))}</small>}
                </li>
              ))}
            </ul>
            {input.loose > input.looseLabels.length ? (
              <p class="quiet">{texts.looseMore(format.count(input.loose - input.looseLabels.length))}</p>
            ) : null}
          </details>
        ) : null}
      </section>
      {input.doubles.length > 0 ? (
        <section class="card" aria-labelledby="doubles-title" id="doubles">
          <h2 id="doubles-title">{texts.doublesTitle}</h2>
          <p class="quiet">{texts.doublesDetail}</p>
          <ul class="things">
            {input.doubles.map((object) => (
              <li data-object={object.objectId}>
                <span>
                  <Name>{object.name}</Name>
                  <Where object={object} />
                </span>
                <b>{texts.labelsOf(object.labels, format.count(object.labels))}</b>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}

/** GET /attach: which label. */
export function attachStartPage(input: AttachStartInput): string {
  const texts = attachTextsOf(input.lang);
  const { done, problem, lang, typed } = input;
  return staffDocument(
    input,
    texts.title,
    <Shell input={input} texts={texts}>
      <h1>{texts.title}</h1>
      {problem ? <Problem rejection={problem} lang={lang} backTo={paths.attach} /> : null}
      {done ? (
        <div id="done">
          <Notice tone="good" icon="check">
            <strong>{texts.done(done.labelName, plainName(done.objectName))}</strong>
            <p>{texts.doneDetail}</p>
            {done.ended > 0 ? <p>{texts.doneEnded(createFormat(lang).count(done.ended))}</p> : null}
          </Notice>
        </div>
      ) : null}
      <form class="card typing" id="label-form" method="post" action={paths.attachLabels}>
        <h2>{texts.step1}</h2>
        <CodeField
          id="label"
          name="label"
          label={texts.labelField}
          help={texts.labelHelp}
          value={typed}
          scan={texts.scanLabel}
          send={texts.next}
          texts={texts}
        />
      </form>
      <Oversights input={input} texts={texts} />
      <a class="press press-plain" id="to-rounds" href={paths.rounds}>
        {roundTextsOf(lang).toRounds}
      </a>
    </Shell>,
  );
}

function Choice({ input, texts }: { readonly input: AttachLabelInput; readonly texts: AttachTexts }) {
  const { label, find, objects, more } = input;
  const format = createFormat(input.lang);
  const action = paths.attachLabel(label.tagId);
  return (
    <section class="card typing" aria-labelledby="object-title">
      <h2 id="object-title">{texts.step2}</h2>
      <form method="get" action={action} class="finder" id="find-form">
        <label for="find">{texts.findField}</label>
        <div class="finder-row">
          <input id="find" name="find" type="search" value={find} autocomplete="off" maxlength={80} />
          <button class="press press-second" type="submit">
            {texts.find}
          </button>
        </div>
      </form>
      <details id="by-code">
        <summary>{texts.codeField}</summary>
        <form method="post" action={action} id="code-form" class="typing">
          <input type="hidden" name="read" value="typed" />
          <CodeField id="code" name="code" label={texts.codeLabel} scan={texts.scanObject} send={texts.useCode} texts={texts} />
        </form>
      </details>
      {objects.length === 0 ? <p class="quiet">{texts.noObjects}</p> : null}
      <form method="post" action={action} id="objects">
        <ul class="things">
          {objects.map((object) => (
            <li data-object={object.objectId}>
              <span>
                <Name>{object.name}</Name>
                <Where object={object} />
                <small>{object.labels === 0 ? texts.noLabel : texts.labelsOf(object.labels, format.count(object.labels))}</small>
              </span>
              <button class="press press-second" type="submit" name="object" value={object.objectId}>
                {texts.attach}
                <span class="unseen"> {plainName(object.name)}</span>
              </button>
            </li>
          ))}
        </ul>
      </form>
      {more > 0 ? <p class="quiet">{texts.more(format.count(more))}</p> : null}
    </section>
  );
}

/** GET /attach/labels/{tag}: on which object. */
export function attachLabelPage(input: AttachLabelInput): string {
  const texts = attachTextsOf(input.lang);
  const { label, on, problem, lang } = input;
  const { status } = label;
  const hasEnded = status !== 'printed' && status !== 'active';
  return staffDocument(
    input,
    texts.title,
    <Shell input={input} texts={texts}>
      <h1>{label.name}</h1>
      {problem ? <Problem rejection={problem} lang={lang} backTo={paths.attach} /> : null}
      <Notice tone={hasEnded ? 'bad' : on === null ? 'info' : 'warn'} icon={hasEnded ? 'warn' : 'scan'}>
        <p id="standing" data-status={status}>
          {hasEnded ? texts.ended[status] : on === null ? texts.loose : texts.hangsOn(plainName(on.name))}
        </p>
      </Notice>
      {hasEnded ? null : <Choice input={input} texts={texts} />}
      <a id="other-label" class="press press-plain" href={paths.attach}>
        {texts.otherLabel}
      </a>
    </Shell>,
  );
}

type Answer = { readonly id: string; readonly name: string; readonly value: string; readonly words: string };

type Question = {
  readonly title: string;
  readonly detail: string;
  /** What was said before, and is sent along. */
  readonly said: { readonly name: string; readonly value: string };
  readonly answers: readonly Answer[];
};

function questionOf(ask: AttachAskInput['ask'], object: string, texts: AttachTexts, format: Format): Question {
  if (ask.about === 'name') {
    return {
      title: texts.namedTitle(object),
      detail: texts.namedDetail(plainName(ask.venueName), plainName(ask.placeName)),
      said: { name: 'move', value: '' },
      answers: [{ id: 'hang', name: 'others', value: 'refuse', words: texts.hang(object) }],
    };
  }
  if (ask.about === 'move') {
    return {
      title: texts.moveTitle(plainName(ask.from)),
      detail: texts.moveDetail,
      said: { name: 'others', value: ask.others },
      answers: [{ id: 'move', name: 'move', value: 'yes', words: texts.move(object) }],
    };
  }
  const { labels } = ask;
  const shown = format.count(labels);
  return {
    title: texts.secondTitle(object, texts.labelsOf(labels, shown)),
    detail: texts.secondDetail(labels),
    said: { name: 'move', value: ask.isMove ? 'yes' : '' },
    answers: [
      { id: 'replace', name: 'others', value: 'replace', words: texts.replace(labels, shown) },
      { id: 'keep', name: 'others', value: 'keep', words: texts.keep(labels) },
    ],
  };
}

/** POST /attach/labels/{tag} where something must be said first: an object that was named, a second label, or one that hangs elsewhere. */
export function attachAskPage(input: AttachAskInput): string {
  const texts = attachTextsOf(input.lang);
  const { label, object, ask, lang } = input;
  const { title, detail, said, answers } = questionOf(ask, plainName(object.name), texts, createFormat(lang));
  return staffDocument(
    input,
    texts.title,
    <Shell input={input} texts={texts}>
      <h1>{label.name}</h1>
      <section class="card card-strong" aria-labelledby="ask-title" id="ask" data-about={ask.about}>
        <h2 id="ask-title">{title}</h2>
        <p>{detail}</p>
        <form method="post" action={paths.attachLabel(label.tagId)} class="typing">
          <input type="hidden" name="object" value={object.objectId} />
          <input type="hidden" name={said.name} value={said.value} />
          {answers.map((answer, at) => (
            <button
              id={answer.id}
              class={at === 0 ? 'press press-main' : 'press press-second'}
              type="submit"
              name={answer.name}
              value={answer.value}
            >
              {answer.words}
            </button>
          ))}
        </form>
        <a id="cancel" class="press press-plain" href={paths.attachLabel(label.tagId)}>
          {texts.cancel}
        </a>
      </section>
    </Shell>,
  );
}
