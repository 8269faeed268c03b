// The choice of the quantity that the general chart draws, and its description.

import { byId, setOptions, setText } from '../dom.js';

/** @param change (name of a quantity) */
export function listenToQuantityChoice(change) {
  byId('quantity').addEventListener('change', ({ target }) => change(target.value));
}

/**
 * @param quantities all quantities; null until they are known
 * @param chosen one of them
 */
export function drawQuantityChoice(quantities, chosen) {
  byId('quantity-card').hidden = quantities === null;
  if (quantities === null) return;
  setOptions(byId('quantity'), quantities.map(({ name }) => name));
  byId('quantity').value = chosen.name;
  setText(byId('quantity-description'), chosen.description);
}
