package io.alphascope.systemtests.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PromQlTest {
  @Test
  void findsTheMetricsAlone() {
    assertThat(
            PromQl.metrics(
                "clamp_min(sum by (job, instance) (rss{job=~\"a|b\"}) - sum(heap), 0)"
                    + " or label_replace(max(up) or vector(0), \"service\", \"x\", \"\", \"\")"))
        .containsExactly("heap", "rss", "up");
    assertThat(PromQl.metrics("histogram_quantile(0.5, sum by (le) (rate(cost_bucket[5m])))"))
        .containsExactly("cost_bucket");
  }

  @Test
  void expandsVariablesAndMacros() {
    assertThat(
            PromQl.expanded(
                "rate(x{job=~\"$service\"}[$__rate_interval]) + ${service:regex}",
                Map.of("service", "(a|b)", "__rate_interval", "20s")))
        .isEqualTo("rate(x{job=~\"(a|b)\"}[20s]) + (a|b)");
  }
}
