// Which quantity the general chart draws, and what it is.

import { byId, element, setText } from '../dom.js';

/** @param change (name of a quantity) */
export function listenToQuantityChoice(change) {
  byId('quantity').addEventListener('change', ({ target }) => change(target.value));
}

/**
 * @param quantities all there are; null until they are known
 * @param chosen one of them
 */
export function drawQuantityChoice(quantities, chosen) {
  byId('quantity-card').hidden = quantities === null;
  if (quantities === null) return;
  const select = byId('quantity');
  if (select.options.length === 0) {
    select.replaceChildren(...quantities.map(({ name }) => element('option', { value: name }, name)));
  }
  select.value = chosen.name;
  setText(byId('quantity-description'), chosen.description);
}
