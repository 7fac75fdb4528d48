// Guide page: the guided set-up - from nothing to the first guest in seven steps, each told from what is there, all on one page.

import type { SetUpView } from '../../ports/set-up-view.ts';
import { consolePaths } from './console-paths.ts';
import { type ConsoleFrame, consoleDocument } from './frame.tsx';
import { type DevicesInput, DevicesStep } from './guide-devices.tsx';
import { type AttachInput, AttachStep, type LabelsInput, LabelsStep } from './guide-labels.tsx';
import { guideView } from './guide-parts.tsx';
import { type PricesInput, PricesStep } from './guide-prices.tsx';
import { TestStep } from './guide-test.tsx';
import { ObjectsStep, VenueStep } from './guide-venue.tsx';

export type GuideInput = {
  readonly setUp: SetUpView;
  /** Of the catalogue, in its order. */
  readonly kinds: readonly string[];
  readonly prices: PricesInput;
  readonly labels: LabelsInput;
  readonly devices: DevicesInput;
  readonly attach: AttachInput;
};

/** GET /console/set-up. */
export function guidePage(frame: ConsoleFrame, { setUp, kinds, prices, labels, devices, attach }: GuideInput): string {
  const view = guideView(frame, setUp);
  const { texts, format } = view;
  const done = setUp.steps.filter(({ isDone }) => isDone).length;
  const isAllDone = done === setUp.steps.length;
  return consoleDocument({
    frame,
    title: texts.title,
    isLive: true,
    isOfVenue: true,
    script: ['set-up-forms.js', 'tariff-editor.js', 'guide.js'],
    children: (
      <div class="guide">
        <div class="guide-lead" data-part="guide-lead">
          <p class="quiet">{texts.lead}</p>
          <p class="guide-progress">
            <progress max={setUp.steps.length} value={done} aria-label={texts.title}></progress>
            <b>{texts.progress(format.count(done), format.count(setUp.steps.length))}</b>
          </p>
          {isAllDone ? (
            <div class="card guide-over" id="guide-over">
              <h2>{texts.overTitle}</h2>
              <p>{texts.over}</p>
              <a class="press press-main" href={consolePaths.overview}>
                {texts.toOverview}
              </a>
            </div>
          ) : null}
        </div>
        <ol class="guide-steps">
          <VenueStep view={view} />
          <ObjectsStep view={view} kinds={kinds} />
          <PricesStep view={view} prices={prices} />
          <LabelsStep view={view} labels={labels} attach={attach} />
          <DevicesStep view={view} devices={devices} />
          <AttachStep view={view} attach={attach} />
          <TestStep view={view} />
        </ol>
      </div>
    ),
  });
}
