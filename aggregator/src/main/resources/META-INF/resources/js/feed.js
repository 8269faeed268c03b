// Repeats one round of fetching and drawing while the tab is visible: more slowly while the aggregator
// does not answer, at once when `hurry` is called.

const SLOWEST_RETRY = 8000;

export class Feed {
  #round;
  #onFailure;
  #timer = null;
  #running = null;
  #failures = 0;

  /**
   * @param round async (signal) → milliseconds until the next
   * @param onFailure (error, milliseconds until the next try)
   */
  constructor(round, onFailure) {
    this.#round = round;
    this.#onFailure = onFailure;
    document.addEventListener('visibilitychange', () => (document.hidden ? this.#stop() : this.hurry()));
  }

  /** Aborts the present round, whose result is no longer needed, and begins another. */
  hurry() {
    this.#stop();
    if (!document.hidden) this.#run();
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.#running = null;
  }

  async #run() {
    const round = new AbortController();
    this.#running = round;
    let pause;
    try {
      pause = await this.#round(round.signal);
      this.#failures = 0;
    } catch (error) {
      if (round.signal.aborted) return;
      pause = Math.min(SLOWEST_RETRY, 1000 * 2 ** this.#failures++);
      this.#onFailure(error, pause);
    }
    if (!round.signal.aborted) this.#timer = setTimeout(() => this.#run(), pause);
  }
}
