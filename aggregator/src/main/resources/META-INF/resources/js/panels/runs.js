// The list of runs.

import { element, keepChildren, setText, byId } from '../dom.js';
import { formatCount, formatNumber, formatRates, formatShare, formatTime } from '../numbers.js';
import { inOrder } from '../curvatures.js';

/** @param addressOf (run id) → the link's target */
export function drawRuns(runs, shownRun, addressOf) {
  setText(byId('runs-count'), runs.length > 0 ? formatCount(runs.length) : '');
  keepChildren(byId('runs'), runs, (run) => run.run, () => createItem(shownRun, addressOf));
  for (const item of byId('runs').children) item.mark(shownRun);
}

function createItem(shownRun, addressOf) {
  const name = element('b');
  const state = element('span', { class: 'state' });
  const lines = [0, 1, 2].map(() => element('span', { class: 'line' }));
  const link = element('a', {}, element('span', { class: 'run-id' }, name, state));
  lines.forEach((line) => link.append(line, element('br')));
  const item = element('li', {}, link);
  item.mark = (shown) => {
    if (item.key === shown) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  };
  item.update = (run) => {
    link.href = addressOf(run.run);
    setText(name, run.run);
    setText(state, run.state);
    state.dataset.state = run.state;
    describe(run).forEach((text, index) => setText(lines[index], text));
  };
  return item;
}

function describe(run) {
  const { network, dataset, optimizer } = run.specification;
  const accuracy = run.evaluations?.at(-1)?.test_accuracy;
  const medians = inOrder((run.curvatures ?? []).map((c) => c.curvature)).slice(0, 3).map((name) => {
    const { median_alpha_star: median } = run.curvatures.find((c) => c.curvature === name);
    return `${name} ${formatNumber(median, 2)}`;
  });
  return [
    [network, dataset || 'data of its own'].filter(Boolean).join(' · '),
    [
      optimizer.name,
      `rate ${formatRates(run.steps) ?? 'unknown'}`,
      run.steps_taken === null ? `${formatCount(run.steps.observed)} steps seen` : `${formatCount(run.steps_taken)} steps`,
      accuracy !== undefined ? formatShare(accuracy) : run.state !== 'foreign' && run.publisher === null && 'no test yet',
      run.started && formatTime(run.started),
    ].filter(Boolean).join(' · '),
    medians.length > 0 ? `α* ${medians.join(', ')}` : 'nothing observed yet',
  ];
}
