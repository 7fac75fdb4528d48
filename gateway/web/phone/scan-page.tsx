// Scan page: the camera app first, then this page's own scanner, a photo, and the short code, which needs no script.
import type { Child } from 'hono/jsx';
import { type Frame, renderDocument } from '../layout.tsx';
import { paths } from '../paths.ts';
import type { Texts } from '../text/en.ts';
import { textsOf } from '../text/texts.ts';
import { Icon, type IconName } from './icons.tsx';
import { Notice, type Tone } from './parts.tsx';

/** Why a short code that was typed opened nothing. */
export type TypedProblem =
  | 'typed-nothing'
  | 'typed-length'
  | 'typed-letter'
  | 'typed-check'
  | 'typed-unknown'
  | { readonly title: string; readonly detail: string; readonly helpsToSignIn: boolean };

export type ScanPageInput = Frame & {
  /** What the script works with; each address is of this origin. */
  readonly scanner: {
    /** The published keys of labels (RFC 7517). */
    readonly keys: string;
    /** Hosts of others whose labels lead to objects of ours; of no other address does the phone tell us anything. */
    readonly takenOver: readonly string[];
    readonly decoder: string;
    readonly wasm: string;
    /** A code as we draw it: a detector of the browser is believed once it has read this one. */
    readonly sample: { readonly text: string; readonly size: number; readonly modules: string };
  };
  /** Where a person signs in; null when only the app can. Offered where too many strangers have tried. */
  readonly signInHref: string | null;
  /** As it was typed. */
  readonly typed: string;
  readonly problem: TypedProblem | null;
};

/** A fact that the script fills in. */
function Fact({ name }: { readonly name: string }) {
  return <b data-fact={name}></b>;
}

/** Splits a sentence of the texts around its one fact. */
function withFact(sentence: (fact: string) => string, name: string): Child {
  const [before = '', after = ''] = sentence('\u0000').split('\u0000');
  return (
    <>
      {before}
      <Fact name={name} />
      {after}
    </>
  );
}

function withFacts(sentence: (one: string, other: string) => string, one: string, other: string): Child {
  const [before = '', between = '', after = ''] = sentence('\u0000', '\u0000').split('\u0000');
  return (
    <>
      {before}
      <Fact name={one} />
      {between}
      <Fact name={other} />
      {after}
    </>
  );
}

type Saying = {
  readonly name: string;
  readonly tone: Tone;
  readonly icon: IconName;
  readonly title: Child;
  readonly detail?: Child;
  readonly step?: Child;
};

/** Everything that the script may have to say, in the page's language; it brings no words of its own. */
function sayingsOf(texts: Texts): readonly Saying[] {
  const leadsTo = (
    <span data-if="host">
      {withFact(texts.scan.notOursLeads, 'host')}
      {texts.frame.gap}
    </span>
  );
  const bad = { tone: 'bad', icon: 'warn' } as const;
  const info = { tone: 'info', icon: 'scan' } as const;
  const warn = { tone: 'warn', icon: 'warn' } as const;
  return [
    { name: 'looking', ...info, title: texts.scan.looking },
    { name: 'nothing-yet', ...info, title: texts.scan.nothingYet, detail: texts.scan.nothingYetDetail },
    { name: 'reading', ...info, icon: 'clock', title: texts.scan.reading },
    { name: 'asking', ...info, icon: 'clock', title: texts.scan.asking },
    { name: 'unchecked', ...info, icon: 'clock', title: withFact(texts.scan.unchecked, 'issuer') },
    { name: 'signed', ...info, icon: 'shield', title: withFact(texts.scan.signed, 'issuer'), detail: texts.scan.signedDetail },
    {
      name: 'not-ours',
      ...bad,
      title: texts.scan.notOurs,
      detail: [leadsTo, texts.scan.notOursDetail],
      step: texts.scan.findReal,
    },
    {
      name: 'lookalike',
      ...bad,
      title: texts.scan.notOurs,
      detail: [withFacts(texts.scan.lookalike, 'host', 'ours'), texts.frame.gap, texts.scan.notOursDetail],
      step: texts.scan.findReal,
    },
    {
      name: 'foreign-letters',
      ...bad,
      title: texts.scan.notOurs,
      detail: [withFact(texts.scan.foreignLetters, 'host'), texts.frame.gap, texts.scan.notOursDetail],
      step: texts.scan.findReal,
    },
    {
      name: 'not-genuine',
      ...bad,
      title: withFact(texts.scan.notGenuine, 'issuer'),
      detail: texts.scan.notGenuineDetail,
      step: texts.scan.findReal,
    },
    { name: 'camera-refused', ...warn, title: texts.scan.cameraRefused, detail: texts.scan.cameraRefusedDetail },
    { name: 'camera-busy', ...warn, title: texts.scan.cameraBusy, detail: texts.scan.cameraBusyDetail },
    { name: 'camera-none', ...warn, title: texts.scan.cameraNone, detail: texts.scan.cameraNoneDetail },
    { name: 'photo-empty', ...warn, title: texts.scan.photoEmpty, detail: texts.scan.photoEmptyDetail },
    { name: 'photo-unreadable', ...warn, title: texts.scan.photoUnreadable, detail: texts.scan.photoUnreadableDetail },
    { name: 'no-reader', ...warn, icon: 'away', title: texts.scan.noReader, detail: texts.scan.noReaderDetail },
    { name: 'no-network', ...warn, icon: 'away', title: texts.scan.noNetwork, detail: texts.scan.noNetworkDetail },
  ];
}

function Said({ saying: { tone, icon, title, detail, step } }: { readonly saying: Saying }) {
  return (
    <Notice tone={tone} icon={icon}>
      <strong>{title}</strong>
      {detail ? <p>{detail}</p> : null}
      {step ? <p class="next">{step}</p> : null}
    </Notice>
  );
}

function SignIn({ input, texts }: { readonly input: ScanPageInput; readonly texts: Texts }) {
  if (input.signInHref === null) return null;
  return (
    <a class="press press-second" href={input.signInHref} data-if="signIn">
      {texts.scan.signIn}
      <Icon name="forward" />
    </a>
  );
}

function Sayings({ input, texts }: { readonly input: ScanPageInput; readonly texts: Texts }) {
  return (
    <>
      {sayingsOf(texts).map((saying) => (
        <template id={`said-${saying.name}`}>
          <Said saying={saying} />
        </template>
      ))}
      <template id="said-refused">
        <Notice tone="warn" icon="warn">
          <strong data-fact="title"></strong>
          <p data-fact="detail"></p>
          <p class="next" data-fact="step"></p>
        </Notice>
        <SignIn input={input} texts={texts} />
      </template>
      <template id="said-signed-elsewhere">
        <Notice tone="warn" icon="warn">
          <strong>{withFact(texts.scan.elsewhere, 'host')}</strong>
          <p>{texts.scan.elsewhereDetail}</p>
          <p>{withFact(texts.scan.signed, 'issuer')}</p>
        </Notice>
        <button id="go-on" class="press press-plain" type="button">
          {texts.scan.goOn}
        </button>
      </template>
    </>
  );
}

/** Nothing here works without script, so that nothing of it is shown then. */
function Scanner({ texts }: { readonly texts: Texts }) {
  return (
    <section class="scanner only-script" aria-labelledby="in-page">
      <div class="view" id="view">
        <video id="video" muted playsinline aria-label={texts.scan.looking}></video>
        <div class="view-frame" aria-hidden="true"></div>
        <div class="view-idle">
          <Icon name="scan" />
          <h2 id="in-page">{texts.scan.inPage}</h2>
          <p class="quiet">{texts.scan.inPageDetail}</p>
          <button id="camera" class="press press-main" type="button">
            {texts.scan.camera}
          </button>
          <label class="press press-plain" for="photo">
            {texts.scan.photo}
            <input id="photo" class="unseen" type="file" accept="image/*" />
          </label>
        </div>
        <div class="view-tools">
          <button id="light" class="tool" type="button" aria-pressed="false" hidden>
            {texts.scan.light}
          </button>
          <button id="camera-off" class="tool" type="button">
            {texts.scan.cameraOff}
          </button>
        </div>
      </div>
      <div id="said" role="status" aria-live="polite"></div>
    </section>
  );
}

function problemWords(problem: TypedProblem, texts: Texts): { readonly title: string; readonly detail: string } {
  if (typeof problem === 'object') return problem;
  const details = {
    'typed-nothing': texts.scan.typedNothing,
    'typed-length': texts.scan.typedLength,
    'typed-letter': texts.scan.typedLetter,
    'typed-check': texts.scan.typedCheck,
    'typed-unknown': texts.scan.typedUnknown,
  };
  return { title: texts.scan.typedTitle, detail: details[problem] };
}

function Typing({ input, texts }: { readonly input: ScanPageInput; readonly texts: Texts }) {
  const { problem, typed } = input;
  const words = problem && problemWords(problem, texts);
  return (
    <form id="typing" method="post" action={paths.scan} class="card typing">
      <h2>
        <label for="code">{texts.scan.orType}</label>
      </h2>
      {words ? (
        <div class="notice notice-bad" role="alert" id="problem">
          <Icon name="warn" />
          <div>
            <strong>{words.title}</strong>
            <p>{words.detail}</p>
          </div>
        </div>
      ) : null}
      {typeof problem === 'object' && problem?.helpsToSignIn ? <SignIn input={input} texts={texts} /> : null}
      <input
        id="code"
        class="letters"
        name="code"
        type="text"
        value={typed}
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        enterkeyhint="go"
        maxlength={2_048}
        aria-describedby={words ? 'problem code-help' : 'code-help'}
        aria-invalid={words ? 'true' : undefined}
        required
      />
      <p class="quiet" id="code-help">
        {texts.scan.typeDetail}
      </p>
      <button class="press press-second" type="submit">
        {texts.scan.open}
      </button>
    </form>
  );
}

/** GET /scan, and POST /scan where what was typed opened nothing. */
export function scanPage(input: ScanPageInput): string {
  const { scanner, lang } = input;
  const texts = textsOf(lang);
  const { sample } = scanner;
  return renderDocument({
    frame: input,
    title: texts.scan.title,
    page: 'scan',
    own: { style: 'scan.css', script: 'scan.js' },
    children: (
      <main
        class="page"
        data-now={input.nowMs}
        data-keys={scanner.keys}
        data-taken-over={JSON.stringify(scanner.takenOver)}
        data-decoder={scanner.decoder}
        data-wasm={scanner.wasm}
        data-sample-text={sample.text}
        data-sample-size={sample.size}
        data-sample-modules={sample.modules}
      >
        <h1>{texts.scan.title}</h1>
        {input.problem ? <Typing input={input} texts={texts} /> : <p class="quickest">{texts.scan.quickest}</p>}
        <Scanner texts={texts} />
        {input.problem ? null : <Typing input={input} texts={texts} />}
        <p class="trust">
          <Icon name="shield" />
          <span>{texts.scan.neverCard}</span>
        </p>
        <Sayings input={input} texts={texts} />
      </main>
    ),
  });
}
