// Tariff menu: what is sold beside use, a row for each - its price, its name in English, and in the other languages of the phone pages.
import { LANGUAGE_NAMES, LANGUAGES } from '../languages.ts';
import { type EditorProps, Input, Part, Rows } from './tariff-fields.tsx';

const OTHERS = LANGUAGES.filter((language) => language !== 'en');

export function Menu(props: EditorProps) {
  const { texts, fields } = props;
  const { itemName, itemNames, price } = texts.fields;
  const isOpen = Object.keys(fields).some((name) => name.startsWith('items['));
  return (
    <Part title={texts.parts.menu} help={texts.help.menu} isOpen={isOpen} place="items">
      <input type="hidden" name="items.shown" value="on" data-skip />
      <Rows
        {...props}
        list="items"
        title={texts.parts.menu}
        row={(at) => (
          <>
            <input type="hidden" name={`${at}.itemId`} value={fields[`${at}.itemId`] ?? ''} data-skip />
            <Input {...props} name={`${at}.name.en`} label={itemName} isText />
            <Input {...props} name={`${at}.amountMinor`} label={price} />
            <details class="tariff-names">
              <summary>{itemNames}</summary>
              {OTHERS.map((language) => (
                <Input {...props} name={`${at}.name.${language}`} label={LANGUAGE_NAMES[language]} isText />
              ))}
            </details>
          </>
        )}
      />
    </Part>
  );
}
