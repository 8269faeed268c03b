// Repeats one round of asking and drawing for as long as somebody looks: not while the tab is
// hidden, ever more slowly while nobody answers, at once when `hurry` is called.

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

  /** Gives up the round under way, whose answer nobody waits for any more, and begins another. */
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
