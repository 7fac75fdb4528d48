// Staff visit: what the pages of staff share - who is signed in, the frame of a page, a refusal as a page, and forms from our own pages.
import type { Result } from '#protocol';
import type { Rejection } from '../../domain/rejections.ts';
import type { StaffMember } from '../../ports/identity.ts';
import { CONSOLE_LANGUAGES, consoleLanguage } from '../../web/console/text/shape.ts';
import type { Frame } from '../../web/layout.tsx';
import type { StaffScanner } from '../../web/operator/staff-page.tsx';
import { staffSignInPage } from '../../web/operator/staff-sign-in-page.tsx';
import { paths } from '../../web/paths.ts';
import { readForm } from '../body.ts';
import type { App, Asking, RouteDeps } from '../context.ts';
import { checkOrigin } from '../origin.ts';
import { problemHeaders, readerLanguage, statusOf } from '../problem.ts';
import { POLICY_HEADER, SCANNER_POLICY } from '../security-headers.ts';
import { readStaff } from '../staff-session.ts';
import { addDecoder } from './decoder.ts';
import { answerPage, frameOf } from './page-frame.ts';
import { drawSample } from './scan-pages.ts';

export type Form = ReadonlyMap<string, string>;
export type Visit = {
  readonly c: Asking;
  readonly deps: RouteDeps;
  readonly scanner: () => StaffScanner;
  readonly operator: StaffMember;
};

/** A refusal as the status and headers of a page that says it. */
export function statusFor(c: Asking, problem: Rejection | null): 200 | ReturnType<typeof statusOf> {
  if (problem === null) return 200;
  for (const [name, value] of Object.entries(problemHeaders(problem, consoleLanguage(readerLanguage(c))))) c.header(name, value);
  return statusOf(problem.code);
}

/** Staff read what the console is in, refusals included. */
function inStaffLanguage(frame: Frame): Frame {
  return { ...frame, lang: consoleLanguage(frame.lang), languages: CONSOLE_LANGUAGES };
}

export function answerSignIn(c: Asking, deps: RouteDeps, problem: Rejection | null): Response {
  return answerPage(c, staffSignInPage({ ...inStaffLanguage(frameOf(c, deps, paths.attach)), problem }), statusFor(c, problem));
}

export function staffFrame({ c, deps, scanner, operator }: Visit, path: string, problem: Rejection | null) {
  c.header(POLICY_HEADER, SCANNER_POLICY);
  return { ...inStaffLanguage(frameOf(c, deps, path)), tenantId: operator.tenantId, scanner: scanner(), problem };
}

/** A form of these pages, sent from one of them. */
export async function readOwnForm(c: Asking, deps: RouteDeps): Promise<Result<Form, Rejection>> {
  const origin = checkOrigin(c, deps.config.publicOrigin);
  return origin.ok ? readForm(c) : origin;
}

export type StaffDoor = {
  /** Whoever is not signed in is asked to, and an expired token says so. */
  asStaff(c: Asking, answer: (visit: Visit) => Promise<Response>): Promise<Response>;
  /** @param refuse the page that says why a form is not taken. */
  pressed(
    c: Asking,
    answer: (visit: Visit, form: Form) => Promise<Response>,
    refuse: (visit: Visit, problem: Rejection) => Promise<Response>,
  ): Promise<Response>;
};

export function createStaffDoor(app: App, deps: RouteDeps): StaffDoor {
  const decoder = addDecoder(app);
  let sample: StaffScanner['sample'] | null = null;
  const scanner = (): StaffScanner => {
    // The origin is known once the port is bound.
    sample ??= drawSample(deps.config.publicOrigin);
    return { decoder: decoder().script, wasm: decoder().wasm, sample };
  };

  async function asStaff(c: Asking, answer: (visit: Visit) => Promise<Response>): Promise<Response> {
    c.header('Referrer-Policy', 'same-origin');
    const operator = await readStaff(c, deps);
    if (operator.ok) return answer({ c, deps, scanner, operator: operator.value });
    return answerSignIn(c, deps, operator.error.code === 'identity.missing' ? null : operator.error);
  }

  return {
    asStaff,
    pressed: (c, answer, refuse) =>
      asStaff(c, async (visit) => {
        const form = await readOwnForm(c, deps);
        return form.ok ? answer(visit, form.value) : refuse(visit, form.error);
      }),
  };
}
