// Bill lines: what was used and what each of it costs, in the words of the offer; on the receipt and on its paper for expenses.
import type { ReceiptJson } from '../../domain/receipt/receipt.ts';
import { pauseOnBill } from '../../domain/receipt/receipt-pause.ts';
import { readFrozenTariff } from '../../domain/tariff/tariff-read.ts';
import type { Format } from '../format.ts';
import type { Language } from '../languages.ts';
import { plainName } from '../plain-name.ts';
import { billLineText, localText } from '../tariff-sentence.ts';
import type { Texts } from '../text/en.ts';
import { kindWordsOf } from '../text/texts.ts';

export type BillScene = {
  readonly receipt: ReceiptJson;
  readonly lang: Language;
  readonly texts: Texts;
  readonly format: Format;
};

export function BillLines({ receipt, lang, texts, format }: BillScene) {
  const { currency } = receipt;
  const words = { texts, format, currency, kind: kindWordsOf(texts, receipt.object.kind) };
  const tariff = readFrozenTariff(receipt.proof.tariff);
  /** Dishes are named as they were when the price was frozen. */
  const nameOf = (itemId: string): string => {
    const item = tariff?.items.find((each) => each.itemId === itemId);
    return plainName(item ? localText(item.name, lang) : itemId);
  };
  return (
    <tbody>
      {receipt.lines.map((line) => (
        <tr class={`line-${line.line}`}>
          <th scope="row">{billLineText(words, line, nameOf)}</th>
          <td>{format.money(line.amountMinor, currency)}</td>
        </tr>
      ))}
    </tbody>
  );
}

/** How long it was kept unused, and what that cost; the rate stands in its line of the bill. */
export function PausedTime({ receipt, texts, format }: BillScene) {
  const pause = pauseOnBill(receipt);
  if (pause === null) return null;
  const time = format.duration(pause.pausedMs);
  const { amountMinor } = pause;
  return (
    <div>
      <dt>{texts.receipt.paused}</dt>
      <dd>
        {amountMinor === null
          ? texts.receipt.pausedAsUse(time)
          : texts.receipt.pausedFor(time, format.money(amountMinor, receipt.currency))}
      </dd>
    </div>
  );
}
