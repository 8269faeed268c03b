package io.alphascope.trainerservice.training;

/**
 * How many processor threads one operation of a step gets: as many as asked for, else one for small
 * steps and half of the cores for large ones.
 *
 * <p>PyTorch's threads meet after every operation, and spin while they wait. On two cores a step of
 * 784-128-64-10 at n = 64 takes 1.7 times as long on two threads as on one, and 2.6 times the CPU
 * time; both take equally long at about 1.3e8 multiplications forward. The other half of the cores
 * is the observers'.
 *
 * @param asked 0 for the rule
 * @param cores of this machine
 */
public record ThreadRule(int asked, int cores) {

  private static final long LARGE = 1L << 27;

  /** The rule for this machine. */
  public static ThreadRule ofMachine(int asked) {
    return new ThreadRule(asked, Runtime.getRuntime().availableProcessors());
  }

  /**
   * Threads for steps.
   *
   * @param multiplyAdds of a step's forward pass
   */
  public int choose(long multiplyAdds) {
    if (asked > 0) {
      return asked;
    }
    return multiplyAdds >= LARGE ? Math.max(1, cores / 2) : 1;
  }
}
