package io.alphascope.cli.training;

import io.alphascope.curvature.quantity.Quantity;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the notebook of this project's origin imports from BackPACK, and what it is called here. */
enum NotebookImport {
  GGNMP("GGNMP", "ggn/parameter", "products with the blocks of G"),
  HMP("HMP", "hessian/parameter", "products with the blocks of H"),
  PCHMP("PCHMP", "hessian-positive/parameter", "products with the blocks of G + (H − G)₊"),
  KFAC("KFAC", "kfac", "B ⊗ A from drawn targets"),
  KFLR("KFLR", "kflr", "B ⊗ A from exact Hessians of the loss"),
  KFRA("KFRA", "kfra", "B ⊗ A, averaged on the way back"),
  DIAG_GGN_EXACT("DiagGGNExact", "diagonal-ggn", "diagonal of G"),
  DIAG_GGN_MC("DiagGGNMC", "diagonal-ggn-mc", "diagonal of G from drawn targets"),
  DIAG_HESSIAN("DiagHessian", "diagonal-hessian", "diagonal of H"),
  BATCH_DIAG_GGN_EXACT("BatchDiagGGNExact", "diagonal-ggn", "the samples' shares of it"),
  BATCH_DIAG_GGN_MC("BatchDiagGGNMC", "diagonal-ggn-mc", "the samples' shares of it"),
  BATCH_DIAG_HESSIAN("BatchDiagHessian", "diagonal-hessian", "the samples' shares of it"),
  SQRT_GGN_EXACT("SqrtGGNExact", "ggn", "V with V Vᵀ = G"),
  SQRT_GGN_MC("SqrtGGNMC", "fisher-mc", "V with V Vᵀ = G on average"),
  BATCH_GRAD("BatchGrad", "fisher-empirical", "gradients, of which s Σ gᵢ gᵢᵀ is made"),
  BATCH_L2_GRAD("BatchL2Grad", Quantity.SAMPLE_GRADIENT_NORM_MEAN),
  SUM_GRAD_SQUARED("SumGradSquared", Quantity.SUM_GRADIENT_SQUARED),
  VARIANCE("Variance", Quantity.GRADIENT_VARIANCE);

  private final String name;
  private final String curvature; // null: no matrix
  private final String meaning;
  private final Quantity quantity; // null: it has a matrix

  NotebookImport(String name, String curvature, String meaning) {
    this.name = name;
    this.curvature = curvature;
    this.meaning = meaning;
    this.quantity = null;
  }

  NotebookImport(String name, Quantity quantity) {
    this.name = name;
    this.curvature = null;
    this.meaning = quantity.toString();
    this.quantity = quantity;
  }

  /** The curvatures of all, each once. */
  static List<String> curvatures() {
    return Arrays.stream(values()).flatMap(each -> each.curvature().stream()).distinct().toList();
  }

  /** The matrix under which it gives α*; empty: it is none. */
  Optional<String> curvature() {
    return Optional.ofNullable(curvature);
  }

  /** The number that stands for an array without a matrix. */
  Optional<Quantity> quantity() {
    return Optional.ofNullable(quantity);
  }

  String meaning() {
    return meaning;
  }

  @Override
  public String toString() {
    return name;
  }
}
