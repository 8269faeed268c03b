// A quantity of every layer against step in the drawn range, and the layer that limits the rate.

import { fetchSeries } from './api.js';
import { bounds } from './series.js';
import { WHOLE_PAUSE } from './track.js';

/** More steps than this arrive as buckets, a column for each; fewer columns of many layers. */
const MOST_COLUMNS = 240;
const LEAST_COLUMNS = 60;
const CELLS = 6000;

export class Layers {
  /** In the order of the network. */
  names = [];
  /** In the order of the steps: `step`, or `step_from` and `step_to`, and `values` by layer. */
  rows = [];
  /** Steps that a row represents, and of how many of them its median is; 1 if nothing was down-sampled. */
  bucketSteps = 1;
  bucketSample = 1;
  /** Which layer limits the rate, in words; null if no layer was observed. */
  verdict = null;
  #run;
  #held = null;
  #askedAt = -Infinity;

  constructor(run, { curvature, quantity, window }) {
    this.#run = run;
    this.curvature = curvature;
    this.quantity = quantity;
    this.window = window;
  }

  isOf(run, { curvature, quantity, window }) {
    return this.#run === run && this.curvature === curvature && this.quantity === quantity && this.window === window;
  }

  /** Whether there has been an answer. */
  get isHeld() {
    return this.#held !== null;
  }

  /**
   * Updates the rows; all are fetched.
   *
   * @param view what the run's view says of the curvature
   */
  async refresh(view, steps, signal) {
    const points = Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, Math.floor(CELLS / Math.max(1, this.names.length))));
    const wanted = { count: view.observed, ...bounds(view, steps, points) };
    if (this.#isCurrent(wanted)) return;
    const { curvature, quantity, window } = this;
    const answer = await fetchSeries(this.#run, 'layers', { curvature, quantity, window, from: wanted.from, to: wanted.to, points }, signal);
    this.names = answer.layers;
    this.rows = answer.buckets ?? answer.observations;
    this.bucketSteps = answer.bucket_steps;
    this.bucketSample = answer.bucket_sample;
    this.verdict = answer.verdict;
    this.#held = wanted;
    this.#askedAt = performance.now();
  }

  #isCurrent(wanted) {
    if (this.#held?.from !== wanted.from || this.#held?.to !== wanted.to) return false;
    const isWaiting = this.bucketSteps > 1 && performance.now() - this.#askedAt < WHOLE_PAUSE;
    return this.#held.count === wanted.count || isWaiting;
  }
}
