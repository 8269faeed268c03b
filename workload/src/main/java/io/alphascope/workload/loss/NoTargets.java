package io.alphascope.workload.loss;

/** Of samples whose loss a graph computes. */
record NoTargets(int size) implements Targets {
  @Override
  public double value(int sample, int output) {
    throw new IllegalArgumentException("targets: there are none");
  }

  @Override
  public Targets part(int first, int count) {
    return new NoTargets(count);
  }
}
