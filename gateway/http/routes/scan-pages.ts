// Scan pages: the scanner, and a short code that was typed or opened as a link; opening one has no effect (codes rule 7).
import { ok, type Result, refused } from '#protocol';
import { createMatrix, parseShortCode } from '#qr';
import type { Rejection } from '../../domain/rejections.ts';
import { paths } from '../../web/paths.ts';
import { type ScanPageInput, scanPage, type TypedProblem } from '../../web/phone/scan-page.tsx';
import { describeRejection } from '../../web/rejection-words.ts';
import { readForm } from '../body.ts';
import { readCaller } from '../caller.ts';
import type { App, Asking, RouteDeps } from '../context.ts';
import { ensureScanBinding } from '../cookies.ts';
import { checkOrigin, isLoadedByAnotherSite } from '../origin.ts';
import { problemHeaders, readerLanguage, statusOf } from '../problem.ts';
import { remoteAddress } from '../remote-address.ts';
import { POLICY_HEADER, SCANNER_POLICY } from '../security-headers.ts';
import { addDecoder, type Decoder } from './decoder.ts';
import { doorsOfScan } from './door-pages.ts';
import { answerPage, answerRefusedPage, frameOf, seeOther, signInHref } from './page-frame.ts';

/** As long as a static tag's, and nobody's: it is only ever drawn and read back. */
const SAMPLE_DIGITS = '0123456789'.repeat(19).slice(0, 185);
const NOT_TYPED = { typed: '', problem: null, rejection: null };

type Typed = {
  readonly typed: string;
  readonly problem: TypedProblem | null;
  readonly rejection: Rejection | null;
};

/** A code as this gateway draws them, for a detector to prove itself with. */
export function drawSample(origin: string): ScanPageInput['scanner']['sample'] {
  const text = `${origin}/${SAMPLE_DIGITS}`;
  const matrix = createMatrix(text, 'M');
  const bits = new Uint8Array(Math.ceil(matrix.size ** 2 / 8));
  for (let at = 0; at < matrix.size ** 2; at += 1) {
    if (!matrix.isDark(Math.floor(at / matrix.size), at % matrix.size)) continue;
    bits[at >> 3] = (bits[at >> 3] ?? 0) | (0x80 >> (at & 7));
  }
  return { text, size: matrix.size, modules: Buffer.from(bits).toString('base64') };
}

/** A whole link may be pasted, or the address on somebody else's label that was taken over. */
const LINK_OR_DIGITS = /^(https?:\/\/.*|[0-9]{20,})$/i;

/** Keyboards write full-width letters and long hyphens; to whoever types they are the same. */
function asTyped(text: string): string {
  if (LINK_OR_DIGITS.test(text.trim())) return text.trim();
  return text
    .normalize('NFKC')
    .replace(/[\u2010-\u2015\u2212\u00b7._]/g, '-')
    .trim();
}

/** What can be seen to be mistyped is said before anything is looked up, and counts for no limit. */
function readTyped(text: string): Result<string, TypedProblem> {
  if (text === '') return refused('typed-nothing');
  if (LINK_OR_DIGITS.test(text)) return ok(text);
  const code = parseShortCode(text);
  if (code.ok) return code;
  const problem: TypedProblem = `typed-${code.error}`;
  return refused(problem);
}

/** A refusal in words for whoever typed: that it is not ours says only that one letter may be another. */
function problemOf(c: Asking, rejection: Rejection): TypedProblem {
  if (rejection.code === 'code.not-ours') return 'typed-unknown';
  const { title, detail, nextStep } = describeRejection(rejection, readerLanguage(c));
  const helpsToSignIn = rejection.code === 'limit.reached' && rejection.helps === 'signing-in';
  return { title, detail: `${detail} ${nextStep.label}`, helpsToSignIn };
}

/** @returns the offer's address, or that of the doors of staff. */
async function openTyped(c: Asking, deps: RouteDeps, code: string): Promise<Result<string, Rejection>> {
  const caller = await readCaller(c, deps);
  const scan = await deps.steps.resolveScan({
    code,
    personId: caller.kind === 'person' ? caller.person.personId : null,
    binding: ensureScanBinding(c, deps),
    address: remoteAddress(c, deps.config.trustedProxies),
  });
  const doors = await doorsOfScan(c, deps, code, scan);
  if (doors !== null) return ok(doors);
  return scan.ok ? ok(paths.offer(scan.value.ticket)) : scan;
}

export function addScanPages(app: App, deps: RouteDeps): void {
  const decoder = addDecoder(app);
  let sample: ScanPageInput['scanner']['sample'] | null = null;

  async function answerScanner(c: Asking, { typed, problem, rejection }: Typed): Promise<Response> {
    // The origin is known once the port is bound.
    sample ??= drawSample(deps.config.publicOrigin);
    const { script, wasm }: Decoder = decoder();
    const frame = frameOf(c, deps, paths.scan);
    const takenOver = await deps.steps.takenOverHosts();
    const scanner = { keys: paths.jwks, takenOver, decoder: script, wasm, sample };
    const html = scanPage({ ...frame, scanner, signInHref: signInHref(deps, paths.scan), typed, problem });
    c.header(POLICY_HEADER, SCANNER_POLICY);
    if (rejection) for (const [name, value] of Object.entries(problemHeaders(rejection, frame.lang))) c.header(name, value);
    return answerPage(c, html, problem === null ? 200 : rejection === null ? 422 : statusOf(rejection.code));
  }

  async function answerTyped(c: Asking, text: string): Promise<Response> {
    const typed = asTyped(text);
    const code = readTyped(typed);
    if (!code.ok) return answerScanner(c, { typed, problem: code.error, rejection: null });
    const opened = await openTyped(c, deps, code.value);
    if (opened.ok) return seeOther(c, opened.value);
    return answerScanner(c, { typed, problem: problemOf(c, opened.error), rejection: opened.error });
  }

  app.get(paths.scan, (c) => answerScanner(c, NOT_TYPED));
  app.post(paths.scan, async (c) => {
    const origin = checkOrigin(c, deps.config.publicOrigin);
    const form = origin.ok ? await readForm(c) : origin;
    if (!form.ok) return answerRefusedPage(c, deps, form.error, { backTo: paths.scan });
    return answerTyped(c, form.value.get('code') ?? '');
  });
  app.get('/c/:code', (c) =>
    isLoadedByAnotherSite(c)
      ? answerRefusedPage(c, deps, { code: 'origin.refused' }, { backTo: paths.scan })
      : answerTyped(c, c.req.param('code')),
  );
}
