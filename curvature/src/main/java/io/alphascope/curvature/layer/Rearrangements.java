package io.alphascope.curvature.layer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.curvature.line.Line;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.engine.PyTorch;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.ParameterTensor;
import io.alphascope.workload.operator.Call;
import io.alphascope.workload.sweep.Interpreter;
import io.alphascope.workload.sweep.Sweep;
import io.alphascope.workload.sweep.SweepRequest;
import io.alphascope.workload.sweep.Tap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which element of a parameter each element of a rearranged operand is: found by running the
 * network with every parameter's elements numbered from 0.
 */
final class Rearrangements implements Tap {
  private final ParameterUses uses;
  private final Map<ParameterUse, Rearrangement> all = new HashMap<>();

  private Rearrangements(ParameterUses uses) {
    this.uses = uses;
  }

  /**
   * One operand.
   *
   * @param places in the parameter, by the operand's elements; where it holds the same elements for
   *     each sample, those of all samples
   */
  record Rearrangement(long[] places) {

    /**
     * Derivatives in the parameter, [n, size of it].
     *
     * @param ofOperand derivatives in the operand, [n, size of it]
     */
    NDArray gradients(ParameterTensor tensor, NDArray ofOperand) {
      int count = Math.toIntExact(ofOperand.getShape().get(1));
      NDArray where =
          Torch.create(ofOperand.getManager(), new Shape(count), Arrays.copyOf(places, count));
      return Torch.permute(Lookup.sum(tensor.size(), where, Torch.permute(ofOperand, 1, 0)), 1, 0);
    }
  }

  /**
   * Of a line's network.
   *
   * @param inputs of any samples: only shapes and integers matter
   */
  static Rearrangements find(Line line, List<NDArray> inputs) {
    Network network = line.network();
    Rearrangements found = new Rearrangements(ParameterUses.of(network));
    try (NDManager manager = PyTorch.newManager(Device.cpu());
        Autograd plain = Autograd.notRecording();
        Interpreter interpreter =
            new Interpreter(network.graph(), network.parameterNames(), manager, DataType.FLOAT64)) {
      List<Jet> numbers = new ArrayList<>();
      for (ParameterTensor tensor : network.parameters()) {
        NDArray flat = manager.arange(0, (int) tensor.size(), 1, DataType.FLOAT64);
        numbers.add(Jet.constant(flat.reshape(tensor.shape())));
      }
      List<NDArray> batch = new ArrayList<>();
      for (NDArray input : inputs) {
        NDArray here = input.toDevice(Device.cpu(), true);
        here.attach(manager);
        batch.add(here.getDataType().isFloating() ? here.toType(DataType.FLOAT64, true) : here);
      }
      try (Sweep sweep =
          interpreter.sweep(batch, numbers::get, SweepRequest.of(0).tapping(found))) {
        return found;
      }
    }
  }

  @Override
  public boolean isAt(Node node) {
    return uses.isAt(node);
  }

  @Override
  public Jet through(Call call, Jet result) {
    for (List<ParameterUse> where : uses.all().values()) {
      for (ParameterUse use : where) {
        if (use.rearranged() && use.node().equals(call.node())) {
          double[] numbers = Torch.doubles(call.jet(use.operand()).value());
          long[] places = new long[numbers.length];
          for (int k = 0; k < places.length; k++) {
            places[k] = Math.round(numbers[k]);
          }
          all.put(use, new Rearrangement(places));
        }
      }
    }
    return result;
  }

  Rearrangement of(ParameterUse use) {
    return all.get(use);
  }
}
