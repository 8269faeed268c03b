// The choice of the two drawn curvatures whose ratio is drawn.

import { byId, setOptions } from '../dom.js';

const PLACES = ['ratio-of', 'ratio-to'];

/** @param change ([curvature, reference]) */
export function listenToRatioChoice(change) {
  PLACES.forEach((id, place) => byId(id).addEventListener('change', () => {
    const [changed, other] = [byId(id), byId(PLACES[1 - place])];
    // The two must differ: choosing the other one exchanges them.
    if (other.value === changed.value) other.value = other.dataset.other;
    change(PLACES.map((one) => byId(one).value));
  }));
}

/** @param pair [curvature, reference], two of the names; null if there are fewer than two */
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
