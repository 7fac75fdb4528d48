// Labels to be printed and read back: real signed tags, names in many scripts, the same ones for the same seed.

import { parseKeyRing } from '../../qr/keys.ts';
import type { PlannedLabel } from '../../qr/labels/draw-pdf.ts';
import { type LabelSize, planLabel } from '../../qr/labels/label-plan.ts';
import { openTypeface, type Typeface } from '../../qr/labels/typeface.ts';
import { composeLink } from '../../qr/link.ts';
import { createMatrix, type ErrorLevel } from '../../qr/render.ts';
import { createShortCode, formatShortCode } from '../../qr/short-code.ts';
import { signTag } from '../../qr/sign.ts';
import keys from '../../qr/vectors/keys.json' with { type: 'json' };
import { createChance } from '../crash/lives/chance.ts';

export type ProofLabel = PlannedLabel & { readonly link: string };

const NAMES = [
  '睡眠舱 一号',
  'Pod 12',
  'Größe één',
  'Phòng khách 3',
  'Велосипед 17',
  'Table 7 – Zürich',
  '4号厅 A-1208',
  'Ładowarka 9',
];
const HOST = 'q.example.com';
const KID = 7;

let opened: Typeface | undefined;
/** The fonts of this process: 1.6 MB that are read once. */
export function shippedTypeface(): Typeface {
  opened ??= openTypeface();
  return opened;
}

export async function proofLabels(
  seed: string,
  count: number,
  size: LabelSize,
  level: ErrorLevel,
): Promise<readonly ProofLabel[]> {
  const ring = await parseKeyRing(JSON.stringify(keys));
  const key = ring.ok ? ring.value.signingKeys.find(({ kid }) => kid === KID) : undefined;
  if (key === undefined) throw new Error('the published vectors have a key that signs');
  const chance = createChance(seed);
  const labels: ProofLabel[] = [];
  for (let at = 0; at < count; at += 1) {
    const payload = { kid: KID, tagId: Buffer.from(chance.bytes(8)).toString('hex'), issuedDay: 700 };
    const link = composeLink(`https://${HOST}`, await signTag(payload, key));
    const matrix = createMatrix(link, level);
    const name = NAMES[at % NAMES.length] ?? '';
    const notice = /\p{Script=Han}/u.test(name) ? '绝不索要银行卡或押金' : 'Never asks for a card or a deposit';
    const words = { name, shortCode: formatShortCode(createShortCode(chance.bytes)), host: HOST, notice };
    const plan = planLabel(words, size, matrix.size, shippedTypeface());
    if (!plan.ok) throw new Error(`cannot lay out ${name}: ${JSON.stringify(plan.error)}`);
    labels.push({ plan: plan.value, matrix, link });
  }
  return labels;
}
