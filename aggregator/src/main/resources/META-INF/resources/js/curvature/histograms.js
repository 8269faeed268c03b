// The histograms of one run: which there are, and the counts of those that are drawn, fetched again
// only when more are there.

import { fetchHistograms, fetchHistogramSteps } from '../api.js';
import { WHOLE_PAUSE } from '../track.js';

/** As many columns as a heat map shows, at most. */
const COLUMNS = 120;

export const JOINT = 'gradient-parameter';

export class Histograms {
  /** The steps that have each: [{name, batch, steps}]. */
  available = [];
  #run;
  #askedAt = -Infinity;
  #counted = null;
  #held = new Map();

  constructor(run) {
    this.#run = run;
  }

  get run() {
    return this.#run;
  }

  /** Whether it is known which there are. */
  get isKnown() {
    return this.#counted !== null;
  }

  /** Whether it is known that there is none. */
  lacks(name, batch) {
    return this.isKnown && this.stepsOf(name, batch).length === 0;
  }

  /**
   * Updates which there are.
   *
   * @param observed how many rows the run has
   */
  async look(observed, signal) {
    if (this.#counted === observed || performance.now() - this.#askedAt < WHOLE_PAUSE) return;
    this.available = await fetchHistogramSteps(this.#run, signal);
    this.#counted = observed;
    this.#askedAt = performance.now();
  }

  /**
   * Updates those that are drawn.
   *
   * @param steps those shown, null for all
   * @param batch the samples
   * @param step of the joint histogram
   */
  async refresh({ steps, batch, step }, signal) {
    await Promise.all(this.available.filter((one) => one.batch === batch).map(({ name, steps: known }) => {
      const range = name === JOINT ? { from: step, to: step } : rangeOf(steps, known.at(-1));
      return this.#ask({ name, batch, ...range, points: COLUMNS }, known, signal);
    }));
  }

  /** Batches that have histograms. */
  get batches() {
    return [...new Set(this.available.map(({ batch }) => batch))];
  }

  stepsOf(name, batch) {
    return this.available.find((one) => one.name === name && one.batch === batch)?.steps ?? [];
  }

  /** What was answered: {bucket_steps, histograms}; null if nothing is known. */
  of(name, batch) {
    const held = this.#held.get(name);
    return held?.batch === batch ? held.answer : null;
  }

  async #ask(parameters, known, signal) {
    const key = JSON.stringify([parameters, known.length, known.at(-1)]);
    if (this.#held.get(parameters.name)?.key === key) return;
    const answer = await fetchHistograms(this.#run, parameters, signal);
    this.#held.set(parameters.name, { key, batch: parameters.batch, answer });
  }
}

function rangeOf(steps, last) {
  if (!steps) return { from: null, to: null };
  return steps.last ? { from: Math.max(0, last - steps.last + 1), to: null } : { from: steps.from, to: steps.to };
}

/** The ends of the i-th bin of an axis. */
export function binOf({ minimum, maximum, bins }, i) {
  const width = (maximum - minimum) / bins;
  return [minimum + i * width, minimum + (i + 1) * width];
}

/** The middle of the bin in which a share of all numbers is reached; null without numbers. */
export function quantileOf({ axes: [axis], counts }, share) {
  const wanted = share * counts.reduce((sum, count) => sum + count, 0);
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    sum += counts[i];
    if (counts[i] > 0 && sum >= wanted) {
      const [low, high] = binOf(axis, i);
      return (low + high) / 2;
    }
  }
  return null;
}
