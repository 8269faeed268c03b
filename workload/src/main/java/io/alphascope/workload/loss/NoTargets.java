package io.alphascope.workload.loss;

/** Of samples whose loss a graph computes. */
record NoTargets(int size) implements Targets {
  @Override
  public Targets part(int first, int count) {
    return new NoTargets(count);
  }
}
