// One curvature of one run: its observations and rolling statistics in the drawn range, and the newest
// of both, which may be outside that range.

import { fetchSeries } from './api.js';
import { POINTS, Track } from './track.js';

/** The newest row is searched for in so many last steps: statistics lag a little behind observations. */
const NEWEST_STEPS = 100;

export class CurvatureSeries {
  #run;
  #curvature;
  #window = null;
  #quantities = [];
  #newestObservations;
  #newestStatistics = null;
  #drawsNewest = true;

  constructor(run, curvature) {
    this.#run = run;
    this.#curvature = curvature;
    this.observations = this.#observationTrack();
    this.statistics = null;
    this.#newestObservations = this.#observationTrack();
  }

  /**
   * Updates everything to what the run's view says of this curvature.
   *
   * @param wanted quantities: names of those to draw that buckets don't contain by default
   */
  async refresh(view, { quantities, window, steps, settled }, signal) {
    if (quantities.join() !== this.#quantities.join()) {
      this.#quantities = quantities;
      // Single rows have all quantities.
      if (this.observations.bucketSteps > 1) this.observations = this.#observationTrack();
    }
    if (window !== this.#window) {
      this.#window = window;
      this.statistics = this.#statisticsTrack();
      this.#newestStatistics = this.#statisticsTrack();
    }
    const known = { count: view.observed, last: view.last_step ?? null, settled };
    const drawn = { ...known, ...bounds(view, steps) };
    await Promise.all([this.observations.refresh(drawn, signal), this.statistics.refresh(drawn, signal)]);
    // Every observation gets statistics, a little later.
    if (this.statistics.rows.length < this.observations.rows.length) this.statistics.doubt();
    this.#drawsNewest = drawn.to === null && this.observations.bucketSteps === 1;
    if (this.#drawsNewest) return;
    const newest = { ...known, from: Math.max(0, view.last_step - NEWEST_STEPS), to: null };
    await Promise.all([
      this.#newestObservations.refresh(newest, signal),
      this.#newestStatistics.refresh(newest, signal),
    ]);
  }

  /** The observation of the largest step; undefined if it isn't known yet. */
  get newestObservation() {
    return (this.#drawsNewest ? this.observations : this.#newestObservations).rows.at(-1);
  }

  get newestStatistics() {
    return (this.#drawsNewest ? this.statistics : this.#newestStatistics)?.rows.at(-1);
  }

  /** Whether there is something to draw. */
  get isHeld() {
    return this.statistics !== null && this.observations.rows.length > 0;
  }

  #observationTrack() {
    return this.#track('observations', () => ({ quantity: this.#quantities }));
  }

  #statisticsTrack() {
    const window = this.#window;
    return this.#track('statistics', () => ({ window }));
  }

  #track(what, parameters) {
    return new Track(async ({ from, to }, signal) => {
      const answer = await fetchSeries(this.#run, what, { curvature: this.#curvature, ...parameters(), from, to, points: POINTS }, signal);
      return { rows: answer.buckets ?? answer[what], bucketSteps: answer.bucket_steps };
    });
  }
}

/** If the rows are few, all are fetched, and zooming needs no request; otherwise only the range is. */
export function bounds(view, steps, few = POINTS) {
  if (!steps || view.observed <= few) return { from: null, to: null };
  if (steps.last) return { from: Math.max(0, view.last_step - steps.last + 1), to: null };
  return { from: steps.from, to: steps.to };
}
