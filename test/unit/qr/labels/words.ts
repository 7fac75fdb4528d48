// What the tests print on labels: a real link, and words as the gateway gives them.
import type { LabelWords } from '../../../../qr/labels/label-plan.ts';
import { openTypeface } from '../../../../qr/labels/typeface.ts';
import valid from '../../../../qr/vectors/valid.json' with { type: 'json' };

export const link = valid[0]?.link ?? '';
export const typeface = openTypeface();
export const words: LabelWords = {
  name: 'Pod 12',
  shortCode: '7K3M-Q9TX-8',
  host: 'q.example.com',
  notice: 'Never asks for a card or a deposit',
};
