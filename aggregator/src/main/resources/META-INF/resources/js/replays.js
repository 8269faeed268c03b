// Replays, and how many steps of each run can be replayed, kept up to date.

import { fetchKeptSteps, fetchReplays } from './api.js';

/** Retention deletes steps seldom, and counting them reads from every partition. */
const KEPT_PAUSE = 30_000;
const UNKNOWN_PAUSE = 3_000;

export class Replays {
  /** The answer of /api/replays, the newest first; null if the curvature service is away. */
  list = null;
  #kept;
  #keptAt = -Infinity;
  #failure = null;
  #onKept;

  /** @param onKept called when the number of kept steps has been fetched */
  constructor(onKept) {
    this.#onKept = onKept;
  }

  async refresh(signal) {
    this.list = await fetchReplays(signal);
  }

  /** The replays of a run, running or ended. */
  of(run) {
    return (this.list ?? []).filter((replay) => replay.run === null || replay.run === run);
  }

  isRunning(run) {
    return this.of(run).some(({ state }) => state === 'running');
  }

  /** {published, kept}; undefined if it isn't known yet, null if the curvature service is away. */
  keptOf(run) {
    return this.#kept === null ? null : this.#kept?.find((one) => one.run === run);
  }

  /** Fetches in the background, because the answer may take a second; the next call throws its failure. */
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
