// Hands panel: a button for everything that a person, the power or the network can do; each is a form of its own kind.
import { DIALS, type Dial } from '../dials.ts';
import type { Format } from '../format.ts';
import { paths } from '../paths.ts';
import type { Picture } from '../picture.ts';
import type { StageObject } from '../stage.ts';

type PanelProps = { readonly object: StageObject; readonly picture: Picture; readonly format: Format };
type Hand = { readonly act: string; readonly isPossible: boolean };

/** What cannot be done now stays a button that can be pressed and reached: it answers why. */
function HandButton({ format, hand: { act, isPossible } }: { readonly format: Format; readonly hand: Hand }) {
  return (
    <button type="submit" name="act" value={act} aria-disabled={isPossible ? undefined : 'true'}>
      {format.act(act)}
    </button>
  );
}

function valueWords({ unit }: Dial, value: number, format: Format): string {
  return unit === 'tenth_celsius' ? format.celsius(value) : format.texts.metrePerS(format.number(value));
}

function DialForm({ dial, format, hand, object }: { readonly dial: Dial; readonly hand: Hand } & Omit<PanelProps, 'picture'>) {
  const id = `dial-${object.device}-${hand.act}`;
  return (
    <form method="post" action={paths.acts(object.device, format.lang)} data-press class="dial">
      <label for={id}>{format.texts.dials[hand.act] ?? hand.act}</label>
      <select id={id} name="value">
        {dial.values.map((value) => (
          <option value={String(value)} selected={value === dial.usual}>
            {valueWords(dial, value, format)}
          </option>
        ))}
      </select>
      <HandButton format={format} hand={hand} />
    </form>
  );
}

/** Power and network, as hands of another sort. */
function surroundingsOf({ line }: Picture, hasCable: boolean): readonly Hand[] {
  const network = hasCable ? 'cutNetwork' : 'bringNetwork';
  return [
    { act: network, isPossible: true },
    { act: 'powerCut', isPossible: line !== 'no-power' },
  ];
}

export function HandsPanel({ format, object, picture }: PanelProps) {
  const action = paths.acts(object.device, format.lang);
  const plain = picture.hands.filter(({ act }) => DIALS[act] === undefined);
  return (
    <div class="hands">
      <fieldset>
        <legend>{format.texts.hands}</legend>
        <form method="post" action={action} data-press class="buttons">
          {plain.map((hand) => (
            <HandButton format={format} hand={hand} />
          ))}
        </form>
        {picture.hands.map((hand) => {
          const dial = DIALS[hand.act];
          return dial === undefined ? null : <DialForm dial={dial} hand={hand} object={object} format={format} />;
        })}
      </fieldset>
      <fieldset class="surroundings">
        <legend>{format.texts.surroundings}</legend>
        <form method="post" action={action} data-press class="buttons">
          {surroundingsOf(picture, object.plug()?.isIn() ?? true).map((hand) => (
            <HandButton format={format} hand={hand} />
          ))}
        </form>
      </fieldset>
    </div>
  );
}
