// Menu: dishes with their prices, how many of each, and what became of the orders.

import { decimalsOf } from '../../domain/money.ts';
import { paths } from '../paths.ts';
import { plainName } from '../plain-name.ts';
import { localText } from '../tariff-sentence.ts';
import { Icon, type IconName } from './icons.tsx';
import { Name, PressForm } from './parts.tsx';
import type { SessionScene } from './session-scene.ts';

/** Most of one dish in one order. */
const MOST_OF_ONE = 20;
/** Form fields `item.<itemId>` carry the quantities; 0 means none of it. */
const QUANTITY_FIELD = 'item.';

const ORDER_SIGNS: { readonly [S in SessionScene['view']['orders'][number]['state']]: IconName } = {
  sent: 'clock',
  printed: 'check',
  refused: 'warn',
};

function dishName({ view, lang }: SessionScene, itemId: string): string {
  const item = view.menu.find((each) => each.itemId === itemId);
  return item ? localText(item.name, lang) : itemId;
}

function Dish({ scene, item }: { readonly scene: SessionScene; readonly item: SessionScene['view']['menu'][number] }) {
  const { view, lang, texts, format } = scene;
  const name = plainName(localText(item.name, lang));
  const field = `quantity-${item.itemId}`;
  return (
    <li class="dish">
      <label for={field}>
        <Name>{name}</Name>
        <span class="dish-price">{format.money(item.amountMinor, view.currency)}</span>
      </label>
      <span class="quantity" data-quantity>
        <button id={`${field}-less`} class="nudge only-script" type="button" data-less aria-label={texts.session.less(name)}>
          <Icon name="minus" />
        </button>
        <input
          id={field}
          name={`${QUANTITY_FIELD}${item.itemId}`}
          type="number"
          inputmode="numeric"
          min="0"
          max={MOST_OF_ONE}
          step="1"
          value="0"
          aria-label={texts.session.quantityOf(name)}
          data-amount={item.amountMinor}
        />
        <button id={`${field}-more`} class="nudge only-script" type="button" data-more aria-label={texts.session.more(name)}>
          <Icon name="plus" />
        </button>
      </span>
    </li>
  );
}

export function Menu({ scene }: { readonly scene: SessionScene }) {
  const { view, texts, newKey } = scene;
  if (view.menu.length === 0) return null;
  return (
    <section class="card menu" aria-labelledby="menu-title">
      <h2 id="menu-title">{texts.session.menu}</h2>
      <PressForm id="order" action={paths.orders(view.sessionId)} formKey={newKey()}>
        <ul class="dishes">
          {view.menu.map((item) => (
            <Dish scene={scene} item={item} />
          ))}
        </ul>
        <button id="order-button" class="press press-second" type="submit">
          {texts.session.order}
          <span class="order-sum" data-sum data-currency={view.currency} data-decimals={decimalsOf(view.currency)}></span>
        </button>
      </PressForm>
    </section>
  );
}

export function Orders({ scene }: { readonly scene: SessionScene }) {
  const { view, texts, format } = scene;
  if (view.orders.length === 0) return null;
  // Each pays what they ordered: where others order too, the own ones say so.
  const isShared = view.orders.some(({ mine }) => !mine);
  return (
    <section class="card" aria-labelledby="orders-title">
      <h2 id="orders-title">{texts.session.orders}</h2>
      <ul class="orders">
        {view.orders.map((order) => (
          <li class={`order order-${order.state}`}>
            <Icon name={ORDER_SIGNS[order.state]} />
            <div>
              <p class="order-lines">
                {order.lines.map(({ itemId, quantity }) => (
                  <span>{texts.tariff.units(format.count(quantity), plainName(dishName(scene, itemId)))}</span>
                ))}
              </p>
              <p class="quiet">
                {isShared && order.mine ? <strong class="yours">{texts.session.yours} · </strong> : null}
                {texts.session.orderState[order.state]}
              </p>
            </div>
            <span class="order-amount">{format.money(order.amountMinor, view.currency)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
