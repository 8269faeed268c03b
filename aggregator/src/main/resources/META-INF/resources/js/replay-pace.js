// How far a replay is, how fast it goes and how long it still takes. The command line reckons likewise.

/** Of the records, or of the steps asked for if these are nearer to their end. */
export function shareDone({ records, records_done: done, steps_found: found, steps_published: published }) {
  const ofRecords = records === 0 ? 1 : done / records;
  return Math.min(1, published > 0 ? Math.max(ofRecords, found / published) : ofRecords);
}

/** Since the replay is looked at, so that one that goes on after a pause shows its present rate. */
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

  /** {rate: steps observed a second, left: seconds}; null while that cannot be told. */
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
