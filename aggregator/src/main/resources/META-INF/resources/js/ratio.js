// The ratio of α* under one curvature to α* under another, step by step, in the drawn range.

import { fetchSeries } from './api.js';
import { bounds } from './series.js';
import { WHOLE_PAUSE, POINTS, rowAt } from './track.js';

export class Ratio {
  /** In the order of the steps: `step` and `ratio`, or buckets (`step_from`, `step_to`). */
  rows = [];
  /** Steps that a row represents, and how many of them were computed; 1 if nothing was down-sampled. */
  bucketSteps = 1;
  bucketSample = 1;
  #run;
  #held = null;
  #askedAt = -Infinity;

  constructor(run, curvature, reference) {
    this.#run = run;
    this.curvature = curvature;
    this.reference = reference;
  }

  isOf(run, curvature, reference) {
    return this.#run === run && this.curvature === curvature && this.reference === reference;
  }

  /**
   * Updates the rows. All are fetched, unlike those of a Track: the rows of a replay arrive in any
   * order, and the last steps may have no ratio, so nothing tells which rows are missing.
   *
   * @param views what the run's view says of the two curvatures
   */
  async refresh(views, steps, signal) {
    const longest = views[0].observed > views[1].observed ? views[0] : views[1];
    const wanted = { counts: views.map((view) => view.observed).join(), ...bounds(longest, steps) };
    if (this.#isCurrent(wanted)) return;
    const { curvature, reference } = this;
    const answer = await fetchSeries(this.#run, 'ratio', { curvature, reference, from: wanted.from, to: wanted.to, points: POINTS }, signal);
    this.rows = answer.buckets ?? answer.ratios;
    this.bucketSteps = answer.bucket_steps;
    this.bucketSample = answer.bucket_sample;
    this.#held = wanted;
    this.#askedAt = performance.now();
  }

  #isCurrent(wanted) {
    if (this.#held?.from !== wanted.from || this.#held?.to !== wanted.to) return false;
    const isWaiting = this.bucketSteps > 1 && performance.now() - this.#askedAt < WHOLE_PAUSE;
    return this.#held.counts === wanted.counts || isWaiting;
  }

  /** The row or bucket at a step, or the nearest before it; null if there is none. */
  at(step) {
    return rowAt(this.rows, step);
  }
}
