// The head of a run and its tiles.

import { byId, element, keepChildren, setNote, setText } from '../dom.js';
import { because, finite, formatCount, formatNumber, formatRates, formatSeconds, formatShare, formatTime } from '../numbers.js';
import { exportAddress } from '../api.js';

/** @param verdict on the run, in words; null if it isn't known yet */
export function drawHead(run, verdict) {
  setText(byId('run-name'), run.run);
  setText(byId('run-state'), run.state);
  byId('run-state').dataset.state = run.state;
  setText(byId('run-specification'), describe(run));
  byId('run-message').dataset.state = run.state;
  setNote(byId('run-message'), run.message || '');
  setText(byId('verdict'), verdict ?? '…');
  drawRemarks(run);
  byId('export-csv').href = exportAddress(run.run, 'csv');
  byId('export-json').href = exportAddress(run.run, 'json');
}

/** What is inconsistent in a run, in the aggregator's words. */
function drawRemarks({ remarks }) {
  byId('remarks').hidden = remarks.length === 0;
  keepChildren(byId('remarks'), remarks, (remark) => remark, (remark) => Object.assign(element('li', {}, remark), { update() {} }));
}

function describe(run) {
  const { network, activation, loss, reduction, dataset, optimizer, epochs, seed, observables } = run.specification;
  const { batch_size: batch, epoch } = run.steps;
  return [
    [network, activation].filter(Boolean).join(' '),
    loss && `${reduction} of ${loss}`,
    dataset || 'data of its own',
    `${describeOptimizer(optimizer)}, rate ${formatRates(run.steps) ?? 'unknown'}${describeSchedule(run.specification)}`,
    batch !== null && `batches of ${formatCount(batch)}`,
    epochs === null ? epoch !== null && `in epoch ${formatCount(epoch)}` : `${formatCount(epochs)} ${epochs === 1 ? 'epoch' : 'epochs'}`,
    seed !== null && `seed ${seed}`,
    observables.length > 0 && `observing ${observables.join(', ')}`,
    run.parameter_count && `${formatCount(run.parameter_count)} parameters`,
    run.device,
    run.publisher && `trained by ${run.publisher}`,
    run.started && `started ${formatTime(run.started)}`,
  ].filter(Boolean).join(' · ');
}

function describeOptimizer({ name, momentum, nesterov, weight_decay: decay }) {
  const settings = [
    momentum !== null && formatNumber(momentum),
    nesterov && 'Nesterov',
    decay && `weight decay ${formatNumber(decay)}`,
  ].filter(Boolean).join(', ');
  return (name ?? 'optimizer unknown') + (settings && ` (${settings})`);
}

/** Empty if the rate doesn't change. */
function describeSchedule({ schedule, warmup_steps: warmup }) {
  const parts = [
    schedule !== 'constant' && schedule,
    warmup && `${formatCount(warmup)} ${warmup === 1 ? 'step' : 'steps'} of warm-up`,
  ].filter(Boolean).join(', ');
  return parts && ` (${parts})`;
}

/** @param detail the curvature shown in detail, whose series may not have arrived yet; null if there is none */
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
    detail ? `median of ${describeJudged(statistics)}; latest ${formatNumber(latest?.alpha_star)}, `
      + `whole run ${formatNumber(detail.view.median_alpha_star)}` : 'nothing observed yet');
}

/** The steps that a median is computed from: those of the window that have an α*. */
function describeJudged({ count, alpha_star_count: judged } = {}) {
  return `${judged === count ? '' : `${formatCount(judged)} of `}the last ${formatCount(count)} steps`;
}

function drawNegative(detail) {
  const { observed = 0, non_positive_curvature: count = 0, curvature } = detail?.view ?? {};
  tile('negative', observed > 0 ? formatShare(count / observed) : '–',
    observed > 0 ? `${formatCount(count)} of ${formatCount(observed)} steps by ${curvature}` : 'nothing observed yet');
}

function drawTest(run) {
  const last = run.evaluations?.at(-1);
  tile('accuracy', formatShare(last?.test_accuracy, 2),
    last ? `after epoch ${last.epoch}; test loss ${formatNumber(last.test_loss)}`
      : run.state === 'foreign' ? 'unknown: its client publishes only steps'
        : run.publisher ? 'unknown: its client has reported none' : 'measured after each epoch');
}

function drawRate(run, detail) {
  const rate = finite(run.steps.learning_rate);
  const alphaStar = finite(detail?.series?.newestStatistics?.alpha_star_median);
  tile('rate', formatRates(run.steps) ?? '–',
    rate === null ? 'unknown: its steps contain no rate' : alphaStar === null ? 'of each step' : `× α* = ${formatNumber(rate * alphaStar)}, where the parabola ends`);
}

function drawSteps(run, detail) {
  const published = run.steps_published;
  setText(byId('tile-steps-name'), published === null ? 'Steps seen' : 'Steps published');
  tile('steps', formatCount(published ?? run.steps.observed), published === null ? describeSeen(run.steps)
    : `${formatCount(run.steps_taken)} taken${run.steps_planned === null ? '' : ` of ${formatCount(run.steps_planned)}`}, `
      + `${formatCount(run.steps_skipped)} skipped; trained for ${formatSeconds(run.training_seconds)}`);
  progress('tile-progress', run.steps_taken, run.steps_planned);
  const observed = detail?.view.observed ?? 0;
  const dead = run.dead_letters ?? 0;
  tile('observed', formatCount(observed),
    (dead === 0 ? 'no dead letters' : `${formatCount(dead)} dead ${dead === 1 ? 'letter' : 'letters'}${because(run.dead_letter_reasons)}`)
      + (run.observing_seconds === null ? '' : `; observed for ${formatSeconds(run.observing_seconds)}`));
  byId('tile-observed-more').classList.toggle('trouble', dead > 0);
  progress('tile-observed-progress', observed, published);
}

/** For a run whose steps are not counted by a trainer. */
function describeSeen({ observed, first, last }) {
  const range = observed === 0 ? '' : observed === 1 ? `step ${formatCount(first)}; ` : `from ${formatCount(first)} to ${formatCount(last)}; `;
  return `${range}the number published is unknown`;
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
