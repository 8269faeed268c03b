package io.alphascope.trainerservice.training;

/**
 * How many processor threads one operation of a step uses: as many as configured, otherwise one for
 * small steps and half of the cores for large ones.
 *
 * <p>PyTorch's threads wait for each other after every operation, and use the CPU while they wait.
 * On two cores a step of 784-128-64-10 at n = 64 takes 1.7 times as long on two threads as on one,
 * and 2.6 times the CPU time; both take equally long at about 1.3e8 multiplications forward. The
 * other half of the cores is left to the curvature service.
 *
 * @param asked as configured; 0 for the rule
 * @param cores of this machine
 */
public record ThreadRule(int asked, int cores) {

  private static final long LARGE = 1L << 27;

  /**
   * Threads for steps.
   *
   * @param multiplyAdds of a step's forward pass
   */
  public int choose(long multiplyAdds) {
    int byRule = multiplyAdds >= LARGE ? Math.max(1, cores / 2) : 1;
    return asked > 0 ? asked : byRule;
  }
}
