package io.alphascope.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Processor time, in nanoseconds, of all that {@link CurvatureBenchmark} did in an iteration. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class ProcessorTimes {
  /** Of the trainer's steps. */
  public long trainerStep;

  /** Of dᵀg, dᵀHd and dᵀGd with their terms per sample. */
  public long scalars;

  /** Of every quantity of Hessian and GGN but the vectors' norm and cosine. */
  public long withoutProducts;

  /** Of every quantity of Hessian and GGN. */
  public long everything;

  /** Of Hessian and GGN by blocks of one parameter tensor. */
  public long blocks;

  /** Of what the service observes by default: the Hessian on 256 fresh samples as well. */
  public long defaults;

  /** Of α* under all diagonals and Kronecker factors that the network has. */
  public long matrices;
}
