// The rows of one series, kept up to date by fetching only new rows.

/** More rows than this arrive as buckets. A little more than fits on a wide screen. */
export const POINTS = 1000;

/** Rows may arrive out of order; so many of the last steps are fetched again. */
const OVERLAP = 100;

/**
 * Pause between requests for a whole series: for a down-sampled one, and for one of which all rows
 * have arrived, because values that are computed from the last rows arrive a little later.
 */
export const WHOLE_PAUSE = 3000;

export class Track {
  /** In the order of their steps: single rows (`step`) or buckets (`step_from`, `step_to`). */
  rows = [];
  /** Steps that a row represents; 1 if nothing was down-sampled. */
  bucketSteps = 1;
  #ask;
  #held = null;
  #askedAt = -Infinity;
  /** Whether the last two answers were the same. */
  #isSure = false;

  /** @param ask async ({from, to}, signal) → {rows, bucketSteps} */
  constructor(ask) {
    this.#ask = ask;
  }

  /**
   * Updates the rows. When no more arrive, all are fetched until two answers are the same.
   *
   * @param wanted from, to: steps (null: no bound); count, last: how many rows the aggregator has and
   *     the step of the last; settled: only rows of a replay can still arrive, in any order
   */
  async refresh(wanted, signal) {
    if (wanted.last === null || this.#isCurrent(wanted)) return;
    if (!this.#canAppend(wanted) || !(await this.#append(wanted, signal))) await this.#replace(wanted, signal);
  }

  /** Call this if rows are known to be missing: they are fetched again. */
  doubt() {
    this.#isSure = false;
  }

  /** @returns whether it could be done; false if there are too many rows now */
  async #append(wanted, signal) {
    const since = Math.max(wanted.from ?? 0, stepOf(this.rows.at(-1)) - OVERLAP);
    const answer = await this.#ask({ from: since, to: wanted.to }, signal);
    if (answer.bucketSteps > 1) return false;
    const merged = [...this.rows.filter((row) => row.step < since && row.step >= (wanted.from ?? 0)), ...answer.rows];
    if (merged.length > POINTS) return false;
    this.#keep(wanted, merged, false);
    return true;
  }

  #keep(wanted, rows, isSure) {
    this.#held = wanted;
    this.rows = rows;
    this.#isSure = isSure;
    this.#askedAt = performance.now();
  }

  #isCurrent(wanted) {
    const held = this.#held;
    if (held === null || held.from !== wanted.from || held.to !== wanted.to) return false;
    const past = wanted.to !== null && held.last > wanted.to + OVERLAP;
    const hasAll = this.#hasAll(wanted);
    const waiting = (hasAll || this.bucketSteps > 1) && performance.now() - this.#askedAt < WHOLE_PAUSE;
    return past || waiting || (hasAll && this.#isSure);
  }

  #hasAll({ count, last, to }) {
    return this.#held.count === count && this.#held.last === last
        && this.rows.length > 0 && stepOf(this.rows.at(-1)) >= Math.min(last, to ?? last);
  }

  #canAppend(wanted) {
    const held = this.#held;
    return held !== null && this.rows.length > 0 && this.bucketSteps === 1
        && !wanted.settled && !this.#hasAll(wanted)
        && (held.from ?? 0) <= (wanted.from ?? 0) && (held.to === null) === (wanted.to === null)
        && (wanted.to === null || wanted.to === held.to);
  }

  async #replace(wanted, signal) {
    const answer = await this.#ask({ from: wanted.from, to: wanted.to }, signal);
    this.bucketSteps = answer.bucketSteps;
    this.#keep(wanted, answer.rows, JSON.stringify(answer.rows) === JSON.stringify(this.rows));
  }

  /** The row or bucket at a step, or the nearest before it; null if there is none. */
  at(step) {
    return rowAt(this.rows, step);
  }
}

/** In ascending rows or buckets, the one at a step or the nearest before it; null if there is none. */
export function rowAt(rows, step) {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (firstStepOf(rows[middle]) <= step) low = middle + 1;
    else high = middle;
  }
  return rows[low - 1] ?? null;
}

function firstStepOf(row) {
  return row.step ?? row.step_from;
}

function stepOf(row) {
  return row.step ?? row.step_to;
}
