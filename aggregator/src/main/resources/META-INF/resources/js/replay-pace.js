// The progress of a replay, its rate and the time that is left. The command line computes them alike.

/** The share of the records or of the requested steps, whichever is larger. */
export function shareDone({ records, records_done: done, steps_found: found, steps_published: published }) {
  const ofRecords = records === 0 ? 1 : done / records;
  return Math.min(1, published > 0 ? Math.max(ofRecords, found / published) : ofRecords);
}

/** The rate since the page shows the replay, so that a resumed replay has its present rate. */
export class Pace {
  #share;
  #observed;
  #begin;

  /** @param now in milliseconds */
  constructor(replay, now) {
    this.#share = shareDone(replay);
    this.#observed = replay.steps_observed;
    this.#begin = now;
  }

  /** {rate: steps observed a second, left: seconds}; null while they are unknown. */
  of(replay, now) {
    const seconds = (now - this.#begin) / 1000;
    const share = shareDone(replay);
    if (seconds < 1 || share <= this.#share) return null;
    return {
      rate: (replay.steps_observed - this.#observed) / seconds,
      left: ((1 - share) * seconds) / (share - this.#share),
    };
  }
}
