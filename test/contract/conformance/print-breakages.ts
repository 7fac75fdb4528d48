// Print breakages: makes each mistake, asks the kit, and prints what it complained of as a table in Markdown.
import { runChecks, simulatedBench } from '../../../device-sim/conformance/run.ts';
import { createWorkshop } from '../../../device-sim/conformance/simulated-wire.ts';
import { BREAKAGES } from './breakages/catalogue.ts';

const only = process.argv.slice(2);
const workshop = await createWorkshop();
let [played, unexpected] = [0, 0];
process.stdout.write('| Mistake of the firmware | Kind | Breaks | Checks that fail |\n|---|---|---|---|\n');
for (const { bend, kind, mistake, name, rule } of BREAKAGES) {
  if (only.length > 0 && !only.includes(name) && !only.includes(rule)) continue;
  played += 1;
  const { findings } = await runChecks(await simulatedBench(kind, bend, workshop));
  const failed = findings.filter(({ verdict }) => verdict === 'fail');
  const rules = [...new Set(failed.map((finding) => finding.rule))].join(', ') || 'nothing';
  if (rules !== rule) unexpected += 1;
  const said = rules === rule ? rules : `**${rules}**, not ${rule}`;
  process.stdout.write(`| ${mistake} (\`${name}\`) | ${kind} | ${said} | ${failed.map(({ id }) => id).join(', ')} |\n`);
}
process.stdout.write(`\n${played} breakages, ${unexpected} trip another rule than theirs.\n`);
if (played === 0) process.stderr.write(`No breakage or rule is called ${only.join(', ')}. Without a name, all are made.\n`);
process.exitCode = played === 0 ? 2 : unexpected === 0 ? 0 : 1;
