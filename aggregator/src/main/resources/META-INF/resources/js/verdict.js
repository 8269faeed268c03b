// The run in one sentence, from the rolling medians of α*. The command line says it in the same words.

import { finite, formatNumber } from './numbers.js';
import { isOwn, parseCurvature } from './curvatures.js';

/** A median within this factor of 1 counts as right: steps differ far more among themselves. */
const ABOUT_RIGHT = 1.4;

/** @param curvatures [{name, view, series (null if not drawn)}] */
export function verdict(run, curvatures, window) {
  const own = median(curvatures, isOwn);
  const fresh = median(curvatures, (name) => parseCurvature(name).batch.startsWith('fresh:'));
  if (own === null && fresh === null) {
    if (!curvatures.some(({ view }) => view.observed > 0)) return 'No step has been observed yet.';
    return curvatures.some(({ series }) => series?.newestStatistics) ? `None of the last ${window} steps has an α*.` : '…';
  }
  const parts = [];
  if (own !== null) parts.push(`${judge(own)} for its own batches`);
  if (fresh !== null) parts.push(`${judge(fresh)} for fresh ${own === null ? 'batches' : 'ones'}`);
  const rate = run.specification?.optimizer?.learning_rate;
  const subject = finite(rate) ? `The rate of ${formatNumber(rate)} is` : 'The step is';
  return `${subject} ${parts.join(', ')} (medians of the last ${window} steps).`;
}

/** The Hessian's where it is drawn, else the first other's. */
function median(curvatures, accepts) {
  const known = curvatures.filter(({ name }) => accepts(name))
    .map(({ name, series }) => ({ name, value: finite(series?.newestStatistics?.alpha_star_median) }))
    .filter(({ value }) => value !== null);
  const isHessian = ({ operator, structure }) => operator === 'hessian' && structure === 'full';
  return (known.find(({ name }) => isHessian(parseCurvature(name))) ?? known[0])?.value ?? null;
}

function judge(alphaStar) {
  if (alphaStar <= 0) return 'pointing uphill';
  if (alphaStar > ABOUT_RIGHT) return `about ${roughly(alphaStar)} times too short`;
  if (alphaStar < 1 / ABOUT_RIGHT) return `about ${roughly(1 / alphaStar)} times too long`;
  return 'about right';
}

/** Medians carry no more: 1.6, 7, 72, 720. */
function roughly(factor) {
  return formatNumber(Number(factor.toPrecision(factor >= 2.95 && factor < 10 ? 1 : 2)));
}
