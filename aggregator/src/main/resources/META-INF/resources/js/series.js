// One curvature of one run: its observations and their rolling statistics, as far as they are drawn.

import { fetchObservations, fetchStatistics } from './api.js';
import { POINTS, Track } from './track.js';

export class CurvatureSeries {
  #run;
  #window = null;

  constructor(run, curvature) {
    this.#run = run;
    this.curvature = curvature;
    this.observations = new Track(async ({ from, to }, signal) => {
      const answer = await fetchObservations(run, { curvature, from, to, points: POINTS }, signal);
      return { rows: answer.buckets ?? answer.observations, bucketSteps: answer.bucket_steps ?? 1 };
    });
    this.statistics = null;
  }

  /** @returns whether something changed */
  async refresh(view, { window, steps, settled }, signal) {
    if (window !== this.#window) {
      this.#window = window;
      this.statistics = new Track(async ({ from, to }, signal) => {
        const answer = await fetchStatistics(
          this.#run, { curvature: this.curvature, window, from, to, points: POINTS }, signal);
        return { rows: answer.statistics, bucketSteps: answer.bucket_steps ?? 1 };
      });
    }
    const wanted = { ...bounds(view, steps), count: view.observed, last: view.last_step ?? null, settled };
    const changes = await Promise.all([
      this.observations.refresh(wanted, signal),
      this.statistics.refresh(wanted, signal),
    ]);
    return changes.some(Boolean);
  }

  /** Whether there is something to draw yet. */
  get isHeld() {
    return this.statistics !== null && this.observations.rows.length > 0;
  }
}

/** Few enough rows are held whole, and zooming needs no question; more are asked for by range. */
function bounds(view, steps) {
  if (!steps || view.observed <= POINTS) return { from: null, to: null };
  if (steps.last) return { from: Math.max(0, view.last_step - steps.last + 1), to: null };
  return { from: steps.from, to: steps.to };
}
