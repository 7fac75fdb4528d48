// Conformance reports: what a device says is shown to the byte, and nowhere taken for more than text.
import { expect, test } from 'vitest';
import type { Report } from '../../../device-sim/conformance/report/findings.ts';
import { composeHtml } from '../../../device-sim/conformance/report/html.ts';
import { composeJunit } from '../../../device-sim/conformance/report/junit.ts';
import { composeLine, composeSummary, paintNothing } from '../../../device-sim/conformance/report/terminal.ts';

const jws = ['{"alg":"none"}', '{"v":1,"note":"<b>"}', 'signature']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');
const asked = { rule: 'FP-05', steps: 'A start & nothing else.', tookMs: 1_500 };
const report: Report = {
  device: { id: 'bench/pod-1', model: '<script>alert(1)</script>', fw: '\u001b[2J1', profile: 'sleep-pod' },
  beganAt: '2026-11-22T11:00:00.000Z',
  findings: [
    { ...asked, id: 'passes', verdict: 'pass' },
    { ...asked, id: 'spared', verdict: 'not-applicable', reason: 'it has no "hands"' },
    {
      ...asked,
      id: 'fails',
      verdict: 'fail',
      expected: 'code BAD_SIG',
      came: 'code \u001b[31mOK <i>',
      exhibits: [
        { label: 'o2o/1/bench/pod-1/dn/cmd/gw/c-1', bytes: Buffer.from(jws) },
        { label: 'o2o/1/bench/pod-1/up/state', bytes: Uint8Array.of(0xff, 0x00, 0x7b) },
      ],
    },
  ],
};

test('the terminal shows the bytes of a failure and what a JWS says, and obeys no escape of the device', () => {
  const text = composeSummary(report, paintNothing);
  for (const shown of [
    jws,
    '{"v":1,"note":"<b>"}',
    'hex ff007b',
    'kit, o2o/1/bench/pod-1/dn/cmd/gw/c-1',
    'device, o2o/1/bench/pod-1/up/state',
  ])
    expect(text).toContain(shown);
  expect(text).toContain('1 pass, 1 fail, 1 not applicable');
  expect(text + report.findings.map((finding) => composeLine(finding, paintNothing)).join()).not.toContain('\u001b');
});

test('the JUnit report counts its cases and is well formed whatever a device says', () => {
  const xml = composeJunit(report);
  expect(xml).toContain('tests="3" failures="1" skipped="1" errors="0"');
  expect(xml).toContain('<skipped message="it has no &quot;hands&quot;"/>');
  expect(xml).toContain('hex ff007b');
  const texts = xml
    .replaceAll('\n', '')
    .replace(/<\/?(testsuite|testcase|skipped|failure)( [a-z]+="[^"<>]*")*\/?>|<\?xml [^>]*>/g, '');
  expect(texts).not.toMatch(/[<>\p{Cc}]/u);
});

test('the page shows the bytes of a failure, and no markup of the device', () => {
  const html = composeHtml(report);
  for (const shown of [jws, 'hex ff007b', '{&quot;v&quot;:1,&quot;note&quot;:&quot;&lt;b&gt;&quot;}', 'href="#FP-05"'])
    expect(html).toContain(shown);
  expect(html).not.toMatch(/<script|<i>/);
});
