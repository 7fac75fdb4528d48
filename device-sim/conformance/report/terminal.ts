// Terminal report: a line for each check as it comes, and at its end the rules, with the bytes of what failed.
import { byRule, type Finding, type Report, type RuleFindings, readJws, senderOf, showBytes, totalsOf } from './findings.ts';

const MARKS = { pass: '✓', fail: '✗', 'not-applicable': '·', unchecked: '·' } as const;
const COLOURS = { pass: 32, fail: 31, 'not-applicable': 90, unchecked: 90 } as const;
const ID_WIDTH = 30;

/** Colours only where somebody looks. */
export type Paint = (text: string, colour: number) => string;
export const paintNothing: Paint = (text) => text;
export const paintAnsi: Paint = (text, colour) => `\u001b[${colour}m${text}\u001b[0m`;

/** A device may say anything; the terminal gets no escape sequences of it. */
const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd');

const secondsOf = (ms: number): string => (ms < 1_000 ? '' : `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`);

export function composeLine(finding: Finding, paint: Paint): string {
  const { id, rule, tookMs, verdict } = finding;
  const mark = paint(MARKS[verdict], COLOURS[verdict]);
  const note = verdict === 'not-applicable' ? finding.reason : secondsOf(tookMs);
  const line = `${mark} ${rule}  ${id.padEnd(ID_WIDTH)} ${paint(note, COLOURS['not-applicable'])}`.trimEnd();
  if (verdict !== 'fail') return line;
  return `${line}\n    expected  ${plain(finding.expected)}\n    came      ${plain(finding.came)}`;
}

function composeFailure(finding: Finding & { readonly verdict: 'fail' }, paint: Paint): string {
  const { came, exhibits, expected, id, rule, steps } = finding;
  const shown = exhibits.map(({ bytes, label }) => {
    const said = readJws(bytes);
    const lines = [showBytes(bytes), ...(said === null ? [] : said.split('\n'))];
    return `  ${paint(`${senderOf(label)}, ${plain(label)}, ${bytes.length} bytes`, COLOURS.unchecked)}\n    ${lines.join('\n    ')}`;
  });
  const head = `${paint(`${rule} ${id}`, COLOURS.fail)}\n  ${steps}\n  expected  ${plain(expected)}\n  came      ${plain(came)}`;
  return [head, ...shown].join('\n');
}

function composeRule({ findings, rule, title, verdict, why }: RuleFindings, paint: Paint): string {
  const count = (wanted: Finding['verdict']): number => findings.filter((finding) => finding.verdict === wanted).length;
  const reasons = findings.flatMap((finding) => (finding.verdict === 'not-applicable' ? [finding.reason] : []));
  const asked = findings.length - count('not-applicable');
  const said = verdict === 'fail' ? `${count('fail')} of ${asked} fail` : `${asked} of ${asked}`;
  const note = asked > 0 ? said : `not applicable: ${why || [...new Set(reasons)].join('; ')}`;
  return `${paint(MARKS[verdict], COLOURS[verdict])} ${rule}  ${title.padEnd(28)} ${asked > 0 ? note : paint(note, COLOURS.unchecked)}`;
}

export function composeSummary(report: Report, paint: Paint): string {
  const { failed, notApplicable, passed } = totalsOf(report);
  const { fw, id, model, profile } = report.device;
  const failures = report.findings.flatMap((finding) => (finding.verdict === 'fail' ? [composeFailure(finding, paint)] : []));
  const verdict =
    failed === 0
      ? paint('keeps every rule that was asked', COLOURS.pass)
      : paint(`fails ${failed} ${failed === 1 ? 'check' : 'checks'}`, COLOURS.fail);
  return [
    ...(failures.length > 0 ? ['What failed, with the exact bytes:', '', failures.join('\n\n'), ''] : []),
    ...byRule(report).map((rule) => composeRule(rule, paint)),
    '',
    `${plain(`${id} (${profile}, ${model} ${fw})`)} ${verdict}: ${passed} pass, ${failed} fail, ${notApplicable} not applicable.`,
  ].join('\n');
}
