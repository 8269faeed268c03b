// Which two of the curvatures drawn have their ratio drawn too.

import { byId, setOptions } from '../dom.js';

const PLACES = ['ratio-of', 'ratio-to'];

/** @param change ([curvature, reference]) */
export function listenToRatioChoice(change) {
  PLACES.forEach((id, place) => byId(id).addEventListener('change', () => {
    const [changed, other] = [byId(id), byId(PLACES[1 - place])];
    // The two differ: whoever takes the other's wants them exchanged.
    if (other.value === changed.value) other.value = other.dataset.other;
    change(PLACES.map((one) => byId(one).value));
  }));
}

/** @param pair [curvature, reference] of the names; null if there are too few */
export function drawRatioChoice(names, pair) {
  byId('ratio-card').hidden = pair === null;
  if (pair === null) return;
  PLACES.forEach((id, place) => {
    const select = byId(id);
    setOptions(select, names);
    select.value = pair[place];
    select.dataset.other = pair[1 - place];
  });
}
