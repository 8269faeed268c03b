package io.alphascope.workload.operator;

import org.junit.jupiter.api.Test;

class ProductsTest {

  @Test
  void matrixProducts() {
    RuleCheck.of("MatMul").moving(3, 4).moving(4, 5).check();
    RuleCheck.of("MatMul").moving(2, 3, 4).moving(4, 5).check();
    RuleCheck.of("MatMul").moving(2, 1, 3, 4).moving(3, 4, 2).check();
    RuleCheck.of("MatMul").moving(4).moving(4, 2).check();
    RuleCheck.of("MatMul").moving(3, 4).moving(4).check();
  }

  @Test
  void gemm() {
    RuleCheck.of("Gemm").moving(3, 4).moving(5, 4).moving(5).attribute("transB", 1).check();
    RuleCheck.of("Gemm").moving(3, 4).moving(4, 5).moving(5).check();
    RuleCheck.of("Gemm").moving(3, 4).moving(4, 5).moving(3, 1).check();
    RuleCheck.of("Gemm")
        .moving(4, 3)
        .moving(5, 4)
        .moving(3, 5)
        .attribute("transA", 1)
        .attribute("transB", 1)
        .attribute("alpha", 0.5)
        .attribute("beta", -2.0)
        .check();
    RuleCheck.of("Gemm").moving(3, 4).moving(4, 5).check();
  }
}
