// Guide parts: what the steps of the guided set-up share - their words, how far each is, and the frame of one that folds once it is done.
import type { Child } from 'hono/jsx';
import type { SetUpStep, StepProgress } from '../../domain/venue/set-up-progress.ts';
import type { SetUpView } from '../../ports/set-up-view.ts';
import { createFormat, type Format } from '../format.ts';
import { kindWordsOf, textsOf } from '../text/texts.ts';
import type { ConsoleFrame } from './frame.tsx';
import { enGuide, type GuideTexts } from './text/en-guide.ts';
import { type ConsoleLanguage, consoleLanguage } from './text/shape.ts';
import { zhHansGuide } from './text/zh-hans-guide.ts';

const TEXTS: { readonly [L in ConsoleLanguage]: GuideTexts } = { en: enGuide, 'zh-Hans': zhHansGuide };

export type GuideView = {
  readonly frame: ConsoleFrame;
  readonly lang: ConsoleLanguage;
  readonly texts: GuideTexts;
  readonly format: Format;
  readonly setUp: SetUpView;
};

export function guideView(frame: ConsoleFrame, setUp: SetUpView): GuideView {
  const lang = consoleLanguage(frame.lang);
  return { frame, lang, texts: TEXTS[lang], format: createFormat(lang, frame.venue?.zone), setUp };
}

export const guideTextsOf = (frame: Pick<ConsoleFrame, 'lang'>): GuideTexts => TEXTS[consoleLanguage(frame.lang)];

export const kindLabel = ({ lang }: Pick<GuideView, 'lang'>, kind: string): string => kindWordsOf(textsOf(lang), kind).label;

/** A price that costs something is of no use before that is mended. */
export function PayInNote({ frame }: { readonly frame: ConsoleFrame }) {
  if (!frame.isWithoutPayIn) return null;
  const words = guideTextsOf(frame);
  return (
    <div class="note" data-note="pay-in">
      {words.noPayIn} {words.noPayInNext}
    </div>
  );
}

type StepProps = {
  readonly view: GuideView;
  readonly step: SetUpStep;
  /** What is there already, in a few words. */
  readonly result?: Child;
  /** It changes by itself: nothing of it is in the middle of being typed. */
  readonly isLive?: boolean;
  /** Shown even where it is done. */
  readonly isUnfolded?: boolean;
  readonly children: Child;
};

function standingOf({ texts, setUp }: GuideView, { step, isDone }: StepProgress): string {
  if (isDone) return texts.done;
  return setUp.next === step ? texts.next : texts.later;
}

/** One step: the next one is unfolded, what is done or comes later may be. */
export function Step({ view, step, result, isLive, isUnfolded, children }: StepProps) {
  const { texts, setUp, format } = view;
  const at = setUp.steps.findIndex((each) => each.step === step);
  const progress = setUp.steps[at];
  if (!progress) return null;
  const { isDone, isOpen, done, of } = progress;
  const isNext = setUp.next === step;
  const { title, needs } = texts.steps[step];
  return (
    <li
      class={`card guide-step${isDone ? ' guide-done' : ''}${isNext ? ' guide-next' : ''}`}
      id={`step-${step}`}
      data-step={step}
      data-done={isDone ? 'yes' : 'no'}
      data-unfolded={isUnfolded ? 'yes' : undefined}
      data-part={isLive ? `step-${step}` : undefined}
    >
      <details open={isNext || isUnfolded}>
        <summary>
          <span class="guide-number" aria-hidden="true">
            {isDone ? '✓' : String(at + 1)}
          </span>
          <h2>
            <span class="unseen">{texts.number(String(at + 1))}: </span>
            {title}
          </h2>
          <span class="guide-result">
            {result ?? (of > 1 && done > 0 ? texts.counted(format.count(done), format.count(of)) : '')}
          </span>
          <span class={`badge ${isDone ? 'badge-good' : isNext ? 'badge-info' : ''}`}>{standingOf(view, progress)}</span>
        </summary>
        <div class="guide-body">{isOpen ? children : <p class="quiet">{needs}</p>}</div>
      </details>
    </li>
  );
}
