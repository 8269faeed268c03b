package io.alphascope.workload.sweep;

import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.operator.Call;

/** Looks at nodes while a graph runs, and may put something in the place of their first result. */
public interface Tap {

  /** Whether this node is one of them. */
  boolean isAt(Node node);

  /**
   * Takes a node's first result.
   *
   * @param call its operands live as long as the sweep
   * @return what the nodes after it get instead
   */
  Jet through(Call call, Jet result);
}
