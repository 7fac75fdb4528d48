// Guide test: the last step of the guided set-up - staff open an object at no price, see that its device answers, and offer it to guests.
import { isFreeOpen } from '../../domain/session/free-open.ts';
import type { ObjectInSetUp } from '../../ports/set-up-view.ts';
import { plainName } from '../plain-name.ts';
import { consolePaths } from './console-paths.ts';
import { ActForm, Field } from './form.tsx';
import { type GuideView, Step } from './guide-parts.tsx';
import { consoleTextsOf, wordOf } from './text/shape.ts';

type PartProps = { readonly view: GuideView };
type OneProps = PartProps & { readonly object: ObjectInSetUp };

const at = (objectId: string): string => `${consolePaths.api}/objects/${objectId}`;

/** Out of service first: whoever scans it meanwhile is told so. */
function TakeOut({ view }: PartProps) {
  const { texts, setUp, lang } = view;
  const able = setUp.objects.filter(({ isOnline, isInService, live }) => isOnline && isInService && live === null);
  const form = 'take-out';
  const [first] = able;
  if (!first) return <p class="quiet">{texts.testNobody}</p>;
  const also = { state: 'out_of_service', reason: texts.reason };
  const act = able.length === 1 ? at(first.objectId) : at('{objectId}');
  return (
    <ActForm
      id={form}
      act={`POST ${act}/service`}
      also={also}
      done="reload"
      submit={able.length === 1 ? texts.takeOut(plainName(first.name)) : texts.takeOutOne}
    >
      {able.length === 1 ? null : (
        <Field
          {...{ form, name: 'objectId', label: texts.testWith, texts: consoleTextsOf(lang) }}
          choices={able.map(({ objectId, name }) => ({ value: objectId, label: plainName(name) }))}
        />
      )}
    </ActForm>
  );
}

function Ready({ view, object }: OneProps) {
  const { texts } = view;
  return (
    <ActForm
      id="test-start"
      act={`POST ${at(object.objectId)}/open-free`}
      also={{ reason: texts.reason }}
      done="reload"
      said={texts.startSaid}
      submit={`${texts.start}: ${plainName(object.name)}`}
    />
  );
}

function Running({ view, object }: OneProps) {
  const { texts, frame } = view;
  const { live } = object;
  if (!live) return null;
  const isStopping = live.state === 'stopping';
  const words = consoleTextsOf(frame.lang);
  return (
    <>
      <p role="status" data-state={live.state}>
        {texts.running(plainName(object.name), wordOf(words.sessionStates, live.state))}
      </p>
      {isStopping ? (
        <p class="quiet">{texts.stopping}</p>
      ) : (
        <ActForm
          id="test-stop"
          act={`POST ${at(object.objectId)}/close-free`}
          done="reload"
          said={texts.stopSaid}
          submit={texts.stop}
          tone="danger"
        />
      )}
      <p class="links">
        <a href={consolePaths.session(live.sessionId)}>{texts.evidence}</a>
      </p>
    </>
  );
}

function Answered({ view }: PartProps) {
  const { texts, setUp, format } = view;
  const { tried } = setUp;
  if (!tried) return null;
  const until = format.timeWithSeconds(tried.endedAtMs ?? tried.startedAtMs);
  return (
    <div class="result" data-tried={tried.sessionId}>
      <p>{texts.answered(format.timeWithSeconds(tried.startedAtMs), until)}</p>
      <p class="links">
        <a href={consolePaths.session(tried.sessionId)}>{texts.evidence}</a>
      </p>
    </div>
  );
}

function PutBack({ view, object }: OneProps) {
  const { texts } = view;
  return (
    <ActForm
      id="put-back"
      act={`POST ${at(object.objectId)}/service`}
      also={{ state: 'in_service', reason: texts.reason }}
      done="reload"
      submit={texts.putBack(plainName(object.name))}
    />
  );
}

/** A guest would find it so: nobody is offered what waits for cleaning. */
function Clean({ view, object }: OneProps) {
  const { texts } = view;
  return (
    <>
      <p>{texts.unclean(plainName(object.name))}</p>
      <ActForm
        id="test-clean"
        act={`POST ${at(object.objectId)}/clean`}
        done="reload"
        said={texts.cleanSaid}
        submit={`${texts.clean}: ${plainName(object.name)}`}
      />
    </>
  );
}

type IdleProps = PartProps & {
  readonly unclean: ObjectInSetUp | undefined;
  readonly taken: ObjectInSetUp | undefined;
  readonly isTried: boolean;
};

/** One thing to do at a time. */
function Idle({ view, unclean, taken, isTried }: IdleProps) {
  if (unclean) return <Clean view={view} object={unclean} />;
  if (!taken) return <TakeOut view={view} />;
  return isTried ? <PutBack view={view} object={taken} /> : <Ready view={view} object={taken} />;
}

export function TestStep({ view }: PartProps) {
  const { texts, setUp } = view;
  const { objects, tried } = setUp;
  const running = objects.find(({ live }) => live !== null && isFreeOpen(live));
  const isOfTest = ({ objectId }: ObjectInSetUp): boolean => objectId === tried?.objectId;
  const idle = objects.filter(({ live }) => live === null);
  const unclean = idle.find((object) => object.isUnclean && isOfTest(object));
  const taken = idle.find((object) => !object.isInService && (object.isOnline || isOfTest(object)));
  return (
    <Step view={view} step="test" isLive isUnfolded={Boolean(running ?? unclean ?? (setUp.isOver ? null : taken))}>
      <p class="quiet">{texts.testLead}</p>
      <Answered view={view} />
      {running ? <Running view={view} object={running} /> : null}
      {running ? null : <Idle view={view} unclean={unclean} taken={taken} isTried={taken !== undefined && isOfTest(taken)} />}
    </Step>
  );
}
