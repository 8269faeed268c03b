// Replays, and how many steps of each run could be replayed, kept up with the aggregator.

import { fetchKeptSteps, fetchReplays } from './api.js';

/** Retention takes steps seldom, and counting them reads from every partition. */
const KEPT_PAUSE = 30_000;
const UNKNOWN_PAUSE = 3_000;

export class Replays {
  /** As /api/replays answers, the newest first; null if they could not be had. */
  list = null;
  #kept;
  #keptAt = -Infinity;
  #failure = null;
  #onKept;

  /** @param onKept called when it is known anew how many steps are kept */
  constructor(onKept) {
    this.#onKept = onKept;
  }

  async refresh(signal) {
    this.list = await fetchReplays(signal);
  }

  /** Those that the run has, or had. */
  of(run) {
    return (this.list ?? []).filter((replay) => replay.run === null || replay.run === run);
  }

  isRunning(run) {
    return this.of(run).some(({ state }) => state === 'running');
  }

  /** {published, kept}; undefined if it isn't known yet, null if nobody answers. */
  keptOf(run) {
    return this.#kept === null ? null : this.#kept?.find((one) => one.run === run);
  }

  /** Asks beside what else is asked, since the answer may take a second; its failure is the next call's. */
  askKept(run) {
    if (this.#failure !== null) {
      const failure = this.#failure;
      this.#failure = null;
      throw failure;
    }
    const now = performance.now();
    if (now - this.#keptAt < (this.keptOf(run) ? KEPT_PAUSE : UNKNOWN_PAUSE)) return;
    this.#keptAt = now;
    fetchKeptSteps().then((kept) => {
      this.#kept = kept;
      this.#onKept();
    }).catch((error) => {
      this.#failure = error;
    });
  }
}
