// The view, the window of the rolling statistics and the range of steps.

import { byId, setText } from '../dom.js';
import { formatCount } from '../numbers.js';

const LAST = 100;

/** @param change (part of the choice) */
export function listenToControls(change) {
  byId('controls').addEventListener('change', ({ target }) => {
    if (target.name === 'window') change({ window: Number(target.value) });
  });
  byId('controls').addEventListener('submit', (event) => {
    event.preventDefault();
    const from = byId('step-from').valueAsNumber || 0;
    const to = byId('step-to').valueAsNumber;
    byId('step-to').setCustomValidity(to > from ? '' : 'The last step must lie after the first.');
    if (byId('step-to').reportValidity()) change({ steps: { from, to } });
  });
  viewButtons().forEach((button) => button.addEventListener('click', () => change({ view: button.dataset.view })));
  byId('step-to').addEventListener('input', () => byId('step-to').setCustomValidity(''));
  byId('steps-last').addEventListener('click', () => change({ steps: { last: LAST } }));
  byId('steps-all').addEventListener('click', () => change({ steps: null }));
}

export function drawControls({ window, steps, view }, last) {
  byId('run').dataset.view = view;
  viewButtons().forEach((button) => button.setAttribute('aria-pressed', String(button.dataset.view === view)));
  for (const radio of byId('controls').elements.window) radio.checked = Number(radio.value) === window;
  fill(byId('step-from'), steps?.last ? Math.max(0, last - steps.last + 1) : steps?.from ?? 0);
  fill(byId('step-to'), steps?.to ?? last);
  byId('steps-last').setAttribute('aria-pressed', String(Boolean(steps?.last)));
  byId('steps-all').setAttribute('aria-pressed', String(steps === null));
  setText(byId('steps-known'), `of 0 to ${formatCount(last)}`);
}

function viewButtons() {
  return [...byId('controls').querySelectorAll('button[data-view]')];
}

/** Sets the value, unless somebody is typing. */
function fill(input, value) {
  if (document.activeElement !== input) input.value = value;
}
