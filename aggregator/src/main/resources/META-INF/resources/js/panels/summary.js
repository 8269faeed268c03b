// The head of a run and its tiles.

import { byId, setText } from '../dom.js';
import { finite, formatCount, formatNumber, formatSeconds, formatShare, formatTime } from '../numbers.js';
import { exportAddress } from '../api.js';
import { verdict } from '../verdict.js';

/** @param curvatures of the run, with the series that are held */
export function drawHead(run, curvatures, window) {
  setText(byId('run-name'), run.run);
  setText(byId('run-state'), run.state);
  byId('run-state').dataset.state = run.state;
  setText(byId('run-specification'), describe(run));
  const message = run.message || '';
  byId('run-message').hidden = message === '';
  byId('run-message').dataset.state = run.state;
  setText(byId('run-message'), message);
  setText(byId('verdict'), verdict(run, curvatures, window));
  byId('export-csv').href = exportAddress(run.run, 'csv');
  byId('export-json').href = exportAddress(run.run, 'json');
}

function describe(run) {
  const { network, activation, loss, reduction, dataset, optimizer, batch_size: batch, epochs, seed } = run.specification ?? {};
  const momentum = optimizer?.name === 'momentum' ? ` (${formatNumber(optimizer.momentum)})` : '';
  return [
    [network, activation].filter(Boolean).join(' '),
    loss && `${reduction} of ${loss}`,
    dataset || 'data of its own',
    optimizer?.name && `${optimizer.name}${momentum}, rate ${formatNumber(optimizer.learning_rate)}`,
    batch && `batches of ${formatCount(batch)}`,
    epochs && `${formatCount(epochs)} ${epochs === 1 ? 'epoch' : 'epochs'}`,
    seed !== undefined && seed !== null && `seed ${seed}`,
    run.parameter_count && `${formatCount(run.parameter_count)} parameters`,
    run.device,
    `started ${formatTime(run.started)}`,
  ].filter(Boolean).join(' · ');
}

/** @param detail the curvature shown in detail, whose series may still be on its way; null if there is none */
export function drawTiles(run, detail) {
  drawAlphaStar(detail);
  drawNegative(detail);
  drawTest(run);
  drawRate(run, detail);
  drawSteps(run, detail);
}

function drawAlphaStar(detail) {
  const statistics = detail?.series?.newestStatistics;
  const latest = detail?.series?.newestObservation;
  tile('alpha-star', formatNumber(statistics?.alpha_star_median),
    detail ? `median of the last ${formatCount(statistics?.count)} steps; latest ${formatNumber(latest?.alpha_star)}, `
      + `whole run ${formatNumber(detail.view.median_alpha_star)}` : 'nothing observed yet');
}

function drawNegative(detail) {
  const { observed = 0, non_positive_curvature: count = 0, curvature } = detail?.view ?? {};
  tile('negative', observed > 0 ? formatShare(count / observed) : '–',
    observed > 0 ? `${formatCount(count)} of ${formatCount(observed)} steps by ${curvature}` : 'nothing observed yet');
}

function drawTest(run) {
  const last = run.evaluations?.at(-1);
  tile('accuracy', formatShare(last?.test_accuracy, 2),
    last ? `after epoch ${last.epoch}; test loss ${formatNumber(last.test_loss)}` : 'measured after each epoch');
}

function drawRate(run, detail) {
  const rate = finite(run.specification?.optimizer?.learning_rate);
  const alphaStar = finite(detail?.series?.newestStatistics?.alpha_star_median);
  tile('rate', formatNumber(rate),
    rate === null || alphaStar === null ? 'of each step' : `× α* = ${formatNumber(rate * alphaStar)}, where the parabola ends`);
}

function drawSteps(run, detail) {
  const published = run.steps_published;
  tile('steps', formatCount(published),
    `${formatCount(run.steps_taken)} taken${run.steps_planned === null ? '' : ` of ${formatCount(run.steps_planned)}`}, `
      + `${formatCount(run.steps_skipped)} skipped; trained for ${formatSeconds(run.training_seconds)}`);
  progress('tile-progress', run.steps_taken, run.steps_planned);
  const observed = detail?.view.observed ?? 0;
  const dead = run.dead_letters ?? 0;
  tile('observed', formatCount(observed),
    `${dead === 0 ? 'no dead letters' : `${formatCount(dead)} dead ${dead === 1 ? 'letter' : 'letters'}`}; `
      + `observed for ${formatSeconds(run.observing_seconds)}`);
  byId('tile-observed-more').classList.toggle('trouble', dead > 0);
  progress('tile-observed-progress', observed, published);
}

function progress(id, value, most) {
  const bar = byId(id);
  bar.hidden = !most;
  bar.max = most || 1;
  bar.value = Math.min(value ?? 0, bar.max);
}

function tile(name, figure, more) {
  setText(byId(`tile-${name}`), figure);
  setText(byId(`tile-${name}-more`), more);
}
