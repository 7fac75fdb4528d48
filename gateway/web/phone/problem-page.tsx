// Problem page: any refusal as a page of its own, with the one thing to do next.
import type { Rejection } from '../../domain/rejections.ts';
import { type Frame, renderDocument } from '../layout.tsx';
import { paths } from '../paths.ts';
import { describeRejection } from '../rejection-words.ts';
import { textsOf } from '../text/texts.ts';
import { Icon, type IconName } from './icons.tsx';

export type ProblemPageInput = Frame & {
  readonly rejection: Rejection;
  /** The page of ours that the person came from. */
  readonly backTo?: string | null;
};

function signOf(code: string): IconName {
  if (code.startsWith('origin.') || code.startsWith('ticket.')) return 'shield';
  if (code.startsWith('wallet.')) return 'wallet';
  if (code === 'object.busy' || code === 'stay.taken') return 'people';
  return code === 'device.offline' || code === 'system.unavailable' || code === 'system.recovering' ? 'away' : 'warn';
}

export function problemPage(input: ProblemPageInput): string {
  const { rejection, lang, backTo } = input;
  const texts = textsOf(lang);
  const { title, detail, nextStep } = describeRejection(rejection, lang, backTo ?? null);
  return renderDocument({
    frame: input,
    title,
    page: 'problem',
    children: (
      <main class="page problem" data-code={rejection.code}>
        <div class="sign">
          <Icon name={signOf(rejection.code)} />
        </div>
        <h1>{title}</h1>
        <p class="explain">{detail}</p>
        <section class="todo" aria-label={texts.frame.nextStep}>
          {nextStep.href ? (
            <a class="press press-main" href={nextStep.href}>
              {nextStep.label}
              <Icon name="forward" />
            </a>
          ) : (
            <p class="next next-outside">{nextStep.label}</p>
          )}
        </section>
        {/^(code|ticket|limit)\./.test(rejection.code) ? (
          <a class="press press-second" href={paths.scan}>
            <Icon name="scan" />
            {texts.home.scanHere}
          </a>
        ) : null}
        {nextStep.href === paths.home ? null : (
          <p class="quiet">
            <a href={paths.home}>{texts.frame.home}</a>
          </p>
        )}
        <p class="quiet code">{rejection.code}</p>
      </main>
    ),
  });
}
