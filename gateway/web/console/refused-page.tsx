// Refused page: a refusal in the console's frame, with the one thing to do next.
import type { Rejection } from '../../domain/rejections.ts';
import { describeRejection } from '../rejection-words.ts';
import { consolePaths } from './console-paths.ts';
import { type ConsoleFrame, consoleDocument } from './frame.tsx';
import { consoleTextsOf } from './text/shape.ts';

export function consoleRefusedPage(frame: ConsoleFrame, rejection: Rejection): string {
  const { title, detail, nextStep } = describeRejection(rejection, frame.lang, consolePaths.overview);
  return consoleDocument({
    frame,
    title,
    children: (
      <section class="card" id="problem" data-code={rejection.code}>
        <p>{detail}</p>
        <p>{nextStep.label}</p>
        <p>
          <a href={consolePaths.overview}>{consoleTextsOf(frame.lang).nav.overview}</a>
        </p>
        <p class="quiet mono">{rejection.code}</p>
      </section>
    ),
  });
}
