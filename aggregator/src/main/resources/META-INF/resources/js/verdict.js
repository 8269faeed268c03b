// The run in one sentence, from the medians of α* over all its steps.

import { finite, formatNumber } from './numbers.js';
import { isOwn, parseCurvature } from './curvatures.js';

/** A median within this factor of 1 counts as right: steps differ far more among themselves. */
const ABOUT_RIGHT = 1.5;

export function verdict(run) {
  const own = median(run, isOwn);
  const fresh = median(run, (name) => parseCurvature(name).batch.startsWith('fresh:'));
  if (own === null && fresh === null) {
    return run.curvatures.some((curvature) => curvature.observed > 0)
      ? 'No step has an α* yet.'
      : 'No step has been observed yet.';
  }
  const parts = [];
  if (own !== null) parts.push(`${judge(own)} for its own batches`);
  if (fresh !== null) parts.push(`${judge(fresh)} for fresh ${own === null ? 'batches' : 'ones'}`);
  const rate = run.specification?.optimizer?.learning_rate;
  const subject = finite(rate) === null ? 'The steps are' : `The rate of ${formatNumber(rate)} is`;
  return `${subject} ${parts.join(', ')}.`;
}

/** The Hessian's median where it was observed, else the first other's. */
function median(run, accepts) {
  const candidates = run.curvatures.filter((c) => accepts(c.curvature) && finite(c.median_alpha_star) !== null);
  const isHessian = (c) => parseCurvature(c.curvature).operator === 'hessian';
  const chosen = candidates.find((c) => isHessian(c) && parseCurvature(c.curvature).structure === 'full') ?? candidates[0];
  return chosen ? finite(chosen.median_alpha_star) : null;
}

function judge(alphaStar) {
  if (alphaStar <= 0) return 'pointing uphill';
  if (alphaStar > ABOUT_RIGHT) return `about ${formatNumber(alphaStar, 2)} times too short`;
  if (alphaStar >= 1 / ABOUT_RIGHT) return 'about right';
  return `about ${formatNumber(1 / alphaStar, 2)} times too long`;
}
