// HTML report: one page that needs nothing else - the verdict, what failed with its bytes, then every rule with its checks.

import type { Exhibit } from '../judge.ts';
import { byRule, type Finding, type Report, type RuleFindings, readJws, senderOf, showBytes, totalsOf } from './findings.ts';
import { REPORT_STYLE } from './html-style.ts';

const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const encode = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);

const WORDS = { pass: 'pass', fail: 'fail', 'not-applicable': 'not applicable', unchecked: 'not asked' } as const;

const badge = (verdict: RuleFindings['verdict']): string => `<span class="badge ${verdict}">${WORDS[verdict]}</span>`;

function composeExhibit({ bytes, label }: Exhibit): string {
  const said = readJws(bytes);
  const head = `<figcaption><b>${senderOf(label)}</b> ${encode(label)} · ${bytes.length} bytes</figcaption>`;
  const reading = said === null ? '' : `<pre class="said">${encode(said)}</pre>`;
  return `<figure>${head}<pre>${encode(showBytes(bytes))}</pre>${reading}</figure>`;
}

function composeFailure(finding: Finding): string {
  if (finding.verdict !== 'fail') return '';
  const { came, exhibits, expected, id, rule, steps } = finding;
  const shown = exhibits.map(composeExhibit).join('');
  return (
    `<article class="failure" id="${rule}-${id}"><h3>${rule} <code>${id}</code></h3><p>${encode(steps)}</p>` +
    `<dl><dt>Expected</dt><dd>${encode(expected)}</dd><dt>Came</dt><dd>${encode(came)}</dd></dl>${shown}</article>`
  );
}

function composeCheck(finding: Finding): string {
  const { id, rule, steps, tookMs, verdict } = finding;
  const name = verdict === 'fail' ? `<a href="#${rule}-${id}"><code>${id}</code></a>` : `<code>${id}</code>`;
  const note = verdict === 'not-applicable' ? `<p class="note">${encode(finding.reason)}</p>` : '';
  return `<tr><td>${badge(verdict)}</td><td>${name}</td><td>${encode(steps)}${note}</td><td class="time">${(tookMs / 1_000).toFixed(1)} s</td></tr>`;
}

function composeRule(group: RuleFindings): string {
  const { findings, rule, title, verdict, why } = group;
  const passed = findings.filter((finding) => finding.verdict === 'pass').length;
  const body =
    findings.length > 0 ? `<table>${findings.map(composeCheck).join('')}</table>` : `<p class="note">${encode(why)}</p>`;
  const asked = findings.filter((finding) => finding.verdict !== 'not-applicable').length;
  const spared = findings.length - asked;
  const counted = asked > 0 ? `${passed} of ${asked} pass${spared > 0 ? `, ${spared} not applicable` : ''}` : '';
  const count = `<span class="count">${counted}</span>`;
  return (
    `<details id="${rule}"${verdict === 'fail' ? ' open' : ''}><summary>${badge(verdict)} <b>${rule}</b> ${encode(title)}${count}</summary>` +
    `${body}</details>`
  );
}

export function composeHtml(report: Report): string {
  const { beganAt, device, findings } = report;
  const { failed, notApplicable, passed } = totalsOf(report);
  const rules = byRule(report);
  const failures = findings.map(composeFailure).join('');
  const verdict = failed === 0 ? 'keeps every rule that was asked' : `fails ${failed} ${failed === 1 ? 'check' : 'checks'}`;
  const minutes = findings.reduce((sum, { tookMs }) => sum + tookMs, 0) / 60_000;
  const tiles = rules.map(
    (group) => `<a class="tile ${group.verdict}" href="#${group.rule}" title="${encode(group.title)}">${group.rule.slice(3)}</a>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${encode(device.id)}: conformance to o2o 1</title><style>${REPORT_STYLE}</style></head><body>
<header><p class="kind">Conformance to o2o, wire version 1</p><h1><code>${encode(device.id)}</code> <span class="${failed === 0 ? 'good' : 'bad'}">${verdict}</span></h1>
<p>${encode(device.profile)}, model ${encode(device.model)}, firmware ${encode(device.fw)} · ${encode(beganAt.replace('T', ' ').slice(0, 19))} UTC · ${minutes.toFixed(1)} min</p>
<p class="totals"><b>${passed}</b> pass <b>${failed}</b> fail <b>${notApplicable}</b> not applicable</p>
<nav>${tiles.join('')}</nav></header>
<main>${failures ? `<h2>What failed</h2>${failures}` : ''}<h2>Rules</h2>${rules.map(composeRule).join('\n')}</main>
</body></html>
`;
}
