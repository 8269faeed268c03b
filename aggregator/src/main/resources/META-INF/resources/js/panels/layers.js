// The choice of what the heat map of the layers shows, and the layer that limits the rate, in words.

import { byId, setNote, setOptions } from '../dom.js';

/** @param change (part of the choice) */
export function listenToLayersChoice(change) {
  byId('layers-quantity').addEventListener('change', ({ target }) => change({ layerQuantity: target.value }));
  byId('layers-curvature').addEventListener('change', ({ target }) => change({ layers: target.value }));
}

/** The quantity of this name if the page offers it, else the first. */
export function layerQuantity(name) {
  const offered = [...byId('layers-quantity').options].map(({ value }) => value);
  return offered.includes(name) ? name : offered[0];
}

/**
 * @param names curvatures with a block a layer
 * @param chosen {curvature, quantity}; null if there is no such curvature
 * @param layers what is known of them; null: nothing yet
 */
export function drawLayersChoice(names, chosen, layers) {
  for (const id of ['layers-choice', 'layers-chart', 'layers-key', 'layers-more']) byId(id).hidden = chosen === null;
  byId('layers-none').hidden = chosen !== null;
  setNote(byId('layers-verdict'), chosen === null ? '' : verdict(layers));
  if (chosen === null) {
    setNote(byId('layers-note'), '');
    return;
  }
  setOptions(byId('layers-curvature'), names);
  byId('layers-curvature').value = chosen.curvature;
  byId('layers-quantity').value = chosen.quantity;
}

function verdict(layers) {
  if (!layers?.isHeld) return '';
  return layers.verdict ?? 'The steps were observed by an earlier version, which kept nothing of single layers. A replay observes them again.';
}
