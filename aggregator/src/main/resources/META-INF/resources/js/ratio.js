// α* under one curvature over α* under another, step by step, as far as it is drawn.

import { fetchSeries } from './api.js';
import { bounds } from './series.js';
import { WHOLE_PAUSE, POINTS, rowAt } from './track.js';

export class Ratio {
  /** In the order of their steps: `step` and `ratio`, or buckets (`step_from`, `step_to`). */
  rows = [];
  /** Steps that one row stands for, and how many of these were looked at; 1 if nothing was down-sampled. */
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
   * Brings the rows up to date. They are asked for as a whole: a replay's rows come in any order.
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
