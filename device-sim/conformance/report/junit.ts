// JUnit report: the XML that build servers read; one case for each check, under its rule.
import { type Finding, type Report, senderOf, showBytes, totalsOf } from './findings.ts';

const ENTITIES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};

/** What XML 1.0 cannot carry at all becomes a question mark; bytes are shown as hex before they come here. */
function encode(text: string): string {
  return [...text].map((character) => ENTITIES[character] ?? (character < ' ' ? '?' : character)).join('');
}

function composeCase(finding: Finding): string {
  const { id, rule, steps, tookMs, verdict } = finding;
  const open = `  <testcase classname="${rule}" name="${encode(`${id}: ${steps}`)}" time="${(tookMs / 1_000).toFixed(3)}"`;
  if (verdict === 'pass') return `${open}/>`;
  if (verdict === 'not-applicable') return `${open}>\n    <skipped message="${encode(finding.reason)}"/>\n  </testcase>`;
  const { came, exhibits, expected } = finding;
  const shown = exhibits.map(({ bytes, label }) => `${senderOf(label)}: ${label}\n${showBytes(bytes)}`).join('\n\n');
  const failure = `<failure type="${rule}" message="${encode(`expected ${expected}, came ${came}`)}">${encode(shown)}</failure>`;
  return `${open}>\n    ${failure}\n  </testcase>`;
}

export function composeJunit(report: Report): string {
  const { beganAt, device, findings } = report;
  const { failed, notApplicable } = totalsOf(report);
  const seconds = findings.reduce((sum, { tookMs }) => sum + tookMs, 0) / 1_000;
  const counts = `tests="${findings.length}" failures="${failed}" skipped="${notApplicable}" errors="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="${encode(`o2o 1 conformance of ${device.id}`)}" ${counts} timestamp="${beganAt}" time="${seconds.toFixed(3)}">`,
    ...findings.map(composeCase),
    '</testsuite>',
    '',
  ].join('\n');
}
