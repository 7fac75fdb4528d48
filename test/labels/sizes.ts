// Sizes of codes: `npm run labels:sizes` - prints versions, modules and millimetres as Markdown tables.
import { SMALLEST_MODULE_MM } from '../../qr/labels/label-plan.ts';
import { measureContents, measureHosts, measureRoom, type Size, sideMm } from './code-sizes.ts';

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const head = (cells: readonly string[]): string =>
  [row(cells), row(cells.map((_, at) => (at === 0 ? '---' : '---:')))].join('\n');
const tell = ({ version, modules }: Size): string => `v${version} (${modules})`;
const mm = (value: number): string => value.toFixed(1);

console.log('The link of a 13-character host, and how many modules its code has along one side\n');
console.log(head(['Content', 'Characters', 'Level M', 'Level Q', 'mm at 0.5 mm a module, M / Q']));
for (const { name, text, M, Q } of await measureContents()) {
  const printed = `${mm(sideMm(M.modules, 0.5))} / ${mm(sideMm(Q.modules, 0.5))}`;
  console.log(row([name, String(text.length), tell(M), tell(Q), printed]));
}

console.log('\nThis tag with longer hosts\n');
console.log(head(['Host', 'Level M', 'Level Q']));
for (const { characters, M, Q } of measureHosts([8, 13, 18, 19, 24, 30, 40, 60])) {
  console.log(row([`${characters} characters`, tell(M), tell(Q)]));
}

console.log(`\nMillimetres a module on each label; below ${SMALLEST_MODULE_MM} mm it is refused\n`);
console.log(head(['Label', 'mm', 'Level M', 'Level Q']));
for (const { name, widthMm, heightMm, M, Q } of measureRoom()) {
  const module = (value: number | null): string => (value === null ? 'refused' : value.toFixed(2));
  console.log(row([name, `${mm(widthMm)} x ${mm(heightMm)}`, module(M), module(Q)]));
}
