// Record step: how the HTTP tests write down what a step is asked, and let it fail.
import type { HttpSteps, OperatorSteps } from '../../gateway/http/steps.ts';

type AllSteps = Omit<HttpSteps, 'operator'> & OperatorSteps;
export type StepName = keyof AllSteps;
/** Writes down what a step is asked, and lets it fail. */
export type RecordStep = <K extends StepName>(name: K, act: AllSteps[K]) => AllSteps[K];
